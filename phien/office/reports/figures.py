"""The figures of one live. Some sixteen queries, however many orders it had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q, Sum
from django.utils.timezone import now

from phien.activity import queries as activity
from phien.checkout import queries as checkout
from phien.comments import queries as comments
from phien.coops.models import Coop
from phien.live import queries as live
from phien.live.contracts import SessionState
from phien.office.reports import sets
from phien.office.reports.times import Pin, Timeline, timeline
from phien.orders import queries as orders

if TYPE_CHECKING:
    from phien.live.models import Session

BEFORE = 5  # lives to compare with
QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Money:
    """Orders of a live by what became of them; `revenue` is goods less discounts of those sold, in đồng."""

    count: dict[str, int]
    revenue: int
    shipping: int

    @property
    def each(self) -> int:
        """đồng an order, rounded to the nearest; 0 where nothing was sold."""
        sold = self.count["sold"]
        return (2 * self.revenue + sold) // (2 * sold) if sold else 0


@dataclass(frozen=True, slots=True)
class ItemSold:
    """One item: pieces and đồng in sold orders; who waited, and since when there was none left."""

    code: str
    name: str
    unit: str
    allotment: int | None
    offered: int
    pieces: int
    amount: int
    waited: int  # entries in line
    missed: int  # pieces that were asked for and not promised
    sold_out_at: datetime | None

    @property
    def left(self) -> int:
        """Pieces offered that nobody bought."""
        return max(0, self.offered - self.pieces)


@dataclass(frozen=True, slots=True)
class Talk:
    """Comments on their way to money. `slow`: the median wait of those that a person decided, in seconds."""

    comments: int
    wanted: int
    bought: int
    settled: int
    asked: int
    undecided: int
    slow: int | None


@dataclass(frozen=True, slots=True)
class Buyers:
    """Who bought: how many people, and how many of them had bought in an earlier live."""

    all: int
    returning: int

    @property
    def new(self) -> int:
        """Bought for the first time."""
        return self.all - self.returning


@dataclass(frozen=True, slots=True)
class Earlier:
    """A live of the same cooperative, to compare with."""

    session: Session
    revenue: int
    orders: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says."""

    session: Session
    money: Money
    timeline: Timeline
    items: list[ItemSold]
    talk: Talk
    buyers: Buyers
    questions: list[Any]
    earlier: list[Earlier]  # the nearest first

    @property
    def pieces(self) -> int:
        """Sold, all items together."""
        return sum(item.pieces for item in self.items)


def report_of(*, coop: Coop, session: Session) -> Report:
    """The figures of a live that has begun."""
    return Report(
        session=session,
        money=_money(coop, session),
        timeline=_timeline(coop, session),
        items=_items(coop, session),
        talk=_talk(coop, session),
        buyers=_buyers(coop, session),
        questions=comments.question_groups(coop=coop, session_id=session.pk)[:QUESTIONS],
        earlier=_earlier(coop, session),
    )


def _money(coop: Coop, session: Session) -> Money:
    found = orders.listing(coop=coop, session_id=session.pk).order_by()
    counts = {name: Count("pk", filter=kind.which) for name, kind in sets.ORDERS.items()}
    sums = {
        "revenue": Sum(sets.GOODS, filter=sets.SOLD, default=0),
        "fees": Sum("shipping", filter=sets.SOLD, default=0),
    }
    row = found.aggregate(**counts, **sums)
    return Money({name: row[name] for name in counts}, row["revenue"], row["fees"])


def _timeline(coop: Coop, session: Session) -> Timeline:
    begin = session.opened_at or session.scheduled_at
    end = session.closed_at or now()
    placed = list(sets.orders_of(coop=coop, session=session).values_list("placed_at", flat=True))
    entries = activity.of_subject(coop=coop, subject="session", subject_id=session.pk)
    pinned = entries.filter(kind="session.pinned").order_by("pk").values_list("at", "facts")
    pins = [Pin(at, str(facts.get("code", ""))) for at, facts in pinned if facts.get("code")]
    return timeline(placed, pins, begin=begin, end=max(end, begin))


def _items(coop: Coop, session: Session) -> list[ItemSold]:
    rows = live.run_sheet(coop=coop, session=session, at=now())
    sold = sets.orders_of(coop=coop, session=session).order_by().values("pk")
    lines = orders.lines(coop=coop).filter(order__in=sold).values("allotment")
    counted = F("qty") - F("short_qty")
    summed: Any = lines.annotate(pieces=Sum(counted), money=Sum(counted * F("price"))).order_by()
    bought = {row["allotment"]: row for row in summed}
    unmet = ~Q(state="promoted")
    places: Any = (
        sets.waiting_of(coop=coop, session=session)
        .values("allotment")
        .annotate(places=Count("pk"), pieces=Sum("qty", filter=unmet, default=0), first=Min("placed_at"))
        .order_by()
    )
    waited = {row["allotment"]: row for row in places}
    refused = checkout.refused_pieces(coop=coop, session_id=session.pk)
    return sorted(
        (_item(row, bought, waited, refused) for row in rows), key=lambda item: (-item.amount, item.code)
    )


