"""Receiving and adjusting. The row is locked; number, ledger and record are one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from phien.activity.actions import record
from phien.catalog import queries as catalog
from phien.coops.models import Coop, Person
from phien.stock import queries, rules
from phien.stock.allotting import allot as allot
from phien.stock.errors import UnknownVariant
from phien.stock.many import forget as forget
from phien.stock.many import lock_stock as lock_stock
from phien.stock.many import move_many as move_many
from phien.stock.models import Ledger, Stock
from phien.stock.parcels import ship as ship
from phien.stock.parcels import take_back as take_back
from phien.stock.parcels import unship as unship

if TYPE_CHECKING:
    from phien.catalog.models import Variant


@transaction.atomic
def receive(
    *,
    coop: Coop,
    variant_id: int,
    qty: int,
    at: datetime,
    by: Person | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Stock:
    """`qty` pieces came into the store. The first receipt makes the variant's stock row.

    `seen` is what `queries.latest_by_hand` said to the person: a second tap of one press is refused.
    """
    variant = _variant(coop=coop, variant_id=variant_id)
    Stock.every_coop.get_or_create(variant=variant, defaults={"coop": coop})
    stock = Stock.objects.of(coop).select_for_update().get(pk=variant.pk)
    rules.must_be_the_latest(seen=seen, latest=queries.latest_by_hand(coop=coop, variant_id=variant.pk))
    rules.must_be_receivable(qty=qty, on_hand=stock.on_hand)
    return _write(stock, variant, kind=Ledger.Kind.RECEIVED, delta=qty, reason=reason, by=by, at=at)


@transaction.atomic
def adjust(
    *,
    coop: Coop,
    variant_id: int,
    delta: int,
    reason: str,
    at: datetime,
    by: Person | None = None,
    seen: int | None = None,
) -> Stock:
    """The store holds `delta` more (or less) than the number said. Refuses to go below what is promised.

    Below reserved only a session's desk can shrink what it promised: that is `live.actions`.
    `seen` as in `receive`.
    """
    variant = _variant(coop=coop, variant_id=variant_id)
    Stock.every_coop.get_or_create(variant=variant, defaults={"coop": coop})
    stock = Stock.objects.of(coop).select_for_update().get(pk=variant.pk)
    rules.must_be_the_latest(seen=seen, latest=queries.latest_by_hand(coop=coop, variant_id=variant.pk))
    rules.must_be_adjustable(delta=delta, reason=reason, on_hand=stock.on_hand, reserved=stock.reserved)
    return _write(stock, variant, kind=Ledger.Kind.ADJUSTED, delta=delta, reason=reason, by=by, at=at)


def _write(
    stock: Stock,
    variant: Variant,
    *,
    kind: Ledger.Kind,
    delta: int,
    reason: str,
    by: Person | None,
    at: datetime,
) -> Stock:
    stock.on_hand += delta
    stock.save(update_fields=["on_hand"])
    Ledger.every_coop.create(
        coop_id=stock.coop_id,
        variant=variant,
        kind=kind,
        delta=delta,
        reason=reason.strip(),
        person=by,
        at=at,
    )
    record(
        coop=stock.coop,
        kind=f"stock.{kind.value}",
        subject="product",
        subject_id=variant.product_id,
        at=at,
        by=by,
        facts={
            "variant": variant.full_name,
            "qty": delta,
            "on_hand": stock.on_hand,
            **({"reason": reason.strip()} if reason.strip() else {}),
        },
    )
    return stock


def _variant(*, coop: Coop, variant_id: int) -> Variant:
    variant = catalog.variant(coop=coop, variant_id=variant_id)
    if variant is None:
        raise UnknownVariant
    return variant
