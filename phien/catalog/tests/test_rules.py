"""Prices, contents and search words as people type them."""

from decimal import Decimal

import pytest

from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.errors import BadNet, BadPrice, SmallPrice
from phien.catalog.rules import folded, net_of, net_text, price_of, search_text


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
        ("145.000 ₫", 145_000),
        ("145 nghìn", 145_000),
        ("145ng", 145_000),
        ("145,5k", 145_500),
        ("1.200.000", 1_200_000),
        ("1tr2", 1_200_000),
        ("1,25tr", 1_250_000),
        ("2 triệu", 2_000_000),
        ("0", 0),
        ("1000", 1_000),
    ],
)
def test_a_price_is_understood(typed, dong):
    assert price_of(typed) == dong


@pytest.mark.parametrize(
    "typed", ["", "k", "một trăm", "-5000", "145.5", "1.45.000", "12.34.56", "2000tr", "145k k"]
)
def test_what_is_no_price_is_refused(typed):
    with pytest.raises(BadPrice):
        price_of(typed)


def test_a_forgotten_thousand_is_asked_about():
    with pytest.raises(SmallPrice) as refused:
        price_of("145")
    assert refused.value.details == {"amount": 145}


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("500 ml", Decimal("500"), "ml"),
        ("500ml", Decimal("500"), "ml"),
        ("1,5 kg", Decimal("1.5"), "kg"),
        ("20 gói", Decimal("20"), "gói"),
        ("", None, ""),
    ],
)
def test_a_content_is_understood_and_shown_as_typed(typed, value, unit):
    assert net_of(typed) == (value, unit)
    assert net_text(value, unit) in {typed, "500 ml"}


@pytest.mark.parametrize("typed", ["ml", "500", "0 ml", "-1 kg", "500 ml 3"])
def test_what_is_no_content_is_refused(typed):
    with pytest.raises(BadNet):
        net_of(typed)


def test_search_words_have_no_marks():
    assert folded("  Mật ong, ĐĂK   Yang! ") == "mat ong dak yang"
    facts = ProductFacts(name="Mật ong hoa cà phê", brand="Phương Di", category="Mật ong")
    sizes = [
        VariantFacts(unit="chai", price=1, name="500 ml"),
        VariantFacts(unit="hũ", price=1, dropped=True),
    ]
    assert search_text(facts=facts, variants=sizes) == "mat ong hoa ca phe phuong di mat ong 500 ml chai"
