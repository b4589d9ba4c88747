"""Work on the clock: holds of sessions that have no desk any more end here, once a minute."""

import logging

import psycopg
from django.db import Error
from django.utils import timezone
from procrastinate.contrib.django import app

from phien.checkout.queries import lists_left, run_out
from phien.live.contracts import Ask
from phien.live.deskless import SessionIsOpen, run_here
from phien.live.models import Session
from phien.live.repeats import due, make_ahead

log = logging.getLogger("phien.jobs")


@app.periodic(cron="*/10 * * * *")
@app.task(queue="clock", queueing_lock="plan_weekly", pass_context=False)
def plan_weekly(timestamp: int) -> int:
    """Plan the sessions that come every week, two weeks ahead. Gives how many were made."""
    at, made = timezone.now(), 0
    for coop_id, repeat_id in due(at=at):
        try:
            made += len(make_ahead(coop=coop_id, repeat_id=repeat_id, at=at))
        except Error:
            log.exception("repeat %s: its sessions could not be planned", repeat_id)
    return made


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="expire_closed", pass_context=False)
def expire_closed(timestamp: int) -> int:
    """End the holds that ran out in sessions without a desk, and the waiting lists with the last hold.

    Gives how many orders were looked at. One session's trouble does not keep the others waiting.
    """
    at = timezone.now()
    due = run_out(at=at)
    due.update({session_id: [] for session_id in lists_left() if session_id not in due})
    without_desk = Session.every_coop.filter(pk__in=due).exclude(state=Session.State.OPEN)
    looked_at = 0
    for session_id in without_desk.order_by("pk").values_list("pk", flat=True):
        ask = Ask(
            session_id, "expire", f"expire:{timestamp}:{session_id}", {"orders": due[session_id]}, actor="job"
        )
        try:
            run_here(ask, at=at)
        except SessionIsOpen:
            continue
        except (Error, psycopg.Error):
            log.exception("session %s: its holds could not be ended", session_id)
            continue
        looked_at += len(due[session_id])
    return looked_at
