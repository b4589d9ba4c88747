"""How the studio answers: a toast for its JavaScript, a page with the same words without it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from phien.kernel.refusals import Refusal
from phien.office.access import StaffRequest
from phien.plumbing.middleware import refusal_sentence


def answer(
    request: StaffRequest, session_id: int, act: Callable[[], Any], *, said: str, undo: str = ""
) -> HttpResponse:
    """Do it and say it, with the path that undoes it. A refusal says what is; nothing was changed then."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status == 404 and refusal.code == "not_found":
            raise
        return told(request, session_id, refusal_sentence(refusal), level="error", status=refusal.status)
    return told(request, session_id, said, undo=undo)


def told(
    request: StaffRequest,
    session_id: int,
    words: str,
    *,
    undo: str = "",
    level: str = "success",
    status: int = 200,
) -> HttpResponse:
    """One sentence: as a toast for `X-Studio`, else as a message on the studio's page."""
    if request.headers.get("X-Studio"):
        toast = {"words": words, "level": level, "undo_url": undo}
        return render(request, "plumbing/_toast.html", toast, status=status)
    messages.add_message(request, getattr(messages, level.upper()), words, extra_tags=undo)
    return HttpResponseRedirect(reverse("sessions:studio", args=[request.coop.slug, session_id]))


def complain(request: StaffRequest, session_id: int, form: BaseForm) -> HttpResponse:
    """What was typed does not do; says the first reason."""
    reasons = [str(error) for errors in form.errors.values() for error in errors]
    words = reasons[0] if reasons else gettext("Write how many.")
    return told(request, session_id, words, level="error", status=422)
