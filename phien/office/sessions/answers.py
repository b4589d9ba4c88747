"""How the studio answers: a toast for its JavaScript, a page with the same words without it."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from phien.kernel.refusals import Refusal
from phien.live.actions import ask_desk
from phien.office.access import StaffRequest
from phien.plumbing.middleware import refusal_sentence

Said = str | Callable[[dict[str, Any]], str]
Undo = str | Callable[[Any], str]  # a path, or made of what came of it


def change(
    request: StaffRequest, session_id: int, do: str, body: dict[str, Any], *, said: Said, key: str = ""
) -> HttpResponse:
    """Ask the desk for a change that can be undone by its key (an undo itself, with a key given, is not)."""
    command = key or uuid.uuid4().hex
    act = partial(
        ask_desk,
        coop=request.coop,
        session_id=session_id,
        do=do,
        body=body,
        key=command,
        by=request.person,
    )
    undo = "" if key else reverse("sessions:return", args=[request.coop.slug, session_id, command])
    return answer(request, session_id, act, said=said, undo=undo)


def answer(
    request: StaffRequest, session_id: int, act: Callable[[], Any], *, said: Said, undo: Undo = ""
) -> HttpResponse:
    """Do it and say it, with the path that undoes it. A refusal says what is; nothing was changed then."""
    try:
        done = act()
    except Refusal as refusal:
        if refusal.status == 404 and refusal.code == "not_found":
            raise
        return told(request, session_id, refusal_sentence(refusal), level="error", status=refusal.status)
    words, path = (each if isinstance(each, str) else each(done) for each in (said, undo))
    return told(request, session_id, words, undo=path)


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
