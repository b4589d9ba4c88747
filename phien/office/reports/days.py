"""Money of a month by day and by live, to the đồng. Both tables count the same orders, so they agree."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone, localdate, make_aware

from phien.coops.models import Coop
from phien.live import queries as live
from phien.office.reports import sets
from phien.orders import queries as orders
from phien.orders.contracts import State
from phien.payments import queries as payments

if TYPE_CHECKING:
    from phien.live.models import Session
    from phien.orders.models import Order
    from phien.payments.models import Receipt


@dataclass(slots=True)
class Sums:
    """Sold orders (neither ended nor returned): how many, and đồng. `owed` is what buyers still have to pay,
    `over` what they paid too much: total = paid - over + owed."""

    orders: int = 0
    goods: int = 0  # less discounts
    shipping: int = 0
    total: int = 0
    paid: int = 0
    owed: int = 0
    over: int = 0

    def add(self, other: Sums) -> None:
        """Count the others too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class Day:
    """One day: orders placed on it, and money that came in on it, whatever it was for."""

    date: date
    sums: Sums = field(default_factory=Sums)
    received: int = 0
    receipts: int = 0


@dataclass(frozen=True, slots=True)
class OfSession:
    """The month's orders of one live; `session` is None for orders made outside of a live."""

    session: Session | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class Month:
    """A month's figures."""

    first: date
    days: list[Day]
    sessions: list[OfSession]
    whole: Sums
    received: int
    receipts: int

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return _next_month(self.first)


OWED = Case(When(paid__lt=F("total"), then=F("total") - F("paid")), default=0)
OVER = Case(When(paid__gt=F("total"), then=F("paid") - F("total")), default=0)
COUNTED = {
    "n_orders": Count("pk"),
    "n_goods": Sum(sets.GOODS, default=0),
    "n_shipping": Sum("shipping", default=0),
    "n_total": Sum("total", default=0),
    "n_paid": Sum("paid", default=0),
    "n_owed": Sum(OWED, default=0),
    "n_over": Sum(OVER, default=0),
}


def month_of(*, coop: Coop, first: date) -> Month:
    """Four queries: orders by day, orders by live, those lives, receipts by day."""
    since, until = midnight(first), midnight(_next_month(first))
    found = sold_between(coop=coop, since=since, until=until)
    days: dict[date, Day] = {}
    whole = Sums()
    by_day: Any = found.annotate(on=TruncDate("placed_at")).values("on").annotate(**COUNTED)
    for row in by_day:
        sums = _sums(row)
        days[row["on"]] = Day(row["on"], sums)
        whole.add(sums)
    money = _received_by_day(coop, since, until)
    for on, (received, receipts) in money.items():
        day = days.setdefault(on, Day(on))
        day.received, day.receipts = received, receipts
    by_live: Any = found.values("session_id").annotate(**COUNTED)
    by_session = {row["session_id"]: _sums(row) for row in by_live}
    known = {row.pk: row for row in live.sessions(coop=coop).filter(pk__in=[pk for pk in by_session if pk])}
    sessions = [OfSession(known.get(pk or 0), sums) for pk, sums in by_session.items()]
    return Month(
        first=first,
        days=sorted(days.values(), key=lambda each: each.date, reverse=True),
        sessions=sorted(sessions, key=_latest_first),
        whole=whole,
        received=sum(amount for amount, _ in money.values()),
        receipts=sum(count for _, count in money.values()),
    )


def sold_between(*, coop: Coop, since: datetime, until: datetime) -> QuerySet[Order]:
    """Sold orders placed in [since, until), in no order."""
    return orders.listing(coop=coop).filter(sets.SOLD, placed_at__gte=since, placed_at__lt=until).order_by()


def receipts_between(*, coop: Coop, since: datetime, until: datetime) -> QuerySet[Receipt]:
    """Money recorded in [since, until), the first first; undone ones too."""
    return payments.receipts(coop=coop).filter(at__gte=since, at__lt=until).order_by("at", "pk")


@dataclass(frozen=True, slots=True)
class OfPerson:
    """What one person recorded on a day and did not undo; `name` is empty for a program."""

    name: str
    receipts: int
    amount: int


@dataclass(frozen=True, slots=True)
class DayBook:
    """One day in full."""

    date: date
    sums: Sums
    receipts: list[Receipt]
    people: list[OfPerson]
    received: int
    undone: int
    handed_over: int
    to_collect: int


def day_of(*, coop: Coop, on: date) -> DayBook:
    """Three queries: the day's orders, its receipts with who recorded them, its parcels."""
    since, until = midnight(on), midnight(on + timedelta(days=1))
    row = sold_between(coop=coop, since=since, until=until).aggregate(**COUNTED)
    receipts = list(receipts_between(coop=coop, since=since, until=until))
    standing = [receipt for receipt in receipts if receipt.undone_at is None]
    people: dict[str, tuple[int, int]] = {}
    for receipt in standing:
        name = str(receipt.person) if receipt.person else ""
        count, amount = people.get(name, (0, 0))
        people[name] = (count + 1, amount + receipt.amount)
    left = orders.listing(coop=coop).filter(handed_over_at__gte=since, handed_over_at__lt=until).order_by()
    cash = Q(payment="cod") & ~Q(state=State.RETURNED)
    parcels = left.aggregate(count=Count("pk"), cash=Sum(OWED, filter=cash, default=0))
    return DayBook(
        date=on,
        sums=_sums(row),
        receipts=receipts,
        people=[OfPerson(name, *counted) for name, counted in sorted(people.items())],
        received=sum(receipt.amount for receipt in standing),
        undone=sum(receipt.amount for receipt in receipts if receipt.undone_at is not None),
        handed_over=parcels["count"],
        to_collect=parcels["cash"],
    )


def midnight(on: date) -> datetime:
    """When a day begins here."""
    return make_aware(datetime(on.year, on.month, on.day), get_current_timezone())


def month_from(text: str) -> date:
    """The first day of "2026-11"; of this month where that is none."""
    try:
        return datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return localdate().replace(day=1)


def _received_by_day(coop: Coop, since: datetime, until: datetime) -> dict[date, tuple[int, int]]:
    rows = (
        receipts_between(coop=coop, since=since, until=until)
        .filter(undone_at__isnull=True)
        .order_by()
        .annotate(on=TruncDate("at"))
        .values("on")
        .annotate(received=Sum("amount"), count=Count("pk"))
    )
    return {row["on"]: (row["received"], row["count"]) for row in rows}


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(**{name.removeprefix("n_"): row[name] for name in COUNTED})


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _latest_first(row: OfSession) -> tuple[bool, float]:
    begun = (row.session.opened_at or row.session.scheduled_at) if row.session else None
    return (begun is None, -begun.timestamp() if begun else 0.0)
