"""The lines of a comment: one for each thing it names or counts, and what is said for all of them."""

from __future__ import annotations

from phien.reading.clauses import Clause
from phien.reading.row import Chunk

__all__ = ["Line", "Said"]


class Line:
    """One thing of a comment: what names it and how many are said."""

    __slots__ = (
        "amount", "asked", "by_code", "clause", "codes", "count", "counts_first", "doubt", "end",
        "listed", "name", "perhaps_count", "perhaps_sum", "place", "price_said", "size", "sized", "unit",
        "unit_first", "unknown_code",
    )  # fmt: skip

    def __init__(self, clause: int, place: int) -> None:
        self.clause = clause
        self.place = place  # of its first part among the chunks of the comment
        self.asked = False  # in a question
        self.listed = False  # a code right behind another without a count
        self.codes: frozenset[str] | None = None
        self.by_code = False
        self.name: Chunk | None = None
        self.unknown_code = False
        self.count: int | None = None
        self.counts_first = False
        self.unit = ""
        self.unit_first = False  # a pack word without a count: "chai lớn", "hũ ớt"
        self.amount: Chunk | None = None
        self.perhaps_count = 0  # the number of a code typed apart, a pack behind it: "LX 2 gói"
        self.perhaps_sum = False  # the amount stands right behind count and pack: "2 bịch 1 ký"
        self.size = 0
        self.sized = False  # a size like M or 2XL is said
        self.price_said = False  # the count is the price of something on the sheet
        self.doubt = ""
        self.end = place

    @property
    def named(self) -> bool:
        return self.codes is not None or self.unknown_code

    @property
    def bare(self) -> bool:
        """Only a count: nothing says of what."""
        return not self.named and self.amount is None and not self.size


class Said:
    """The lines of a comment, and the number said for each of them ("mỗi loại 1")."""

    __slots__ = (
        "_of",
        "corrected",
        "each",
        "each_at",
        "each_kind",
        "each_many",
        "each_said",
        "into",
        "lines",
        "shared",
    )

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._of: dict[int, list[Line]] = {}
        self.each: int | None = None
        self.each_said = False
        self.each_kind = ""  # the word behind "mỗi": màu, size, loại
        self.each_many = 0  # how many variants are said to be: "cả hai màu"
        self.shared: list[frozenset[str]] = []  # a size or colour that is said for all lines
        self.corrected: Line | None = None  # what a later part of the comment replaced: "2 chai à nhầm 3"
        self.each_at = 0  # where it is said
        self.into = -1  # where "đổi … thành" stands: what comes before it has its count already

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self._of.setdefault(line.clause, []).append(line)

    def take_back(self) -> None:
        """Leaves out the line added last."""
        line = self.lines.pop()
        self._of[line.clause].remove(line)

    def leave_out(self, line: Line) -> None:
        """Leaves out a line that asks for nothing."""
        self.lines.remove(line)
        self._of[line.clause].remove(line)

    def of(self, clause: Clause) -> list[Line]:
        """The lines of one clause."""
        return self._of.get(clause.place, [])
