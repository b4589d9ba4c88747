"""Reading sessions, run sheets and their numbers, cooperative first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from phien.activity import queries as activity
from phien.kernel.text import fold
from phien.live.models import Block, Item, Phone, Session
from phien.live.rereading import Differs as Differs
from phien.live.rereading import Lesson as Lesson
from phien.live.rules import SheetLine, price_now
from phien.live.rules import Weight as Weight
from phien.live.rules import check_sheet as check_sheet
from phien.live.rules import clean_code as clean_code
from phien.live.rules import ready as ready
from phien.live.rules import suggest_code as suggest_code
from phien.live.saying import answers_on_air as answers_on_air
from phien.orders import queries as orders
from phien.orders.contracts import ENDED
from phien.stock import queries as stock

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a session earned: living orders, their goods in đồng, how many came in the last minute."""

    orders: int = 0
    revenue: int = 0
    last_minute: int = 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A run-sheet row with its counts. `left`, `held`, `sold` and `allotted` are 0 before the opening.

    `held` is promised but not paid, `sold` is confirmed or has money; `waiting` counts entries in line.
    """

    item: Item
    price: int
    left: int
    held: int
    sold: int
    allotted: int
    waiting: int
    on_hand: int
    free: int

    @property
    def taken(self) -> int:
        """Promised to buyers, paid or not."""
        return self.held + self.sold

    @property
    def flash(self) -> bool:
        """True while the flash price runs."""
        return self.item.flash_price is not None and self.price == self.item.flash_price

    @property
    def spare(self) -> int:
        """Free in the store after this row has its planned part."""
        return self.free - self.item.planned

    @property
    def stopped(self) -> bool:
        """No longer sold in this live."""
        return self.item.stopped_at is not None

    @property
    def low(self) -> bool:
        """Ten or fewer left: the number turns madder."""
        return self.left <= 10


def sessions(*, coop: Any) -> QuerySet[Session]:
    """All sessions of a cooperative, the newest date first."""
    return Session.objects.of(coop).order_by("-scheduled_at", "-id")


def listed(*, coop: Any, text: str = "") -> QuerySet[Session]:
    """On air, then to come (the next first), then over (the latest first); of this title without marks."""
    rows = Session.objects.of(coop).select_related("repeat")
    if text:
        titles = Session.objects.of(coop).values_list("pk", "title")
        rows = rows.filter(pk__in=[pk for pk, title in titles if fold(text) in fold(title)])
    rank = Case(When(state="open", then=0), When(state="scheduled", then=1), default=2)
    soon = Case(When(state="scheduled", then=F("scheduled_at")))
    return rows.order_by(rank, soon, "-scheduled_at", "-id")


def session(*, coop: Any, session_id: int) -> Session | None:
    """One session with what is pinned, or None."""
    return Session.objects.of(coop).select_related("pinned", "repeat").filter(pk=session_id).first()


def item(*, coop: Any, session_id: int, code: str) -> Item | None:
    """A session's item by the code that the host says, or None."""
    return Item.objects.of(coop).filter(session_id=session_id, code=code).first()


def numbers(*, coop: Any, session_ids: Iterable[int], at: datetime) -> dict[int, Numbers]:
    """By session; sessions without orders are left out. One query."""
    living = orders.listing(coop=coop).filter(session_id__in=list(session_ids)).exclude(state__in=ENDED)
    rows = (
        living.order_by()
        .values("session_id")
        .annotate(
            count=Count("pk"),
            revenue=Sum(F("goods") - F("discount")),
            lately=Count("pk", filter=Q(placed_at__gt=at - MINUTE)),
        )
    )
    return {
        row["session_id"]: Numbers(row["count"], row["revenue"], row["lately"])
        for row in rows
        if row["session_id"] is not None
    }


def goods_called(*, coop: Any, text: str) -> QuerySet[Item]:
    """Items that sold under this code, or whose product is called so without marks."""
    named = Q()
    for word in fold(text).split():
        named &= Q(variant__product__search__contains=word)
    named |= Q(code=text.upper().replace(" ", ""))
    return Item.objects.of(coop).filter(named, allotment__isnull=False)


def run_sheet(*, coop: Any, session: Session, at: datetime) -> list[SheetRow]:
    """The rows in order, with their counts. Three queries: rows, what is held, the store."""
    items = list(
        Item.objects.of(coop)
        .filter(session=session)
        .select_related("variant__product", "allotment")
        .annotate(in_line=Count("allotment__waiting", filter=Q(allotment__waiting__state="waiting")))
        .order_by("position", "id")
    )
    held = _held(coop, session) if session.state != Session.State.SCHEDULED else {}
    store = stock.numbers(coop=coop, variant_ids=[item.variant_id for item in items])
    return [_row(item, held, store, at) for item in items]