def _item(
    row: live.SheetRow,
    bought: dict[int, dict[str, Any]],
    waited: dict[int, dict[str, Any]],
    refused: dict[str, checkout.Refused],
) -> ItemSold:
    item, part = row.item, row.item.allotment_id
    sold, line = bought.get(part or 0, {}), waited.get(part or 0, {})
    lack = refused.get(item.code, checkout.Refused())
    since = [moment for moment in (line.get("first"), lack.first) if moment is not None]
    return ItemSold(
        code=item.code,
        name=item.name,
        unit=item.variant.unit,
        allotment=part,
        offered=max(row.allotted, item.planned if part else 0, sold.get("pieces", 0)),
        pieces=sold.get("pieces", 0),
        amount=sold.get("money", 0),
        waited=line.get("places", 0),
        missed=line.get("pieces", 0) + lack.pieces,
        sold_out_at=min(since, default=None),
    )


def _talk(coop: Coop, session: Session) -> Talk:
    said = sets.comments_of(coop=coop, session=session).order_by()
    counts = {name: Count("pk", filter=kind.which) for name, kind in sets.COMMENTS.items()}
    settled = orders.listing(coop=coop, session_id=session.pk).filter(sets.SETTLED).order_by().values("pk")
    row = said.aggregate(
        **counts, settled=Count("pk", filter=sets.COMMENTS["bought"].which & Q(order__in=settled))
    )
    decided = said.filter(decided_at__isnull=False).values_list("received_at", "decided_at")
    waits = [max(0.0, (after - before).total_seconds()) for before, after in decided if after]
    return Talk(
        comments=row["comments"],
        wanted=row["wanted"],
        bought=row["bought"],
        settled=row["settled"],
        asked=row["asked"],
        undecided=row["undecided"],
        slow=round(median(waits)) if waits else None,
    )


def _buyers(coop: Coop, session: Session) -> Buyers:
    people = returning_buyers(coop=coop, session=session)
    return Buyers(len(people), sum(people.values()))


def returning_buyers(*, coop: Coop, session: Session) -> dict[str, bool]:
    """Who bought in this live, by key, and whether they had bought before.

    Known again by cookie, author or phone. Two queries. "Before" is any sold order placed earlier outside of
    this live.
    """
    mine = list(sets.orders_of(coop=coop, session=session).values_list("buyer_key", "phone", "placed_at"))
    if not mine:
        return {}
    keys, phones = {key for key, _, _ in mine}, {phone for _, phone, _ in mine if phone}
    begin = min(at for _, _, at in mine)
    before = (
        orders.listing(coop=coop)
        .exclude(session_id=session.pk)
        .filter(sets.SOLD, Q(buyer_key__in=keys) | Q(phone__in=phones), placed_at__lt=begin)
        .order_by()
        .values_list("buyer_key", "phone")
    )
    known = set(before)
    known_keys, known_phones = {key for key, _ in known}, {phone for _, phone in known if phone}
    people: dict[str, bool] = {}
    for key, phone, _ in mine:
        people[key] = people.get(key, False) or key in known_keys or phone in known_phones
    return people


def lives_before(*, coop: Coop, session: Session) -> list[Session]:
    """The last closed lives before this one, the nearest first. One query."""
    begin = session.opened_at or session.scheduled_at
    return list(
        live.sessions(coop=coop)
        .filter(state=SessionState.CLOSED, opened_at__lt=begin)
        .exclude(pk=session.pk)
        .order_by("-opened_at", "-pk")[:BEFORE]
    )


def _earlier(coop: Coop, session: Session) -> list[Earlier]:
    before = lives_before(coop=coop, session=session)
    found: Any = (
        orders.listing(coop=coop)
        .filter(sets.SOLD, session_id__in=[row.pk for row in before])
        .order_by()
        .values("session_id")
        .annotate(count=Count("pk"), revenue=Sum(sets.GOODS))
    )
    earned = {row["session_id"]: row for row in found}
    return [
        Earlier(row, earned.get(row.pk, {}).get("revenue", 0), earned.get(row.pk, {}).get("count", 0))
        for row in before
    ]
