"""Reading many orders: what is looked for, what one buyer did, kept filters, rounds. Part of `queries`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from phien.coops.models import Coop
from phien.orders.contracts import ENDED, History, State, Wanted
from phien.orders.errors import UnknownFilter, UnknownRound
from phien.orders.models import KeptFilter, Order, Round
from phien.orders.search import narrowed


def found(*, coop: Coop, wanted: Wanted) -> QuerySet[Order]:
    """What is looked for, newest first."""
    return narrowed(Order.objects.of(coop), wanted).order_by("-id")


def count_by_state(*, coop: Coop, wanted: Wanted | None = None) -> dict[str, int]:
    """How many orders are in each state, of those that are looked for."""
    orders = narrowed(Order.objects.of(coop), wanted or Wanted())
    return dict(orders.values_list("state").annotate(Count("pk")).order_by())


def same_buyer(*, coop: Coop, order: Order) -> QuerySet[Order]:
    """The orders of whoever made this one: by cookie or author, by phone. Newest first, this one included."""
    theirs = Q(buyer_key=order.buyer_key)
    if order.phone:
        theirs |= Q(phone=order.phone)
    return Order.objects.of(coop).filter(theirs).exclude(state=State.MERGED).order_by("-id")


def history(*, coop: Coop, order: Order) -> History:
    """What this buyer did here, in numbers. One query."""
    alive = ~Q(state__in=[*ENDED, State.RETURNED])
    told = same_buyer(coop=coop, order=order).aggregate(
        orders=Count("pk"),
        spent=Sum("total", filter=alive, default=0),
        **{
            state.value: Count("pk", filter=Q(state=state))
            for state in (State.DELIVERED, State.RETURNED, State.CANCELLED, State.EXPIRED)
        },
    )
    return History(**told)


def kept_filters(*, coop: Coop, person: Any) -> QuerySet[KeptFilter]:
    """The person's own and those that everybody shares, by name."""
    mine = Q(person=person) | Q(shared=True)
    return KeptFilter.objects.of(coop).filter(mine, removed_at=None).order_by("shared", "name", "pk")


def kept_filter(*, coop: Coop, person: Any, filter_id: int) -> KeptFilter:
    """One that this person may change. 404 where there is none."""
    mine = KeptFilter.objects.of(coop).filter(Q(person=person) | Q(shared=True))
    one = mine.filter(pk=filter_id).first()
    if one is None:
        raise UnknownFilter
    return one


def round_of(*, coop: Coop, round_id: int) -> Round:
    """One round. 404 where the cooperative has none of this number."""
    one = Round.objects.of(coop).filter(pk=round_id).first()
    if one is None:
        raise UnknownRound
    return one


def unsent(*, coop: Coop, ids: Iterable[int], since: datetime) -> QuerySet[Order]:
    """Those of these that nobody has written to `since` then."""
    return of_ids(coop=coop, ids=ids).exclude(contacted_at__gte=since)


def unsent_first(*, coop: Coop, ids: Iterable[int], since: datetime) -> QuerySet[Order]:
    """Those of these that nobody has written to `since` then, before those that have it (`was_sent`)."""
    return (
        of_ids(coop=coop, ids=ids)
        .annotate(was_sent=Case(When(contacted_at__gte=since, then=True), default=False))
        .order_by("was_sent", "pk")
    )


def of_ids(*, coop: Coop, ids: Iterable[int]) -> QuerySet[Order]:
    """The cooperative's orders among these, in the order they were placed."""
    return Order.objects.of(coop).filter(pk__in=list(ids)).order_by("pk")
