"""The keeper teaches the reader from a comment that waits, with a preview; and the words that were taught."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.comments import queries as comments
from phien.kernel.refusals import Refusal
from phien.live import actions, queries
from phien.live.actions import ask_desk
from phien.live.contracts import SessionState
from phien.live.errors import AlreadyDecided, SessionClosed
from phien.office.access import ORDERS, StaffRequest, may, staff_of_coop
from phien.office.sessions.answers import answer, told
from phien.office.sessions.forms import DecisionForm
from phien.office.sessions.lessons import NOTHING, Change, Draft, change_of
from phien.office.sessions.sheet import found
from phien.office.sessions.who import TEACH
from phien.orders import queries as orders
from phien.plumbing.middleware import refusal_sentence

if TYPE_CHECKING:
    from phien.comments.models import Comment, Taught
    from phien.live.models import Item, Session

KEY = re.compile(r"[0-9a-f]{32}")


@never_cache
@require_http_methods(["GET", "POST"])
@staff_of_coop(*TEACH)
def teaching(request: StaffRequest, session_id: int, comment_id: int) -> HttpResponse:
    """GET …/studio/teaching/<comment>/: which words, what they name, which comments read differently then.

    POST {word: numbers, code, qty, do}: `look` shows it again, `remember` and `nothing` teach, `once` decides
    only this comment.
    """
    session = found(request, session_id)
    row = comments.stored(coop=request.coop, session_id=session_id, comment_id=comment_id)
    if row is None:
        raise Http404
    if session.state != SessionState.OPEN:
        return _words(request, session_id, refusal_sentence(SessionClosed()), level="error")
    if row.outcome != "review" or row.decision:
        return told(request, session_id, refusal_sentence(AlreadyDecided()), level="error", status=409)
    lesson = queries.Lesson(coop=request.coop, session_id=session_id, at=now())
    sent = request.POST.copy()
    do = sent.get("do", "")
    if do == "nothing":
        sent["code"] = NOTHING
    draft = Draft(lesson, row, sent)
    if do == "once" and draft.decides.items:
        return _once(request, session_id, draft)
    if do in ("remember", "nothing") and draft.ready:
        return _teach(request, session, draft)
    return _page(request, session, draft, status=422 if do in ("remember", "nothing", "once") else 200)


def _page(
    request: StaffRequest, session: Session, draft: Draft, *, status: int, refused: str = ""
) -> HttpResponse:
    waiting = comments.waiting_ids(coop=request.coop, session_id=session.pk)
    place = waiting.index(draft.row.pk) if draft.row.pk in waiting else 0
    numbers = queries.numbers(coop=request.coop, session_ids=[session.pk], at=now()).get(session.pk)
    context = {
        "session": session,
        "draft": draft,
        "items": draft.lesson.book.items.values(),
        "nothing": NOTHING,
        "waiting": len(waiting),
        "place": place + 1,
        "next": waiting[(place + 1) % len(waiting)] if len(waiting) > 1 else None,
        "orders": numbers.orders if numbers else 0,
        "refused": refused or draft.refusal or (_lacks(draft) if status != 200 else ""),
        "key": uuid.uuid4().hex,
    }
    return render(request, "office/sessions/teaching.html", context, status=status)


def _lacks(draft: Draft) -> str:
    """What must be chosen before anything can be done."""
    return _("Choose the words that are to be remembered.") if draft.code else _("Choose an item first.")


def _once(request: StaffRequest, session_id: int, draft: Draft) -> HttpResponse:
    """Only this comment is decided; nothing is remembered."""
    act = partial(_decide, request, session_id, draft, None)
    undo = reverse("sessions:undoing", args=[request.coop.slug, session_id, draft.row.pk])
    said = _("Decided: %(items)s.") % {"items": draft.decides.label}
    return answer(request, session_id, act, said=said, undo=undo)


def _teach(request: StaffRequest, session: Session, draft: Draft) -> HttpResponse:
    """The words are remembered; this comment is decided, and what waited is read again."""
    session_id = session.pk
    others = [each.differs.comment.id for each in draft.changes if each.differs.waits and each.differs.sure]
    given = draft.sent.get("key", "")
    try:
        word = actions.teach(
            coop=request.coop,
            session_id=session_id,
            words=draft.words,
            code=draft.item_code,
            comment_id=draft.row.pk,
            by=request.person,
            key=f"{given}.{draft.code}.{draft.chosen}" if KEY.fullmatch(given) else "",
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, session, draft, status=refusal.status, refused=refusal_sentence(refusal))
    _decide_own(request, session_id, draft, word)
    again = partial(actions.read_again, coop=request.coop, session_id=session_id, word_id=word)
    again(comment_ids=others, by=request.person)
    if draft.item is None:
        said = _("Remembered: “%(words)s” is no product.") % {"words": draft.words}
    else:
        said = _("Remembered: “%(words)s” is %(code)s.") % {"words": draft.words, "code": draft.code}
    undo = reverse("sessions:forgetting", args=[request.coop.slug, session_id, word])
    return _words(request, session_id, said, undo=undo, word=word)


def _decide_own(request: StaffRequest, session_id: int, draft: Draft, word: int) -> None:
    """As it reads now where that is sure and what was chosen, else as chosen; somebody may be faster."""
    try:
        if draft.as_read or draft.item is None:
            _ask(request, session_id, draft.row.pk, {"decision": "reread", "word": word})
        elif draft.decides.items:
            _decide(request, session_id, draft, word)
    except Refusal as refusal:
        if refusal.code == "still_unclear" and draft.item is not None and draft.decides.items:
            _decide(request, session_id, draft, word)


def _decide(request: StaffRequest, session_id: int, draft: Draft, word: int | None) -> dict[str, Any]:
    items = [{"code": code, "qty": qty} for code, qty in draft.decides.items]
    body: dict[str, Any] = {"decision": "corrected", "items": items}
    return _ask(request, session_id, draft.row.pk, {**body, **({"word": word} if word else {})})


def _ask(request: StaffRequest, session_id: int, comment_id: int, body: dict[str, Any]) -> dict[str, Any]:
    return ask_desk(
        coop=request.coop,
        session_id=session_id,
        do="resolve",
        body={"comment": comment_id, **body},
        by=request.person,
    )


@never_cache
@require_GET
@staff_of_coop(*TEACH)
def words(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/words/?taught=<id>: what was read again thanks to it, what a tap would add, all taught words."""
    session = found(request, session_id)
    rows = queries.run_sheet(coop=request.coop, session=session, at=now())
    items: dict[int | None, Item] = {row.item.variant_id: row.item for row in rows}
    taught = comments.taught(coop=request.coop, variants=[each for each in items if each])
    word = _number(request.GET.get("taught", ""))
    latest = comments.one_taught(coop=request.coop, word_id=word) if word else None
    lesson = queries.Lesson(coop=request.coop, session_id=session_id, at=now())
    context = {
        "session": session,
        "latest": latest,
        "item": items.get(latest.variant_id) if latest else None,
        "decided": _decided(request, session_id, latest) if latest else [],
        "changes": _to_tap(request, lesson, latest) if latest else [],
        "here": [(each, items.get(each.variant_id)) for each in taught if each.session_id == session.pk],
        "carried": [(each, items.get(each.variant_id)) for each in taught if each.session_id != session.pk],
        "open": session.state == SessionState.OPEN,
        "may_open": may(request.roles, *ORDERS),
    }
    return render(request, "office/sessions/words.html", context)


