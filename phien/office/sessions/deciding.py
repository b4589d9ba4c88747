"""The keeper's word on comments that asked for a person, and what the host has said on air."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.live import actions
from phien.live.actions import ask_desk
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.answers import answer, complain
from phien.office.sessions.forms import DecisionForm
from phien.office.sessions.who import DECIDE, STEER
from phien.reading.questions import SENSE_NAMES


@require_POST
@staff_of_coop(*DECIDE)
def decision(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {comment, decision, items | code, qty}: as read, corrected, or no order."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return complain(request, session_id, form)
    body = form.body()
    act = partial(
        ask_desk, coop=request.coop, session_id=session_id, do="resolve", body=body, by=request.person
    )
    undo = reverse("sessions:undoing", args=[request.coop.slug, session_id, body["comment"]])
    return answer(request, session_id, act, said=_said(body["decision"], body["items"]), undo=undo)


@require_POST
@staff_of_coop(*DECIDE)
def undoing(request: StaffRequest, session_id: int, comment_id: int) -> HttpResponse:
    """POST: the decision is taken back; the comment waits again."""
    act = partial(
        ask_desk,
        coop=request.coop,
        session_id=session_id,
        do="reopen_review",
        body={"comment": comment_id},
        by=request.person,
    )
    return answer(request, session_id, act, said=_("Taken back; the comment waits again."))


@require_POST
@staff_of_coop(*STEER)
def said(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {item} or {comments, sense}: it was said, so it prompts no longer."""
    item, comments = request.POST.get("item", ""), request.POST.get("comments", "").split(",")
    note: dict[str, Any] = {"coop": request.coop, "session_id": session_id, "by": request.person, "at": now()}
    act: Callable[[], str]
    if _number(item):
        act = partial(actions.mark_said, item_id=int(item), **note)
    elif all(_number(one) for one in comments):
        sense = request.POST.get("sense")
        if sense is not None and sense not in SENSE_NAMES:
            raise Http404
        act = partial(actions.mark_answered, comments=[int(one) for one in comments], sense=sense, **note)
    else:
        raise Http404
    undo = partial(_unsaid, request, session_id)
    return answer(request, session_id, act, said=_("Said. The next prompt comes by itself."), undo=undo)


@require_POST
@staff_of_coop(*STEER)
def unsaid(request: StaffRequest, session_id: int, key: str) -> HttpResponse:
    """POST: it was not said after all; it prompts again."""
    if key[:1] not in ("i", "e", "c") or not _number(key[1:]):
        raise Http404
    act = partial(
        actions.take_back_said,
        coop=request.coop,
        session_id=session_id,
        key=key,
        by=request.person,
        at=now(),
    )
    return answer(request, session_id, act, said=_("Taken back; it is still to be said."))


def _unsaid(request: StaffRequest, session_id: int, key: str) -> str:
    return reverse("sessions:unsaid", args=[request.coop.slug, session_id, key])


def _said(word: str, items: list[dict[str, object]]) -> str:
    if word == "dropped":
        return _("No order made of it.")
    what = ", ".join(f"{row['code']} ×{row['qty']}" for row in items)
    return _("Decided: %(items)s.") % {"items": what} if what else _("Decided.")


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
