"""The store room on a phone: what to take from the shelf, what to pack next, what waits for the carrier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.who import PACK
from phien.orders import queries
from phien.orders.contracts import State
from phien.orders.errors import AlreadyHandedOver, NotConfirmed

if TYPE_CHECKING:
    from phien.orders.models import Order

ROWS = 200  # more than one evening's parcels; the rest come up as these go
COOKIE = "phien_paper"


@require_GET
@staff_of_coop(*PACK)
def to_pack(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/: confirmed orders with an address, the longest waiting first."""
    waiting = queries.to_pack(coop=request.coop)
    return render(request, "office/selling/packing.html", _rooms(request) | {
        "orders": queries.with_lines(waiting)[:ROWS], "here": "packing",
    })  # fmt: skip


@require_GET
@staff_of_coop(*PACK)
def picks(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/picks/: what all of it needs, by product."""
    context = _rooms(request) | {"picks": queries.pick_list(coop=request.coop), "here": "picks"}
    return render(request, "office/selling/picks.html", context)


@require_GET
@staff_of_coop(*PACK)
def parcels(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/parcels/: packed, waiting for the carrier."""
    ready = queries.packed(coop=request.coop)
    return render(request, "office/selling/parcels.html", _rooms(request) | {
        "orders": queries.with_lines(ready)[:ROWS], "here": "parcels",
    })  # fmt: skip


@require_GET
@staff_of_coop(*PACK)
def one(request: StaffRequest, code: str) -> HttpResponse:
    """GET /<coop>/packing/<code>/: one parcel, its lines large, and which comes next."""
    order = queries.one(coop=request.coop, code=code)
    _must_be_here(order)
    waiting = list(queries.with_lines(queries.to_pack(coop=request.coop))[:ROWS])
    others = [other for other in waiting if other.pk != order.pk]
    context = _rooms(request) | {"order": order, "after": others[0] if others else None, "here": "packing"}
    return render(request, "office/selling/pack_one.html", context)


def _must_be_here(order: Order) -> None:
    if order.state == State.HELD:
        raise NotConfirmed
    if order.state not in (State.CONFIRMED, State.PACKED):
        raise AlreadyHandedOver


def _rooms(request: StaffRequest) -> dict[str, object]:
    """How many wait in each room, and the paper this phone printed on last."""
    return {
        "waiting_count": queries.to_pack(coop=request.coop).count(),
        "packed_count": queries.packed(coop=request.coop).count(),
        "paper": request.COOKIES.get(COOKIE, "a6"),
    }
