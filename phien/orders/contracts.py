"""Values that leave this house."""

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
