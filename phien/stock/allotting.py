"""Reserving stock for a seller: rows locked by id, refused where the store has less."""

from collections.abc import Sequence

from django.db.models import F

from phien.stock.errors import NotThatManyFree
from phien.stock.models import Allotment, Stock


def allot(*, coop_id: int, session_id: int, wanted: Sequence[tuple[int, int, str]]) -> list[Allotment]:
    """Allotments for (variant, pieces, name) in this order, in the caller's transaction."""
    variants = sorted({variant for variant, _, _ in wanted})
    rows = Stock.objects.of(coop_id).filter(pk__in=variants).order_by("pk").select_for_update()
    free = {row.pk: row.on_hand - row.reserved for row in rows}
    made = []
    for variant, pieces, name in wanted:
        left = free.get(variant, 0)
        if pieces > left:
            raise NotThatManyFree(name=name, left=left)
        free[variant] = left - pieces
        Stock.objects.of(coop_id).filter(pk=variant).update(reserved=F("reserved") + pieces)
        made.append(
            Allotment.every_coop.create(
                coop_id=coop_id,
                variant_id=variant,
                session_id=session_id,
                allotted=pieces,
                remaining=pieces,
            )
        )
    return made
