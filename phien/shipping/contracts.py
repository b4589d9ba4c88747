"""Values that leave this house: a parcel as its papers show it."""

from dataclasses import dataclass
from enum import StrEnum

from phien.kernel.words import gettext_noop


class Paper(StrEnum):
    """Sizes of the label printers in use: A6 (105 × 148 mm) and 100 × 150 mm."""

    A6 = "a6"
    ROLL = "100x150"


class Papers(StrEnum):
    """What comes out for each parcel."""

    LABELS = "labels"
    SLIPS = "slips"
    BOTH = "both"


CARRIERS: dict[str, str] = {  # orders.contracts.Carrier -> the name on screens and papers
    "ghn": "GHN",
    "ghtk": "Giao Hàng Tiết Kiệm (GHTK)",
    "viettel": "Viettel Post",
    "vnpost": "VNPost / EMS",
    "jt": "J&T Express",
    "self": gettext_noop("We bring it ourselves"),
    "other": gettext_noop("Another carrier"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody with an address as typed; `phone` is E.164."""

    name: str
    phone: str
    street: str = ""
    commune: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One line of a parcel; `amount` in đồng."""

    code: str
    name: str
    unit: str
    qty: int
    amount: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One order on its way. Money in đồng; `due` is what the carrier collects, 0 where all is paid."""

    code: str
    seller: str
    sender: Place
    receiver: Place
    contents: tuple[Content, ...]
    goods: int
    shipping: int
    total: int
    paid: int
    due: int
    note: str = ""
    link: str = ""
    discount: int = 0
    placed: str = ""  # day, as people write it
    weight: int | None = None  # grams
    carrier: str = ""
    number: str = ""  # 7/40: its place among the papers printed together


@dataclass(frozen=True, slots=True)
class Totals:
    """What parcels come to together: grams of those that were weighed, đồng that the carrier collects."""

    parcels: int
    grams: int
    unweighed: int
    cash: int
    with_cash: int


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One parcel on a hand-over list; grams or None, `cash` in đồng. No phone: the carrier's copy travels."""

    code: str
    receiver: str
    place: str
    grams: int | None
    cash: int


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over list; `when` and `by` are empty before the carrier came."""

    seller: str
    carrier: str
    when: str
    by: str
    rows: tuple[HandedRow, ...]
    totals: Totals
