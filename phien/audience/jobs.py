"""Work of the audience: letters, and once a night what is to be deleted by itself."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from phien.audience import actions

YEAR = timedelta(days=365)


@app.periodic(cron="* * * * *")
@app.task(queue="letters", queueing_lock="remind", lock="remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell followers of what begins soon and of what moved; gives how many letters left."""
    at = timezone.now()
    return actions.tell_of_moves(at=at) + actions.remind(at=at)


@app.task(queue="letters", retry=RetryStrategy(max_attempts=5, wait=60), pass_context=False)
def ask_to_confirm(follower: int) -> None:
    """Send the letter that asks to confirm."""
    actions.ask_to_confirm(follower_id=follower)


@app.periodic(cron="17 19 * * *")  # 02:17 in Vietnam
@app.task(queue="clock", queueing_lock="delete_what_is_old", pass_context=False)
def delete_what_is_old(timestamp: int) -> int:
    """Take the person out of orders that are old enough; gives how many."""
    at = timezone.now()
    actions.tidy(at=at)
    since, done = at - settings.KEEP_BUYERS_YEARS * YEAR, 0
    while count := actions.erase_old(since=since, at=at):
        done += count
    return done
