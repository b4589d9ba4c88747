"""Files as Excel, LibreOffice and Google Sheets make them in Vietnam; and files that are refused."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from phien.plumbing.tables import errors
from phien.plumbing.tables.cells import Broken
from phien.plumbing.tables.reader import tables

ROWS = "Tên;Giá\r\nMật ong rừng;1.200.000\r\n"
# Windows' cp1258 has ậ as â and a dot of its own
CP1258 = ROWS.replace("Mật", "Mâ\u0323t").replace("rừng", "rư\u0300ng").encode("cp1258")


def read(content):
    return [(row.number, *row.cells) for table in tables(content) for row in table.rows()]


@pytest.mark.parametrize(
    "content",
    [
        CP1258,  # Excel in Vietnam, "CSV"
        ROWS.encode("utf-8-sig"),  # Excel, "CSV UTF-8"
        ROWS.replace(";", "\t").encode("utf-16"),  # Excel, "Unicode text"
        ROWS.replace(";", ",").replace("\r", "").encode(),  # Google Sheets
        ('"Tên";"Giá"\n"Mật ong rừng";"1.200.000"\n;\n').encode(),  # LibreOffice, an empty row at the end
    ],
)
def test_every_csv_of_the_field_is_read_the_same(content):
    assert read(content) == [(1, "Tên", "Giá"), (2, "Mật ong rừng", "1.200.000")]


def test_a_sep_line_is_obeyed_and_rows_keep_the_numbers_that_people_see():
    assert read(b"sep=;\nA;B\n\nC;D\n") == [(2, "A", "B"), (4, "C", "D")]


def workbook(fill):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    fill(book, book.add_worksheet("Hàng"))
    book.close()
    return file.getvalue()


def test_a_workbook_gives_values_merged_names_days_and_failed_formulas():
    def fill(book, sheet):
        sheet.merge_range(0, 0, 0, 2, "BẢNG GIÁ")
        sheet.merge_range(2, 1, 3, 1, "Mật ong")
        sheet.write_number(2, 2, 145_000)
        sheet.write_number(3, 2, 45.5)
        sheet.write_formula(4, 1, "=A99", None, "#REF!")
        sheet.write_formula(4, 2, "=1+1", None, 2)
        sheet.write_datetime(5, 1, date(2026, 2, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

    assert read(workbook(fill)) == [
        (1, "BẢNG GIÁ", "", ""),
        (3, "", "Mật ong", 145_000),
        (4, "", "Mật ong", Decimal("45.5")),
        (5, "", Broken("#REF!"), 2),
        (6, "", date(2026, 2, 1), ""),
    ]


def bomb():
    """A part that says it is small and is not."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * (65 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.NothingBrought),
        (b"x" * (5 * 1024 * 1024 + 1), errors.FileTooBig),
        (bomb(), errors.FileTooBig),
        (b"\xd0\xcf\x11\xe0 old", errors.OldWorkbook),
        (b"\xd0\xcf\x11\xe0 E\0n\0c\0r\0y\0p\0t\0e\0d\0", errors.LockedWorkbook),
        (b"PK\x03\x04 cut off", errors.NotATable),
        (b"%PDF-1.7", errors.NotATable),
        (b"A;B\n\x8a\xff;1\n", errors.UnknownLetters),
        (b"A;B\n" * 20_041, errors.TooManyRows),
        (workbook(lambda _, sheet: sheet.write(1_048_575, 0, "x")), errors.TooManyRows),
        (workbook(lambda _, sheet: sheet.write(0, 16_383, "x")), errors.TooManyColumns),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_table_or_too_much_is_refused(content, refusal):
    with pytest.raises(refusal):
        read(content)
