"""What a cell may say. Cells in, values or refusals out."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from phien.kernel.money import MOST as MOST_DONG
from phien.kernel.money import SMALLEST, read_dong
from phien.kernel.quantities import read_content
from phien.plumbing.tables.cells import Broken, Cell
from phien.sheets.errors import (
    FormulaFailed,
    LostLetters,
    MadeADate,
    NotAContent,
    NotACount,
    NotAnAmount,
    Thousands,
    TooLong,
    UnknownId,
)

MOST_PIECES = 10_000_000
LONGEST_NUMBER = 24
_CURRENCY = re.compile(r"\s*(?:đ|₫|đồng|dong|vnd|vnđ)\.?$", re.IGNORECASE)
_NO_PART = re.compile(r"(?<=\d)[.,]0{1,2}$")  # 150.000,00 is 150.000
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*|\d{1,9}")
_QUOTED = re.compile(r"'(?=[=+\-@\d])")
_LOST = re.compile(r"\w\?\w|\ufffd|\?\w")


def shown(cell: Cell) -> str:
    """A cell as people see it, for the list of what is wrong."""
    if isinstance(cell, Broken):
        return cell.text
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}".replace(".", ",")
    return str(cell)[:200]


def text(cell: Cell, *, most: int, lines: bool = False) -> str:
    """Words of at most `most` letters; a number is taken as it is shown."""
    _must_be_readable(cell)
    whole = _QUOTED.sub("", shown(cell) if not isinstance(cell, str) else cell, count=1)
    whole = "\n".join(" ".join(line.split()) for line in whole.split("\n")).strip()
    if not lines:
        whole = " ".join(whole.split())
    if _LOST.search(whole) and not re.search(r"https?:", whole):
        raise LostLetters
    if len(whole) > most:
        raise TooLong(most=most)
    return whole


def amount(cell: Cell) -> int | None:
    """Whole đồng: 145000, "145.000", "1,200,000", "1.200.000 đ", "45k", "150.000,00". None where empty."""
    _must_be_readable(cell)
    if cell == "":
        return None
    if isinstance(cell, (int, Decimal)):
        read = int(cell) if cell == int(cell) and 0 <= cell <= MOST_DONG else None
        if read is None and isinstance(cell, Decimal) and 0 < cell < SMALLEST:
            raise Thousands(amount=shown(cell))  # 45,5: thousands were meant
    else:
        typed = _CURRENCY.sub("", _QUOTED.sub("", str(cell), count=1).strip())
        read = read_dong(_NO_PART.sub("", typed)) if len(typed) <= LONGEST_NUMBER else None
    if read is None:
        raise NotAnAmount
    if 0 < read < SMALLEST:
        raise Thousands(amount=read)
    return read


def count(cell: Cell) -> int | None:
    """Whole pieces: 40, "1.200", "1,200". None where it is empty."""
    _must_be_readable(cell)
    if cell == "":
        return None
    if isinstance(cell, (int, Decimal)):
        read = int(cell) if cell == int(cell) else -1
    else:
        typed = _NO_PART.sub("", _QUOTED.sub("", str(cell), count=1).strip())
        read = int(re.sub(r"\D", "", typed)) if _GROUPED.fullmatch(typed) else -1
    if not 0 <= read <= MOST_PIECES:
        raise NotACount
    return read


def content(cell: Cell) -> tuple[Decimal, str] | None:
    """`500 ml` as (500, "ml"). None where it is empty; a bare number has no unit and is refused."""
    _must_be_readable(cell)
    if cell == "":
        return None
    read = read_content(cell) if isinstance(cell, str) and len(cell) <= LONGEST_NUMBER else None
    if read is None or read[0] >= 10_000_000:
        raise NotAContent
    return read


def number_of(cell: Cell) -> int | None:
    """The number of a size that an export wrote. None where it is empty."""
    _must_be_readable(cell)
    if cell == "":
        return None
    digits = cell if isinstance(cell, int) else str(cell).lstrip("'")
    if not str(digits).isascii() or not str(digits).isdigit() or len(str(digits)) > 18:
        raise UnknownId
    return int(digits)


def _must_be_readable(cell: Cell) -> None:
    if isinstance(cell, Broken):
        raise FormulaFailed
    if isinstance(cell, date):
        raise MadeADate
