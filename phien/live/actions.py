"""Asking a session's desk, opening and closing, tokens. Screens, jobs and the command line enter here."""

import hashlib
import logging
import secrets
import time
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from phien.activity.actions import record
from phien.comments import actions as written
from phien.comments import queries as comments
from phien.kernel.refusals import Refusal
from phien.live import blocks, errors
from phien.live.contracts import Answer, Ask
from phien.live.copying import Copied as Copied
from phien.live.copying import copy_sheet as copy_sheet
from phien.live.desk.remarks import comment_key
from phien.live.deskless import SessionIsOpen, first_answer, run_here
from phien.live.models import Desk, Item, Session, Token
from phien.live.phones import LINK_LASTS as LINK_LASTS
from phien.live.phones import SIGN_IN_LASTS as SIGN_IN_LASTS
from phien.live.phones import make_phone_link as make_phone_link
from phien.live.phones import note_sign_in as note_sign_in
from phien.live.phones import sign_phone_out as sign_phone_out
from phien.live.phones import use_phone_link as use_phone_link
from phien.live.repeats import go_on_repeating as go_on_repeating
from phien.live.repeats import make_ahead as make_ahead
from phien.live.repeats import plan_session as plan_session
from phien.live.repeats import repeat_weekly as repeat_weekly
from phien.live.repeats import stop_repeating as stop_repeating
from phien.live.saying import mark_answered as mark_answered
from phien.live.saying import mark_said as mark_said
from phien.live.saying import take_back_said as take_back_said
from phien.live.sheet import ItemFields as ItemFields
from phien.live.sheet import add_item as add_item
from phien.live.sheet import change_item as change_item
from phien.live.sheet import drop_session as drop_session
from phien.live.sheet import move_item as move_item
from phien.live.sheet import place_item as place_item
from phien.live.sheet import remove_item as remove_item
from phien.live.sheet import reschedule_session as reschedule_session
from phien.live.sheet import schedule_session as schedule_session
from phien.plumbing.bus import NobodyAnswers, threads
from phien.stock import actions as stock

DEADLINE = 5.0  # seconds
ONE_TRY = 1.6
PAUSE = 0.05
NOTICE = "phien.sessions"
WITHOUT_DESK = frozenset(
    {
        "cancel",
        "leave",
        "change",
        "edit",
        "lose",
        "expire",
        "resolve",
        "reopen_review",
        "reopen",
        "short",
        "settle",
        *("enter", "merge", "unmerge", "split", "rejoin", "revive", "give_up", "hide"),
        *("teach", "forget", "remember"),
    }
)
log = logging.getLogger("phien.live")


def ask_desk(
    *,
    coop: Any,
    session_id: int,
    do: str,
    body: dict[str, Any],
    key: str = "",
    by: Any = None,
    actor: str = "",
) -> dict[str, Any]:
    """Ask the session's desk (or, where it has none, do it here) and return the answer's body.

    `key` makes a repeat harmless; without one each call is a command of its own. Raises the Refusal
    that the answer names (`phien.live.errors`).
    """
    if not Session.objects.of(coop).filter(pk=session_id).exists():
        raise errors.Unknown
    ask = Ask(
        session=session_id,
        do=do,
        key=key or uuid.uuid4().hex,
        body=body,
        actor=f"person:{by.pk}" if by is not None else actor or "shell",
        person=by.pk if by is not None else None,
    )
    answer = _answer(ask)
    assert isinstance(answer.body, dict)  # noqa: S101 - lists answer comments only, which are not asked here
    if answer.status >= 400:
        raise errors.refusal_of(answer.body)
    return answer.body


def _answer(ask: Ask) -> Answer:
    """From the desk while the session is open; a session that closes meanwhile is done here."""
    deadline = time.monotonic() + DEADLINE
    while (left := deadline - time.monotonic()) > 0:
        state = Session.every_coop.values_list("state", flat=True).get(pk=ask.session)
        if state != Session.State.OPEN:
            try:
                return _without_desk(ask, state)
            except SessionIsOpen:
                continue
        try:
            payload = threads.request(
                settings.NATS_URL, f"phien.desk.{ask.session}", ask.to_json(), within=min(left, ONE_TRY)
            )
        except NobodyAnswers:
            time.sleep(PAUSE)
            continue
        answer = Answer.from_json(payload)
        if answer.status != 503 or answer.body.get("code") != "desk_gone":  # type: ignore[union-attr]
            return answer
        time.sleep(PAUSE)
    return Answer(503, {"code": "desk_away"})


def _without_desk(ask: Ask, state: str) -> Answer:
    """Done here, or refused; a key answered while there was a desk gets that answer again."""
    if ask.do in WITHOUT_DESK:
        return run_here(ask, at=timezone.now())
    closed = state == Session.State.CLOSED
    return first_answer(ask) or Answer(409, {"code": "closed" if closed else "session_not_open"})


