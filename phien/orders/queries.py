"""Reading orders, cooperative first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest

from phien.coops.models import Coop, Person
from phien.kernel.refusals import Refusal
from phien.orders.contracts import Missing, State
from phien.orders.errors import UnknownCode, UnknownHandover, UnknownOrder, UnknownShortage
from phien.orders.finding import (
    count_by_state as count_by_state,
)
from phien.orders.finding import (
    found as found,
)
from phien.orders.finding import (
    history as history,
)
from phien.orders.finding import (
    kept_filter as kept_filter,
)
from phien.orders.finding import (
    kept_filters as kept_filters,
)
from phien.orders.finding import (
    of_ids as of_ids,
)
from phien.orders.finding import (
    round_of as round_of,
)
from phien.orders.finding import (
    same_buyer as same_buyer,
)
from phien.orders.finding import (
    unsent as unsent,
)
from phien.orders.finding import (
    unsent_first as unsent_first,
)
from phien.orders.models import Handover, Line, Order, Shortage
from phien.orders.rules import PACKING_TAKES, must_be_over
from phien.orders.rules import packs_now as packing_still_runs
from phien.orders.rules import phone_as_e164 as phone_as_e164
from phien.orders.search import SOON, UNPAID
from phien.orders.search import matching as matching
from phien.orders.search import until_tonight as until_tonight
from phien.orders.truths import broken_truths as broken_truths

LACKS_ADDRESS = Q(phone="") | Q(street="") | Q(commune="") | Q(province="")
FROM_COMMENTS = ~Q(source="button")
ENDED_STATES = ["cancelled", "expired"]
# Something of the order was not on the shelf, and the order waits for it.
AWAITED = Exists(Shortage.every_coop.filter(order=OuterRef("pk"), what=Missing.WAIT, settled=""))
TO_CALL = (Q(state=State.HELD) & FROM_COMMENTS | Q(state=State.CONFIRMED)) & LACKS_ADDRESS
# Each part names one state, so that each is found by an index of few orders (`order_running_out`,
# `order_in_the_store`) instead of one pass over all that ever ended.
TO_CHECK = (
    Q(claimed_at__isnull=False, money_at__isnull=True, state=State.HELD)
    | Q(claimed_at__isnull=False, money_at__isnull=True, state=State.CONFIRMED)
    | Q(state=State.HELD, money_at__isnull=False)
)
# of ended orders all money, of living ones what was left out; while goods are awaited nothing is owed
TO_REFUND = Q(state__in=ENDED_STATES, paid__gt=0) | Q(paid__gt=F("total")) & ~Q(
    state__in=[*ENDED_STATES, State.MERGED]
) & ~Q(AWAITED)
TO_PACK = Q(state=State.CONFIRMED) & ~LACKS_ADDRESS & ~Q(AWAITED)
CASH = Greatest(F("orders__total") - F("orders__paid"), 0)


def with_lines(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Their lines in one query more, in the order they were added."""
    return orders.prefetch_related(Prefetch("lines", queryset=Line.every_coop.order_by("id")))


def filled(orders: Iterable[Order]) -> list[Order]:
    """Orders that are here already, of any cooperative, with their lines; one query."""
    rows = list(orders)
    prefetch_related_objects(rows, Prefetch("lines", queryset=Line.every_coop.order_by("id")))
    return rows


def with_goods(*, coop: Coop, order: Order) -> list[Line]:
    """The order's lines with their products, for pictures; one query."""
    return list(Line.objects.of(coop).filter(order=order).select_related("variant__product").order_by("id"))


def claim_until(*, coop: Coop, closed_at: datetime | None) -> datetime | None:
    """How long a claimed order is kept: the cooperative's comment hold after the session's close.

    None while the session is open: its close will set the end.
    """
    return closed_at + timedelta(hours=coop.comment_hold_hours) if closed_at else None


def lines(*, coop: Coop) -> QuerySet[Line]:
    """Every line of every order, to count and to sum."""
    return Line.objects.of(coop)


def one(*, coop: Coop, code: str) -> Order:
    """The order of this code with its lines. 404 where the cooperative has no such order."""
    try:
        return with_lines(Order.objects.of(coop)).get(code=code)
    except Order.DoesNotExist:
        raise UnknownOrder from None


def listing(*, coop: Coop, session_id: int | None = None) -> QuerySet[Order]:
    """Newest first."""
    orders = Order.objects.of(coop)
    if session_id is not None:
        orders = orders.filter(session_id=session_id)
    return orders.order_by("-id")


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
    """Money that must go back (`Order.to_send_back`), the oldest first."""
    return Order.objects.of(coop).filter(TO_REFUND).order_by("money_at", "pk")


def joinable(*, coop: Coop, order: Order, limit: int = 20) -> list[Order]:
    """Other open orders of its live, those of its phone first; nothing where it is not open itself."""
    if order.state != State.HELD or order.money_at or order.claimed_at or order.session_id is None:
        return []
    others = Order.objects.of(coop).filter(
        session_id=order.session_id, state=State.HELD, money_at=None, claimed_at=None
    )
    same = Q(phone=order.phone) if order.phone else Q(pk__in=[])
    marked = others.exclude(pk=order.pk).annotate(same_phone=Case(When(same, then=True), default=False))
    return list(with_lines(marked.order_by("-same_phone", "-pk"))[:limit])


def to_pack(*, coop: Coop) -> QuerySet[Order]:
    """Confirmed, with phone and address, nothing awaited; the longest waiting first."""
    return Order.objects.of(coop).filter(TO_PACK).order_by("confirmed_at", "pk")


