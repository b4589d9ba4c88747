"""What cells may say, and which column is which."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext, override

from phien.kernel.refusals import Refusal
from phien.plumbing.tables import errors as of_tables
from phien.plumbing.tables.cells import Broken, Row, Table
from phien.sheets import columns, errors, rules
from phien.sheets.reading import wishes


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (145_000, 145_000), ("1.200.000", 1_200_000), ("1,200,000", 1_200_000), ("1.200.000 đ", 1_200_000),
        ("45k", 45_000), ("150.000,00", 150_000), ("150,000.00", 150_000), ("1 200 000 VNĐ", 1_200_000),
        ("'145.000", 145_000), ("", None), (0, 0), ("hỏi", errors.NotAnAmount), (-5, errors.NotAnAmount),
        (Decimal("1200.5"), errors.NotAnAmount), (150, errors.Thousands), (Decimal("45.5"), errors.Thousands),
        (Broken("#REF!"), errors.FormulaFailed), (date(2026, 2, 1), errors.MadeADate),
    ],
)  # fmt: skip
def test_an_amount_as_people_write_it(cell, amount):
    if isinstance(amount, type):
        with pytest.raises(amount):
            rules.amount(cell)
    else:
        assert rules.amount(cell) == amount


@pytest.mark.parametrize(
    ("cell", "count"),
    [(40, 40), ("1.200", 1_200), ("1,200", 1_200), ("12,00", 12), ("", None), ("2,5", None), (-1, None)],
)
def test_a_count_is_whole(cell, count):
    if count is None and cell != "":
        with pytest.raises(errors.NotACount):
            rules.count(cell)
    else:
        assert rules.count(cell) == count


def table(*rows):
    return Table("", lambda: iter([Row(number, cells) for number, cells in enumerate(rows, start=1)]))


def test_names_stand_below_titles_on_two_rows_and_merged_names_go_on():
    given = table(
        ("BẢNG GIÁ 2026", "", "", "", "", ""),
        ("STT", "TÊN HÀNG HOÁ", "Quy cách", "ĐVT", "Đơn giá (đ)", "Ngày nhập"),
        (1, "Mật ong", "500 ml", "chai", "145k", date(2026, 1, 2)),
        (2, "", "1 lít", "chai", "270k", ""),
        ("Tổng cộng", "", "", "", "415k", ""),
        ("", "Mẫu (ví dụ)", "", "hũ", "1k", ""),
    )
    found, where = columns.found([given])
    assert where.titles == {
        "name": "TÊN HÀNG HOÁ", "size": "Quy cách", "unit": "ĐVT", "price": "Đơn giá (đ)",
    }  # fmt: skip
    assert where.ignored == ("STT", "Ngày nhập")
    assert [(wish.row, wish.name, wish.size, wish.price) for wish in wishes(found, where)] == [
        (3, "Mật ong", "500 ml", 145_000),
        (4, "Mật ong", "1 lít", 270_000),
    ]


def test_a_table_without_names_or_with_two_of_one_is_refused():
    with pytest.raises(errors.NoHeader):
        columns.found([table(("Mật ong", "145k"))])
    with pytest.raises(errors.TwoColumns):
        columns.found([table(("Tên", "Giá", "Đơn giá"))])


ALL = [
    value
    for module in (errors, of_tables)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Refusal) and value is not Refusal
]


@pytest.mark.parametrize("refusal", ALL, ids=lambda refusal: refusal.code)
def test_each_refusal_is_said_in_three_languages(refusal):
    said = set()
    for language in ("vi", "en", "hi"):
        with override(language):
            said.add(gettext(refusal.sentence))
    assert len(said) == 3
