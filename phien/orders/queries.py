"""Reading orders, cooperative first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from phien.coops.models import Coop
from phien.orders.contracts import State
from phien.orders.errors import UnknownOrder
from phien.orders.models import Line, Order
from phien.orders.search import matching
from phien.plumbing.truths import BrokenTruth

LACKS_ADDRESS = Q(phone="") | Q(street="") | Q(commune="") | Q(province="")
FROM_COMMENTS = ~Q(source="button")
ENDED_STATES = ["cancelled", "expired"]
TO_CALL = (Q(state=State.HELD) & FROM_COMMENTS | Q(state=State.CONFIRMED)) & LACKS_ADDRESS
TO_CHECK = Q(claimed_at__isnull=False, money_at__isnull=True, state__in=[State.HELD, State.CONFIRMED]) | Q(
    state=State.HELD, money_at__isnull=False
)
TO_REFUND = Q(state__in=ENDED_STATES, paid__gt=0)
TO_PACK = Q(state=State.CONFIRMED) & ~LACKS_ADDRESS
UNPAID = Q(state=State.HELD, money_at__isnull=True, claimed_at__isnull=True)
SOON = timedelta(hours=2)


def with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Their lines in one query more, in the order they were added."""
    return orders.prefetch_related(Prefetch("lines", queryset=Line.every_coop.order_by("id")))


def with_goods(*, coop: Coop, order: Order) -> list[Line]:
    """The order's lines with their products, for pictures; one query."""
    return list(Line.objects.of(coop).filter(order=order).select_related("variant__product").order_by("id"))


def claim_until(*, coop: Coop, closed_at: datetime | None) -> datetime | None:
    """How long a claimed order is kept: the cooperative's comment hold after the session's close.

    None while the session is open: its close will set the end.
    """
    return closed_at + timedelta(hours=coop.comment_hold_hours) if closed_at else None


def one(*, coop: Coop, code: str) -> Order:
    """The order of this code with its lines. 404 where the cooperative has no such order."""
    try:
        return with_lines(Order.objects.of(coop)).get(code=code)
    except Order.DoesNotExist:
        raise UnknownOrder from None


def listing(
    *, coop: Coop, search: str = "", state: str = "", session_id: int | None = None
) -> QuerySet[Order]:
    """Newest first. `state` is a state of an order or empty."""
    orders = Order.objects.of(coop)
    if state:
        orders = orders.filter(state=state)
    if session_id is not None:
        orders = orders.filter(session_id=session_id)
    return matching(orders, search).order_by("-id")


def count_by_state(*, coop: Coop) -> dict[str, int]:
    """How many orders are in each state."""
    rows = Order.objects.of(coop).values_list("state").annotate(Count("pk")).order_by()
    return dict(rows)


def held_of(*, coop: Coop, allotment_id: int) -> int:
    """Pieces of this allotment that are promised but not paid: others may still give them up."""
    unpaid = Line.objects.of(coop).filter(
        allotment=allotment_id, order__state=State.HELD, order__money_at__isnull=True
    )
    found: int | None = unpaid.aggregate(held=Sum(F("qty") - F("short_qty")))["held"]
    return found or 0


def to_call(*, coop: Coop) -> QuerySet[Order]:
    """Who must be written to or called: no phone or address yet. Not contacted first, oldest first."""
    return (
        Order.objects.of(coop)
        .filter(TO_CALL)
        .order_by(F("contacted_at").asc(nulls_first=True), "placed_at", "pk")
    )


def to_check(*, coop: Coop) -> QuerySet[Order]:
    """Who says the money is sent, who paid a part: to be compared with the bank, oldest claim first."""
    return (
        Order.objects.of(coop)
        .filter(TO_CHECK)
        .order_by(F("claimed_at").asc(nulls_last=True), "placed_at", "pk")
    )


def to_refund(*, coop: Coop) -> QuerySet[Order]:
    """Ended orders that have money: somebody must send it back or bring the order back."""
    return Order.objects.of(coop).filter(TO_REFUND).order_by("money_at", "pk")


def to_pack(*, coop: Coop) -> QuerySet[Order]:
    """Confirmed, with phone and address, the longest waiting first."""
    return Order.objects.of(coop).filter(TO_PACK).order_by("confirmed_at", "pk")


