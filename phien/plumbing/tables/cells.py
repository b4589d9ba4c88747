"""What stands in a cell, in a row, in a table; and how much of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MEGABYTES = 5
MOST_ROWS = 20_000
ABOVE = 40  # rows of titles that may stand above the table
MOST_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula that failed: `#REF!` and its like."""

    text: str


Cell = str | int | Decimal | date | Broken  # "" is empty; text is NFC


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the number that the spreadsheet shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook, or a whole CSV. `rows` may be asked again; empty rows are left out."""

    name: str
    rows: Callable[[], Iterator[Row]]
