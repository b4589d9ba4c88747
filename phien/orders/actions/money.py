"""What money does to an order. Called by `payments.actions` in the transaction that keeps the receipt."""

from datetime import datetime

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, save
from phien.orders.contracts import ENDED, Payment, State
from phien.orders.errors import AlreadyPacked, MoneyMoved, OrderMerged
from phien.orders.models import Order
from phien.orders.rules import AFTER_UNDO

COLUMNS = (
    "paid",
    "money_at",
    "state",
    "state_before_money",
    "payment",
    "confirmed_at",
    "claimed_at",
    "pay_by",
)


def take_money(
    *,
    coop: Coop,
    order_id: int,
    amount: int,
    at: datetime,
    by: Person | None,
    seen: int | None = None,
    actor: str = "",
) -> Order:
    """Add `amount` đồng. Paid in full confirms a held order; a part keeps it held, but no timer ends it now.

    Money for an ended order is kept and listed: somebody has to send it back or bring the order back. What
    comes under the code of an order that was joined into another one is that one's; a person who looked at
    the first (`seen`) is told so.
    `seen` is what was paid when the person looked: where it differs, somebody was faster (`MoneyMoved`).
    """
    order = locked(coop=coop, order_id=order_id)
    while order.merged_into_id is not None:
        if seen is not None:
            raise OrderMerged
        order = locked(coop=coop, order_id=order.merged_into_id)
    if seen is not None and seen != order.paid:
        raise MoneyMoved(paid=order.paid)
    order.paid += amount
    if order.money_at is None:
        # `at` may have been read while the hold was ending: the row says that it ended first
        order.money_at = max(at, order.expired_at) if order.expired_at else at
        order.state_before_money = order.state
    if not order.payment:
        order.payment = Payment.TRANSFER
    if order.state == State.HELD and order.paid >= order.total:
        order.state, order.confirmed_at = State.CONFIRMED, at
    save(order, *COLUMNS)
    note(order, "money", at=at, by=by, actor=actor, facts={"amount": amount, "paid": order.paid})
    return order


def give_money_back(
    *,
    coop: Coop,
    order_id: int,
    amount: int,
    at: datetime,
    by: Person | None,
    until: datetime | None = None,
    actor: str = "",
) -> Order:
    """Undo of `take_money`: the former state again, held at least 2 h more and listed for a person.

    `until` is the end a claim would give it (12 h after the session's close; None: not known or open).
    A packed parcel that somebody else's money let through must be opened first.
    """
    order = locked(coop=coop, order_id=order_id)
    order.paid -= amount
    if order.paid < order.total and order.state_before_money == State.HELD:
        if order.state == State.PACKED and order.payment != Payment.COD:
            raise AlreadyPacked
        if order.state == State.CONFIRMED:
            order.state, order.confirmed_at = State.HELD, None
    if not order.paid:
        order.money_at, order.state_before_money = None, ""
    if order.state not in ENDED:
        order.claimed_at = order.claimed_at or at
        order.pay_by = _held_until(order, at=at, until=until)
    save(order, *COLUMNS)
    note(order, "money_undone", at=at, by=by, actor=actor, facts={"amount": amount, "paid": order.paid})
    return order


def _held_until(order: Order, *, at: datetime, until: datetime | None) -> datetime | None:
    """Two hours at the least; no end where it had none and none is known."""
    if order.pay_by is None and until is None:
        return None
    wanted = [end for end in (order.pay_by, until, at + AFTER_UNDO) if end is not None]
    return max(wanted)
