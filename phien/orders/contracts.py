"""Values that leave this house."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """`held` → `confirmed` → `packed` → `handed_over` → `delivered` or `returned`; or an early end."""

    HELD = "held"
    CONFIRMED = "confirmed"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MERGED = "merged"


ENDED = frozenset({State.CANCELLED, State.EXPIRED, State.MERGED})
SHIPPED = frozenset({State.HANDED_OVER, State.DELIVERED, State.RETURNED})


class Payment(StrEnum):
    """How the buyer pays; empty until chosen."""

    NONE = ""
    TRANSFER = "transfer"
    COD = "cod"


class Carrier(StrEnum):
    """Who brings the parcel; empty until chosen. Most cooperatives use one or two of these."""

    NONE = ""
    GHN = "ghn"
    GHTK = "ghtk"
    VIETTEL = "viettel"
    VNPOST = "vnpost"
    JT = "jt"
    OURSELVES = "self"
    OTHER = "other"


class Missing(StrEnum):
    """What becomes of pieces that were not on the shelf: they are awaited, left out or replaced."""

    WAIT = "wait"
    LEAVE = "leave"
    REPLACE = "replace"


class Settled(StrEnum):
    """How a shortage ended: new stock came, the pieces were found after all, nobody waits any more."""

    CAME = "came"
    FOUND = "found"
    LEFT_OUT = "left_out"


class Does(StrEnum):
    """What a round does to each of its orders."""

    CONFIRM = "confirm"
    CONTACT = "contact"
    CANCEL = "cancel"
    MESSAGE = "message"


MOST = 500  # orders in one round: what one person can answer for, and a few seconds of work


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes, as typed. `phone` may be written any way people write it; it is kept as E.164."""

    name: str = ""
    phone: str = ""
    street: str = ""
    commune: str = ""
    province: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What one buyer did in this cooperative, this order included. `spent` is đồng of living orders."""

    orders: int
    spent: int
    delivered: int
    returned: int
    cancelled: int
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; everything empty finds all.

    `goods` (allotments, ids or a query) and `lives` (session ids) are what `text` names besides an order.
    `every_phone`: the person sees phones whole, so any ending may match; else only a whole number, or
    the last three digits, which the masked number shows: a search must not tell more than the screen.
    `ending`: (now, until), unpaid ones whose hold ends between the two.
    `codes` are ticked ones. Days are inclusive, in the server's time zone.
    """

    text: str = ""
    codes: tuple[str, ...] = ()
    every_phone: bool = False
    goods: Any = None
    lives: tuple[int, ...] = ()
    state: str = ""
    session_id: int | None = None
    payment: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None
    ending: tuple[datetime, datetime] | None = None
