"""Many products and sizes at once, in the caller's transaction: for tables that come in. Entered
through `catalog.actions`.

Order of locks: products, variants, each by id. A lock here lets orders go on: they only need the
rows to stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.db import connection
from django.db.models import ForeignKey, OneToOneField

from phien.catalog import rules, statements
from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.models import Product, Variant
from phien.coops.models import Coop

PRODUCT_COLUMNS = ("name", "brand", "category", "description", "certificates")


def lock_goods(
    *, coop: Coop, product_ids: Iterable[int], variant_ids: Iterable[int]
) -> tuple[dict[int, Product], dict[int, Variant]]:
    """The rows by id, archived ones too, locked until the transaction ends. Two queries."""
    products = Product.objects.of(coop).filter(pk__in=set(product_ids)).order_by("pk")
    variants = Variant.objects.of(coop).filter(pk__in=set(variant_ids)).order_by("pk")
    return (
        {row.pk: row for row in products.select_for_update(no_key=True)},
        {row.pk: row for row in variants.select_for_update(no_key=True)},
    )


def add_many(
    *, coop: Coop, products: Sequence[ProductFacts], variants: Sequence[tuple[int, VariantFacts]]
) -> tuple[list[int], list[int]]:
    """New products, then sizes as (product, facts): the id of one that is there, or `-1 - n` for the nth
    of `products`. Gives both lists of ids, in order; `refresh_search` comes after. Four statements."""
    product_ids = _ids(statements.TAKE_PRODUCT_IDS, len(products))
    variant_ids = _ids(statements.TAKE_VARIANT_IDS, len(variants))
    with connection.cursor() as cursor:
        if products:
            columns = _columns([asdict(facts) for facts in products], PRODUCT_COLUMNS)
            search = [rules.search_text(facts=facts, variants=()) for facts in products]
            cursor.execute(statements.ADD_PRODUCTS, [coop.pk, product_ids, *columns, search])
        if variants:
            owners = [owner if owner >= 0 else product_ids[-1 - owner] for owner, _ in variants]
            rows = [asdict(facts) for _, facts in variants]
            first, *rest = _columns(rows, ("name", "unit", "net_value", "net_unit", "price"))
            cursor.execute(statements.ADD_VARIANTS, [coop.pk, variant_ids, owners, first, *rest])
    return product_ids, variant_ids


def save_many(*, coop: Coop, products: Sequence[Product], variants: Sequence[Variant]) -> None:
    """Keep what was set on locked rows; `refresh_search` comes after. Two statements."""
    with connection.cursor() as cursor:
        if products:
            columns = [[getattr(row, name) for row in products] for name in (*PRODUCT_COLUMNS, "search")]
            ids = [row.pk for row in products]
            cursor.execute(statements.CHANGE_PRODUCTS, [ids, *columns, coop.pk])
        if variants:
            names = ("pk", "name", "unit", "net_value", "net_unit", "price")
            columns = [[getattr(row, name) for row in variants] for name in names]
            cursor.execute(statements.CHANGE_VARIANTS, [*columns, coop.pk])


def refresh_search(*, coop: Coop, product_ids: Iterable[int]) -> None:
    """The words that products are found by, after their names or sizes changed. Three queries."""
    sizes: dict[int, list[VariantFacts]] = {}
    wanted = set(product_ids)
    living = Variant.objects.of(coop).filter(product__in=wanted, archived_at=None).order_by("pk")
    for product_id, name, unit in living.values_list("product_id", "name", "unit"):
        sizes.setdefault(product_id, []).append(VariantFacts(unit=unit, price=0, name=name))
    products = list(Product.objects.of(coop).filter(pk__in=wanted))
    for row in products:
        facts = ProductFacts(**{name: getattr(row, name) for name in PRODUCT_COLUMNS})
        row.search = rules.search_text(facts=facts, variants=sizes.get(row.pk, []))
    save_many(coop=coop, products=products, variants=[])


def used_variants(*, coop: Coop, variant_ids: Sequence[int], but: Sequence[str] = ()) -> set[int]:
    """Which of these some other table names: run sheets, orders, whatever stands above. `but` are tables
    (`stock.stock`) that the caller knows about."""
    used: set[int] = set()
    for relation in Variant._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model, field = relation.related_model, relation.field  # type: ignore[union-attr]
        if not isinstance(field, (ForeignKey, OneToOneField)) or model._meta.label_lower in but:  # type: ignore[union-attr]
            continue
        rows = model._base_manager.filter(**{f"{field.name}__in": variant_ids})  # type: ignore[union-attr]
        used.update(rows.values_list(field.attname, flat=True).distinct())
    return used


def with_papers(*, coop: Coop, product_ids: Iterable[int]) -> set[int]:
    """Which of these products a certificate names."""
    rows = Product.objects.of(coop).filter(pk__in=set(product_ids)).exclude(papers=None)
    return set(rows.values_list("pk", flat=True))


def remove_many(*, coop: Coop, variant_ids: Sequence[int], product_ids: Iterable[int]) -> None:
    """Take away sizes that nothing names, and those of the products that have no size left and no picture."""
    Variant.objects.of(coop).filter(pk__in=variant_ids).delete()
    Product.objects.of(coop).filter(pk__in=set(product_ids), variants=None).delete()


def _ids(statement: str, count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, [count])
        return [number for (number,) in cursor.fetchall()]


def _columns(rows: Sequence[dict[str, object]], names: Sequence[str]) -> list[list[object]]:
    return [[row[name] for row in rows] for name in names]
