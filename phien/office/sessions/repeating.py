"""A session that comes every week: beginning, ending, and going on after all."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.live import actions, errors
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import Fields, tried
from phien.office.sessions import pages
from phien.office.sessions.forms import RepeatForm
from phien.office.sessions.sheet import done, found
from phien.office.sessions.who import WRITE_SHEET

FIELDS: Fields = {errors.EndsBeforeItBegins: "until"}


@require_POST
@staff_of_coop(*WRITE_SHEET)
def repeat(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {until}: every week at this day and hour."""
    session, form = found(request, session_id), RepeatForm(request.POST)
    if form.is_valid():
        act = partial(
            actions.repeat_weekly,
            coop=request.coop,
            session_id=session_id,
            until=form.cleaned_data["until"],
            by=request.person,
            at=now(),
        )
        if tried(form, act, fields=FIELDS):
            messages.success(request, _("Comes every week now. The next two weeks are planned."))
            return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)
    return pages.sheet(request, session, repeat=form, status=422)


@require_POST
@staff_of_coop(*WRITE_SHEET)
def end(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: no further weeks; those that are planned stay."""
    act = partial(
        actions.stop_repeating, coop=request.coop, session_id=session_id, by=request.person, at=now()
    )
    undo = reverse("sessions:repeat_return", args=[request.coop.slug, session_id])
    said = _("No further weeks are planned. Those that are planned already stay.")
    return done(request, session_id, act, said=said, undo=undo)


@require_POST
@staff_of_coop(*WRITE_SHEET)
def go_on(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: undo of the end."""
    act = partial(
        actions.go_on_repeating, coop=request.coop, session_id=session_id, by=request.person, at=now()
    )
    return done(request, session_id, act, said=_("Comes every week again."))
