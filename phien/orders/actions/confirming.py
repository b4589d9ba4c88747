"""The keeper's word that an order is real, and taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, requote, save
from phien.orders.contracts import Payment, State
from phien.orders.errors import AnotherIsOpen, NotKeepersWord
from phien.orders.models import Order
from phien.orders.rules import AFTER_UNDO, must_be_unpacked


@transaction.atomic
def confirm(*, coop: Coop, order_id: int, at: datetime, by: Person | None, actor: str = "") -> Order:
    """A held order becomes confirmed; where no payment was chosen, cash on delivery. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    must_be_unpacked(order.state)
    if order.state == State.CONFIRMED:
        return order
    order.state, order.confirmed_at = State.CONFIRMED, at
    if not order.payment and order.money_at is None:
        order.payment = Payment.COD
    if order.money_at is not None:
        order.state_before_money = State.CONFIRMED  # undoing the money leaves the keeper's word standing
    columns = ("state", "confirmed_at", "payment", "state_before_money")
    save(order, *columns, *requote(order, coop=coop))
    note(order, "confirmed", at=at, by=by, actor=actor, facts={"why": "keeper"})
    return order


def unconfirm(
    *,
    coop: Coop,
    order_id: int,
    at: datetime,
    by: Person | None,
    payment: str | None = None,
    until: datetime | None = None,
    actor: str = "",
) -> Order:
    """Undo of `confirm`: held again, for two hours at the least; `payment` is what it was before.

    `until` is the end of a hold that had none when its session closed (None: it is open, its close will say).
    Money's word stands, and so does an order of the same live that the buyer opened meanwhile.
    """
    try:
        with transaction.atomic():
            return _held_again(
                coop=coop, order_id=order_id, at=at, by=by, payment=payment, until=until, actor=actor
            )
    except IntegrityError as error:
        if "one_open_order_a_buyer" in str(error):
            raise AnotherIsOpen from None
        raise


def _held_again(
    *,
    coop: Coop,
    order_id: int,
    at: datetime,
    by: Person | None,
    payment: str | None,
    until: datetime | None,
    actor: str,
) -> Order:
    order = locked(coop=coop, order_id=order_id)
    must_be_unpacked(order.state)
    if order.state == State.HELD:
        return order
    if order.money_at is not None:
        raise NotKeepersWord
    order.state, order.confirmed_at = State.HELD, None
    if payment is not None:
        order.payment = payment
    ends = order.pay_by or until
    if ends is not None:
        order.pay_by = max(ends, at + AFTER_UNDO)
    save(order, "state", "confirmed_at", "payment", "pay_by")
    note(order, "unconfirmed", at=at, by=by, actor=actor)
    return order
