"""A cooperative's plan for everybody: what comes next, in one's calendar or by a letter before it begins."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from phien.audience import actions, doors, queries
from phien.audience.errors import EmailWrong, LinkOver
from phien.coops.doors import coop_by_slug
from phien.coops.models import Coop
from phien.kernel.refusals import Refusal
from phien.live import doors as live
from phien.live.cookie import read_buyer
from phien.plumbing.middleware import refusal_sentence
from phien.shopfront.live.forms import FollowForm
from phien.shopfront.live.sharing import plan_shared

CALENDAR = "text/calendar; charset=utf-8"


@require_GET
def plan(request: HttpRequest, coop: str) -> HttpResponse:
    """GET /live/<coop>/: the next lives of a cooperative."""
    return _plan(request, _coop(coop), FollowForm())


@require_POST
def followers(request: HttpRequest, coop: str) -> HttpResponse:
    """POST /live/<coop>/followers/: asks for reminders. The answer is the same whoever follows already."""
    found, form = _coop(coop), FollowForm(request.POST)
    if not form.is_valid():
        return _plan(request, found, form, status=422)
    try:
        actions.follow(
            coop=found,
            email=form.cleaned_data["email"],
            language=(get_language() or "vi")[:2],
            network=request.META["REMOTE_ADDR"],
            buyer_key=read_buyer(request.COOKIES) or "",
            at=now(),
        )
    except Refusal as refusal:
        form.add_error("email" if isinstance(refusal, EmailWrong) else None, refusal_sentence(refusal))
        return _plan(request, found, form, status=refusal.status)
    return redirect(f"/live/{found.slug}/?asked=1#follow")


@require_GET
def feed(request: HttpRequest, coop: str) -> HttpResponse:
    """GET /live/<coop>/calendar.ics: to subscribe to."""
    response = HttpResponse(queries.feed(coop=_coop(coop), at=now()), content_type=CALENDAR)
    response.headers["Cache-Control"] = "public, max-age=900"
    return response


@require_GET
def event(request: HttpRequest, session_id: int) -> HttpResponse:
    """GET /live/<id>/calendar.ics: one live, to keep."""
    session = live.public_session(session_id=session_id, at=now())
    if session is None:
        raise Http404
    response = HttpResponse(queries.event_file(session=session, at=now()), content_type=CALENDAR)
    response.headers["Content-Disposition"] = f'attachment; filename="live-{session_id}.ics"'
    return response


@require_GET
def reminder(request: HttpRequest, token: str) -> HttpResponse:
    """GET /reminders/<token>/: say yes, or stop. Mail programs open links too: only a press counts."""
    follower = doors.follower_by_token(token)
    if follower is None:
        raise LinkOver
    context = {"follower": follower, "coop": follower.coop, "minutes": settings.REMIND_MINUTES}
    return _private(render(request, "shopfront_live/reminder.html", context))


@require_POST
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """POST /reminders/<token>/confirmation/: yes, remind me."""
    follower = doors.follower_by_token(token)
    if follower is None or not actions.confirm(coop=follower.coop, follower_id=follower.pk, at=now()):
        raise LinkOver
    return redirect("shopfront_live:reminder", token)


@csrf_exempt
@require_POST
def ending(request: HttpRequest, token: str) -> HttpResponse:
    """POST /reminders/<token>/ending/: by the button, or by the mail program in one click (RFC 8058).

    A mail program has no form of ours: the unguessable token is the proof. Twice is harmless.
    """
    follower = doors.follower_by_token(token)
    if follower is not None:
        actions.stop(coop=follower.coop, follower_id=follower.pk, at=now())
    context = {"coop": follower.coop if follower else None}
    return _private(render(request, "shopfront_live/reminder_ended.html", context))


def _plan(request: HttpRequest, coop: Coop, form: FollowForm, *, status: int = 200) -> HttpResponse:
    at = now()
    upcoming = live.plan_of(coop=coop, since=at - live.STILL_NEXT)
    goods = live.shown_on_front(session_ids=[session.pk for session in upcoming])
    context: dict[str, Any] = {
        "coop": coop,
        "on_air": live.on_air_of(coop=coop),
        "upcoming": [(session, goods.get(session.pk, [])) for session in upcoming],
        "form": form,
        "asked": request.GET.get("asked") == "1",
        "minutes": settings.REMIND_MINUTES,
        "feed": f"{settings.PUBLIC_URL}/live/{coop.slug}/calendar.ics",
        "share": plan_shared(coop),
    }
    context["webcal"] = "webcal:" + context["feed"].partition(":")[2]
    return render(request, "shopfront_live/plan.html", context, status=status)


def _coop(slug: str) -> Coop:
    coop = coop_by_slug(slug=slug)
    if coop is None:
        raise Http404
    return coop


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
