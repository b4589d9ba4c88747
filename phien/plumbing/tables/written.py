"""Files that spreadsheets open: CSV that Excel in Vietnam reads at a double click, XLSX row by row.

A text that begins like a formula stays a text: in CSV by a leading quote (the reader takes it off again), in
XLSX by its kind of cell.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.utils.timezone import localtime
from django.utils.translation import gettext
from xlsxwriter.utility import xl_range

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = re.compile(r"[=+\-@\t\r]")
HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}

Value = str | int | None


def harmless(value: Value) -> str | int:
    """What stands in a CSV cell."""
    if isinstance(value, int):
        return value
    text = value or ""
    return f"'{text}" if FORMULA.match(text) else text


def csv_lines(rows: Iterable[Sequence[Value]], delimiter: str = ";") -> Iterator[str]:
    """UTF-8 with a mark and semicolons between, as Vietnamese settings want it, unless told otherwise."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter).writerow([harmless(value) for value in row])
        yield line.getvalue()


def xlsx_file(
    *,
    name: str,
    rows: Iterable[Sequence[Value]],
    widths: Sequence[int] = (),
    choices: dict[int, Sequence[str]] | None = None,
    notes: Sequence[str] = (),
    notes_name: str = "",
    whole: Sequence[tuple[int, int, str]] = (),
) -> IO[bytes]:
    """A workbook with one table (bold first row, frozen), never whole in memory; the caller closes it.

    `choices` are drop-downs by column, `whole` columns that take whole numbers from a least, with the
    sentence that Excel shows otherwise; `notes` stand on a sheet of their own.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = _opened(file)
    head = book.add_format(HEAD)
    number_format, text_format = (
        book.add_format({"num_format": "#,##0"}),
        book.add_format({"num_format": "@"}),  # text stays as it is typed: "1-2" does not become a day
    )
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    numbers = {column for column, _least, _sentence in whole}
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, number_format if column in numbers else text_format)
    for column, words in (choices or {}).items():
        listed = {"validate": "list", "source": list(words), "error_type": "information"}
        sheet.data_validation(1, column, 20_000, column, listed)
    for column, least, sentence in whole:
        rule = {
            "validate": "integer",
            "criteria": ">=",
            "value": least,
            "error_type": "warning",
            "error_message": sentence[:255],
        }
        sheet.data_validation(1, column, 20_000, column, rule)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, number_format)
            elif value:
                sheet.write_string(number, column, value, head if number == 0 else text_format)
    if notes:
        page = book.add_worksheet(notes_name[:31])
        page.set_column(0, 0, 90)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for number, note in enumerate(notes):
            page.write_string(number, 0, note, wrapped)
    book.close()
    file.seek(0)
    return file


def _opened(file: IO[bytes]) -> Any:
    """A workbook that never lies whole in memory and takes no text for a formula or an address."""
    return xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )


class Workbook:
    """A workbook that is written row by row: words stay words, đồng are numbers, moments are dates."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.book = file, _opened(file)
        self.head = self.book.add_format(HEAD)
        self.number = self.book.add_format({"num_format": "#,##0"})
        self.sum = self.book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self.moment = self.book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy"})

    def sheet(
        self,
        name: str,
        heads: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        summed: Iterable[int] = (),
        fixed: int = 0,
    ) -> None:
        """One table; columns of `summed` (from 0) are added up below it, the first `fixed` stay in view."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.freeze_panes(1, fixed)
        sheet.set_column(0, len(heads) - 1, 16)
        for column, words in enumerate(heads):
            sheet.write_string(0, column, words, self.head)
        sums, number = dict.fromkeys(summed, 0), 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
                if column in sums:
                    sums[column] += value
        if sums and number:
            sheet.write_string(number + 1, 0, gettext("In all"), self.sum)
            for column, value in sums.items():
                formula = f"=SUM({xl_range(1, column, number, column)})"
                sheet.write_formula(number + 1, column, formula, self.sum, value)

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, localtime(value).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        elif value:
            sheet.write_string(row, column, str(value))

    def close(self) -> None:
        """Finish the file and go to its beginning, to be read."""
        self.book.close()
        self.file.seek(0)