def _to_tap(request: StaffRequest, lesson: queries.Lesson, word: Taught) -> list[Change]:
    """What reads differently since and is changed by a person only; questions stay what they are."""
    differing = [
        each
        for each in lesson.since(word)
        if each.waits or each.outcome != "question" or each.after.intent != "question"
    ]
    ids = [each.comment.order_id for each in differing if each.comment.order_id]
    codes = dict(orders.listing(coop=request.coop).filter(pk__in=ids).values_list("pk", "code"))
    return [change_of(each, codes.get(each.comment.order_id or 0, "")) for each in differing]


def _decided(request: StaffRequest, session_id: int, word: Taught) -> list[dict[str, Any]]:
    """What this session decided thanks to a word, painted as it reads now."""
    rows: list[Comment] = [
        row for row in comments.thanks_to(coop=request.coop, word_id=word.pk) if row.session_id == session_id
    ]
    return [{"comment": comments.shown(row), "row": row} for row in rows if row.decision]


@require_POST
@staff_of_coop(*TEACH)
def forgetting(request: StaffRequest, session_id: int, word_id: int) -> HttpResponse:
    """POST …/words/<id>/forgetting/: read no longer; orders stay."""
    word = _taught(request, session_id, word_id)
    act = partial(
        actions.forget, coop=request.coop, session_id=session_id, word_id=word_id, by=request.person
    )
    said = _("Forgotten: “%(words)s”. Orders that were taken stay.") % {"words": word.words}
    undo = reverse("sessions:remembering", args=[request.coop.slug, session_id, word_id])
    return _done(request, session_id, act, said=said, undo=undo, word=word_id)