@transaction.atomic
def open_session(*, coop: Any, session_id: int, by: Any = None, at: datetime) -> Session:
    """Reserve, allot, set the state and release the desk row in one transaction; then a notice on the bus.

    Works without a server: whoever serves desks claims the row within a second of its start.
    """
    session = Session.objects.of(coop).select_for_update().filter(pk=session_id).first()
    if session is None:
        raise errors.Unknown
    if session.state == Session.State.OPEN:
        raise errors.AlreadyOpen
    if session.state == Session.State.CLOSED:
        raise errors.SessionClosed
    items = list(Item.objects.of(coop).filter(session=session).order_by("variant_id", "pk"))
    if not any(item.planned for item in items):
        raise errors.EmptyRunSheet
    _allot(session, items)
    # flash prices are planned from the start on: a live that begins late (or early) takes them along
    Item.objects.of(coop).filter(session=session, flash_until__isnull=False).update(
        flash_until=F("flash_until") + (at - session.scheduled_at)
    )
    session.state, session.opened_at, session.staff_at = Session.State.OPEN, at, at
    session.save(update_fields=["state", "opened_at", "staff_at"])
    Desk.every_coop.get_or_create(session=session)
    record(coop=session.coop, kind="session.opened", subject="session", subject_id=session.pk, at=at, by=by)
    transaction.on_commit(partial(_notice, b"%d" % session.pk))
    return session


def _allot(session: Session, items: list[Item]) -> None:
    """Reserve each item's part of the stock and link it to its row."""
    made = stock.allot(
        coop_id=session.coop_id,
        session_id=session.pk,
        wanted=[(item.variant_id, item.planned, item.name) for item in items],
    )
    for item, allotment in zip(items, made, strict=True):
        item.allotment = allotment
        item.save(update_fields=["allotment"])


def _notice(payload: bytes) -> None:
    """Tell the desks' processes to look now; without a bus they look within a second anyway."""
    if settings.NATS_URL:
        try:
            threads.publish(settings.NATS_URL, NOTICE, payload)
        except NobodyAnswers:
            log.warning("the bus is away; the desks look by themselves within a second")


def close_session(*, coop: Any, session_id: int, by: Any = None) -> dict[str, Any]:
    """Ask the desk to end the session."""
    return ask_desk(coop=coop, session_id=session_id, do="close", body={}, by=by)


def reopen_session(*, coop: Any, session_id: int, by: Any = None) -> None:
    """Open again what was closed by mistake, within 10 minutes; then a notice on the bus."""
    ask_desk(coop=coop, session_id=session_id, do="reopen", body={}, by=by)
    transaction.on_commit(partial(_notice, b"%d" % session_id))


def adjust_below_reserved(*, coop: Any, variant_id: int, qty: int, reason: str, by: Any) -> int:
    """`qty` pieces that are promised are gone: sessions shrink one by one, the newest first.

    Each step adjusts on hand by what it took. Returns how many were carried.
    """
    left = qty
    sessions = (
        Item.objects.of(coop)
        .filter(variant_id=variant_id, allotment__allotted__gt=0)
        .order_by("-session_id")
        .values_list("session_id", flat=True)
        .distinct()
    )
    for session_id in sessions:
        carried = 1
        while left > 0 and carried:  # one step carries what some hundreds of orders hold
            body = {"variant": variant_id, "qty": left, "reason": reason}
            carried = ask_desk(coop=coop, session_id=session_id, do="lose", body=body, by=by)["carried"]
            left -= carried
    return qty - left


def block_buyer(*, coop: Any, buyer_key: str, name: str, reason: str, by: Any, at: datetime) -> int:
    """Nobody of this key orders here any more, nor is read by viewers; its orders stay. The block's id."""
    block = blocks.keep_block(coop=coop, buyer_key=buyer_key, name=name, reason=reason, by=by, at=at)
    _tell_of_blocks(coop, by)
    return block.pk


def block_author(*, coop: Any, session_id: int, comment_id: int, reason: str, by: Any, at: datetime) -> int:
    """Who wrote this comment is blocked, in every live of the cooperative. The block's id."""
    author = comments.author(coop=coop, session_id=session_id, comment_id=comment_id)
    if author is None:
        raise errors.Unknown
    key = comment_key(author.source, author.author_id) if author.known else ""
    return block_buyer(coop=coop, buyer_key=key, name=author.name, reason=reason, by=by, at=at)


def lift_block(*, coop: Any, block_id: int, by: Any, at: datetime) -> None:
    """Undo of `block_buyer`."""
    blocks.lift(coop=coop, block_id=block_id, by=by, at=at)
    _tell_of_blocks(coop, by)


