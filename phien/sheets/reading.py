"""Rows become wishes, one after the other. Pure: knows nothing of what the cooperative already has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from phien.kernel.refusals import Refusal
from phien.kernel.text import fold
from phien.plumbing.tables.cells import MOST_ROWS, Cell, Row, Table
from phien.plumbing.tables.errors import TooManyRows
from phien.sheets import rules
from phien.sheets.columns import Columns
from phien.sheets.contracts import MOST, OF_PRODUCT, Problem, Wish

READ: dict[str, Callable[[Cell], Any]] = {
    "id": rules.number_of,
    "price": rules.amount,
    "stock": rules.count,
    "content": rules.content,
    "description": lambda cell: rules.text(cell, most=MOST["description"], lines=True),
}
EXAMPLE = "(ví dụ)"
SUMS = ("tong cong", "tong", "cong", "total")
SIZED = ("size", "content")


def wishes(table: Table, columns: Columns) -> Iterator[Wish]:
    """One wish a row below the names of the columns; sums at the foot are passed over.

    Names in merged cells stand in the first row only: a row with a size and without a name belongs to the
    product above it.
    """
    above: Wish | None = None
    for counted, row in enumerate(_below(table, columns), start=1):
        if counted > MOST_ROWS:
            raise TooManyRows(rows=MOST_ROWS)
        wish = _wish(row, columns)
        if wish.id is None and not wish.name and above is not None and _names_a_size(wish):
            for name in OF_PRODUCT:
                if not getattr(wish, name):
                    setattr(wish, name, getattr(above, name))
        if wish.name and not any(problem.field == "name" for problem in wish.problems):
            above = wish
        yield wish


def how_many(table: Table, columns: Columns) -> int:
    """Rows below the names of the columns, before anything else is looked at."""
    return sum(1 for _ in _below(table, columns))


def _below(table: Table, columns: Columns) -> Iterator[Row]:
    for row in table.rows():
        if row.number > columns.last and _says(row, columns) and not _passed_over(row, columns):
            yield row


def _says(row: Row, columns: Columns) -> bool:
    return any(_cell(row, place) != "" for place in columns.places.values())


def _passed_over(row: Row, columns: Columns) -> bool:
    """Sums at the foot, and the template's own examples."""
    if "name" in columns.places and str(_cell(row, columns.places["name"])).endswith(EXAMPLE):
        return True
    first = next(str(cell) for cell in row.cells if cell != "")
    unit = _cell(row, columns.places["unit"]) if "unit" in columns.places else ""
    return unit == "" and fold(first).strip(" :") in SUMS


def _names_a_size(wish: Wish) -> bool:
    return bool(wish.size or wish.content) or any(problem.field in SIZED for problem in wish.problems)


def _wish(row: Row, columns: Columns) -> Wish:
    wish = Wish(row.number)
    for name, place in columns.places.items():
        cell = _cell(row, place)
        if cell == "":
            continue
        try:
            value = READ[name](cell) if name in READ else rules.text(cell, most=MOST[name])
        except Refusal as refusal:
            wish.problems.append(Problem(name, rules.shown(cell), refusal.code, refusal.details))
            continue
        setattr(wish, name, value)
    return wish


def _cell(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""
