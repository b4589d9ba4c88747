"""A written sheet is taken back row by row: what something since depends on stays, and says why.

A batch is a transaction of its own, so a worker that dies leaves whole rows, and the next goes on. Order of
locks: products, variants, stock, each by id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from phien.activity.actions import record
from phien.catalog import actions as catalog
from phien.catalog import queries as catalogue
from phien.kernel.refusals import Refusal
from phien.sheets.errors import ChangedSince, CountedSince, PromisedSince, UsedSince
from phien.sheets.models import Sheet, SheetRow
from phien.sheets.writing import batches, says, set_fields
from phien.stock import actions as stock
from phien.stock import queries as counted

if TYPE_CHECKING:
    from phien.catalog.models import Product, Variant
    from phien.coops.models import Person

BATCH = 500
JUDGED = (
    "update sheets_sheetrow r set taken_back = d.taken_back, kept = d.kept "
    "from unnest(%s::bigint[], %s::boolean[], %s::text[]) d(id, taken_back, kept) where r.id = d.id"
)
OURS = ("stock.stock", "stock.ledger")
Lines = dict[int, list[tuple[int, str, int]]]


def undo(sheet: Sheet, *, at: datetime, reason: str, told: Callable[[int], None]) -> None:
    """Take back what can be. Rows that were judged before a stop are not judged again."""
    done = 0
    for batch in batches(sheet, BATCH, taken_back=False, kept=""):
        with transaction.atomic():
            _Back(sheet, at, reason).take(batch)
        done += len(batch)
        told(done)
    with transaction.atomic():
        rows = SheetRow.objects.of(sheet.coop).filter(sheet=sheet)
        sheet.undone, sheet.kept = rows.filter(taken_back=True).count(), rows.exclude(kept="").count()
        sheet.state, sheet.undone_at = Sheet.State.UNDONE, at
        sheet.problem, sheet.details = "", {}
        sheet.save()
        record(
            coop=sheet.coop,
            kind="sheet.undone",
            subject="sheet",
            subject_id=sheet.pk,
            at=at,
            by=sheet.undone_by,
            facts={"name": sheet.name, "undone": sheet.undone, "kept": sheet.kept},
        )


class _Back:
    def __init__(self, sheet: Sheet, at: datetime, reason: str) -> None:
        self.sheet, self.coop, self.at, self.reason = sheet, sheet.coop, at, reason
        self.by: Person | None = sheet.undone_by

    def take(self, batch: list[SheetRow]) -> None:
        ids = [row.variant_id for row in batch if row.variant_id is not None]
        products, variants = catalog.lock_goods(
            coop=self.coop,
            product_ids=[row.product_id for row in batch if row.product_id is not None],
            variant_ids=ids,
        )
        there = stock.lock_stock(coop=self.coop, variant_ids=ids)
        lines = counted.latest_lines(coop=self.coop, variant_ids=ids)
        made = [row.variant_id for row in batch if row.kind == SheetRow.Kind.NEW and row.variant_id]
        used = catalogue.used_variants(coop=self.coop, variant_ids=made, but=OURS)
        ours = [row.product_id for row in batch if "key" in row.wish and row.product_id]
        papered = catalogue.with_papers(coop=self.coop, product_ids=ours)
        gone: list[SheetRow] = []
        deltas: dict[int, int] = {}
        saved: tuple[dict[int, Any], dict[int, Any]] = ({}, {})
        for row in batch:
            product, variant = products.get(row.product_id or 0), variants.get(row.variant_id or 0)
            why = self._why_not(row, product, variant, there, lines, used)
            if "key" in row.wish and row.product_id in papered:
                why = why or UsedSince
            if why is not None:
                row.kept = why.code
                continue
            row.taken_back = True
            for place, thing, before in ((0, product, "product"), (1, variant, "size")):
                if thing is not None and row.before.get(before):
                    set_fields(thing, row.before[before])
                    saved[place][thing.pk] = thing
            if row.kind == SheetRow.Kind.NEW:
                gone.append(row)
            elif row.ledger_id is not None and row.variant_id is not None:
                deltas[row.variant_id] = row.before["stock"] - row.wish["stock"]
        catalog.save_many(coop=self.coop, products=list(saved[0].values()), variants=list(saved[1].values()))
        stock.move_many(coop=self.coop, deltas=deltas, reason=self.reason, by=self.by, at=self.at)
        away = [row.variant_id for row in gone if row.variant_id is not None]
        stock.forget(coop=self.coop, variant_ids=away)
        emptied = [row.product_id for row in gone if "key" in row.wish and row.product_id is not None]
        catalog.remove_many(coop=self.coop, variant_ids=away, product_ids=emptied)
        catalog.refresh_search(
            coop=self.coop, product_ids={row.product_id for row in batch if row.product_id}
        )
        with connection.cursor() as cursor:
            columns = [[getattr(row, name) for row in batch] for name in ("pk", "taken_back", "kept")]
            cursor.execute(JUDGED, columns)

    def _why_not(
        self,
        row: SheetRow,
        product: Product | None,
        variant: Variant | None,
        there: dict[int, tuple[int, int]],
        lines: Lines,
        used: set[int],
    ) -> type[Refusal] | None:
        if product is None or (row.variant_id is not None and variant is None):
            return ChangedSince
        if not (says(product, row.wish.get("product", {})) and says(variant, row.wish.get("size", {}))):
            return ChangedSince
        own = lines.get(row.variant_id or 0, [])
        if row.kind == SheetRow.Kind.NEW:
            is_ours = "key" in row.wish  # the product too
            if (is_ours and (product.picture or product.archived_at)) or (variant and variant.archived_at):
                return ChangedSince
            moved = [line for line, _, _ in own if line != row.ledger_id]
            return UsedSince if moved or row.variant_id in used else None
        if row.ledger_id is None:
            return None
        if any(kind == "adjusted" and line > row.ledger_id for line, kind, _ in own):
            return CountedSince
        on_hand, reserved = there.get(row.variant_id or 0, (0, 0))
        back = row.before["stock"] - row.wish["stock"]
        return PromisedSince if on_hand + back < reserved else None
