"""The keeper's contact with a buyer: link sent, called, phone looked at."""

from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, save
from phien.orders.models import Order
from phien.orders.rules import must_be_alive


@transaction.atomic
def contacted(*, coop: Coop, order_id: int, at: datetime, by: Person, how: str = "message") -> Order:
    """The keeper sent the reply (`message`) or called (`call`)."""
    order = locked(coop=coop, order_id=order_id)
    must_be_alive(order.state)
    order.contacted_at = at
    save(order, "contacted_at")
    note(order, "contacted", at=at, by=by, facts={"how": how})
    return order


@transaction.atomic
def not_contacted(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Undo of `contacted`."""
    order = locked(coop=coop, order_id=order_id)
    if order.contacted_at is not None:
        order.contacted_at = None
        save(order, "contacted_at")
        note(order, "contact_undone", at=at, by=by)
    return order


@transaction.atomic
def phone_shown(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Somebody tapped to see the whole phone number: it is recorded, nothing else changes."""
    order = locked(coop=coop, order_id=order_id)
    note(order, "phone_shown", at=at, by=by)
    return order


@transaction.atomic
def cancelled_because(*, coop: Coop, order_id: int, reason: str, at: datetime, by: Person) -> Order:
    """Why an order was cancelled, for whoever asks later; the desk itself has cancelled it."""
    order = locked(coop=coop, order_id=order_id)
    note(order, "cancelled_because", at=at, by=by, facts={"reason": reason})
    return order
