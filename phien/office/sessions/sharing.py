"""How viewers come to a live: its link, to send, to copy and to scan."""

from __future__ import annotations

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from phien.live.contracts import SessionState
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.sheet import found
from phien.office.sessions.who import SEE


@require_GET
@staff_of_coop(*SEE)
def link(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/link/: what viewers open, before the live and during it."""
    session = found(request, session_id)
    address = f"{settings.PUBLIC_URL}/live/{session.pk}"
    drawing = segno.make(address, error="m").svg_inline(border=4, omitsize=True)
    context = {
        "session": session,
        "on_air": session.state == SessionState.OPEN,
        "address": address,
        "square": mark_safe(drawing),  # noqa: S308 - drawn by segno from our own address
    }
    return render(request, "office/sessions/link.html", context)
