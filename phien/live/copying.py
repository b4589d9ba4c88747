"""Taking over the run sheet of an earlier session: what can be sold again, as many as the store has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from phien.live.errors import Unknown
from phien.live.models import Item, Session
from phien.live.sheet import GAP, items_in_order, noted, scheduled
from phien.stock import queries as stock


@dataclass(frozen=True, slots=True)
class Copied:
    """What came: how many rows; names of what is put away and stayed behind; codes of which fewer are
    planned than last time, because the store has no more."""

    items: int = 0
    away: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()


@transaction.atomic
def copy_sheet(
    *, coop: Any, session_id: int, from_session_id: int, by: Any, at: datetime, actor: str = ""
) -> Copied:
    """Add the rows of an earlier session, but for codes that are here already.

    Codes, names, prices, limits and words come along. Flash prices are left behind: their time is over.
    What is put away is skipped; nothing is planned beyond what is free in the store. Refuses `Unknown`,
    `SheetFixed`.
    """
    session = scheduled(coop, session_id)
    earlier = Session.objects.of(coop).filter(pk=from_session_id).first()
    if earlier is None:
        raise Unknown
    here = list(items_in_order(session))
    codes, last = {row.code for row in here}, max((row.position for row in here), default=0)
    wanted = [
        row for row in items_in_order(earlier).select_related("variant__product") if row.code not in codes
    ]
    rows = [row for row in wanted if _sold_still(row)]
    planned = _planned(coop, rows, already=here)
    Item.every_coop.bulk_create(
        [_copy(row, session, last + place * GAP, planned[row.pk]) for place, row in enumerate(rows, start=1)]
    )
    copied = Copied(
        items=len(rows),
        away=tuple(row.name for row in wanted if not _sold_still(row)),
        fewer=tuple(row.code for row in rows if planned[row.pk] < row.planned),
    )
    facts = {
        "from": earlier.pk,
        "items": copied.items,
        "away": list(copied.away),
        "fewer": list(copied.fewer),
    }
    noted(session, "session.sheet_copied", by=by, at=at, facts=facts, actor=actor)
    return copied


def _sold_still(row: Item) -> bool:
    return row.variant.archived_at is None and row.variant.product.archived_at is None


def _planned(coop: Any, rows: Iterable[Item], *, already: Iterable[Item]) -> dict[int, int]:
    """By row: as many as last time, no more than is free after the rows before it."""
    rows = list(rows)
    numbers = stock.numbers(coop=coop, variant_ids=[row.variant_id for row in rows])
    free = {variant: max(0, shelf.free) for variant, shelf in numbers.items()}
    for row in already:
        if row.variant_id in free:
            free[row.variant_id] = max(0, free[row.variant_id] - row.planned)
    planned = {}
    for row in rows:
        planned[row.pk] = min(row.planned, free[row.variant_id])
        free[row.variant_id] -= planned[row.pk]
    return planned


def _copy(row: Item, session: Session, position: int, planned: int) -> Item:
    return Item(
        coop_id=session.coop_id,
        session=session,
        variant_id=row.variant_id,
        position=position,
        code=row.code,
        name=row.name,
        aliases=row.aliases,
        group=row.group,
        price=row.price,
        planned=planned,
        limit_per_buyer=row.limit_per_buyer,
        waiting_limit=row.waiting_limit,
        say=row.say,
    )
