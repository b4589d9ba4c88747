"""What an order allows, in the words the staff would say. Pure: values in, values or refusals out."""

from datetime import timedelta

import phonenumbers

from phien.kernel.phones import to_e164
from phien.kernel.refusals import Refusal
from phien.orders.contracts import ENDED, SHIPPED, Payment, State
from phien.orders.errors import (
    AddressMissing,
    AlreadyClaimed,
    AlreadyDelivered,
    AlreadyHandedOver,
    AlreadyPacked,
    AlreadyPaid,
    AlreadyReturned,
    NotConfirmed,
    NotHandedOver,
    NotPacked,
    OrderCancelled,
    OrderExpired,
    OrderMerged,
    PaymentUnknown,
    PhoneWrong,
)

AFTER_UNDO = timedelta(hours=2)
_WHY_ENDED: dict[State, type[Refusal]] = {
    State.EXPIRED: OrderExpired,
    State.CANCELLED: OrderCancelled,
    State.MERGED: OrderMerged,
}


def must_be_alive(state: str) -> None:
    """Refuse what was cancelled, expired or merged, and say which."""
    if state in ENDED:
        raise _WHY_ENDED[State(state)]


def must_be_unpacked(state: str) -> None:
    """The buyer, address and payment may be changed until somebody packs."""
    must_be_alive(state)
    if state in SHIPPED:
        raise AlreadyHandedOver
    if state == State.PACKED:
        raise AlreadyPacked


def must_be_addressed(*, phone: str, street: str, commune: str, province: str) -> None:
    """No parcel without phone and address."""
    if not (phone and street and commune and province):
        raise AddressMissing


def payment_of(text: str) -> Payment:
    """`transfer` or `cod`."""
    if text not in (Payment.TRANSFER, Payment.COD):
        raise PaymentUnknown
    return Payment(text)


def must_be_claimable(*, state: str, claimed: bool, money: bool) -> None:
    """What buyers call "Tôi đã chuyển" counts once, while the shop still waits for the money."""
    must_be_alive(state)
    if money:
        raise AlreadyPaid
    if claimed:
        raise AlreadyClaimed
    must_be_unpacked(state)


def must_be_packable(state: str) -> None:
    """Only what is confirmed is packed."""
    must_be_alive(state)
    if state in SHIPPED:
        raise AlreadyHandedOver
    if state == State.HELD:
        raise NotConfirmed


def must_be_packed(state: str) -> None:
    """Only what is packed leaves, and only what is packed can be opened again."""
    must_be_alive(state)
    if state in SHIPPED:
        raise AlreadyHandedOver
    if state != State.PACKED:
        raise NotPacked


def must_be_on_the_way(state: str) -> None:
    """Only what left can arrive or come back."""
    must_be_alive(state)
    if state not in SHIPPED:
        raise NotHandedOver


def must_be_with_the_carrier(state: str) -> None:
    """Left, and neither arrived nor back."""
    must_be_on_the_way(state)
    if state == State.RETURNED:
        raise AlreadyReturned
    if state == State.DELIVERED:
        raise AlreadyDelivered


def phone_as_e164(text: str) -> str:
    """+84900000012 of "0900 000 012". Other countries and landlines with their code. Refuses the rest."""
    mobile = to_e164(text)
    if mobile is not None:
        return mobile
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        raise PhoneWrong from None
    if not phonenumbers.is_valid_number(number):
        raise PhoneWrong
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
