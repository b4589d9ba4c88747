"""Sessions that come again every week: planned two weeks ahead, each with the sheet of the one before.

A repeat is a rule, its sessions are ordinary ones: each is changed or dropped without the others.
`made_until` is the last day that was planned, so a session that somebody dropped does not come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import get_default_timezone, localtime

from phien.activity.actions import record
from phien.live.copying import Copied, copy_sheet
from phien.live.errors import AlreadyWeekly, EndsBeforeItBegins, NotWeekly, Unknown
from phien.live.models import Repeat, Session
from phien.live.sheet import schedule_session, scheduled

AHEAD = timedelta(days=14)
WEEK = timedelta(days=7)


@transaction.atomic
def plan_session(
    *,
    coop: Any,
    title: str,
    scheduled_at: datetime,
    by: Any,
    at: datetime,
    like: int | None = None,
    weekly: bool = False,
    until: date | None = None,
) -> tuple[Session, Copied | None]:
    """A new session: empty, or `like` an earlier one (its id); every week, where asked. What was copied."""
    session = schedule_session(coop=coop, title=title, scheduled_at=scheduled_at, by=by, at=at)
    copied = None
    if like is not None:
        copied = copy_sheet(coop=coop, session_id=session.pk, from_session_id=like, by=by, at=at)
    if weekly:
        repeat_weekly(coop=coop, session_id=session.pk, until=until, by=by, at=at)
    return session, copied


@transaction.atomic
def repeat_weekly(*, coop: Any, session_id: int, until: date | None, by: Any, at: datetime) -> Repeat:
    """This session comes again every week at its day and hour, until a last day or until it is stopped.

    Refuses `AlreadyWeekly`, `EndsBeforeItBegins`, `SheetFixed`, `Unknown`. The next ones are made at once.
    """
    session = scheduled(coop, session_id)
    if session.repeat_id is not None and session.repeat is not None and session.repeat.stopped_at is None:
        raise AlreadyWeekly
    first = localtime(session.scheduled_at)
    if until is not None and until < first.date():
        raise EndsBeforeItBegins
    repeat = Repeat.every_coop.create(
        coop=coop,
        title=session.title,
        weekday=first.weekday(),
        begins=first.time().replace(second=0, microsecond=0),
        until=until,
        made_until=first.date(),
    )
    session.repeat, session.repeat_on = repeat, first.date()
    session.save(update_fields=["repeat", "repeat_on"])
    _record(repeat, "session.repeated", session, by=by, at=at)
    make_ahead(coop=coop, repeat_id=repeat.pk, by=by, at=at)
    return repeat


@transaction.atomic
def stop_repeating(*, coop: Any, session_id: int, by: Any, at: datetime) -> Repeat:
    """No further ones are made; those that are planned stay, to be dropped one by one. Undone by
    `go_on_repeating`."""
    repeat, session = _of(coop, session_id)
    if repeat.stopped_at is None:
        repeat.stopped_at = at
        repeat.save(update_fields=["stopped_at"])
        _record(repeat, "session.repeat_stopped", session, by=by, at=at)
    return repeat


@transaction.atomic
def go_on_repeating(*, coop: Any, session_id: int, by: Any, at: datetime) -> Repeat:
    """Undo of stopping: the weeks to come are planned again."""
    repeat, session = _of(coop, session_id)
    if repeat.stopped_at is not None:
        repeat.stopped_at = None
        repeat.save(update_fields=["stopped_at"])
        _record(repeat, "session.repeated", session, by=by, at=at)
        make_ahead(coop=coop, repeat_id=repeat.pk, by=by, at=at)
    return repeat


@transaction.atomic
def make_ahead(*, coop: Any, repeat_id: int, at: datetime, by: Any = None) -> list[Session]:
    """Plan what is due within two weeks, each day once: the repeat's row is locked. Weeks that passed while
    nothing ran are not made up for. Without `by` it is the clock's work."""
    repeat = Repeat.objects.of(coop).select_for_update().filter(pk=repeat_id, stopped_at=None).first()
    if repeat is None:
        return []
    made = []
    for on in _days(repeat, at):
        begins = datetime.combine(on, repeat.begins, tzinfo=get_default_timezone())
        repeat.made_until = on
        if begins > at:
            made.append(_make(repeat, begins, by, at))
    repeat.save(update_fields=["made_until"])
    return made


def due(*, at: datetime) -> list[tuple[int, int]]:
    """(cooperative, repeat) of each rule that may have sessions to make; for the job on the clock."""
    last = (localtime(at) + AHEAD).date() - WEEK
    rows = Repeat.every_coop.filter(stopped_at=None, made_until__lte=last)
    return list(rows.order_by("pk").values_list("coop_id", "pk"))


def _days(repeat: Repeat, at: datetime) -> Iterator[date]:
    last = (localtime(at) + AHEAD).date()
    if repeat.until is not None:
        last = min(last, repeat.until)
    on = repeat.made_until + WEEK
    while on <= last:
        yield on
        on += WEEK


def _make(repeat: Repeat, begins: datetime, by: Any, at: datetime) -> Session:
    """One session, like the one of this repeat before it."""
    coop, actor = repeat.coop, "" if by is not None else "job"
    before = Session.objects.of(coop).filter(repeat=repeat, scheduled_at__lt=begins)
    like = before.order_by("-scheduled_at", "-pk").first()
    session = schedule_session(coop=coop, title=repeat.title, scheduled_at=begins, by=by, at=at, actor=actor)
    if like is not None:
        copy_sheet(coop=coop, session_id=session.pk, from_session_id=like.pk, by=by, at=at, actor=actor)
    session.repeat, session.repeat_on = repeat, begins.date()
    session.save(update_fields=["repeat", "repeat_on"])
    return session


def _of(coop: Any, session_id: int) -> tuple[Repeat, Session]:
    session = Session.objects.of(coop).filter(pk=session_id).first()
    if session is None:
        raise Unknown
    if session.repeat_id is None:
        raise NotWeekly
    return Repeat.objects.of(coop).select_for_update().get(pk=session.repeat_id), session


def _record(repeat: Repeat, kind: str, session: Session, *, by: Any, at: datetime) -> None:
    record(
        coop=repeat.coop,
        kind=kind,
        subject="session",
        subject_id=session.pk,
        by=by,
        at=at,
        facts={"title": session.title, "until": repeat.until.isoformat() if repeat.until else None},
    )
