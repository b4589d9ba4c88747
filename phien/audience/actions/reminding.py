"""Reminders: a follower hears of a live once, an hour before it or, where it was planned late, as it begins.

The row is made and committed before the letter leaves. So whatever crashes, nobody is told twice; a letter
that was on its way when the process was killed is lost (docs/decisions/0027). A live that moves after its
reminder went out is told of once more, in the same way.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from phien.audience.letters import of_live, of_moved, to_confirm
from phien.audience.models import Follower, Reminder
from phien.audience.senders import SENDERS, Away, Unreachable
from phien.live import doors as live

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from phien.live.models import Session

log = logging.getLogger("phien.audience")
A_ROUND = 200
JUST_BEGUN = timedelta(minutes=15)
MEANWHILE = timedelta(days=2)  # so long after a reminder its live may still move and be told of
MOVED = timedelta(minutes=5)  # less is no news
CLAIM = (
    "insert into audience_reminder (follower_id, session_id, claimed_at) select f.id, %s, %s "
    "from audience_follower f where f.coop_id = %s and f.confirmed_at is not null and not exists "
    "(select 1 from audience_reminder r where r.follower_id = f.id and r.session_id = %s) "
    "order by f.id limit %s on conflict do nothing returning id"
)


class Moved(Exception):  # noqa: N818 - says what is so
    """The live was moved, dropped or ended since: its followers are told when its new hour comes."""


def remind(*, at: datetime) -> int:
    """Tell the followers of every live that begins soon or has just begun; how many letters left."""
    before = timedelta(minutes=settings.REMIND_MINUTES)
    sent = 0
    for session in live.about_to_begin(at=at, before=before, just=JUST_BEGUN):
        while claimed := _claim(session, at=at):
            try:
                sent += _tell(session, claimed, at=at)
            except Moved:
                break
            except Away as error:
                log.warning("session %s: letters cannot leave (%s)", session.pk, error.__cause__)
                return sent
    return sent


def tell_of_moves(*, at: datetime) -> int:
    """Who was reminded of a live that stands at another hour now hears it in one letter; how many left."""
    lately = Reminder.every_coop.filter(sent_at__gt=at - MEANWHILE, told_for__isnull=False)
    rows = lately.values_list("session_id", "told_for").distinct().order_by("session_id", "told_for")
    told = [(pk, hour) for pk, hour in rows if hour is not None]
    lives = {one.pk: one for one in live.scheduled_among(ids={pk for pk, _hour in told}, since=at)}
    sent = 0
    for pk, hour in told:
        session = lives.get(pk)
        if session is None or abs(session.scheduled_at - hour) < MOVED:
            continue
        while claimed := _claim_moved(session, hour, lately):
            try:
                sent += _tell_moved(session, hour, claimed)
            except Away as error:
                log.warning("session %s: letters cannot leave (%s)", pk, error.__cause__)
                return sent
    return sent


def ask_to_confirm(*, follower_id: int) -> None:
    """Send the letter with the link; nothing where it was confirmed or stopped meanwhile."""
    follower = Follower.every_coop.select_related("coop").filter(pk=follower_id, confirmed_at=None).first()
    if follower is None:
        return
    with SENDERS[follower.channel]() as sender:
        try:
            sender.send(to_confirm(follower))
        except Unreachable:
            log.info("follower %s: the address takes no letters", follower.pk)


@transaction.atomic
def _claim(session: Session, *, at: datetime) -> list[int]:
    """Up to 200 reminders that are ours to send now: nobody else can make the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [session.pk, at, session.coop_id, session.pk, A_ROUND])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _claim_moved(session: Session, hour: datetime, lately: QuerySet[Reminder]) -> list[int]:
    """Up to 200 that are ours to tell of this move: their row says the new hour before the letter leaves."""
    rows = lately.filter(session_id=session.pk, told_for=hour).select_for_update(skip_locked=True)
    ours = [row.pk for row in rows.order_by("pk")[:A_ROUND]]
    Reminder.every_coop.filter(pk__in=ours).update(told_for=session.scheduled_at)
    return ours


def _tell_moved(session: Session, hour: datetime, claimed: Sequence[int]) -> int:
    """Send what was claimed; what did not leave is given back, to be tried in a minute."""
    rows = Reminder.every_coop.filter(pk__in=claimed).select_related("follower__coop").order_by("pk")
    waiting = {row.pk: row for row in rows}
    sent = 0
    try:
        for channel in sorted({row.follower.channel for row in waiting.values()}):
            with SENDERS[channel]() as sender:
                for row in [one for one in waiting.values() if one.follower.channel == channel]:
                    try:
                        sender.send(of_moved(row.follower, session, hour))
                        sent += 1
                    except Unreachable:
                        log.info("follower %s: the address takes no letters", row.follower_id)
                    del waiting[row.pk]
    finally:
        Reminder.every_coop.filter(pk__in=list(waiting)).update(told_for=hour)
    return sent


def _tell(session: Session, claimed: Sequence[int], *, at: datetime) -> int:
    """Send what was claimed. What did not leave is given back, to be tried in a minute."""
    waiting = {
        reminder.pk: reminder
        for reminder in Reminder.every_coop.filter(pk__in=claimed).select_related("follower__coop")
    }
    sent = 0
    try:
        for channel in sorted({reminder.follower.channel for reminder in waiting.values()}):
            with SENDERS[channel]() as sender:
                for reminder in [one for one in waiting.values() if one.follower.channel == channel]:
                    if not live.is_as_planned(session=session):
                        raise Moved
                    try:
                        sender.send(of_live(reminder.follower, session))
                    except Unreachable:
                        log.info("follower %s: the address takes no letters", reminder.follower_id)
                    else:
                        told = Reminder.every_coop.filter(pk=reminder.pk)
                        told.update(sent_at=at, told_for=session.scheduled_at)
                        sent += 1
                    del waiting[reminder.pk]
    finally:
        Reminder.every_coop.filter(pk__in=list(waiting), sent_at=None).delete()
    return sent
