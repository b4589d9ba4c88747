"""What a command leaves: its answer, and statements that no house's basket holds."""

from dataclasses import dataclass, field

from phien.comments.statements import CommentRow
from phien.live.contracts import Answer
from phien.plumbing.sql import Statement


@dataclass(slots=True)
class Done:
    """`first` and `extra` go before and after the basket's statements; `comments` are inserted."""

    answer: Answer
    first: list[Statement] = field(default_factory=list)  # on orders: before allotments, as locks go
    extra: list[Statement] = field(default_factory=list)
    comments: list[CommentRow] = field(default_factory=list)
    buyers: list[str] = field(default_factory=list)  # who is told to look again
    kinds: list[str] = field(
        default_factory=list
    )  # what the public is told of: pinned, price, items, session
    items: list[int] = field(default_factory=list)  # whose counts it is told of, besides those that moved
    undo: dict[str, object] | None = None  # {do, body}: the command that puts it back
    hidden: list[str] = field(default_factory=list)  # lines of the chat that nobody shall see any more
    chat: list[dict[str, object]] = field(default_factory=list)  # lines that are seen again


def refused(code: str, status: int = 409, **details: object) -> Done:
    """A refusal: nothing changes."""
    return Done(Answer(status, {"code": code, **details}))
