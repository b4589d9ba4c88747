"""The store room on a phone: what to take from the shelf, what to pack next, who has which order in hand."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from phien.kernel.refusals import Refusal
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.paging import Counted
from phien.office.selling.answers import answer, url, wanted
from phien.office.selling.who import PACK
from phien.orders import actions, queries
from phien.orders.contracts import State
from phien.orders.errors import AlreadyHandedOver, NotConfirmed, UnknownCode
from phien.plumbing.middleware import refusal_sentence
from phien.shipping.queries import CARRIERS, carrier_name

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from phien.orders.models import Order

ROWS = 80  # a page: ticked and printed together; 200 rows took a phone and us twice as long to draw
PAPER_COOKIE = "phien_paper"
A_YEAR = 60 * 60 * 24 * 365
CARRIER_COOKIE = "phien_carrier"


@require_GET
@staff_of_coop(*PACK)
def to_pack(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/?page=: confirmed orders with an address, the longest waiting first."""
    waiting = queries.with_lines(queries.to_pack(coop=request.coop).select_related("packer"))
    context = rooms(request)
    page = pages(request, waiting, count=context["rooms"].to_pack)
    context |= {"orders": with_packers(request, page), "page": page, "here": "packing"}
    return render(request, "office/selling/packing.html", context)


@require_GET
@staff_of_coop(*PACK)
def picks(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/picks/: what all of it needs, by product."""
    context = rooms(request) | {"picks": queries.pick_list(coop=request.coop), "here": "picks"}
    return render(request, "office/selling/picks.html", context)


@require_GET
@staff_of_coop(*PACK)
def one(request: StaffRequest, code: str) -> HttpResponse:
    """GET /<coop>/packing/<code>/: one parcel, its lines large, who has it, and which comes next."""
    order = queries.one(coop=request.coop, code=code)
    _must_be_here(order)
    free = queries.free_to_pack(coop=request.coop, by=request.person, at=now())
    shortages = queries.shortages_of(coop=request.coop, order=order)
    context = rooms(request) | {
        "order": order,
        "awaits": order.state == State.CONFIRMED and any(shortage.awaited for shortage in shortages),
        "hands": _hands(request, order),
        "after": queries.with_lines(free.exclude(pk=order.pk)).first(),
        "shortages": shortages,
        "here": "packing",
    }
    return render(request, "office/selling/pack_one.html", context)


@require_POST
@staff_of_coop(*PACK)
def following(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/next/: take up the first order that nobody has in hand."""
    for order in queries.free_to_pack(coop=request.coop, by=request.person, at=now())[:10]:
        if taken_up(request, order):
            return HttpResponseRedirect(url(request, "pack_one", order.code))
    messages.success(request, _("Nothing is left that nobody has in hand."))
    return HttpResponseRedirect(url(request, "packing"))


@require_POST
@staff_of_coop(*PACK)
def scan(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/scan/ with code= of a label, or the address in a slip's square."""
    try:
        order = queries.scanned(coop=request.coop, text=request.POST.get("code", ""))
    except UnknownCode as refusal:
        messages.error(request, refusal_sentence(refusal))
        return HttpResponseRedirect(wanted(request) or url(request, "packing"))
    if order.state not in (State.CONFIRMED, State.PACKED):
        return HttpResponseRedirect(url(request, "order", order.code))
    taken_up(request, order)
    return HttpResponseRedirect(url(request, "pack_one", order.code))


@require_POST
@staff_of_coop(*PACK)
def packer(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/packing/<code>/packer/: I pack this; with over=1 also where somebody else has it."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(
        actions.take_up,
        coop=request.coop,
        order_id=order.pk,
        at=now(),
        by=request.person,
        over=request.POST.get("over") == "1",
    )
    return answer(request, act, said=_("{code} is yours.").format(code=code), back=_page(request, code))


@require_POST
@staff_of_coop(*PACK)
def packer_leaving(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/packing/<code>/packer/leaving/: anybody may pack it."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(actions.give_back, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    said = _("{code} is free for anybody.").format(code=code)
    return answer(request, act, said=said, back=url(request, "packing"), undo=url(request, "packer", code))


def taken_up(request: StaffRequest, order: Order) -> bool:
    """Try to take this order up; False where somebody was faster or it has moved on."""
    try:
        actions.take_up(coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    except Refusal:
        return False
    return True


def with_packers(request: StaffRequest, orders: Iterable[Order]) -> list[Order]:
    """These orders with `hands`: who has each in hand now (mine, another's, nobody's)."""
    rows = list(orders)
    for order in rows:
        order.hands = _hands(request, order)  # type: ignore[attr-defined]
    return rows


def pages(request: StaffRequest, rows: QuerySet[Order], *, count: int) -> Page[Order]:
    """The page of these rows that the address asks for; how many there are is known already."""
    return Counted(rows, ROWS, count=count).get_page(request.GET.get("page"))


def rooms(request: StaffRequest) -> dict[str, Any]:
    """How many wait in each room, and what this phone chose last."""
    return {
        "rooms": queries.rooms(coop=request.coop),
        "paper": request.COOKIES.get(PAPER_COOKIE, "a6"),
        "carrier": request.COOKIES.get(CARRIER_COOKIE, ""),
        "carriers": [(key, carrier_name(key)) for key in CARRIERS],
    }


def _hands(request: StaffRequest, order: Order) -> str:
    if not queries.packs_now(order, at=now()):
        return ""
    return "mine" if order.packer_id == request.person.pk else "another"


def _page(request: StaffRequest, code: str) -> str:
    return url(request, "pack_one", code)


def _must_be_here(order: Order) -> None:
    if order.state == State.HELD:
        raise NotConfirmed
    if order.state not in (State.CONFIRMED, State.PACKED):
        raise AlreadyHandedOver
