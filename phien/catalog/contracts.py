"""Values that come into and leave this house."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What people say about a product."""

    name: str
    brand: str = ""
    category: str = ""
    description: str = ""
    certificates: str = ""


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """One size: `price` in đồng, `net_value` in `net_unit`. `id` is None for a new one."""

    unit: str
    price: int
    name: str = ""
    net_value: Decimal | None = None
    net_unit: str = ""
    id: int | None = None
    dropped: bool = False
