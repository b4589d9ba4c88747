"""One thing to decide: a button wish, a comment, or a command; and the batch it is decided in."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.comments.statements import CommentRow
from phien.live.contracts import Answer, Ask
from phien.live.desk.remarks import Remark


@dataclass(slots=True)
class Unit:
    """`source` and `key` name it for ever; `tried` after a batch with it failed once."""

    ask: Ask
    source: str
    key: str
    at: datetime
    answer: "asyncio.Future[Answer]"
    remark: Remark | None = None
    tried: bool = False

    def tell(self, answer: Answer) -> None:
        """Answer, unless whoever asked has gone."""
        if not self.answer.done():
            self.answer.set_result(answer)


@dataclass(slots=True)
class Batch:
    """Decided, not yet committed."""

    basket: Basket
    comments: list[CommentRow] = field(default_factory=list)
    decided: list[tuple[Unit, Answer]] = field(default_factory=list)
    repeats: list[Unit] = field(default_factory=list)
    keys: set[tuple[str, str]] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    items: set[int] = field(default_factory=set)

    @property
    def units(self) -> list[Unit]:
        """Everything in it."""
        return [unit for unit, _ in self.decided] + self.repeats


def remark_of(row: dict[str, Any], at: datetime) -> Remark:
    """A comment row of the bus or the API as a remark; without a time it came now."""
    when = row.get("at")
    return Remark(
        source=row["source"],
        external_id=row["external_id"],
        author_id=row["author"]["id"],
        author_name=row["author"].get("name") or "",
        text=row["text"],
        at=datetime.fromisoformat(when) if when else at,
        pinned=row.get("pinned"),
    )
