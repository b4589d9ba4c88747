"""CSV as Excel, LibreOffice and Google Sheets write it in Vietnam: which letters, what between cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator

from phien.kernel.text import clean
from phien.plumbing.tables.cells import ABOVE, MOST_COLUMNS, MOST_ROWS, Row
from phien.plumbing.tables.errors import NotATable, TooManyColumns, TooManyRows, UnknownLetters

BETWEEN = (";", ",", "\t")
LOOKED_AT = 20  # records that say what stands between cells
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),  # Excel's "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def letters(content: bytes) -> str:
    """The text, whatever the letters were written in: UTF-8, UTF-16, or Windows' cp1258 for Vietnamese.

    cp1258 writes the tones as signs of their own; every cell is put together again (NFC) when it is read.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    if content[1:2] == b"\0" and content[:1] != b"\0":
        return _decoded(content, "utf-16-le")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1258")


def rows(text: str) -> Iterator[Row]:
    """Rows that hold something. A row's number counts rows of the sheet, not lines of the file."""
    text, between = _between(text)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    try:
        for number, record in enumerate(records, start=1):
            cells = tuple(_cell(text) for text in record)
            if not any(cells):
                continue
            if number > MOST_ROWS + ABOVE:
                raise TooManyRows(rows=MOST_ROWS)
            if len(cells) > MOST_COLUMNS:
                if any(cells[MOST_COLUMNS:]):
                    raise TooManyColumns(columns=MOST_COLUMNS)
                cells = cells[:MOST_COLUMNS]
            yield Row(number, cells)
    except csv.Error as broken:
        raise NotATable from broken


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as unknown:
        raise UnknownLetters from unknown


def _cell(text: str) -> str:
    return clean(text.replace("\0", "").replace("\u00a0", " ")).strip()


def _between(text: str) -> tuple[str, str]:
    """What stands between cells; Excel's own first line `sep=;` says it and is emptied, so that rows still
    have the numbers that people see."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"').lower()
    if told.startswith("sep=") and len(told) == 5:
        return f"\n{rest}", told[4]
    sample = text[:65_536]

    def fitting(between: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=between):
                if len(record) > 1:
                    widths[len(record)] += 1
                if widths.total() >= LOOKED_AT:
                    break
        except csv.Error:
            return 0, 0
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        return times, width

    return text, max(BETWEEN, key=fitting)
