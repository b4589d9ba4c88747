"""The keeper's word on comments that asked for a person, and what the host has said on air."""

from functools import partial

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
    """POST {item} or {comments}: it was said, so it prompts no longer."""
    item, comments = request.POST.get("item", ""), request.POST.get("comments", "").split(",")
    if _number(item):
        act = partial(
            actions.mark_said,
            coop=request.coop,
            session_id=session_id,
            item_id=int(item),
            by=request.person,
            at=now(),
        )
    elif comments and all(_number(one) for one in comments):
        ids = [int(one) for one in comments]
        act = partial(
            actions.mark_answered,
            coop=request.coop,
            session_id=session_id,
            comments=ids,
            by=request.person,
            at=now(),
        )
    else:
        raise Http404
    return answer(request, session_id, act, said=_("Said. The next prompt comes by itself."))


def _said(word: str, items: list[dict[str, object]]) -> str:
    if word == "dropped":
        return _("No order made of it.")
    what = ", ".join(f"{row['code']} ×{row['qty']}" for row in items)
    return _("Decided: %(items)s.") % {"items": what} if what else _("Decided.")


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
