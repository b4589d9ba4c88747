"""Values of this house: the columns of a table of goods, what a row wishes for, what is wrong with a cell."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal

from phien.kernel.words import gettext_noop

TITLES: dict[str, str] = {
    "id": gettext_noop("Phiên ID"),
    "name": gettext_noop("Product name"),
    "category": gettext_noop("Category"),
    "brand": gettext_noop("Brand"),
    "certificates": gettext_noop("Certificates"),
    "description": gettext_noop("Description"),
    "size": gettext_noop("Size"),
    "unit": gettext_noop("Counted in"),
    "content": gettext_noop("Net content"),
    "price": gettext_noop("Price"),
    "stock": gettext_noop("In the store"),
}
FIELDS = tuple(TITLES)
OF_PRODUCT = ("name", "category", "brand", "certificates", "description")
MOST = {  # characters, as the product's form takes them
    "name": 120,
    "category": 60,
    "brand": 80,
    "certificates": 120,
    "description": 2_000,
    "size": 60,
    "unit": 20,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken: `code` of a refusal in `errors`, with what fills its sentence."""

    field: str
    read: str
    code: str
    details: dict[str, object] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Wish:
    """One row as it is meant. What is None or "" was left empty: it stays as it is."""

    row: int
    id: int | None = None
    name: str = ""
    category: str = ""
    brand: str = ""
    certificates: str = ""
    description: str = ""
    size: str = ""
    unit: str = ""
    content: tuple[Decimal, str] | None = None
    price: int | None = None
    stock: int | None = None
    problems: list[Problem] = dataclasses.field(default_factory=list)

    def product(self) -> dict[str, str]:
        """What it says about the product, without what was left empty."""
        return {name: value for name in OF_PRODUCT if (value := str(getattr(self, name)))}
