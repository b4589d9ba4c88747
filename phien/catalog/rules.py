"""How prices, contents and search words are read as people type them. Values in, values or refusals out."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.errors import BadNet, BadPrice, NoName, NoUnit, NoVariant, SmallPrice
from phien.kernel.text import fold

_PRICE = re.compile(
    r"(?P<number>\d+(?:[.,\s]\d{3})*|\d+)(?:[.,](?P<part>\d{1,2}))?\s*"
    r"(?P<times>k|ng|nghìn|ngàn|tr|triệu)?(?P<tail>\d)?\s*(?:đ|₫|đồng|vnd|vnđ)?"
)
_TIMES = {"k": 1_000, "ng": 1_000, "nghìn": 1_000, "ngàn": 1_000, "tr": 1_000_000, "triệu": 1_000_000}
_NET = re.compile(r"(?P<value>\d+(?:[.,]\d{1,3})?)\s*(?P<unit>[^\W\d_][^\d]{0,15})")
DEAREST = 1_000_000_000


def price_of(text: str) -> int:
    """đồng from `145.000`, `145000`, `145k`, `145,5k`, `1tr2`, `1.200.000 ₫`."""
    found = _PRICE.fullmatch(unicodedata.normalize("NFC", text).strip().lower())
    if not found:
        raise BadPrice
    times = _TIMES.get(found["times"] or "", 1)
    if (found["part"] or found["tail"]) and times == 1:
        raise BadPrice  # there is no part of a đồng
    whole = int(re.sub(r"\D", "", found["number"]))
    part = Decimal(f"0.{found['part'] or found['tail'] or 0}")
    amount = int((whole + part) * times)
    if 0 < amount < 1_000:
        raise SmallPrice(amount=amount)
    if amount > DEAREST:
        raise BadPrice
    return amount


def net_of(text: str) -> tuple[Decimal | None, str]:
    """Value and unit from `500 ml` or `1,5 kg`; nothing from an empty text."""
    plain = " ".join(text.split())
    if not plain:
        return None, ""
    found = _NET.fullmatch(plain)
    if not found or Decimal(found["value"].replace(",", ".")) == 0:
        raise BadNet
    return Decimal(found["value"].replace(",", ".")), found["unit"].strip()


def net_text(value: Decimal | None, unit: str) -> str:
    """`500 ml`, as it was typed: without the zeros that the database adds."""
    if value is None:
        return ""
    return f"{value.normalize():f} {unit}".replace(".", ",")


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
