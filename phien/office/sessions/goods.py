"""Items that come and go during a live, and taking back what was changed: each asks the session's desk."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from phien.kernel.refusals import Refusal
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.answers import change, complain, told
from phien.office.sessions.onair import AddForm
from phien.office.sessions.who import STEER
from phien.plumbing.middleware import refusal_sentence


@require_POST
@staff_of_coop(*STEER)
def added(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {variant, code, price, qty, way, limit_per_buyer}: one more item, on sale at once."""
    form = AddForm(request.POST)
    try:
        if not form.is_valid():
            return complain(request, session_id, form)
    except Refusal as refusal:
        return told(request, session_id, refusal_sentence(refusal), level="error", status=refusal.status)
    return change(
        request,
        session_id,
        "add",
        form.body(),
        said=lambda done: _("%(code)s is on sale now.") % {"code": done.get("code", "")},
    )


@require_POST
@staff_of_coop(*STEER)
def stop(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {code}: nobody new may order it; who has it or waits for it stays."""
    code = request.POST.get("code", "")[:8]

    def said(done: dict[str, object]) -> str:
        words = _("%(code)s is not sold any more; who ordered it keeps it.") % {"code": code}
        waiting = int(str(done.get("waiting", 0)))
        if not waiting:
            return words
        stay = ngettext(
            "%(count)s who waits keeps the place.", "%(count)s who wait keep their places.", waiting
        )
        return f"{words} {stay % {'count': waiting}}"

    return change(request, session_id, "stop", {"code": code}, said=said)


@require_POST
@staff_of_coop(*STEER)
def resumption(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {code}: sold again."""
    code = request.POST.get("code", "")[:8]
    said = _("%(code)s is on sale again.") % {"code": code}
    return change(request, session_id, "resume", {"code": code}, said=said)


@require_POST
@staff_of_coop(*STEER)
def return_(request: StaffRequest, session_id: int, command: str) -> HttpResponse:
    """POST: what this command changed is as it was before."""
    return change(
        request,
        session_id,
        "undo",
        {"command": command},
        said=_("Undone: it is as it was before."),
        key=f"undo:{command}",
    )
