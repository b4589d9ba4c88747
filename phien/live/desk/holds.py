"""How long something is held. Pure: times in, times out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from phien.live.desk.book import Book

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AFTER_CLOSE = timedelta(hours=2)
BUTTON = "button"
BY_HAND = ("phone", "zalo", "hand")  # how an order that the keeper enters came
NIGHT, MORNING = time(22), time(8)


def awake(at: datetime) -> datetime:
    """`at`, or 08:00 after it where it falls between 22:00 and 08:00."""
    local = at.astimezone(ZONE)
    if MORNING <= local.time() < NIGHT:
        return at
    morning = local.replace(hour=8, minute=0, second=0, microsecond=0)
    if local.time() >= NIGHT:
        morning += timedelta(days=1)
    return morning.astimezone(at.tzinfo)


def hold_until(book: Book, *, source: str, at: datetime) -> datetime | None:
    """The end of a fresh hold; None where it lasts until the session closes, as for every comment."""
    if book.state == "closed" and source in BY_HAND:
        return awake(at + book.comment_hold)
    if book.state == "closed":
        return awake(at + max(AFTER_CLOSE, book.button_hold))
    return at + book.button_hold if source == BUTTON else None


def later(first: datetime | None, second: datetime | None) -> datetime | None:
    """The later of two ends; None means no end yet and is the latest of all."""
    return None if first is None or second is None else max(first, second)
