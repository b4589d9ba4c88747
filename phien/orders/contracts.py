"""Values that leave this house."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes, as typed. `phone` may be written any way people write it; it is kept as E.164."""

    name: str = ""
    phone: str = ""
    street: str = ""
    commune: str = ""
    province: str = ""
    note: str = ""
