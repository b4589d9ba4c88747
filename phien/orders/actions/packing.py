"""In the store room: taken up by one packer, packed, and packed by mistake.

Two packers never pack the same order: who takes it up stands in the order's row, and whoever comes second
reads that under the row's lock. After `rules.PACKING_TAKES` the order is free again, and another packer may
take it over before that, knowingly.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.kernel.refusals import Refusal
from phien.orders.actions.locking import locked, note, save
from phien.orders.contracts import State
from phien.orders.errors import (
    AlreadyPacked,
    BeingPacked,
    ContentsChanged,
    NotYoursToPack,
    PackedAlready,
    WaitsForGoods,
)
from phien.orders.models import Order, Shortage
from phien.orders.rules import (
    carrier_of,
    grams_of,
    must_be_addressed,
    must_be_packable,
    must_be_packed,
    must_be_unpacked,
    packs_now,
)

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@transaction.atomic
def take_up(*, coop: Coop, order_id: int, at: datetime, by: Person, over: bool = False) -> Order:
    """`by` packs this order from now on. Taken by another a short while ago: refused, unless taken `over`.

    Again by the same person: the time runs anew, nothing more.
    """
    order = locked(coop=coop, order_id=order_id)
    must_be_packable(order.state)
    if order.state == State.PACKED:
        return order
    _must_be_complete(order)
    another = _another_packs(order, by=by, at=at)
    if another and not over:
        raise _refused(order, BeingPacked)
    mine = order.packer_id == by.pk
    facts: dict[str, object] = {"from": str(order.packer)} if another else {}
    order.packer, order.packer_since = by, at
    save(order, "packer", "packer_since")
    if not mine:
        note(order, "taken_over" if another else "taken_up", at=at, by=by, facts=facts)
    return order


@transaction.atomic
def give_back(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """`by` does not pack this order after all: anybody may. Where somebody else has it nothing changes."""
    order = locked(coop=coop, order_id=order_id)
    if order.packer_id == by.pk and order.state == State.CONFIRMED:
        order.packer = order.packer_since = None
        save(order, "packer", "packer_since")
        note(order, "given_back", at=at, by=by)
    return order


@transaction.atomic
def pack(
    *,
    coop: Coop,
    order_id: int,
    at: datetime,
    by: Person,
    weight: str = "",
    carrier: str = "",
    seen: str = "",
) -> Order:
    """A confirmed order with phone and address becomes packed. Twice is harmless (a weak signal repeats).

    `seen`: what the packer put in, as `Order.contents` says it: an order that the keeper changed meanwhile
    is not sealed with what it no longer holds.

    `weight` as typed ("1200", "1,2 kg") and `carrier` are written where given. Refused while another
    packer has the order and while it waits for goods.
    """
    order = locked(coop=coop, order_id=order_id)
    must_be_packable(order.state)
    if order.state == State.PACKED:
        return order
    must_be_addressed(phone=order.phone, street=order.street, commune=order.commune, province=order.province)
    _must_be_complete(order)
    if seen and seen != order.contents:
        raise ContentsChanged
    if _another_packs(order, by=by, at=at):
        raise _refused(order, NotYoursToPack)
    order.state, order.packed_at, order.packed_by = State.PACKED, at, by
    order.packer = order.packer_since = None
    order.weight = grams_of(weight) or order.weight
    order.carrier = carrier_of(carrier) or order.carrier
    save(order, "state", "packed_at", "packed_by", "packer", "packer_since", "weight", "carrier")
    note(order, "packed", at=at, by=by, facts={"weight": order.weight, "carrier": order.carrier})
    return order


@transaction.atomic
def unpack(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Undo of `pack`, until the parcel leaves, also after its label was printed: whoever opens it again has
    it in hand. Weight and carrier stay as a first guess. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    if order.state == State.CONFIRMED:
        return order
    must_be_packed(order.state)
    order.state, order.packed_at, order.packed_by = State.CONFIRMED, None, None
    order.packer, order.packer_since = by, at
    save(order, "state", "packed_at", "packed_by", "packer", "packer_since")
    note(order, "unpacked", at=at, by=by)
    return order


@transaction.atomic
def describe_parcel(
    *,
    coop: Coop,
    order_id: int,
    at: datetime,
    by: Person,
    weight: str = "",
    carrier: str | None = None,
) -> Order:
    """Write a parcel's `weight` (as typed) and `carrier` until it leaves; empty or None keeps it."""
    order = locked(coop=coop, order_id=order_id)
    if order.state != State.CONFIRMED:
        must_be_packed(order.state)
    before = (order.weight, order.carrier)
    order.weight = grams_of(weight) or order.weight
    order.carrier = carrier_of(carrier) if carrier is not None else order.carrier
    if (order.weight, order.carrier) != before:
        save(order, "weight", "carrier")
        note(order, "described", at=at, by=by, facts={"weight": order.weight, "carrier": order.carrier})
    return order


@transaction.atomic
def may_fall_short(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """Refuse what cannot be short any more: packed, gone, ended, or in another packer's hands."""
    order = locked(coop=coop, order_id=order_id)
    try:
        must_be_unpacked(order.state)
    except AlreadyPacked:
        raise PackedAlready from None
    must_be_packable(order.state)
    if _another_packs(order, by=by, at=at):
        raise _refused(order, NotYoursToPack)
    return order


@transaction.atomic
def told_of_shortage(*, coop: Coop, order_id: int, at: datetime, by: Person) -> Order:
    """The buyer was told what is missing. Twice is harmless."""
    order = locked(coop=coop, order_id=order_id)
    untold = Shortage.objects.of(coop).filter(order=order, told_at__isnull=True, settled="")
    if untold.update(told_at=at):
        note(order, "short_told", at=at, by=by)
    return order


def _must_be_complete(order: Order) -> None:
    if Shortage.objects.of(order.coop).filter(order=order, what="wait", settled="").exists():
        raise WaitsForGoods


def _another_packs(order: Order, *, by: Person, at: datetime) -> bool:
    return order.packer_id != by.pk and packs_now(packer=order.packer_id, since=order.packer_since, at=at)


def _refused(order: Order, kind: type[Refusal]) -> Refusal:
    since = order.packer_since.astimezone(HERE) if order.packer_since else None
    return kind(name=str(order.packer), since=f"{since:%H:%M}" if since else "")
