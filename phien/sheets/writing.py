"""A sheet becomes goods: one transaction, all or nothing, looked at again before anything is kept.

Catalogue first, batch by batch; the store last, in one statement a kind, so that lives that sell from the
same rows wait a moment and not the whole time (`docs/decisions/0024-goods-from-a-table.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from phien.activity.actions import record
from phien.activity.statements import Record
from phien.catalog import actions as catalog
from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.sheets.comparing import Shelf, key
from phien.sheets.models import Sheet, SheetRow
from phien.stock import actions as stock

if TYPE_CHECKING:
    from phien.catalog.models import Product, Variant

BATCH = 1_000
KEEP_PLACES = (
    "update sheets_sheetrow r set product_id = d.product_id, variant_id = d.variant_id "
    "from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) d(id, product_id, variant_id) where r.id = d.id"
)
KEEP_LINES = (
    "update sheets_sheetrow r set ledger_id = d.ledger_id from unnest(%s::bigint[], %s::bigint[]) "
    "d(variant_id, ledger_id) where r.sheet_id = %s and r.variant_id = d.variant_id"
)


class Moved(Exception):  # noqa: N818 - not a mistake of ours: the goods changed between looking and saving
    """These rows are no longer what the preview showed."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(len(numbers))
        self.numbers = list(numbers)


