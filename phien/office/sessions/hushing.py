"""A comment taken off the public page, its author blocked; both are undone from the toast."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.live import actions
from phien.live.actions import ask_desk
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.answers import answer
from phien.office.sessions.who import BLOCK, HIDE


@require_POST
@staff_of_coop(*HIDE)
def hiding(request: StaffRequest, session_id: int, comment_id: int) -> HttpResponse:
    """POST …/comments/<id>/hiding/: viewers read it no longer, staff still do."""
    undo = reverse("sessions:showing", args=[request.coop.slug, session_id, comment_id])
    said = _("Hidden. Viewers no longer see it.")
    return answer(request, session_id, _hide(request, session_id, comment_id, True), said=said, undo=undo)


@require_POST
@staff_of_coop(*HIDE)
def showing(request: StaffRequest, session_id: int, comment_id: int) -> HttpResponse:
    """POST …/comments/<id>/showing/: the undo of hiding."""
    said = _("Viewers see it again.")
    return answer(request, session_id, _hide(request, session_id, comment_id, False), said=said)


@require_POST
@staff_of_coop(*BLOCK)
def blocking(request: StaffRequest, session_id: int, comment_id: int) -> HttpResponse:
    """POST {reason} …/comments/<id>/blocking/: its author is turned away from now on."""
    block = partial(
        actions.block_author,
        coop=request.coop,
        session_id=session_id,
        comment_id=comment_id,
        reason=request.POST.get("reason", "")[:200],
        by=request.person,
        at=now(),
    )
    return answer(
        request,
        session_id,
        block,
        said=_("Blocked. Orders already taken stay."),
        undo=lambda made: reverse("sessions:author_lifting", args=[request.coop.slug, session_id, made]),
    )


@require_POST
@staff_of_coop(*BLOCK)
def lifting(request: StaffRequest, session_id: int, block_id: int) -> HttpResponse:
    """POST …/studio/blocks/<id>/lifting/: the undo of a block, without leaving the studio."""
    act = partial(actions.lift_block, coop=request.coop, block_id=block_id, by=request.person, at=now())
    return answer(request, session_id, act, said=_("No longer blocked."))


def _hide(
    request: StaffRequest, session_id: int, comment_id: int, hidden: bool
) -> partial[dict[str, object]]:
    body = {"comment": comment_id, "hidden": hidden}
    return partial(
        ask_desk, coop=request.coop, session_id=session_id, do="hide", body=body, by=request.person
    )
