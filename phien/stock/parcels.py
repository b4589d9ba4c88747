"""The stock that leaves and comes back with parcels. Entered through `stock.actions`.

Order of locks: orders, allotments, stock (by variant).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from phien.coops.models import Coop, Person
from phien.stock.models import Ledger, Stock

Parcels = Mapping[int, Mapping[int, int]]  # {order id: {variant id: quantity}}


def ship(*, coop: Coop, parcels: Parcels, at: datetime, by: Person | None) -> None:
    """Parcels left: on hand and reserved both fall, the ledger says why. In the caller's transaction."""
    _move(coop=coop, parcels=parcels, on_hand=-1, reserved=-1)
    _write_ledger(coop=coop, parcels=parcels, kind=Ledger.Kind.SHIPPED, sign=-1, at=at, by=by)


def take_back(*, coop: Coop, parcels: Parcels, at: datetime, by: Person | None) -> None:
    """Parcels came back: on hand again, reserved for nobody. In the caller's transaction."""
    _move(coop=coop, parcels=parcels, on_hand=1, reserved=0)
    _write_ledger(coop=coop, parcels=parcels, kind=Ledger.Kind.RETURNED, sign=1, at=at, by=by)


def unship(*, coop: Coop, parcels: Parcels, at: datetime, by: Person | None) -> None:
    """They had not left after all: on hand and reserved as before. In the caller's transaction."""
    _move(coop=coop, parcels=parcels, on_hand=1, reserved=1)
    _write_ledger(coop=coop, parcels=parcels, kind=Ledger.Kind.RETURNED, sign=1, at=at, by=by)


def _move(*, coop: Coop, parcels: Parcels, on_hand: int, reserved: int) -> None:
    totals: dict[int, int] = {}
    for variants in parcels.values():
        for variant, qty in variants.items():
            totals[variant] = totals.get(variant, 0) + qty
    rows = Stock.objects.of(coop)
    list(rows.select_for_update().filter(pk__in=totals).order_by("pk").values_list("pk"))
    for variant, qty in sorted(totals.items()):
        rows.filter(pk=variant).update(
            on_hand=F("on_hand") + on_hand * qty, reserved=F("reserved") + reserved * qty
        )


def _write_ledger(
    *, coop: Coop, parcels: Parcels, kind: str, sign: int, at: datetime, by: Person | None
) -> None:
    Ledger.every_coop.bulk_create(
        Ledger(coop=coop, variant_id=variant, kind=kind, delta=sign * qty, order_id=order, person=by, at=at)
        for order, variants in sorted(parcels.items())
        for variant, qty in sorted(variants.items())
        if qty
    )
