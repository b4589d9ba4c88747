"""How long something is held. Pure: times in, times out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from phien.live.desk.book import Book

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AFTER_CLOSE = timedelta(hours=2)
NIGHT, MORNING = time(22), time(8)


def is_comment(buyer_key: str) -> bool:
    """Buyers known from comments have no page open: their hold lasts until the close and longer."""
    return buyer_key.startswith("c:")


def awake(at: datetime) -> datetime:
    """`at`, or 08:00 after it where it falls between 22:00 and 08:00."""
    local = at.astimezone(ZONE)
    if MORNING <= local.time() < NIGHT:
        return at
    morning = local.replace(hour=8, minute=0, second=0, microsecond=0)
    if local.time() >= NIGHT:
        morning += timedelta(days=1)
    return morning.astimezone(at.tzinfo)


def hold_until(book: Book, *, buyer_key: str, at: datetime) -> datetime | None:
    """The end of a fresh hold; None where it lasts until the session closes."""
    if book.state == "closed":
        return awake(at + max(AFTER_CLOSE, book.button_hold))
    return None if is_comment(buyer_key) else at + book.button_hold


def later(first: datetime | None, second: datetime | None) -> datetime | None:
    """The later of two ends; None means no end yet and is the latest of all."""
    return None if first is None or second is None else max(first, second)