def _tell_of_blocks(coop: Any, by: Any) -> None:
    """Every open session's desk reads anew who is blocked; one that loads later reads it anyway."""
    for session in Session.objects.of(coop).filter(state=Session.State.OPEN).values_list("pk", flat=True):
        ask_desk(coop=coop, session_id=session, do="blocks", body={}, by=by)


def teach(
    *, coop: Any, session_id: int, words: str, code: str, comment_id: int, by: Any, key: str = ""
) -> int:
    """These words of a comment name the item `code` from now on (empty: no goods). The id of what was taught.

    The session's own desk writes it; what waited is not decided by it (`read_again`).
    """
    body = {"words": words, "code": code, "comment": comment_id}
    done = ask_desk(coop=coop, session_id=session_id, do="teach", body=body, by=by, key=key)
    _tell_of_word(coop, session_id, int(done["word"]), by)
    return int(done["word"])


def forget(*, coop: Any, session_id: int, word_id: int, by: Any) -> None:
    """Taught words are read no longer, in whichever session they were taught. Orders stay."""
    _about_word("forget", coop, session_id, word_id, by)


def remember(*, coop: Any, session_id: int, word_id: int, by: Any) -> None:
    """Undo of `forget`."""
    _about_word("remember", coop, session_id, word_id, by)


def _about_word(do: str, coop: Any, session_id: int, word_id: int, by: Any) -> None:
    """By the desk of the session that asks; a planned or closed one has none, and the row is written here."""
    word = comments.one_taught(coop=coop, word_id=word_id)
    session = Session.objects.of(coop).filter(pk=session_id).first()
    if word is None or session is None:
        raise errors.Unknown
    if session.state == Session.State.OPEN:
        ask_desk(coop=coop, session_id=session_id, do=do, body={"word": word_id}, by=by)
    else:
        write = written.forget if do == "forget" else written.remember
        write(word=word, session_id=session_id, by=by, at=timezone.now())
    _tell_of_word(coop, session_id, word_id, by)


def read_again(*, coop: Any, session_id: int, word_id: int, comment_ids: Iterable[int], by: Any) -> list[int]:
    """Decide each of these as it reads now, where that is sure; the ids of those that were decided.

    Each is a decision of its own: what another keeper decided meanwhile, or what is not sure, stays.
    """
    decided = []
    for comment_id in comment_ids:
        body = {"comment": comment_id, "decision": "reread", "word": word_id}
        try:
            ask_desk(coop=coop, session_id=session_id, do="resolve", body=body, by=by)
        except (errors.DeskAway, errors.SessionClosed, errors.NotOpen, errors.ChangedSince):
            break  # nobody is there to decide, or the words were forgotten meanwhile
        except Refusal:
            continue
        decided.append(comment_id)
    return decided


def _tell_of_word(coop: Any, session_id: int, word_id: int, by: Any) -> None:
    """The desks of the other open sessions that read with these words look anew."""
    word = comments.one_taught(coop=coop, word_id=word_id)
    others = Session.objects.of(coop).filter(state=Session.State.OPEN).exclude(pk=session_id)
    if word is not None and word.variant_id is not None:
        others = others.filter(items__variant=word.variant_id).distinct()
    for other in others.values_list("pk", flat=True):
        try:
            ask_desk(coop=coop, session_id=other, do="learn", body={}, by=by)
        except Refusal as refusal:  # taught it is: that desk reads it when it next loads
            log.warning("session %s was not told of word %s: %s", other, word_id, refusal.code)


def make_token(*, coop: Any, session_id: int | None, at: datetime, by: Any = None, label: str = "") -> str:
    """A bearer token for one session (or, without one, for all of a cooperative's). Shown once."""
    if session_id is not None and not Session.objects.of(coop).filter(pk=session_id).exists():
        raise errors.Unknown
    token = "phien_" + secrets.token_urlsafe(24)
    row = Token(
        coop=coop,
        session_id=session_id,
        person=by,
        label=label,
        digest=hashlib.sha256(token.encode()).hexdigest(),
    )
    row.save()
    record(coop=coop, kind="token.made", subject="session", subject_id=session_id or 0, at=at, by=by)
    return token


def revoke_token(*, token: str, at: datetime) -> bool:
    """A token lets nothing in any more (the edge forgets it within half a minute). False: not known."""
    digest = hashlib.sha256(token.strip().encode()).hexdigest()
    row = Token.every_coop.select_related("coop").filter(digest=digest, revoked_at=None).first()
    if row is None:
        return False
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record(coop=row.coop, kind="token.revoked", subject="session", subject_id=row.session_id or 0, at=at)
    return True
