"""The words a product is found by."""

from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.rules import folded, search_text


def test_search_words_have_no_marks():
    assert folded("  Mật ong, ĐĂK   Yang! ") == "mat ong dak yang"
    facts = ProductFacts(name="Mật ong hoa cà phê", brand="Phương Di", category="Mật ong")
    sizes = [
        VariantFacts(unit="chai", price=1, name="500 ml"),
        VariantFacts(unit="hũ", price=1, dropped=True),
    ]
    assert search_text(facts=facts, variants=sizes) == "mat ong hoa ca phe phuong di mat ong 500 ml chai"
