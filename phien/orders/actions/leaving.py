"""The parcel leaves the house, arrives, or comes back. The stock moves with it in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.kernel.refusals import Refusal
from phien.orders.actions.locking import locked, note, save
from phien.orders.contracts import State
from phien.orders.errors import AlreadyReturned, NothingToSend
from phien.orders.models import Handover, Line, Order
from phien.orders.rules import must_be_on_the_way, must_be_packed, must_be_with_the_carrier
from phien.stock.actions import ship, take_back, unship


@transaction.atomic
def hand_over(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """A packed parcel goes to the carrier: on hand and reserved both fall. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.HANDED_OVER:
        return order
    must_be_packed(order.state)
    contents = _contents(coop=coop, order_ids=[order.pk])
    if not contents:
        raise NothingToSend
    ship(coop=coop, parcels=contents, at=at, by=by)
    handover = Handover.every_coop.create(coop=coop, carrier=order.carrier, at=at, person=by)
    return _left(order, handover, at=at, by=by)


@transaction.atomic
def hand_over_list(
    *, coop: Coop, order_ids: Iterable[int], at: datetime, by: Person
) -> tuple[list[Order], list[tuple[Order, Refusal]]]:
    """Parcels that carriers took together: one list for each carrier. What left, and what stayed and why.

    All that leaves does so in one transaction; sent twice, the second time finds it gone and does nothing.
    """
    orders = [locked(coop=coop, order_id=number) for number in sorted(set(order_ids))]
    contents = _contents(coop=coop, order_ids=[order.pk for order in orders])
    leaving: list[Order] = []
    staying: list[tuple[Order, Refusal]] = []
    for order in orders:
        if order.state == State.HANDED_OVER:
            continue
        try:
            must_be_packed(order.state)
            if order.pk not in contents:
                raise NothingToSend
        except Refusal as refusal:
            staying.append((order, refusal))
        else:
            leaving.append(order)
    ship(coop=coop, parcels={order.pk: contents[order.pk] for order in leaving}, at=at, by=by)
    lists = {
        carrier: Handover.every_coop.create(coop=coop, carrier=carrier, at=at, person=by)
        for carrier in sorted({order.carrier for order in leaving})
    }
    for order in leaving:
        _left(order, lists[order.carrier], at=at, by=by)
    return leaving, staying


def _left(order: Order, handover: Handover, *, at: datetime, by: Person) -> Order:
    order.state, order.handed_over_at, order.handover = State.HANDED_OVER, at, handover
    save(order, "state", "handed_over_at", "handover")
    note(order, "handed_over", at=at, by=by, facts={"carrier": order.carrier})
    return order


@transaction.atomic
def undo_hand_over(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """It had not left after all: packed again, its goods on hand and reserved as before. Twice is harmless.

    What has arrived or come back is past undoing.
    """
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.PACKED:
        return order
    must_be_with_the_carrier(order.state)
    unship(coop=coop, parcels=_contents(coop=coop, order_ids=[order.pk]), at=at, by=by)
    order.state, order.handed_over_at, order.handover = State.PACKED, None, None
    save(order, "state", "handed_over_at", "handover")
    note(order, "handover_undone", at=at, by=by)
    return order


@transaction.atomic
def mark_delivered(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """The buyer has it. What came back cannot have arrived: its stock is in the store again."""
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.DELIVERED:
        return order
    must_be_on_the_way(order.state)
    if order.state == State.RETURNED:
        raise AlreadyReturned
    order.state = State.DELIVERED
    save(order, "state")
    note(order, "delivered", at=at, by=by)
    return order


@transaction.atomic
def mark_returned(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """The parcel came back: its goods are on hand again, reserved for nobody. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.RETURNED:
        return order
    must_be_on_the_way(order.state)
    take_back(coop=coop, parcels=_contents(coop=coop, order_ids=[order.pk]), at=at, by=by)
    order.state = State.RETURNED
    save(order, "state")
    note(order, "returned", at=at, by=by)
    return order


def _contents(*, coop: Coop, order_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """{order: {variant: what is really sent}} for the stock."""
    out: dict[int, dict[int, int]] = {}
    for line in Line.objects.of(coop).filter(order_id__in=list(order_ids)):
        if line.counted:
            variants = out.setdefault(line.order_id, {})
            variants[line.variant_id] = variants.get(line.variant_id, 0) + line.counted
    return out
