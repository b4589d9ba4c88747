"""The keeper's word that an order is real."""

from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, requote, save
from phien.orders.contracts import Payment, State
from phien.orders.models import Order
from phien.orders.rules import must_be_unpacked


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
