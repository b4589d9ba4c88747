"""The studio: its page, its parts, and the ticket by which the edge lets staff listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from phien.live import queries
from phien.live.contracts import SessionState
from phien.office.access import StaffRequest, may, staff_of_coop
from phien.office.sessions.board import PARTS, Board
from phien.office.sessions.phones import others
from phien.office.sessions.sheet import found
from phien.office.sessions.who import BEGIN_AND_END, BLOCK, SEE
from phien.office.sessions.words import studio_words

if TYPE_CHECKING:
    from phien.live.models import Session


@never_cache
@require_GET
@staff_of_coop(*SEE)
def studio(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/studio/: the live as its host and its keeper see it."""
    session = found(request, session_id)
    if session.state != SessionState.OPEN:
        return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)
    context = {
        **_context(request, session),
        "words": studio_words(),
        "phones": others(request, session_id),
    }
    return render(request, "office/sessions/studio.html", context)


@never_cache
@require_GET
@staff_of_coop(*SEE)
def part(request: StaffRequest, session_id: int, name: str) -> HttpResponse:
    """GET …/studio/parts/<name>/: one part anew."""
    if name not in PARTS:
        raise Http404
    context = _context(request, found(request, session_id))
    return render(request, f"office/sessions/_{name}.html", context)


@never_cache
@require_GET
@staff_of_coop(*SEE)
def ticket(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/studio/ticket/: 204 for staff of this cooperative; the edge asks with the browser's headers."""
    if not queries.sessions(coop=request.coop).filter(pk=session_id).exists():
        raise Http404
    return HttpResponse(status=204)


def _context(request: StaffRequest, session: Session) -> dict[str, object]:
    after = request.GET.get("after", "")
    board = Board(
        coop=request.coop,
        session=session,
        at=now(),
        after=_number(after),
        steered=request.GET.get("steer", ""),
        adding=request.GET.get("add"),
        variant=_number(request.GET.get("variant", "")),
        comment=_number(request.GET.get("comment", "")),
    )
    return {
        "board": board,
        "session": session,
        "may_close": may(request.roles, *BEGIN_AND_END),
        "may_block": may(request.roles, *BLOCK),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
