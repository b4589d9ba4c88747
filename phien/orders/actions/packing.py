"""In the store room: packed, and packed by mistake."""

from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders.actions.locking import locked, note, save
from phien.orders.contracts import State
from phien.orders.models import Order
from phien.orders.rules import must_be_addressed, must_be_packable, must_be_packed


@transaction.atomic
def pack(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """A confirmed order with phone and address becomes packed. Twice is harmless (a weak signal repeats)."""
    order = locked(coop=coop, order_id=order_id)
    must_be_packable(order.state)
    if order.state == State.PACKED:
        return order
    must_be_addressed(phone=order.phone, street=order.street, commune=order.commune, province=order.province)
    order.state, order.packed_at = State.PACKED, at
    save(order, "state", "packed_at")
    note(order, "packed", at=at, by=by)
    return order


@transaction.atomic
def unpack(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Undo of `pack`, until the parcel leaves. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.CONFIRMED:
        return order
    must_be_packed(order.state)
    order.state, order.packed_at = State.CONFIRMED, None
    save(order, "state", "packed_at")
    note(order, "unpacked", at=at, by=by)
    return order
