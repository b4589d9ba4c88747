"""What an order allows, in the words the staff would say. Pure: values in, values or refusals out."""

import re
from datetime import datetime, timedelta

import phonenumbers

from phien.kernel.phones import to_e164
from phien.kernel.refusals import Refusal
from phien.orders.contracts import ENDED, SHIPPED, Carrier, Payment, State
from phien.orders.errors import (
    AddressMissing,
    AlreadyClaimed,
    AlreadyDelivered,
    AlreadyHandedOver,
    AlreadyPacked,
    AlreadyPaid,
    AlreadyReturned,
    CarrierUnknown,
    MoneyToReturn,
    NotConfirmed,
    NotHandedOver,
    NotPacked,
    OrderCancelled,
    OrderExpired,
    OrderMerged,
    PaymentUnknown,
    PhoneWrong,
    StillOnTheWay,
    StillOpen,
    WeightWrong,
)

AFTER_UNDO = timedelta(hours=2)
PACKING_TAKES = timedelta(minutes=15)  # afterwards who took an order up is thought to have left it
LIGHTEST, HEAVIEST = 10, 50_000  # grams; no carrier in use here takes more than 50 kg
_GRAMS = re.compile(r"(\d+|\d{1,3}(?:[.,]\d{3})+)(?:g|gr|gram)?")
_KILOGRAMS = re.compile(r"(\d+(?:[.,]\d{1,3})?)kg")
SURELY_THERE = timedelta(days=30)  # a parcel that nobody marked as arrived
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


def must_be_over(*, order: str, state: str, paid: int, handed_over_at: datetime | None, at: datetime) -> None:
    """Nobody needs the buyer's name and address any more: arrived, come back, or ended without money."""
    if state in ENDED:
        if paid:
            raise MoneyToReturn(order=order)
        return
    if state not in SHIPPED:
        raise StillOpen(order=order)
    if state == State.HANDED_OVER and (handed_over_at is None or at - handed_over_at < SURELY_THERE):
        raise StillOnTheWay(order=order)


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


def packs_now(*, packer: int | None, since: datetime | None, at: datetime) -> bool:
    """True while who took the order up is thought to be at it."""
    return packer is not None and since is not None and since > at - PACKING_TAKES


def grams_of(text: str) -> int | None:
    """1200 of "1200", "1.200", "1,2 kg", "1200 g"; None where nothing was typed. Refuses the rest."""
    typed = "".join(text.lower().split())
    if not typed:
        return None
    if found := _KILOGRAMS.fullmatch(typed):
        grams = round(float(found[1].replace(",", ".")) * 1000)
    elif found := _GRAMS.fullmatch(typed):
        grams = int(re.sub("[.,]", "", found[1]))
    else:
        raise WeightWrong
    if not LIGHTEST <= grams <= HEAVIEST:
        raise WeightWrong
    return grams


def carrier_of(text: str) -> Carrier:
    """One of the carriers, or none chosen."""
    if text not in [carrier.value for carrier in Carrier]:
        raise CarrierUnknown
    return Carrier(text)
