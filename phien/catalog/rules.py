"""What a product must have, and the words it is found by. Values in, values or refusals out."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

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


WARNED = 60  # days before its end a certificate is spoken of; then at 30 and 7 days more urgently


class Nearness(StrEnum):
    """How near the end of a certificate is."""

    FAR = "far"
    IN_60 = "in_60"
    IN_30 = "in_30"
    IN_7 = "in_7"
    OVER = "over"


def nearness(valid_until: date | None, *, on: date) -> Nearness:
    """On its last day a certificate still counts: zero days left is near, not over."""
    if valid_until is None:
        return Nearness.FAR
    left = (valid_until - on).days
    if left < 0:
        return Nearness.OVER
    return next(
        (
            near
            for most, near in ((7, Nearness.IN_7), (30, Nearness.IN_30), (WARNED, Nearness.IN_60))
            if left <= most
        ),
        Nearness.FAR,
    )
