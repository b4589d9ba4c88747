"""Amounts and contents as people type them."""

from decimal import Decimal

import pytest

from phien.kernel.money import read_dong
from phien.kernel.quantities import read_content, written_content


@pytest.mark.parametrize(
    ("typed", "dong"),
    [
        ("145.000", 145_000),
        ("145000", 145_000),
        ("145k", 145_000),
        ("145 K", 145_000),
        (" 145,000 ", 145_000),
        ("145 000", 145_000),
        ("145.000đ", 145_000),
        ("145.000\u00a0₫", 145_000),
        ("145 nghìn", 145_000),
        ("145ng", 145_000),
        ("145,5k", 145_500),
        ("1.200.000", 1_200_000),
        ("1tr2", 1_200_000),
        ("1,25tr", 1_250_000),
        ("2 triệu", 2_000_000),
        ("0", 0),
        ("145", 145),
    ],
)
def test_an_amount_is_understood(typed, dong):
    assert read_dong(typed) == dong


@pytest.mark.parametrize(
    "typed", ["", "k", "một trăm", "-5000", "145.5", "1.45.000", "1234.000", "2000tr", "145k k", "9" * 5000]
)
def test_what_is_no_amount_is_none(typed):
    assert read_dong(typed) is None


@pytest.mark.parametrize(
    ("typed", "value", "unit", "written"),
    [
        ("500 ml", Decimal("500"), "ml", "500 ml"),
        ("500ml", Decimal("500"), "ml", "500 ml"),
        ("1,5 kg", Decimal("1.5"), "kg", "1,5 kg"),
        ("1.250 kg", Decimal("1.250"), "kg", "1,25 kg"),
        ("20 gói", Decimal("20"), "gói", "20 gói"),
    ],
)
def test_a_content_is_understood_and_written_as_typed(typed, value, unit, written):
    assert read_content(typed) == (value, unit)
    assert written_content(value, unit) == written


@pytest.mark.parametrize("typed", ["", "ml", "500", "0 ml", "-1 kg", "500 ml 3"])
def test_what_is_no_content_is_none(typed):
    assert read_content(typed) is None


def test_no_content_is_written_as_nothing():
    assert written_content(None, "") == ""