def packed(*, coop: Coop) -> QuerySet[Order]:
    """Packed, waiting for the carrier, the latest packed first."""
    return Order.objects.of(coop).filter(state=State.PACKED).order_by("-packed_at", "-pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many orders wait for what. `soon` of the unpaid end within two hours, `today` before midnight
    (the soon ones too); `late` have waited for the carrier longer than the cooperative says."""

    to_call: int
    to_check: int
    to_refund: int
    to_pack: int
    packed: int
    late: int
    soon: int
    today: int


def waiting(*, coop: Coop, at: datetime, midnight: datetime) -> Waiting:
    """What the day still wants, in one query; `midnight` is the end of the day at the cooperative."""
    late = Q(confirmed_at__lt=at - timedelta(days=coop.late_after_days))
    ending = UNPAID & Q(pay_by__gt=at)
    wanted = {
        "to_call": TO_CALL,
        "to_check": TO_CHECK,
        "to_refund": TO_REFUND,
        "to_pack": TO_PACK,
        "packed": Q(state=State.PACKED),
        "late": (TO_PACK | Q(state=State.PACKED)) & late,
        "soon": ending & Q(pay_by__lte=at + SOON),
        "today": ending & Q(pay_by__lte=max(midnight, at + SOON)),
    }
    awake = Q(state__in=[State.HELD, State.CONFIRMED, State.PACKED]) | TO_REFUND
    counts = {name: Count("pk", filter=which) for name, which in wanted.items()}
    return Waiting(**Order.objects.of(coop).filter(awake).aggregate(**counts))


def of_codes(*, coop: Coop, codes: Iterable[str]) -> QuerySet[Order]:
    """The cooperative's orders among these codes, in the order they were confirmed."""
    return Order.objects.of(coop).filter(code__in=list(codes)).order_by("confirmed_at", "pk")


@dataclass(frozen=True, slots=True)
class Pick:
    """How many of one variant to take from the shelf, for how many orders."""

    variant: int
    name: str
    unit: str
    codes: tuple[str, ...]
    qty: int
    orders: int


def pick_list(*, coop: Coop) -> list[Pick]:
    """What all orders to pack need, by variant, the most first."""
    rows = (
        Line.objects.of(coop)
        .filter(order__in=to_pack(coop=coop).order_by().values("pk"))
        .values("variant_id", "name", "unit")
        .annotate(
            total=Sum(F("qty") - F("short_qty")),
            orders=Count("order", distinct=True),
            codes=ArrayAgg("code", distinct=True, filter=~Q(code=""), default=[]),
        )
        .filter(total__gt=0)
        .order_by("-total", "name")
    )
    return [
        Pick(
            variant=row["variant_id"],
            name=row["name"],
            unit=row["unit"],
            codes=tuple(row["codes"]),
            qty=row["total"],
            orders=row["orders"],
        )
        for row in rows
    ]


TOTALS = (
    "select o.code, o.state, o.goods, o.discount, o.shipping, o.total, coalesce(sum(l.price * "
    "(l.qty - l.short_qty)), 0)::bigint as lines from orders_order o left join orders_line l "
    "on l.order_id = o.id group by o.id having o.total <> o.goods - o.discount + o.shipping "
    "or (o.state <> 'merged' and o.goods <> coalesce(sum(l.price * (l.qty - l.short_qty)), 0)) order by o.id"
)
ENDED_WITH_MONEY = (
    "select code, state, money_at, expired_at from orders_order where expired_at is not null "
    "and money_at is not null and money_at < expired_at order by id"
)


def broken_truths() -> list[BrokenTruth]:
    """Truths 3 and 4 over every cooperative, for `phien check`: nothing where both hold."""
    checks = (
        (3, "order total = sum of lines - discounts + shipping", TOTALS),
        (4, "an order that has money is never ended by a timer", ENDED_WITH_MONEY),
    )
    found = [(truth, sentence, _rows(sql)) for truth, sentence, sql in checks]
    return [BrokenTruth(truth, sentence, rows) for truth, sentence, rows in found if rows]


def _rows(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
