"""What the buyer says on the order's page, and the keeper types for who calls: address, payment, claim."""

from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, requote, save
from phien.orders.contracts import Address, Payment, State
from phien.orders.errors import NotUndoable
from phien.orders.models import Order
from phien.orders.rules import (
    must_be_addressed,
    must_be_claimable,
    must_be_unpacked,
    payment_of,
    phone_as_e164,
)

ADDRESS_COLUMNS = ("buyer_name", "phone", "street", "commune", "province", "note")


@transaction.atomic
def give_address(
    *,
    coop: Coop,
    order_id: int,
    address: Address,
    at: datetime,
    by: Person | None = None,
    actor: str = "buyer",
    consent: str = "",
    clears_note: bool = False,
) -> Order:
    """Write where the parcel goes, whole or in part, until it is packed.

    `consent` is the version of the words that the buyer agreed to with it; with `clears_note` an empty note
    takes the old one away. What staff wrote over is kept for `take_address_back`.
    """
    order = locked(coop=coop, order_id=order_id)
    must_be_unpacked(order.state)
    before = {column: getattr(order, column) for column in ADDRESS_COLUMNS}
    changed = _write_address(order, address)
    if clears_note and not address.note and order.note:
        order.note = ""
        changed.append("note")
    if changed:
        order.address_before = before if by is not None else None
    changed += _agree(order, consent, at=at)
    if changed:
        changed.append("address_before")
        save(order, *changed, *requote(order, coop=coop))
        changed.remove("address_before")
        note(order, "addressed", at=at, by=by, actor=actor, facts={"changed": changed})
    return order


@transaction.atomic
def take_address_back(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Undo of `give_address` by staff: name, phone, address and note as they were. Once, and only while
    nobody wrote another since."""
    order = locked(coop=coop, order_id=order_id)
    must_be_unpacked(order.state)
    if order.address_before is None:
        raise NotUndoable
    for column in ADDRESS_COLUMNS:
        setattr(order, column, order.address_before[column])
    order.address_before = None
    save(order, *ADDRESS_COLUMNS, "address_before", *requote(order, coop=coop))
    note(order, "addressed", at=at, by=by, facts={"undone": True})
    return order


@transaction.atomic
def choose_payment_and_address(
    *,
    coop: Coop,
    order_id: int,
    payment: str,
    at: datetime,
    address: Address | None = None,
    by: Person | None = None,
    actor: str = "buyer",
    consent: str = "",
) -> Order:
    """Choose `transfer` or `cod`; `address` (optional) is written first, `consent` as in `give_address`.

    Cash on delivery needs phone and address and confirms a held order; a transfer keeps it held until
    the money is here. A confirmed order stays confirmed.
    """
    order = locked(coop=coop, order_id=order_id)
    must_be_unpacked(order.state)
    way = payment_of(payment)
    changed = _write_address(order, address) if address else []
    if changed:
        order.address_before = None
        changed.append("address_before")
    changed += _agree(order, consent, at=at)
    confirms = way is Payment.COD and order.state == State.HELD
    if way is Payment.COD:
        _must_be_addressed(order)
    if not changed and order.payment == way and not confirms:
        return order
    order.payment = way
    if confirms:
        order.state, order.confirmed_at = State.CONFIRMED, at
    if confirms and order.money_at is not None:
        order.state_before_money = State.CONFIRMED
    columns = {*changed, "payment", "state", "confirmed_at", "state_before_money"}
    columns.update(requote(order, coop=coop))
    save(order, *sorted(columns))
    note(order, "payment_chosen", at=at, by=by, actor=actor, facts={"payment": way.value, "changed": changed})
    if confirms:
        note(order, "confirmed", at=at, by=by, actor=actor, facts={"why": "cod"})
    return order


@transaction.atomic
def claim_transfer(*, coop: Coop, order_id: int, until: datetime | None, at: datetime) -> Order:
    """The buyer says it is sent ("Tôi đã chuyển"): nothing is marked paid, a person looks. Once an order.

    `until` is 12 h (the cooperative's comment hold) after the session's close, None while it is open.
    A hold is never made shorter by it, and cash on delivery stays due until the money is seen.
    """
    order = locked(coop=coop, order_id=order_id)
    must_be_claimable(
        state=order.state, claimed=order.claimed_at is not None, money=order.money_at is not None
    )
    order.claimed_at = at
    if order.state == State.HELD:
        order.payment = Payment.TRANSFER
        order.pay_by = _claimed_until(order.pay_by, until)
    save(order, "claimed_at", "payment", "pay_by")
    note(order, "claimed", at=at, actor="buyer", facts={"total": order.total})
    return order


def _claimed_until(pay_by: datetime | None, until: datetime | None) -> datetime | None:
    if until is None or pay_by is None:
        return until
    return max(pay_by, until)


def _write_address(order: Order, address: Address) -> list[str]:
    """Set what differs; an empty field leaves what is there. Returns the columns that changed."""
    wanted = {
        "buyer_name": address.name,
        "phone": phone_as_e164(address.phone) if address.phone else "",
        "street": address.street,
        "commune": address.commune,
        "province": address.province,
        "note": address.note,
    }
    changed = [column for column, text in wanted.items() if text and text != getattr(order, column)]
    for column in changed:
        setattr(order, column, wanted[column])
    return changed


def _agree(order: Order, version: str, *, at: datetime) -> list[str]:
    """Note the words that were agreed to, once a version. Returns the columns that changed."""
    if not version or order.consent_version == version:
        return []
    order.consent_at, order.consent_version = at, version
    return ["consent_at", "consent_version"]


def _must_be_addressed(order: Order) -> None:
    must_be_addressed(phone=order.phone, street=order.street, commune=order.commune, province=order.province)
