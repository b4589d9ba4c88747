"""One comment under reading: its parts, who wrote it, and what that person has ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from phien.reading.catalogue import Catalogue
from phien.reading.clauses import Clause
from phien.reading.contracts import Intent, Items, Reading
from phien.reading.lines import Line, Said
from phien.reading.resolve import Choice, Resolver
from phien.reading.row import Chunk

__all__ = ["Case", "Verdict"]


@dataclass(slots=True)
class Verdict:
    """What a comment came to. With `doubt` (a reason code) a person is asked."""

    intent: Intent
    items: dict[str, int] = field(default_factory=dict)
    doubt: str = ""
    options: list[Items] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """All that is known of a comment while it is read."""

    catalogue: Catalogue
    chunks: list[Chunk]
    clauses: list[Clause]
    said: Said
    phone: str | None
    pinned: str | None
    mine: Mapping[str, int]
    pending: Reading | None
    resolver: Resolver
    levels: list[int]  # how much each clause wants something: 0 not, 1 perhaps, 2 yes
    tags: int  # all that is said in it

    @property
    def corrects_itself(self) -> bool:
        """Whether a mistake is put right in the comment where it was made: no change of an earlier order."""
        wrong = self.said.corrected
        if wrong is None or (wrong.count or 1) not in self.mine.values():
            return wrong is not None
        return wrong.codes is not None and not any(code in self.mine for code in wrong.codes)

    def lines_in(self, clause: Clause) -> list[Line]:
        return self.said.of(clause)


def offer(choices: list[Choice], *, most: int = 5) -> list[Items]:
    """The lists a person may choose from, best first: the unclear line's options, the rest as read."""
    unclear = next((choice for choice in choices if len(choice.options) > 1 and choice.doubt), None)
    if unclear is None:
        known = merge(choices)
        return [tuple(known.items())] if known else []
    out: list[Items] = []
    for code, count in unclear.options[:most]:
        lists = merge([Choice(code, count) if choice is unclear else choice for choice in choices])
        out.append(tuple(lists.items()))
    return out


def merge(choices: list[Choice]) -> dict[str, int]:
    """The items of several lines, each code once."""
    items: dict[str, int] = {}
    for choice in choices:
        if choice.code is not None:
            items[choice.code] = items.get(choice.code, 0) + choice.count
    return items