def write(sheet: Sheet, *, at: datetime, reason: str, told: Callable[[int], None]) -> None:
    """Write every row, or raise `Moved` and write none. `told` hears how many rows are done."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local lock_timeout = '10s'")  # rather say so than hold a live up
        writer = _Writer(sheet, at)
        done = sheet.same
        for batch in batches(sheet):
            writer.write(batch)
            done += len(batch)
            told(done)
        writer.count(reason)
        if writer.moved:
            raise Moved(sorted(writer.moved))
        writer.record()
        Sheet.objects.of(sheet.coop).filter(pk=sheet.pk).update(
            state=Sheet.State.WRITTEN, written_at=at, done=sheet.rows, moved=[], problem="", details={}
        )


def batches(sheet: Sheet, size: int = BATCH, **only: Any) -> Iterator[list[SheetRow]]:
    """Its rows in order, a batch at a time."""
    last = 0
    while rows := list(
        SheetRow.objects.of(sheet.coop)
        .filter(sheet=sheet, number__gt=last, **only)
        .exclude(kind=SheetRow.Kind.BAD)
        .order_by("number")[:size]
    ):
        yield rows
        last = rows[-1].number


class _Writer:
    def __init__(self, sheet: Sheet, at: datetime) -> None:
        self.sheet, self.coop, self.at = sheet, sheet.coop, at
        self.shelf = Shelf(coop=sheet.coop)
        self.moved: set[int] = set()
        self.made: dict[str, int] = {}  # new products by their name
        self.counts: dict[int, tuple[int, int, int]] = {}  # variant -> (before, wanted, row)
        self.entries = Record(coop=sheet.coop_id)

    def write(self, batch: list[SheetRow]) -> None:
        products, variants = catalog.lock_goods(
            coop=self.coop,
            product_ids=[row.product_id for row in batch if row.product_id is not None],
            variant_ids=[row.variant_id for row in batch if row.variant_id is not None],
        )
        fresh: list[ProductFacts] = []
        keys: dict[str, int] = {}
        sizes: list[tuple[int, VariantFacts]] = []
        added: list[SheetRow] = []
        touched: set[int] = set()
        saved: tuple[dict[int, Product], dict[int, Variant]] = ({}, {})
        for row in batch:
            product, variant = products.get(row.product_id or 0), variants.get(row.variant_id or 0)
            if self._has_moved(row, product, variant):
                self.moved.add(row.number)
                continue
            if (change := row.wish.get("product")) and product is not None:
                set_fields(product, change)
                saved[0][product.pk] = product
                touched.add(product.pk)
            if row.kind == SheetRow.Kind.NEW:
                owner = self._owner(row, fresh, keys)
                sizes.append((owner, _size(row.wish["size"])))
                added.append(row)
            elif variant is not None and (change := row.wish.get("size")):
                self._price(row, variant)
                set_fields(variant, change)
                saved[1][variant.pk] = variant
                touched.add(variant.product_id)
            if "stock" in row.wish and row.variant_id is not None:
                self.counts[row.variant_id] = (row.before["stock"], row.wish["stock"], row.number)
        if self.moved:
            return  # nothing will be kept: only look on, to name every row
        self._save(fresh, keys, sizes, added, touched, saved)

    def _save(
        self,
        fresh: list[ProductFacts],
        keys: dict[str, int],
        sizes: list[tuple[int, VariantFacts]],
        added: list[SheetRow],
        touched: set[int],
        saved: tuple[dict[int, Product], dict[int, Variant]],
    ) -> None:
        catalog.save_many(coop=self.coop, products=list(saved[0].values()), variants=list(saved[1].values()))
        product_ids, variant_ids = catalog.add_many(coop=self.coop, products=fresh, variants=sizes)
        self.made.update(zip(keys, product_ids, strict=True))
        owners = [owner if owner >= 0 else product_ids[-1 - owner] for owner, _ in sizes]
        for row, owner, variant_id in zip(added, owners, variant_ids, strict=True):
            touched.add(owner)
            if "stock" in row.wish:
                self.counts[variant_id] = (0, row.wish["stock"], row.number)
        if added:
            with connection.cursor() as cursor:
                cursor.execute(KEEP_PLACES, [[row.pk for row in added], owners, variant_ids])
        catalog.refresh_search(coop=self.coop, product_ids=touched)

    def _owner(self, row: SheetRow, fresh: list[ProductFacts], keys: dict[str, int]) -> int:
        if row.product_id is not None:
            return row.product_id
        name = row.wish["key"]
        if name in self.made:
            return self.made[name]
        if name not in keys:
            keys[name] = len(fresh)
            fresh.append(ProductFacts(**row.wish["product"]))
        return -1 - keys[name]

    def _has_moved(self, row: SheetRow, product: Product | None, variant: Variant | None) -> bool:
        if row.product_id is not None and (product is None or product.archived_at is not None):
            return True
        if row.variant_id is not None and (variant is None or variant.archived_at is not None):
            return True
        if row.kind == SheetRow.Kind.NEW:
            if row.product_id is None:
                return row.wish["key"] in self.shelf.products
            if key(row.wish["size"]["name"]) in self.shelf.sizes.get(row.product_id, {}):
                return True
        return not (
            says(product, row.before.get("product", {})) and says(variant, row.before.get("size", {}))
        )

    def _price(self, row: SheetRow, variant: Variant) -> None:
        """A price that changed stands in the product's own record, as when it is changed by hand."""
        price = row.wish["size"].get("price")
        if price is not None:
            facts: dict[str, object] = {
                "name": row.called,
                "prices": [[variant.name or variant.unit, variant.price, price]],
                "sheet": self.sheet.pk,
            }
            self.entries.add(
                "product.changed", "product", variant.product_id, actor=self._actor(), at=self.at,
                facts=facts, person=self.sheet.person_id,
            )  # fmt: skip

    def _actor(self) -> str:
        return f"person:{self.sheet.person_id}" if self.sheet.person_id is not None else "shell"

    def count(self, reason: str) -> None:
        """The store, last: locked by id, looked at, moved."""
        ids = sorted(self.counts)
        there = stock.lock_stock(coop=self.coop, variant_ids=ids)
        deltas: dict[int, int] = {}
        for variant_id in ids:
            before, wanted, number = self.counts[variant_id]
            on_hand, reserved = there.get(variant_id, (0, 0))
            if on_hand != before or wanted < reserved:
                self.moved.add(number)
            else:
                deltas[variant_id] = wanted - on_hand
        if self.moved:
            return
        lines = stock.move_many(
            coop=self.coop, deltas=deltas, reason=reason, by=self.sheet.person, at=self.at
        )
        if lines:
            with connection.cursor() as cursor:
                cursor.execute(KEEP_LINES, [list(lines), list(lines.values()), self.sheet.pk])

    def record(self) -> None:
        """One entry for the import, one for each price that changed."""
        with connection.cursor() as cursor:
            for statement in self.entries.statement():
                cursor.execute(statement.sql, list(statement.values))  # type: ignore[arg-type]
        record(
            coop=self.coop,
            kind="sheet.written",
            subject="sheet",
            subject_id=self.sheet.pk,
            at=self.at,
            by=self.sheet.person,
            facts={"name": self.sheet.name, "new": self.sheet.new, "changed": self.sheet.changed},
        )


def set_fields(thing: Product | Variant, fields: dict[str, Any]) -> None:
    """As kept in a row: contents are texts there."""
    for name, value in fields.items():
        setattr(thing, name, Decimal(value) if name == "net_value" and value is not None else value)


def says(thing: Product | Variant | None, fields: dict[str, Any]) -> bool:
    """True where the thing has exactly these."""
    for name, value in fields.items():
        now = getattr(thing, name)
        if name == "net_value" and value is not None and now is not None:
            value, now = Decimal(value), Decimal(now)
        if now != value:
            return False
    return True


def _size(given: dict[str, Any]) -> VariantFacts:
    value = given["net_value"]
    return VariantFacts(
        unit=given["unit"],
        price=given["price"],
        name=given["name"],
        net_value=Decimal(value) if value is not None else None,
        net_unit=given["net_unit"],
    )
