"""What a product must have, and the words it is found by. Values in, values or refusals out."""

import re
from collections.abc import Iterable

from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.errors import NoName, NoUnit, NoVariant
from phien.kernel.text import fold


def must_be_complete(*, facts: ProductFacts, variants: Iterable[VariantFacts]) -> None:
    """A product has a name and at least one size that stays; each size says what is counted."""
    if not facts.name.strip():
        raise NoName
    kept = [variant for variant in variants if not variant.dropped]
    if not kept:
        raise NoVariant
    if any(not variant.unit.strip() for variant in kept):
        raise NoUnit


def folded(text: str) -> str:
    """Small letters without marks, single spaces: what people type into a search field."""
    return " ".join(re.findall(r"\w+", fold(text)))


def search_text(*, facts: ProductFacts, variants: Iterable[VariantFacts]) -> str:
    """The words a product is found by."""
    sizes = " ".join(f"{variant.name} {variant.unit}" for variant in variants if not variant.dropped)
    return folded(" ".join([facts.name, facts.brand, facts.category, facts.certificates, sizes]))
