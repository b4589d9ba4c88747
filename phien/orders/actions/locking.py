"""One lock for every action on an order, one entry for every change."""

from datetime import datetime

from phien.activity.actions import record
from phien.coops.models import Coop, Person
from phien.orders.errors import UnknownOrder
from phien.orders.models import Order


def locked(*, coop: Coop, order_id: int) -> Order:
    """The order's row, locked to the end of the transaction. 404 where the cooperative has no such order."""
    try:
        order = Order.objects.of(coop).select_for_update().get(pk=order_id)
    except Order.DoesNotExist:
        raise UnknownOrder from None
    order.coop = coop
    return order


def note(
    order: Order,
    kind: str,
    *,
    at: datetime,
    by: Person | None = None,
    actor: str = "",
    facts: dict[str, object] | None = None,
) -> None:
    """Record what was done to the order."""
    record(
        coop=order.coop,
        kind=f"order.{kind}",
        subject="order",
        subject_id=order.pk,
        at=at,
        by=by,
        actor=actor,
        facts=facts,
    )


def save(order: Order, *fields: str) -> Order:
    """Write only the columns that changed: what other hands write to the row stays theirs."""
    order.save(update_fields=fields)
    return order


def requote(order: Order, *, coop: Coop) -> tuple[str, ...]:
    """Until money came the flat fee of today counts. Returns the columns to save."""
    if order.money_at is not None or not order.goods:
        return ()
    order.shipping = coop.shipping_fee
    order.total = order.goods - order.discount + order.shipping
    return ("shipping", "total")
