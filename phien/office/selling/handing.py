"""Parcels by carrier: what waits for whom, and the hand-over list on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.paging import looked_for, page_of
from phien.office.selling.answers import answer, told, url, wanted
from phien.office.selling.packing import A_YEAR, CARRIER_COOKIE, pages, rooms
from phien.office.selling.papers import pdf
from phien.office.selling.parcels import chosen, each
from phien.office.selling.who import PACK
from phien.orders import actions, queries
from phien.plumbing.middleware import refusal_sentence
from phien.shipping.queries import CARRIERS, carrier_name, handover_list, totals_in, totals_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from phien.orders.models import Order

PER_PAGE = 30
UNCHOSEN = "none"


@require_GET
@staff_of_coop(*PACK)
def parcels(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/parcels/?carrier=&page=: packed, waiting for the carrier; `none` has none yet.

    The totals are of all of them, not of the page.
    """
    by_carrier = queries.packed_by_carrier(coop=request.coop)
    totals = totals_in(_packed(request))
    page = pages(request, queries.with_lines(_packed(request)), count=totals.parcels)
    context = rooms(request) | {
        "orders": list(page),
        "page": page,
        "here": "parcels",
        "asked": request.GET.get("carrier", ""),
        "by_carrier": [(key or UNCHOSEN, carrier_name(key), count) for key, count in by_carrier.items()],
        "totals": totals,
    }
    return render(request, "office/selling/parcels.html", context)


@require_GET
@staff_of_coop(*PACK)
def parcels_paper(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/parcels/list.pdf?carrier=: to be signed when the carrier comes."""
    orders = _packed(request)
    carrier = request.GET.get("carrier", "")
    return _paper(request, orders, carrier="" if carrier == UNCHOSEN else carrier, name="ban-giao")


@require_POST
@staff_of_coop(*PACK)
def carriers(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/carriers/ with code=… and carrier=: who brings these parcels."""
    carrier = request.POST.get("carrier", "")
    act = partial(actions.describe_parcel, carrier=carrier)
    done = each(request, act)
    said = ngettext("{count} parcel goes with {carrier}.", "{count} parcels go with {carrier}.", len(done))
    back = f"{url(request, 'parcels')}?carrier={carrier}" if carrier in CARRIERS else url(request, "parcels")
    if not done:
        if not chosen(request):
            messages.warning(request, _("Tick at least one order first."))
        return HttpResponseRedirect(back)
    words = said.format(count=len(done), carrier=carrier_name(carrier) or _("no carrier"))
    response = told(request, words, back=back)
    response.set_cookie(CARRIER_COOKIE, carrier, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@require_POST
@staff_of_coop(*PACK)
def parcel(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/packing/<code>/parcel/ with weight= and carrier=."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(
        actions.describe_parcel,
        coop=request.coop,
        order_id=order.pk,
        at=now(),
        by=request.person,
        weight=request.POST.get("weight", ""),
        carrier=request.POST.get("carrier", ""),
    )
    return answer(request, act, said=_("Written on the parcel."), back=url(request, "pack_one", code))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*PACK)
def handovers(request: StaffRequest) -> HttpResponse:
    """/<coop>/packing/handovers/?q=&page=: lists that carriers took; POST code=…: took these."""
    if request.method == "GET":
        text = looked_for(request)
        page = page_of(request, queries.handovers(coop=request.coop, text=text), PER_PAGE)
        context = {"page": page, "text": text, "here": "parcels"}
        return render(request, "office/selling/handovers.html", context)
    orders = queries.of_codes(coop=request.coop, codes=chosen(request))
    ids = list(orders.values_list("pk", flat=True))
    left, stayed = actions.hand_over_list(coop=request.coop, order_ids=ids, at=now(), by=request.person)
    for order, refusal in stayed:
        messages.error(request, f"{order.code}: {refusal_sentence(refusal)}")
    if not left:
        if not ids:
            messages.warning(request, _("Tick at least one order first."))
        return HttpResponseRedirect(wanted(request) or url(request, "parcels"))
    lists = sorted({order.handover_id or 0 for order in left})
    said = ngettext("{count} parcel with the carrier.", "{count} parcels with the carrier.", len(left))
    one = len(lists) == 1
    back = url(request, "handover_list", lists[0]) if one else url(request, "handovers")
    undo = url(request, "handover_list_undoing", lists[0]) if one else ""
    return told(request, said.format(count=len(left)), back=back, undo=undo)


@require_GET
@staff_of_coop(*PACK)
def handover(request: StaffRequest, handover_id: int) -> HttpResponse:
    """GET /<coop>/packing/handovers/<id>/: one list with its totals, who gave it and when."""
    found = queries.handover(coop=request.coop, handover_id=handover_id)
    orders = list(queries.with_lines(queries.of_handover(coop=request.coop, handover_id=found.pk)))
    context = {"handover": found, "orders": orders, "totals": totals_of(orders), "here": "parcels"}
    return render(request, "office/selling/handover.html", context)


@require_GET
@staff_of_coop(*PACK)
def handover_paper(request: StaffRequest, handover_id: int) -> HttpResponse:
    """GET /<coop>/packing/handovers/<id>/list.pdf."""
    found = queries.handover(coop=request.coop, handover_id=handover_id)
    orders = list(queries.of_handover(coop=request.coop, handover_id=found.pk))
    return _paper(request, orders, carrier=found.carrier, name=f"ban-giao-{found.pk}", at=found.at,
                  by=str(found.person or ""))  # fmt: skip


@require_POST
@staff_of_coop(*PACK)
def handover_undoing(request: StaffRequest, handover_id: int) -> HttpResponse:
    """POST /<coop>/packing/handovers/<id>/undoing/: the carrier did not take these after all."""
    found = queries.handover(coop=request.coop, handover_id=handover_id)
    codes = list(queries.of_handover(coop=request.coop, handover_id=found.pk).values_list("code", flat=True))
    done = each(request, actions.undo_hand_over, codes=codes)
    said = ngettext("{count} parcel is here again.", "{count} parcels are here again.", len(done))
    return told(request, said.format(count=len(done)), back=url(request, "parcels"))


def _packed(request: StaffRequest) -> QuerySet[Order]:
    """The packed orders that the address asks for, the latest packed first."""
    asked = request.GET.get("carrier", "")
    found = queries.packed(coop=request.coop)
    if asked:
        found = found.filter(carrier="" if asked == UNCHOSEN else asked)
    return found


def _paper(
    request: StaffRequest, orders: Iterable[Order], *, carrier: str, name: str, **when: Any
) -> HttpResponse:
    made = handover_list(coop=request.coop, orders=orders, carrier=carrier, **when)
    return pdf(made, name)
