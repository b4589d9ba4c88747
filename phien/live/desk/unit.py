"""One thing to decide: a button wish, a comment, or a command; and the batch it is decided in."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from phien.checkout.statements import Basket
from phien.comments.statements import CommentRow
from phien.live.contracts import Answer, Ask
from phien.live.desk.remarks import Remark

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Gone(Exception):  # noqa: N818 - says what happened
    """This desk stopped before it decided: ask again with the same key."""


@dataclass(slots=True)
class Unit:
    """`source` and `key` name it for ever. `tries` counts failures that may be its fault, `losses` those of
    the connection; `sent` once a batch that decided it went out, whatever became of that."""

    ask: Ask
    source: str
    key: str
    at: datetime
    answer: "asyncio.Future[Answer]"
    remark: Remark | None = None
    tries: int = 0
    losses: int = 0
    sent: bool = False

    @property
    def name(self) -> tuple[str, str]:
        """What is unique in a session."""
        return self.source, self.key

    @property
    def remark_id(self) -> str | None:
        """The external id of a comment; None for anything else."""
        return self.key if self.remark is not None else None

    @property
    def who(self) -> str:
        """The buyer key of whoever asks; empty for a command."""
        return self.remark.buyer_key if self.remark is not None else str(self.ask.body.get("buyer_key", ""))

    def tell(self, answer: Answer) -> None:
        """Answer, unless whoever asked has gone."""
        if not self.answer.done():
            self.answer.set_result(answer)

    def hand_back(self) -> None:
        """Nothing was decided: whoever asked must ask again."""
        if not self.answer.done():
            self.answer.set_exception(Gone())
            self.answer.exception()  # nobody may be there to see it


@dataclass(slots=True)
class Batch:
    """Decided, not yet committed. `units` are all that it holds, in order of arrival."""

    basket: Basket
    units: list[Unit] = field(default_factory=list)
    comments: list[CommentRow] = field(default_factory=list)
    decided: list[tuple[Unit, Answer]] = field(default_factory=list)
    repeats: list[Unit] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    chat: list[dict[str, object]] = field(default_factory=list)

    @property
    def writes(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self.basket.wishes or self.comments)


def remark_of(row: dict[str, Any], at: datetime) -> Remark:
    """A comment row of the bus or the API. Without a time it came now; without a zone it is Vietnam's."""
    when = datetime.fromisoformat(row["at"]) if row.get("at") else at
    return Remark(
        source=row["source"],
        external_id=row["external_id"],
        author_id=row["author"]["id"],
        author_name=row["author"].get("name") or "",
        text=row["text"],
        at=when if when.tzinfo else when.replace(tzinfo=ZONE),
        pinned=row.get("pinned"),
    )
