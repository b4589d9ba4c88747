"""What may be received or adjusted. Values in, values or refusals out."""

from phien.stock.errors import (
    BelowNothing,
    BelowReserved,
    MovedMeanwhile,
    NoReason,
    NothingChanged,
    NothingReceived,
    TooMany,
)

MOST = 10_000_000  # pieces of one variant; keeps every sum inside the database's integer


def must_be_the_latest(*, seen: int | None, latest: int) -> None:
    """Whoever receives or counts saw the latest change by hand, so a second tap counts nothing twice."""
    if seen is not None and seen != latest:
        raise MovedMeanwhile


def must_be_receivable(*, qty: int, on_hand: int) -> None:
    """At least one piece, and no slip of the finger."""
    if qty < 1:
        raise NothingReceived
    if on_hand + qty > MOST:
        raise TooMany


def must_be_adjustable(*, delta: int, reason: str, on_hand: int, reserved: int) -> None:
    """A change with a reason that leaves what was promised."""
    if delta == 0:
        raise NothingChanged
    if not reason.strip():
        raise NoReason
    after = on_hand + delta
    if after > MOST:
        raise TooMany
    if after < 0:
        raise BelowNothing(on_hand=on_hand)
    if after < reserved:
        raise BelowReserved(reserved=reserved, wanted=after)
