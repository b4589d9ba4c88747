"""Many counts at once, in the caller's transaction: for tables that come in. Entered through `stock.actions`.

Lives sell from these rows, so they are locked last, all in one statement by id, and only for a moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from phien.coops.models import Coop, Person
from phien.stock.models import Ledger, Stock
from phien.stock.statements import ADD_COUNTED, ADD_MOVES, ADD_STOCK


def lock_stock(*, coop: Coop, variant_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """{variant: (on hand, reserved)} of the rows that are there, locked until the transaction ends."""
    rows = Stock.objects.of(coop).filter(pk__in=variant_ids).order_by("pk").select_for_update()
    return {
        pk: (on_hand, reserved) for pk, on_hand, reserved in rows.values_list("pk", "on_hand", "reserved")
    }


def move_many(
    *, coop: Coop, deltas: Mapping[int, int], reason: str, by: Person | None, at: datetime
) -> dict[int, int]:
    """Each variant's number by its delta (never 0), with a ledger line. Gives {variant: ledger line}.

    The caller locked the rows and looked that nothing promised is lost; the constraint looks again.
    """
    if not deltas:
        return {}
    ids = sorted(deltas)
    moved = [deltas[pk] for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute(ADD_STOCK, [coop.pk, ids])
        cursor.execute(ADD_COUNTED, [ids, moved, coop.pk])
        person = by.pk if by is not None else None
        cursor.execute(ADD_MOVES, [coop.pk, reason, person, at, ids, moved])
        return dict(cursor.fetchall())


def latest_lines(*, coop: Coop, variant_ids: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    """{variant: (line, kind, delta) of its ledger, oldest first}."""
    lines: dict[int, list[tuple[int, str, int]]] = {}
    rows = Ledger.objects.of(coop).filter(variant__in=variant_ids).order_by("pk")
    for variant, pk, kind, delta in rows.values_list("variant_id", "pk", "kind", "delta"):
        lines.setdefault(variant, []).append((pk, kind, delta))
    return lines


def forget(*, coop: Coop, variant_ids: Sequence[int]) -> None:
    """Stock and ledger of sizes that are taken away again as if they had never come."""
    Ledger.objects.of(coop).filter(variant__in=variant_ids).delete()
    Stock.objects.of(coop).filter(pk__in=variant_ids).delete()
