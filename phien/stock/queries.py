"""Reading stock, cooperative first; and the truths it must keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from phien.catalog import queries as catalog
from phien.coops.models import Coop
from phien.plumbing.truths import BrokenTruth
from phien.stock.many import latest_lines as latest_lines
from phien.stock.models import Allotment, Ledger, Stock

if TYPE_CHECKING:
    from phien.catalog.models import Variant

LOW = 10  # at 10 or fewer the number turns madder, unless the cooperative says otherwise


@dataclass(frozen=True, slots=True)
class Numbers:
    """Pieces of one variant: in the store, promised to sessions, not yet sold by them."""

    on_hand: int = 0
    reserved: int = 0
    remaining: int = 0
    few: int = LOW

    @property
    def free(self) -> int:
        """Not held by any session."""
        return self.on_hand - self.reserved

    @property
    def left(self) -> int:
        """Free, and what sessions hold but have not sold."""
        return self.free + self.remaining

    @property
    def low(self) -> bool:
        """Few enough to say so."""
        return self.left <= self.few


def numbers(*, coop: Coop, variant_ids: list[int]) -> dict[int, Numbers]:
    """By variant id; a variant without a stock row has none of anything. One query."""
    rows = Stock.objects.of(coop).filter(pk__in=variant_ids).annotate(unsold=_remaining("pk"))
    few = coop.low_stock if isinstance(coop, Coop) else LOW
    found = {row.pk: Numbers(row.on_hand, row.reserved, row.unsold, few) for row in rows}
    return {pk: found.get(pk, Numbers(few=few)) for pk in variant_ids}


def rows(*, coop: Coop, search: str = "") -> QuerySet[Variant]:
    """Every living variant with `on_hand`, `reserved`, `free` and `left`, by name."""
    return catalog.variants(coop=coop, search=search).annotate(
        on_hand=Coalesce("stock__on_hand", 0),
        reserved=Coalesce("stock__reserved", 0),
        free=F("on_hand") - F("reserved"),
        left=F("free") + _remaining("pk"),
    )


def low(*, coop: Coop, search: str = "") -> QuerySet[Variant]:
    """What was in the store once and is nearly gone, fewest first; `in_all` counts them all."""
    few = rows(coop=coop, search=search).filter(Q(stock__isnull=False, left__lte=coop.low_stock))
    return few.annotate(in_all=Window(Count("pk"))).order_by(F("left").asc(), "product__name", "id")


def ledger(*, coop: Coop, variant_id: int) -> QuerySet[Ledger]:
    """Why the number changed, newest first, with the `balance` after each change and who did it."""
    balance = Window(Sum("delta"), order_by=F("id").asc())
    return (
        Ledger.objects.of(coop)
        .filter(variant=variant_id)
        .annotate(balance=balance)
        .select_related("person")
        .order_by("-id")
    )


def latest_by_hand(*, coop: Coop, variant_id: int) -> int:
    """The id of the latest receipt or count of a variant; 0 where there was none."""
    by_hand = Ledger.objects.of(coop).filter(
        variant=variant_id, kind__in=(Ledger.Kind.RECEIVED, Ledger.Kind.ADJUSTED)
    )
    return by_hand.order_by("-id").values_list("id", flat=True).first() or 0


def holders(*, coop: Coop, variant_id: int) -> list[tuple[int, int]]:
    """(session id, pieces it was allotted) of each session that may still hold some of this variant."""
    held = Allotment.objects.of(coop).filter(variant=variant_id, allotted__gt=0).order_by("-id")
    return [(row.session_id, row.allotted) for row in held if row.session_id is not None]


def _remaining(of: str) -> Coalesce:
    unsold = (
        Allotment.every_coop.filter(variant=OuterRef(of))
        .order_by()
        .values("variant")
        .annotate(unsold=Sum("remaining"))
        .values("unsold")
    )
    return Coalesce(Subquery(unsold, output_field=IntegerField()), 0)


ALLOTTED_IS_REMAINING_AND_TAKEN = """
select id, coop_id, session_id, variant_id, allotted, remaining, taken from stock_allotment
where allotted <> remaining + taken or remaining < 0 or taken < 0 order by id
"""
ON_HAND_IS_ITS_LEDGER = """
select v.id as variant_id, v.coop_id, coalesce(s.on_hand, 0) as on_hand, coalesce(l.total, 0) as ledger
from catalog_variant v
left join stock_stock s on s.variant_id = v.id
left join (select variant_id, sum(delta) as total from stock_ledger group by variant_id) l
       on l.variant_id = v.id
where coalesce(s.on_hand, 0) <> coalesce(l.total, 0) order by v.id
"""
RESERVED_IS_WHAT_SESSIONS_HOLD = """
select v.id as variant_id, v.coop_id, coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as reserved,
       coalesce(a.allotted, 0) as allotted, coalesce(h.gone, 0) as handed_over
from catalog_variant v
left join stock_stock s on s.variant_id = v.id
left join (select variant_id, sum(allotted) as allotted from stock_allotment group by variant_id) a
       on a.variant_id = v.id
left join (select a2.variant_id, sum(l.qty - l.short_qty) as gone
           from orders_line l
           join orders_order o on o.id = l.order_id
           join stock_allotment a2 on a2.id = l.allotment_id
           where o.state in ('handed_over', 'delivered', 'returned') group by a2.variant_id) h
       on h.variant_id = v.id
where coalesce(s.reserved, 0) < 0 or coalesce(s.reserved, 0) > coalesce(s.on_hand, 0)
   or coalesce(s.reserved, 0) <> coalesce(a.allotted, 0) - coalesce(h.gone, 0)
order by v.id
"""
TRUTHS = (
    (1, "Per item: allotted = remaining + taken, none negative.", ALLOTTED_IS_REMAINING_AND_TAKEN),
    (5, "Stock on hand = the sum of its ledger.", ON_HAND_IS_ITS_LEDGER),
    (
        6,
        "Per variant: 0 ≤ reserved ≤ on hand, and reserved = allotted - handed over.",
        RESERVED_IS_WHAT_SESSIONS_HOLD,
    ),
)


def broken_truths() -> list[BrokenTruth]:
    """Truths 1, 5 and 6 over every cooperative, in the caller's snapshot. Empty means all hold."""
    broken = []
    with connection.cursor() as cursor:
        for number, sentence, sql in TRUTHS:
            cursor.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            found: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if found:
                broken.append(BrokenTruth(number, sentence, found))
    return broken
