"""Delete my data: the person goes out of orders, places in line, wishes and comments in one transaction.

Money and lines stay: they are the cooperative's accounts. The record keeps that it was done, and not whose.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from phien.audience.errors import LiveStillOn, StillWaiting
from phien.audience.models import Follower
from phien.checkout import actions as checkout
from phien.checkout import doors as places
from phien.comments import actions as comments
from phien.comments import doors as remarks
from phien.kernel.refusals import Refusal
from phien.live import doors as live
from phien.orders import actions as orders
from phien.orders import doors as bought

if TYPE_CHECKING:
    from phien.orders.models import Order

Keys = dict[int, dict[int, set[str]]]  # cooperative -> session -> buyer keys
BATCH = 500


@transaction.atomic
def erase_order(*, order: "Order", at: datetime, actor: str = "buyer") -> None:
    """What its buyer may ask who holds the order's link: this order and what its buyer wrote in its live."""
    _none_is_on([order.session_id])
    taken = orders.erase(coop=order.coop, order_id=order.pk, at=at, actor=actor)
    _clean(taken, {})


@transaction.atomic
def erase_buyer(*, buyer_key: str, at: datetime) -> int:
    """All that this phone's cookie stands for, in every cooperative; all of it or, refused, nothing.

    Returns how many orders lost their person.
    """
    mine, waited = bought.of_buyer(buyer_key), places.of_buyer(buyer_key)
    waiting = next((place for place in waited if place.state == "waiting"), None)
    if waiting is not None:
        raise StillWaiting(code=waiting.code)
    keys: Keys = defaultdict(lambda: defaultdict(set))
    for coop_id, session_id in [
        *((place.coop_id, place.session_id) for place in waited),
        *remarks.sessions_of_author(buyer_key),
    ]:
        keys[coop_id][session_id].add(buyer_key)
    _none_is_on([*(order.session_id for order in mine), *(s for found in keys.values() for s in found)])
    # joined orders go with the one they ended in
    taken = [
        one
        for order in sorted(mine, key=lambda order: order.state == "merged")
        for one in orders.erase(coop=order.coop, order_id=order.pk, at=at)
    ]
    _clean(taken, keys)
    Follower.every_coop.filter(buyer_key=buyer_key).delete()
    return len(taken)


def erase_old(*, since: datetime, at: datetime) -> int:
    """Orders placed before `since` lose their person; what is still open or on its way waits. At most 500."""
    done = 0
    for order in bought.kept_longer_than(since=since, limit=BATCH):
        try:
            erase_order(order=order, at=at, actor="job")
        except Refusal:
            continue
        done += 1
    return done


def _none_is_on(sessions: Iterable[int | None]) -> None:
    """The desk of an open live holds its buyers in memory and would write them again."""
    if live.any_open(session_ids={session for session in sessions if session is not None}):
        raise LiveStillOn


def _clean(taken: "list[Order]", keys: Keys) -> None:
    """The traces of these orders' buyers, and of these keys."""
    ids: dict[int, list[int]] = defaultdict(list)
    found: Keys = defaultdict(lambda: defaultdict(set), keys)
    for order in taken:
        ids[order.coop_id].append(order.pk)
        if order.session_id is not None:
            found[order.coop_id][order.session_id].add(order.buyer_key)
    for coop_id in {*ids, *found}:
        coop: Any = coop_id
        checkout.erase(coop=coop, sessions=found[coop_id], orders=ids[coop_id])
        comments.erase(coop=coop, sessions=found[coop_id], orders=ids[coop_id])
