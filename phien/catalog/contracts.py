"""Values that come into and leave this house."""

from dataclasses import dataclass
from datetime import date
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
class CertificateFacts:
    """What a paper says. `valid_until` is the last day it counts, None: no end; `products` are ids."""

    name: str
    number: str = ""
    issued_by: str = ""
    valid_until: date | None = None
    products: tuple[int, ...] = ()


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