def free_to_pack(*, coop: Coop, by: Person, at: datetime) -> QuerySet[Order]:
    """Of those, what no other packer has in hand; what `by` took up already comes first."""
    others = Q(packer__isnull=False, packer_since__gt=at - PACKING_TAKES) & ~Q(packer=by)
    mine = Case(When(packer=by, then=0), default=1)
    return to_pack(coop=coop).exclude(others).order_by(mine, "confirmed_at", "pk")


def waiting_for_goods(*, coop: Coop) -> QuerySet[Order]:
    """Confirmed orders of which something was not on the shelf and is awaited, the longest waiting first."""
    return Order.objects.of(coop).filter(AWAITED, state=State.CONFIRMED).order_by("confirmed_at", "pk")


def shortages_of(*, coop: Coop, order: Order) -> list[Shortage]:
    """What was short of this order, the latest first."""
    return list(Shortage.objects.of(coop).filter(order=order).select_related("person").order_by("-id"))


def shortage(*, coop: Coop, order: Order, shortage_id: int) -> Shortage:
    """One of them. 404 where the order has no such."""
    found = Shortage.objects.of(coop).filter(order=order, pk=shortage_id).first()
    if found is None:
        raise UnknownShortage
    return found


def awaited(*, coop: Coop, orders: Iterable[Order]) -> list[Shortage]:
    """What these orders wait for, with the allotments; one query."""
    rows = Shortage.objects.of(coop).filter(order__in=[order.pk for order in orders])
    return list(rows.filter(what=Missing.WAIT, settled="").select_related("allotment"))


def scanned(*, coop: Coop, text: str) -> Order:
    """The order whose label or slip was scanned: its code, or the address of its buyer's page."""
    typed = "".join(text.split())
    token = typed.rstrip("/").rpartition("/o/")[2] if "/o/" in typed else ""
    wanted = Q(token=token) if token else Q(code=typed.upper())
    found = with_lines(Order.objects.of(coop)).filter(wanted).first()
    if found is None:
        raise UnknownCode(code=typed[:20] or "–")
    return found


@dataclass(frozen=True, slots=True)
class Rooms:
    """How many orders are to pack, wait for goods, and wait for the carrier."""

    to_pack: int
    waiting: int
    packed: int


def rooms(*, coop: Coop) -> Rooms:
    """The three counts of the store room; one query."""
    counts = (
        Order.objects.of(coop)
        .filter(state__in=[State.CONFIRMED, State.PACKED])
        .aggregate(
            to_pack=Count("pk", filter=TO_PACK),
            waiting=Count("pk", filter=Q(AWAITED, state=State.CONFIRMED)),
            packed=Count("pk", filter=Q(state=State.PACKED)),
        )
    )
    return Rooms(**counts)


def packs_now(order: Order, *, at: datetime) -> bool:
    """True while `order.packer` is thought to be packing it."""
    return packing_still_runs(packer=order.packer_id, since=order.packer_since, at=at)


def handovers(*, coop: Coop, text: str = "") -> QuerySet[Handover]:
    """Lists of parcels that carriers took, the latest first, with `parcels`, `grams` and `cash` (đồng).

    `text`: those with the order of this code, or handed over by whom it names.
    """
    rows = Handover.objects.of(coop)
    if text:
        code = text.upper().replace(" ", "")
        holding = Order.objects.of(coop).filter(code=code, handover__isnull=False).values("handover")
        rows = rows.filter(Q(pk__in=holding) | Q(person__name__icontains=text))
    return (
        rows.annotate(
            parcels=Count("orders"),
            grams=Coalesce(Sum("orders__weight"), 0),
            cash=Coalesce(Sum(CASH, filter=Q(orders__payment="cod")), 0),
        )
        .filter(parcels__gt=0)
        .select_related("person")
        .order_by("-pk")
    )


def handover(*, coop: Coop, handover_id: int) -> Handover:
    """One list. 404 where the cooperative has no such."""
    found = handovers(coop=coop).filter(pk=handover_id).first()
    if found is None:
        raise UnknownHandover
    return found


def of_handover(*, coop: Coop, handover_id: int) -> QuerySet[Order]:
    """The parcels on a list, in the order they were packed."""
    return Order.objects.of(coop).filter(handover=handover_id).order_by("packed_at", "pk")


def packed_by_carrier(*, coop: Coop) -> dict[str, int]:
    """How many packed parcels wait for each carrier."""
    return dict(packed(coop=coop).values_list("carrier").annotate(Count("pk")).order_by("carrier"))


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
    awake = Q(state=State.HELD) | Q(state__in=[State.CONFIRMED, State.PACKED]) | TO_REFUND
    counts = {name: Count("pk", filter=which) for name, which in wanted.items()}
    return Waiting(**Order.objects.of(coop).filter(awake).aggregate(**counts))


def of_codes(*, coop: Coop, codes: Iterable[str]) -> QuerySet[Order]:
    """The cooperative's orders among these codes, in the order they were confirmed."""
    return Order.objects.of(coop).filter(code__in=list(codes)).order_by("confirmed_at", "pk")


def why_not_over(*, order: Order, at: datetime) -> Refusal | None:
    """What refuses to take the person out of this order now; None where it is over."""
    if order.state == State.MERGED:
        return None
    try:
        must_be_over(
            order=order.code, state=order.state, paid=order.paid, handed_over_at=order.handed_over_at, at=at
        )
    except Refusal as refusal:
        return refusal
    return None


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
