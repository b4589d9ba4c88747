"""What is done to parcels, one or many: packed, opened again, handed over, arrived, came back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from phien.kernel.refusals import Refusal
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.answers import answer, url, wanted
from phien.office.selling.packing import A_YEAR, CARRIER_COOKIE, taken_up
from phien.office.selling.who import ARRIVE, PACK
from phien.orders import actions, queries
from phien.plumbing.middleware import refusal_sentence

if TYPE_CHECKING:
    from phien.orders.models import Order

MOST = 500  # orders in one go
Act = Callable[..., "Order"]


@require_POST
@staff_of_coop(*PACK)
def packing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/packing/ with weight=, carrier=; `take` is taken up next, if still free."""
    order = queries.one(coop=request.coop, code=code)
    carrier = request.POST.get("carrier", "")
    act = partial(
        actions.pack,
        coop=request.coop,
        order_id=order.pk,
        at=now(),
        by=request.person,
        weight=request.POST.get("weight", ""),
        carrier=carrier,
        seen=request.POST.get("seen", ""),
    )
    said = _("{code} packed.").format(code=code)
    undo = url(request, "unpack", code)
    response = answer(request, partial(_and_next, request, act), said=said,
                      back=url(request, "pack_one", code), undo=undo)  # fmt: skip
    if request.headers.get("X-Sent-Later"):  # later.js goes there itself, and the words wait
        response = HttpResponse(status=204, headers={"X-Next": response.headers["Location"]})
    if carrier:
        response.set_cookie(CARRIER_COOKIE, carrier, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@require_POST
@staff_of_coop(*PACK)
def unpacking(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/unpacking/: undo of packed."""
    said = _("{code} is open again.").format(code=code)
    return _do(request, code, actions.unpack, said=said, back="pack_one")


@require_POST
@staff_of_coop(*PACK)
def handover(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/handover/: the carrier has it; the stock falls."""
    said = _("{code} is with the carrier.").format(code=code)
    return _do(request, code, actions.hand_over, said=said, undo=url(request, "handover_undoing", code))


@require_POST
@staff_of_coop(*PACK)
def handover_undoing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/handover/undoing/: it had not left after all."""
    return _do(request, code, actions.undo_hand_over, said=_("{code} is here again.").format(code=code))


@require_POST
@staff_of_coop(*ARRIVE)
def delivery(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/delivery/."""
    return _do(request, code, actions.mark_delivered, said=_("{code} delivered.").format(code=code))


@require_POST
@staff_of_coop(*ARRIVE)
def homecoming(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/return/: it came back; its goods are in the store again."""
    said = _("{code} came back; its goods are in the store again.").format(code=code)
    return _do(request, code, actions.mark_returned, said=said)


@require_POST
@staff_of_coop(*PACK)
def packed(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/packed/ with code=…: many at once."""
    done = each(request, actions.pack)
    said = ngettext("{count} order packed.", "{count} orders packed.", len(done)).format(count=len(done))
    return _said(request, done, said, back="packing", undo="unpacked")


@require_POST
@staff_of_coop(*PACK)
def unpacked(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/unpacked/ with code=… in the form or the address: undo of many."""
    done = each(request, actions.unpack)
    said = ngettext("{count} parcel open again.", "{count} parcels open again.", len(done))
    return _said(request, done, said.format(count=len(done)), back="parcels")


@require_POST
@staff_of_coop(*PACK)
def handovers_undoing(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/handovers/undoing/ with code=… in the address: the carrier did not take these."""
    done = each(request, actions.undo_hand_over)
    said = ngettext("{count} parcel is here again.", "{count} parcels are here again.", len(done))
    return _said(request, done, said.format(count=len(done)), back="parcels")


def chosen(request: StaffRequest) -> list[str]:
    """The codes that were ticked, from the form or from an undo's address."""
    return [*request.POST.getlist("code"), *request.GET.getlist("code")][:MOST]


def _do(
    request: StaffRequest, code: str, act: Act, *, said: str, undo: str = "", back: str = "order"
) -> HttpResponse:
    order = queries.one(coop=request.coop, code=code)
    done = partial(act, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return answer(request, done, said=said, back=url(request, back, code), undo=undo)


def _and_next(request: StaffRequest, act: Callable[[], Order]) -> None:
    """Pack, and take up the next one where nobody else did."""
    act()
    following = queries.of_codes(coop=request.coop, codes=[request.POST.get("take", "")]).first()
    if following is not None:
        taken_up(request, following)


def each(request: StaffRequest, act: Act, *, codes: Iterable[str] | None = None) -> list[str]:
    """The codes of those it was done to, among `codes` or the ticked ones.

    Each in a transaction of its own: one that moved on does not stop the others, and says why.
    """
    done: list[str] = []
    wanted_codes = chosen(request) if codes is None else codes
    for order in queries.of_codes(coop=request.coop, codes=wanted_codes):
        try:
            act(coop=request.coop, order_id=order.pk, at=now(), by=request.person)
        except Refusal as refusal:
            messages.error(request, f"{order.code}: {refusal_sentence(refusal)}")
        else:
            done.append(order.code)
    return done


def _said(
    request: StaffRequest, done: Iterable[str], said: str, *, back: str, undo: str = ""
) -> HttpResponse:
    codes: Any = list(done)
    if codes:
        undone = f"{url(request, undo)}?{urlencode({'code': codes}, doseq=True)}" if undo else ""
        messages.success(request, said, extra_tags=undone)
    elif not chosen(request):
        messages.warning(request, _("Tick at least one order first."))
    return HttpResponseRedirect(wanted(request) or url(request, back))
