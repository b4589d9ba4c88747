"""Work on the clock: holds of sessions that have no desk any more end here, once a minute."""

from django.utils import timezone
from procrastinate.contrib.django import app

from phien.checkout.queries import run_out
from phien.live.contracts import Ask
from phien.live.deskless import SessionIsOpen, run_here
from phien.live.models import Session


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="expire_closed", pass_context=False)
def expire_closed(timestamp: int) -> int:
    """End the holds that ran out in sessions without a desk; how many orders were looked at."""
    at = timezone.now()
    looked_at = 0
    for session_id, orders in run_out(at=at).items():
        if not Session.every_coop.filter(pk=session_id).exclude(state=Session.State.OPEN).exists():
            continue
        key = f"expire:{timestamp}:{session_id}"
        try:
            run_here(Ask(session_id, "expire", key, {"orders": orders}, actor="job"), at=at)
        except SessionIsOpen:
            continue
        looked_at += len(orders)
    return looked_at
