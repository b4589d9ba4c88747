"""How these screens answer: one sentence with its undo, then back to where the person was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from phien.kernel.refusals import Refusal
from phien.live import queries as live
from phien.office.access import StaffRequest
from phien.orders import queries as orders
from phien.plumbing.middleware import refusal_sentence

if TYPE_CHECKING:
    from phien.orders.models import Order


def url(request: StaffRequest, name: str, *args: object) -> str:
    """The path of one of our screens in this cooperative."""
    return reverse(f"selling:{name}", args=[request.coop.slug, *args])


def answer(
    request: StaffRequest,
    act: Callable[[], Any],
    *,
    said: str | Callable[[Any], str],
    back: str,
    undo: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """Do it, say it (with a path that undoes it), go back. A refusal says what is and that nothing changed.

    `next` in the form leads elsewhere after success. A 404 goes on as it is.
    """
    try:
        done = act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_sentence(refusal))
        return HttpResponseRedirect(back)
    words, path = (each(done) if callable(each) else each for each in (said, undo))
    return told(request, words, back=back, undo=path)


def told(request: StaffRequest, said: str, *, back: str, undo: str = "") -> HttpResponse:
    """It is done: say so, with the path that undoes it, and go on."""
    messages.success(request, said, extra_tags=undo)
    return HttpResponseRedirect(wanted(request) or back)


def wanted(request: StaffRequest) -> str:
    """Where the form says to go on, if that is a path of ours."""
    path = request.POST.get("next", "")
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else ""


def claim_until(request: StaffRequest, order: Order) -> datetime | None:
    """The end that "Tôi đã chuyển" would give the order now; None while its session is open."""
    session = live.session(coop=request.coop, session_id=order.session_id or 0)
    closed = session.closed_at if session is not None and session.state == "closed" else None
    return orders.claim_until(coop=request.coop, closed_at=closed)
