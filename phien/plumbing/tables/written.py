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
from typing import IO

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = re.compile(r"[=+\-@\t\r]")

Value = str | int | None


def harmless(value: Value) -> str | int:
    """What stands in a CSV cell."""
    if isinstance(value, int):
        return value
    text = value or ""
    return f"'{text}" if FORMULA.match(text) else text


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """UTF-8 with a mark and semicolons between, as Vietnamese settings want it."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([harmless(value) for value in row])
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
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
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