@require_POST
@staff_of_coop(*TEACH)
def remembering(request: StaffRequest, session_id: int, word_id: int) -> HttpResponse:
    """POST …/words/<id>/remembering/: the undo of forgetting."""
    word = _taught(request, session_id, word_id)
    act = partial(
        actions.remember, coop=request.coop, session_id=session_id, word_id=word_id, by=request.person
    )
    said = _("“%(words)s” is remembered again.") % {"words": word.words}
    return _done(request, session_id, act, said=said, word=word_id)


@require_POST
@staff_of_coop(*TEACH)
def completing(request: StaffRequest, session_id: int, word_id: int, comment_id: int) -> HttpResponse:
    """POST {items} …/words/<id>/comments/<comment>/: what one tap adds to what came of a comment."""
    found(request, session_id)
    row = comments.stored(coop=request.coop, session_id=session_id, comment_id=comment_id)
    form = DecisionForm({**request.POST.dict(), "comment": comment_id, "decision": "corrected"})
    if row is None or not form.is_valid():
        raise Http404
    items = form.body()["items"]
    label = ", ".join(f"{each['code']} ×{each['qty']}" for each in items)
    body: dict[str, Any] = {"comment": comment_id, "items": items, "word": word_id}
    key = uuid.uuid4().hex
    undo = reverse("sessions:return", args=[request.coop.slug, session_id, key])
    do = "more"
    if row.outcome == "review":
        do, body = "resolve", {**body, "decision": "corrected"}
        undo = reverse("sessions:waiting_again", args=[request.coop.slug, session_id, word_id, comment_id])
    act = partial(
        ask_desk, coop=request.coop, session_id=session_id, do=do, body=body, key=key, by=request.person
    )
    said = _("Added: %(items)s.") % {"items": label}
    return _done(request, session_id, act, said=said, undo=undo, word=word_id)


@require_POST
@staff_of_coop(*TEACH)
def waiting_again(request: StaffRequest, session_id: int, word_id: int, comment_id: int) -> HttpResponse:
    """POST …/words/<id>/comments/<comment>/return/: its decision is taken back; it waits for a person."""
    found(request, session_id)
    body = {"comment": comment_id}
    act = partial(
        ask_desk, coop=request.coop, session_id=session_id, do="reopen_review", body=body, by=request.person
    )
    return _done(request, session_id, act, said=_("Taken back; the comment waits again."), word=word_id)


def _taught(request: StaffRequest, session_id: int, word_id: int) -> Taught:
    found(request, session_id)
    word = comments.one_taught(coop=request.coop, word_id=word_id)
    if word is None:
        raise Http404
    return word


def _done(
    request: StaffRequest,
    session_id: int,
    act: Callable[[], object],
    *,
    said: str,
    undo: str = "",
    word: int,
) -> HttpResponse:
    """Do it and say it on the page of words; a refusal says what is, and nothing was changed then."""
    try:
        act()
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _words(request, session_id, refusal_sentence(refusal), level="error", word=word)
    return _words(request, session_id, said, undo=undo, word=word)


def _words(
    request: StaffRequest,
    session_id: int,
    said: str,
    *,
    undo: str = "",
    level: str = "success",
    word: int = 0,
) -> HttpResponse:
    messages.add_message(request, getattr(messages, level.upper()), said, extra_tags=undo)
    path = reverse("sessions:words", args=[request.coop.slug, session_id])
    return HttpResponseRedirect(f"{path}?taught={word}" if word else path)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
