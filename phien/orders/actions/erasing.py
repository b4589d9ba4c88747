"""The end of what we know of a buyer: name, phone, address and key go, money and lines stay."""

from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.kept import forget_searches
from phien.orders.actions.locking import locked, note, save
from phien.orders.contracts import State
from phien.orders.models import Order
from phien.orders.rules import must_be_over

PERSONAL = ("buyer_name", "phone", "street", "commune", "province", "note")


@transaction.atomic
def erase(
    *, coop: Coop, order_id: int, at: datetime, by: Person | None = None, actor: str = "buyer"
) -> list[Order]:
    """Take the person out of a finished order, and out of those that were joined into it.

    Returns the orders with the keys that were taken from them (`buyer_key` is still the old one), none where
    all was erased before. An order that is still to be packed, is on its way or has money to go back refuses.
    """
    order = locked(coop=coop, order_id=order_id)
    if order.erased_at is not None:
        return []
    if order.state != State.MERGED:  # what was joined is over when its survivor is
        must_be_over(
            order=order.code, state=order.state, paid=order.paid, handed_over_at=order.handed_over_at, at=at
        )
    taken = [order, *_joined_into(order)]
    forget_searches(coop=coop, phones={one.phone for one in taken if one.phone})
    for one in taken:
        key = one.buyer_key
        for column in PERSONAL:
            setattr(one, column, "")
        one.buyer_key, one.erased_at, one.address_before = f"erased:{one.pk}", at, None
        save(one, *PERSONAL, "buyer_key", "erased_at", "address_before")
        note(one, "erased", at=at, by=by, actor=actor)
        one.buyer_key = key
    return taken


def _joined_into(order: Order) -> list[Order]:
    """All that ended in this one, however many steps away, locked."""
    found: list[Order] = []
    into = [order.pk]
    while into:
        rows = (
            Order.objects.of(order.coop)
            .select_for_update()
            .filter(merged_into__in=into, erased_at=None)
            .order_by("pk")
        )
        joined = list(rows)
        for one in joined:
            one.coop = order.coop
        found += joined
        into = [one.pk for one in joined]
    return found