def sheet_lines(rows: Sequence[SheetRow]) -> list[SheetLine]:
    """The rows as the check of the run sheet takes them."""
    return [
        SheetLine(
            code=row.item.code,
            name=row.item.name,
            aliases=tuple(row.item.aliases),
            planned=row.item.planned,
            free=row.free,
            price=row.item.price,
            variant=row.item.variant_id,
            pictured=bool(row.item.variant.product.picture or row.item.variant.product.drawing),
        )
        for row in rows
    ]


def latest_orders(*, coop: Any, session_id: int, limit: int = 12) -> list[Any]:
    """The newest orders of a session with their lines. Two queries."""
    newest = orders.listing(coop=coop, session_id=session_id).exclude(state__in=ENDED)
    return list(orders.with_lines(newest.order_by("-placed_at", "-pk"))[:limit])


CHANGES = (
    "session.pinned",
    "session.unpinned",
    "item.priced",
    "item.allotted",
    "item.received",
    "item.added",
    "item.stopped",
    "item.resumed",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changed during the live. `command` is the key that undoes it; empty once it is undone."""

    entry: Any
    command: str


def latest_changes(*, coop: Any, session_id: int, limit: int = 5) -> list[Change]:
    """The newest changes that somebody made on air; an undo is no change of its own. One query."""
    entries = activity.of_subject(coop=coop, subject="session", subject_id=session_id)
    rows = list(entries.filter(kind__in=(*CHANGES, "item.removed"))[: 4 * limit])
    undone = {row.facts["undoes"] for row in rows if "undoes" in row.facts}
    changes = [row for row in rows if "command" in row.facts][:limit]
    return [Change(row, "" if row.facts["command"] in undone else row.facts["command"]) for row in changes]


def phones(*, coop: Any, session_id: int, person: Any) -> list[Phone]:
    """The other phones on which this person has opened this studio, the newest first. One query."""
    rows = Phone.objects.of(coop).filter(session=session_id, person=person, ended_at=None)
    return list(rows.filter(used_at__isnull=False).order_by("-used_at"))


def next_to_say(rows: Iterable[SheetRow], *, pinned: int | None) -> Item | None:
    """What the run sheet wants said next: of the pinned item first, then in order; not what was said."""
    unsaid = [row.item for row in rows if row.item.say and row.item.said_at is None]
    return next((item for item in unsaid if item.pk == pinned), unsaid[0] if unsaid else None)


@dataclass(frozen=True, slots=True)
class Last:
    """What a variant cost in the live before, in đồng, and when that was."""

    price: int
    at: datetime


def last_prices(*, coop: Any, variant_ids: Iterable[int], but: int) -> dict[int, Last]:
    """By variant: its price in the latest session that was opened, session `but` aside. One query."""
    rows = (
        Item.objects.of(coop)
        .filter(variant_id__in=list(variant_ids), session__opened_at__isnull=False)
        .exclude(session_id=but)
        .order_by("variant_id", "-session__opened_at", "-pk")
        .distinct("variant_id")
        .values_list("variant_id", "price", "session__opened_at")
    )
    return {variant: Last(price, at) for variant, price, at in rows if at is not None}


def blocks(*, coop: Any, text: str = "") -> QuerySet[Block]:
    """Who is blocked now, the latest first, with who did it; of this name or for this reason."""
    rows = Block.objects.of(coop).filter(lifted_at=None).select_related("person").order_by("-id")
    return rows.filter(Q(name__icontains=text) | Q(reason__icontains=text)) if text else rows


def earlier_sheets(*, coop: Any, but: int = 0, limit: int = 10) -> list[Session]:
    """Sessions whose run sheet can be copied, the newest first."""
    return list(
        sessions(coop=coop)
        .exclude(pk=but)
        .annotate(rows=Count("items"))
        .filter(rows__gt=0)[:limit]
    )  # fmt: skip


def _held(coop: Any, session: Session) -> dict[int, int]:
    waiting = orders.listing(coop=coop, session_id=session.pk).filter(state="held", money_at=None)
    rows = (
        waiting.order_by()
        .values_list("lines__allotment")
        .annotate(held=Sum(F("lines__qty") - F("lines__short_qty")))
    )
    return {allotment: held for allotment, held in rows if allotment is not None}


def _row(item: Any, held: dict[int, int], store: dict[int, stock.Numbers], at: datetime) -> SheetRow:
    part, shelf = item.allotment, store[item.variant_id]
    waiting_to_pay = min(held.get(part.pk, 0), part.taken) if part else 0
    return SheetRow(
        item=item,
        price=price_now(price=item.price, flash_price=item.flash_price, flash_until=item.flash_until, at=at),
        left=part.remaining if part else 0,
        held=waiting_to_pay,
        sold=part.taken - waiting_to_pay if part else 0,
        allotted=part.allotted if part else 0,
        waiting=item.in_line,
        on_hand=shelf.on_hand,
        free=shelf.free,
    )
