"""Calendar files (RFC 5545): one live to keep, or a cooperative's next lives to subscribe to.

A live keeps its UID for ever; each rescheduling raises SEQUENCE, so calendars move it instead of adding
another; one that was dropped stays a month as CANCELLED, so they strike it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

from phien.activity import queries as activity
from phien.live import doors as live

if TYPE_CHECKING:
    from phien.activity.models import Entry
    from phien.coops.models import Coop

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
LASTS = timedelta(hours=1)  # a live has no end in the plan; an hour is what a calendar shows
ALARM = timedelta(minutes=-15)
REMEMBERED = timedelta(days=30)
KINDS = ("session.rescheduled", "session.dropped")


def event_file(*, session: live.PublicSession, at: datetime) -> bytes:
    """One live as a file, with an alarm 15 minutes before. One query."""
    changes = [entry for entry in _changes(session.coop, at=at) if entry.subject_id == session.id]
    event = _event(
        session.id, session.title, session.coop, starts=session.scheduled_at, sequence=len(changes), at=at
    )
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", session.title)
    alarm.add("trigger", ALARM)
    event.add_component(alarm)
    return _file([event])


def feed(*, coop: Coop, at: datetime) -> bytes:
    """The next lives of a cooperative, those of the last day, and what was dropped. Two queries."""
    changes = _changes(coop, at=at)
    counts: dict[int, int] = {}
    for entry in changes:
        counts[entry.subject_id] = counts.get(entry.subject_id, 0) + 1
    events = [
        _event(row.pk, row.title, coop, starts=row.scheduled_at, sequence=counts.get(row.pk, 0), at=at)
        for row in live.plan_of(coop=coop, since=at - timedelta(days=1))
    ]
    for entry in changes:
        starts = entry.facts.get("scheduled_at")
        if entry.kind != "session.dropped" or not starts or entry.at < at - REMEMBERED:
            continue
        title, sequence = str(entry.facts.get("title", "")), counts[entry.subject_id]
        event = _event(
            entry.subject_id, title, coop, starts=datetime.fromisoformat(starts), sequence=sequence, at=at
        )
        event["status"] = "CANCELLED"
        events.append(event)
    name = _("Lives of {coop}").format(coop=coop.short_name or coop.name)
    return _file(events, name=name)


def _changes(coop: Coop, *, at: datetime) -> list[Entry]:
    """What moved or dropped lives, of the last year: longer ahead nobody plans."""
    rows = activity.latest(coop=coop).filter(kind__in=KINDS, at__gt=at - timedelta(days=365))
    return list(rows.select_related(None).order_by("pk"))


def _event(
    session_id: int, title: str, coop: Coop, *, starts: datetime, sequence: int, at: datetime
) -> Event:
    link = f"{settings.PUBLIC_URL}/live/{session_id}"
    event = Event()
    event.add("uid", f"live-{session_id}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}")
    event.add("sequence", sequence)
    event.add("dtstamp", at)
    event.add("dtstart", starts.astimezone(HERE))
    event.add("duration", LASTS)
    event.add("summary", f"{title} · {coop.short_name or coop.name}")
    event.add("description", _("Watch and buy: {link}").format(link=link))
    event.add("url", link)
    event.add("status", "CONFIRMED")
    return event


def _file(events: Iterable[Event], *, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Cho Phien//phien//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(timedelta(hours=1)))
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made
