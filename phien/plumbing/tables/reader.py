"""The way in: the bytes of a file become tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine as calamine

from phien.kernel.text import clean
from phien.plumbing.tables import text
from phien.plumbing.tables.cells import MEGABYTES, Broken, Cell, Row, Table
from phien.plumbing.tables.errors import FileTooBig, LockedWorkbook, NotATable, NothingBrought, OldWorkbook
from phien.plumbing.tables.fence import Survey, surveyed

MOST_BYTES = MEGABYTES * 1024 * 1024
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # XLSX and ODS; old Excel and locked workbooks
NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def tables(content: bytes) -> list[Table]:
    """The sheets of a workbook that are shown, or the one table of a CSV.

    Raises a refusal of `cells` where the file is no table, too large or locked. What a CSV has too much of
    is refused while its rows are read.
    """
    if not content.strip():
        raise NothingBrought
    if len(content) > MOST_BYTES:
        raise FileTooBig(megabytes=MEGABYTES)
    if content.startswith(COMPOUND):
        raise LockedWorkbook if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0" in content else OldWorkbook
    if content.startswith(ZIP):
        return _workbook(content)
    if content.startswith(NOT_TEXT):
        raise NotATable
    whole = text.letters(content)
    return [Table("", lambda: text.rows(whole))]


def _workbook(content: bytes) -> list[Table]:
    if b"application/vnd.oasis.opendocument" in content[:200]:
        raise OldWorkbook
    surveys = surveyed(content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError as locked:
        raise LockedWorkbook from locked
    except (calamine.CalamineError, ValueError, OSError) as broken:
        raise NotATable from broken
    return [
        Table(sheet.name, _rows_of(book, sheet.name, surveys[sheet.name]))
        for sheet in book.sheets_metadata
        if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.name in surveys
    ]


def _rows_of(book: Any, name: str, survey: Survey) -> Any:
    def rows() -> Iterator[Row]:
        """A cell merged over rows says the same in each; one over columns stands in the first."""
        try:
            sheet = book.get_sheet_by_name(name)
            started, merged = sheet.start, sheet.merged_cell_ranges or []
        except (calamine.CalamineError, ValueError, OSError) as broken:
            raise NotATable from broken
        if started is None:
            return
        before: list[Cell] = [""] * started[1]  # empty columns on the left are not given
        failed: dict[int, dict[int, str]] = {}
        for (row, column), told in survey.failed.items():
            failed.setdefault(row, {})[column] = told
        tall = {(top, left): bottom for (top, left), (bottom, _right) in merged if bottom > top}
        lasting: dict[int, tuple[int, Cell]] = {}  # column -> last row and value of the merged cell above
        for number, found in enumerate(sheet.iter_rows()):
            cells = before + [_cell(value) for value in found]
            for column, (bottom, value) in list(lasting.items()):
                if number <= bottom:
                    cells[column] = value
                else:
                    del lasting[column]
            if tall:
                for column, value in enumerate(cells):
                    if (number, column) in tall:
                        lasting[column] = (tall[number, column], value)
            for column, told in failed.get(number, {}).items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = Broken(told)
            if any(cell != "" for cell in cells):
                yield Row(number + 1, tuple(cells))

    return rows


def _cell(value: object) -> Cell:
    """What calamine gives, as ours: whole numbers are whole, a day is a day."""
    if isinstance(value, str):
        return clean(value.replace("\u00a0", " ")).strip() if value else ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else Decimal(repr(value))
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (time, timedelta)):
        return str(value)
    return ""
