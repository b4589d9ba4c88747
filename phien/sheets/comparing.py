"""Wishes beside what the cooperative has: which rows are new, which change what, which cannot be taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from phien.catalog import queries as catalog
from phien.kernel.quantities import written_content
from phien.kernel.refusals import Refusal
from phien.kernel.text import clean
from phien.sheets.contracts import Problem, Wish
from phien.sheets.errors import (
    Missing,
    Otherwise,
    PromisedInLives,
    TitleRow,
    UnknownId,
    WhichProduct,
    WhichSize,
    WrittenTwice,
)
from phien.sheets.models import SheetRow
from phien.stock import queries as stock

if TYPE_CHECKING:
    from phien.catalog.models import Variant
    from phien.coops.models import Coop

UNPLACED = frozenset(refusal.code for refusal in (UnknownId, WhichProduct, WhichSize))
BATCH = 500  # rows that are looked up together: two queries each, whatever the file's length
Who = int | str  # a product that is there, or the name of one that is new


def key(name: str) -> str:
    """Names are the same whatever their case and spaces; their marks count."""
    return " ".join(clean(name).casefold().split())


class Shelf:
    """What is sold now, by name: a few bytes a size."""

    def __init__(self, *, coop: Coop) -> None:
        self.products: dict[str, list[int]] = {}
        self.sizes: dict[int, dict[str, int]] = {}
        self.owners: dict[int, int] = {}
        for product, name, variant, size in catalog.by_name(coop=coop).iterator(chunk_size=2_000):
            if product not in self.sizes:
                self.products.setdefault(key(name), []).append(product)
            self.sizes.setdefault(product, {}).setdefault(key(size), variant)
            self.owners[variant] = product


class Comparison:
    """Goes through the wishes once; counts what it finds."""

    def __init__(self, *, coop: Coop, sheet_id: int) -> None:
        self.coop, self.sheet_id = coop, sheet_id
        self.shelf = Shelf(coop=coop)
        self.new = self.changed = self.same = self.bad = 0
        self.more: dict[int, dict[str, str]] = {}  # first row of a new product -> what later rows say of it
        self._seen: dict[tuple[Who, str], int] = {}
        self._said: dict[tuple[Who, str], tuple[int, str]] = {}
        self._first: dict[str, int] = {}

    def rows(self, wishes: Iterable[Wish]) -> Iterator[tuple[int, list[SheetRow]]]:
        """(how many rows were looked at, the rows worth keeping), batch by batch."""
        left = iter(wishes)
        while batch := list(islice(left, BATCH)):
            found = [(wish, *self._placed(wish)) for wish in batch]
            ids = [variant for _, _, variant in found if variant is not None]
            known = {row.pk: row for row in catalog.goods(coop=self.coop).filter(pk__in=ids)}
            numbers = stock.numbers(coop=self.coop, variant_ids=ids)
            owners = {who for _, who, _ in found if isinstance(who, int)}
            products = {
                row.pk: row
                for row in catalog.products(coop=self.coop).filter(pk__in=owners).prefetch_related(None)
            }
            kept = []
            for wish, who, variant_id in found:
                variant = known.get(variant_id) if variant_id is not None else None
                product = products.get(who) if isinstance(who, int) else None
                row = SheetRow(coop=self.coop, sheet_id=self.sheet_id, number=wish.row)
                about = self._about_product(wish, who, product, row)
                if variant is None:
                    self._new_size(wish, row, product_is_new=product is None)
                else:
                    self._changed_size(wish, row, variant, numbers[variant.pk])
                there = (product.name if product else "", variant.name if variant else "")
                row.called = f"{wish.name or there[0]} {_size(wish) or there[1]}".strip()
                row.product_id = product.pk if product else None
                self._judge(wish, row, about)
                if row.kind:
                    kept.append(row)
            yield len(batch), kept

    def _placed(self, wish: Wish) -> tuple[Who, int | None]:
        """The product it is about (its id, or its name where it is new) and the size, None for a new one."""
        who, variant = self._looked_up(wish)
        same = (who, str(variant) if variant is not None else key(_size(wish)))
        if (first := self._seen.setdefault(same, wish.row)) != wish.row and wish.name:
            _add(wish, "size" if wish.size else "name", wish.size or wish.name, WrittenTwice(row=first))
        return who, variant

    def _looked_up(self, wish: Wish) -> tuple[Who, int | None]:
        if wish.id is not None:
            if wish.id in self.shelf.owners:
                return self.shelf.owners[wish.id], wish.id
            _add(wish, "id", str(wish.id), UnknownId())
            return f"#{wish.row}", None
        named = self.shelf.products.get(key(wish.name), []) if wish.name else []
        if not named:
            return key(wish.name) or f"#{wish.row}", None
        if len(named) > 1:
            _add(wish, "name", wish.name, WhichProduct())
            return named[0], None
        sizes = self.shelf.sizes[named[0]]
        if (variant := sizes.get(key(_size(wish)))) is not None:
            return named[0], variant
        if _size(wish):
            return named[0], None
        if len(sizes) == 1:
            return named[0], next(iter(sizes.values()))
        _add(wish, "size", "", WhichSize(sizes=", ".join(list(sizes)[:5])))
        return named[0], None

    def _about_product(
        self, wish: Wish, who: Who, product: object | None, row: SheetRow
    ) -> tuple[dict[str, str], dict[str, str]]:
        """What the row changes of its product, and what was before. The first to say it changes it."""
        wanted: dict[str, str] = {}
        before: dict[str, str] = {}
        said = wish.product()
        if product is not None and wish.id is None:
            said.pop("name", None)  # found by its name
        first = self._first.setdefault(who, wish.row) if isinstance(who, str) else wish.row
        for name, value in said.items():
            earlier = self._said.setdefault((who, name), (wish.row, value))
            if earlier[0] != wish.row:
                if earlier[1] != value and not (name == "name" and product is None):
                    _add(wish, name, value, Otherwise(row=earlier[0], said=earlier[1][:60]))
                continue
            if product is None:
                if first == wish.row:
                    wanted[name] = value
                elif name != "name":
                    self.more.setdefault(first, {})[name] = value
            elif getattr(product, name) != value:
                wanted[name], before[name] = value, getattr(product, name)
        if product is None and isinstance(who, str):
            row.wish["key"] = who
        return wanted, before

    def _new_size(self, wish: Wish, row: SheetRow, *, product_is_new: bool) -> None:
        filled = [wish.unit, wish.size, wish.content, wish.price, wish.stock]
        filled += [wish.category, wish.brand, wish.certificates, wish.description]
        if product_is_new and wish.name and not wish.problems and not any(filled):
            _add(wish, "name", wish.name, TitleRow())
            return
        if any(problem.code in UNPLACED for problem in wish.problems):
            return
        for name in ("name", "unit", "price") if product_is_new and wish.id is None else ("unit", "price"):
            if getattr(wish, name) in ("", None) and not _has_problem(wish, name):
                _add(wish, name, "", Missing())
        value, unit = wish.content or (None, "")
        row.kind = SheetRow.Kind.NEW
        row.wish["size"] = {
            "name": _size(wish),
            "unit": wish.unit,
            "net_value": str(value) if value is not None else None,
            "net_unit": unit,
            "price": wish.price,
        }
        if wish.stock:
            row.wish["stock"], row.before["stock"] = wish.stock, 0

    def _changed_size(self, wish: Wish, row: SheetRow, variant: Variant, there: stock.Numbers) -> None:
        row.variant_id = variant.pk
        wanted: dict[str, object] = {"unit": wish.unit, "price": wish.price}
        if wish.id is not None:
            wanted["name"] = wish.size
        if wish.content is not None:
            wanted["net_value"], wanted["net_unit"] = wish.content
        now = {name: getattr(variant, name) for name in wanted}
        change = {
            name: value for name, value in wanted.items() if value not in ("", None) and value != now[name]
        }
        if change:
            row.wish["size"] = {name: _plain(value) for name, value in change.items()}
            row.before["size"] = {name: _plain(now[name]) for name in change}
        if wish.stock is not None and wish.stock != there.on_hand:
            if wish.stock < there.reserved:
                _add(wish, "stock", str(wish.stock), PromisedInLives(reserved=there.reserved))
            row.wish["stock"], row.before["stock"] = wish.stock, there.on_hand

    def _judge(self, wish: Wish, row: SheetRow, about: tuple[dict[str, str], dict[str, str]]) -> None:
        wanted, before = about
        if wanted:
            row.wish["product"] = wanted
            if before:
                row.before["product"] = before
        if wish.problems:
            row.kind = SheetRow.Kind.BAD
            row.problems = [[p.field, p.read, p.code, p.details] for p in wish.problems]
            self.bad += 1
        elif row.kind == SheetRow.Kind.NEW:
            self.new += 1
        elif row.wish:
            row.kind = SheetRow.Kind.CHANGED
            self.changed += 1
        else:
            self.same += 1


def _size(wish: Wish) -> str:
    """A size without a name is called by its content, as on the product's page."""
    return wish.size or (written_content(*wish.content) if wish.content else "")


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, (int, str)) else str(value)


def _has_problem(wish: Wish, name: str) -> bool:
    return any(problem.field == name for problem in wish.problems)


def _add(wish: Wish, name: str, read: str, refusal: Refusal) -> None:
    wish.problems.append(Problem(name, read, refusal.code, refusal.details))
