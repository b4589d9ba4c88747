"""Opening, closing, pinning, prices and stock of a live: each asks the session's desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.kernel.refusals import Refusal
from phien.live.actions import close_session, open_session, reopen_session
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.answers import change, complain
from phien.office.sessions.onair import PriceForm, StockForm
from phien.office.sessions.who import BEGIN_AND_END, STEER
from phien.plumbing.middleware import refusal_sentence


@require_POST
@staff_of_coop(*BEGIN_AND_END)
def opening(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: go on air; the run sheet's stock is reserved in the same moment."""
    try:
        open_session(coop=request.coop, session_id=session_id, by=request.person, at=now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_sentence(refusal))
        return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)
    messages.success(request, _("You are live. Pin the first item."))
    return redirect("sessions:studio", coop=request.coop.slug, session_id=session_id)


@require_POST
@staff_of_coop(*BEGIN_AND_END)
def closing(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: end the live; what remains goes back to the store."""
    try:
        close_session(coop=request.coop, session_id=session_id, by=request.person)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_sentence(refusal))
    else:
        words = _("The live has ended. What was not sold is free in the store again.")
        undo = reverse("sessions:reopening", args=[request.coop.slug, session_id])
        messages.success(request, words, extra_tags=undo)
    return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)


@require_POST
@staff_of_coop(*BEGIN_AND_END)
def reopening(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: it was closed by mistake; the live goes on, within 10 minutes."""
    try:
        reopen_session(coop=request.coop, session_id=session_id, by=request.person)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_sentence(refusal))
        return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)
    messages.success(request, _("The live goes on. Viewers come back by themselves."))
    return redirect("sessions:studio", coop=request.coop.slug, session_id=session_id)


@require_POST
@staff_of_coop(*STEER)
def pin(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {code}: on screen from now on; empty takes the pin away."""
    code = request.POST.get("code", "")[:8]
    said = _("%(code)s is pinned.") % {"code": code} if code else _("Nothing is pinned.")
    return change(request, session_id, "pin", {"code": code}, said=said)


@require_POST
@staff_of_coop(*STEER)
def price(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {code, price, flash_price, flash_minutes, limit_per_buyer}: for wishes from now on."""
    form = PriceForm(request.POST)
    if not form.is_valid():
        return complain(request, session_id, form)
    body = form.body(now())
    said = _("New price of %(code)s is on air.") % {"code": body["code"]}
    return change(request, session_id, "price", body, said=said)


@require_POST
@staff_of_coop(*STEER)
def allotment(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {code, qty, way}: more from the store, just arrived, or back to the store."""
    form = StockForm(request.POST)
    if not form.is_valid():
        return complain(request, session_id, form)
    body = form.body()
    said = (
        _("%(by)s more of %(code)s are in the live.")
        if body["by"] > 0
        else _("%(by)s of %(code)s went back to the store.")
    )
    return change(
        request, session_id, "allot", body, said=said % {"by": abs(body["by"]), "code": body["code"]}
    )
