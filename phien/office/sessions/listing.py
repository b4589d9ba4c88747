"""The list of sessions, and a new one."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from phien.comments import queries as comments
from phien.live import actions, errors, queries
from phien.live.contracts import SessionState
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import Fields, tried
from phien.office.paging import looked_for, page_of
from phien.office.sessions.forms import NewPlanForm
from phien.office.sessions.who import SEE, WRITE_SHEET
from phien.office.sessions.words import said_of

if TYPE_CHECKING:
    from phien.live.models import Session

FIELDS: Fields = {errors.EndsBeforeItBegins: "until"}
PER_PAGE = 30


@require_GET
@staff_of_coop(*SEE)
def sessions(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/sessions/?q=&page=: on air, to come, over with what they earned."""
    at = now()
    page = page_of(request, queries.listed(coop=request.coop, text=looked_for(request)), PER_PAGE)
    rows = list(page)
    begun = [row.pk for row in rows if row.state != SessionState.SCHEDULED]
    earned = queries.numbers(coop=request.coop, session_ids=begun, at=at)
    waiting = comments.review_counts(coop=request.coop)
    context = {
        "on_air": [
            (row, earned.get(row.pk, queries.Numbers()), waiting.get(row.pk, 0))
            for row in rows
            if _is(row, "open")
        ],
        "to_come": [row for row in rows if _is(row, "scheduled")],
        "over": [(row, earned.get(row.pk, queries.Numbers())) for row in rows if _is(row, "closed")],
        "page": page,
        "text": looked_for(request),
    }
    return render(request, "office/sessions/list.html", context)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*WRITE_SHEET)
def new(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/sessions/new/."""
    earlier = queries.earlier_sheets(coop=request.coop)
    form = NewPlanForm(request.POST or None, earlier=earlier, initial=_first(request, earlier))
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.plan_session, coop=request.coop, **form.cleaned_data, by=request.person, at=now()
        )
        if made := tried(form, act, fields=FIELDS):
            session, copied = made
            if copied is not None:
                messages.success(request, said_of(copied))
            return redirect("sessions:session", coop=request.coop.slug, session_id=session.pk)
    return render(
        request, "office/sessions/new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


def _first(request: StaffRequest, earlier: list[Session]) -> dict[str, Any]:
    """?like=<id> begins with that session's title, sheet, weekday and hour; else with the latest sheet."""
    asked = request.GET.get("like", "")
    like = next((session for session in earlier if str(session.pk) == asked), None)
    if like is None:
        return {"scheduled_at": _tonight(now()), "like": earlier[0].pk if earlier else None}
    at, weeks = localtime(like.scheduled_at), timedelta(days=7)
    while at <= now():
        at += weeks
    return {"title": like.title, "scheduled_at": at, "like": like.pk}


def _is(row: Session, state: str) -> bool:
    return row.state == state


def _tonight(at: datetime) -> datetime:
    """Eight in the evening, today or tomorrow: when people watch."""
    evening = localtime(at).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening if evening > at else evening + timedelta(days=1)
