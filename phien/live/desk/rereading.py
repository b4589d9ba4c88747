"""Stored comments read anew with what was taught since. Pure: the desk and the preview do the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phien.live.desk.things import Said
from phien.reading.contracts import AuthorHistory, Items, Reading
from phien.reading.reader import Reader

Around = tuple[AuthorHistory, Sequence[Said]]
ASKING = frozenset({"order", "change", "cancel"})
# What came of a comment whose stored items were asked for; any other outcome asked for nothing yet.
ASKED_FOR = frozenset({"order", "waitlisted", "sold_out", "limit"})
GROWS = ASKED_FOR | {"other", "question"}


@dataclass(frozen=True, slots=True)
class Again:
    """A comment read anew. `moved_on`: its author has ordered, changed or cancelled something since, so that
    the old comment may be settled already: only a person decides it."""

    reading: Reading
    moved_on: bool

    @property
    def sure(self) -> bool:
        """Whether nobody need be asked."""
        return not self.reading.review and not self.moved_on


def read_again(
    reader: Reader, text: str, *, author: str, pinned: str, around: Around, current: Mapping[str, int] | None
) -> Again:
    """A stored comment read by `reader`, with what its author had said before it and not since."""
    history, since = around
    reading = reader.read(text, author=author, pinned=pinned or None, history=history, current=current)
    return Again(reading, any(said.reading.intent in ASKING for said in since))


def missing(outcome: str, items: Iterable[Mapping[str, Any]], reading: Reading) -> Items:
    """What a comment asks for beyond what came of it: (code, quantity); nothing unless it surely asks for
    all that was stored and for more."""
    if outcome not in GROWS or reading.review or reading.intent != "order":
        return ()
    had: dict[str, int] = {}
    for row in items if outcome in ASKED_FOR else ():
        had[str(row["code"])] = had.get(str(row["code"]), 0) + int(row["qty"])
    wanted = dict(reading.items)
    if any(wanted.get(code, 0) < qty for code, qty in had.items()):
        return ()
    return tuple([(code, qty - had.get(code, 0)) for code, qty in wanted.items() if qty > had.get(code, 0)])


def span_rows(reading: Reading) -> Sequence[dict[str, object]]:
    """The spans of a reading as the table spells them."""
    return [{"start": s.start, "end": s.end, "kind": s.kind, "value": s.value} for s in reading.spans]
