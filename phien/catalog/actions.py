"""Making and changing products. A size that is taken away is archived: orders and stock still name it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from phien.activity.actions import record
from phien.catalog import rules
from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.catalog.errors import UnknownProduct
from phien.catalog.many import add_many as add_many
from phien.catalog.many import lock_goods as lock_goods
from phien.catalog.many import refresh_search as refresh_search
from phien.catalog.many import remove_many as remove_many
from phien.catalog.many import save_many as save_many
from phien.catalog.models import Product, Variant
from phien.catalog.papers import add_certificate as add_certificate
from phien.catalog.papers import archive_certificate as archive_certificate
from phien.catalog.papers import change_certificate as change_certificate
from phien.catalog.papers import restore_certificate as restore_certificate
from phien.catalog.pictures import shop_picture
from phien.coops.models import Coop, Person


@transaction.atomic
def add_product(
    *,
    coop: Coop,
    facts: ProductFacts,
    variants: Sequence[VariantFacts],
    at: datetime,
    by: Person | None = None,
    picture: bytes | None = None,
    drawing: str = "",
) -> Product:
    """A new product with its sizes. `picture` is what a phone sent; `drawing` names one of ours."""
    rules.must_be_complete(facts=facts, variants=variants)
    product = Product(
        coop=coop, drawing=drawing, search=rules.search_text(facts=facts, variants=variants), **_clean(facts)
    )
    if picture:
        _put_picture(product, shop_picture(picture))
    product.save()
    for variant in variants:
        if not variant.dropped:
            Variant.every_coop.create(coop=coop, product=product, **_columns(variant))
    _record("product.added", product, at=at, by=by)
    return product


@transaction.atomic
def change_product(
    *,
    coop: Coop,
    product_id: int,
    facts: ProductFacts,
    variants: Sequence[VariantFacts],
    by: Person,
    at: datetime,
    picture: bytes | None = None,
) -> Product:
    """Save what the form says. Orders keep the names and prices they were placed with."""
    product = _locked(coop=coop, product_id=product_id)
    living = {row.pk: row for row in Variant.objects.of(coop).filter(product=product, archived_at=None)}
    variants = [variant for variant in variants if variant.id is None or variant.id in living]
    rules.must_be_complete(facts=facts, variants=variants)
    changed = [name for name, value in _clean(facts).items() if getattr(product, name) != value]
    for name, value in _clean(facts).items():
        setattr(product, name, value)
    product.search = rules.search_text(facts=facts, variants=variants)
    if picture:
        _put_picture(product, shop_picture(picture))
        changed.append("picture")
    product.save()
    prices = _save_variants(product=product, living=living, variants=variants, at=at)
    _record("product.changed", product, at=at, by=by, changed=changed, prices=prices)
    return product


@transaction.atomic
def archive_product(*, coop: Coop, product_id: int, by: Person, at: datetime) -> Product:
    """Out of the lists; stock, orders and sessions keep it. Undone by `restore_product`."""
    product = _locked(coop=coop, product_id=product_id)
    if product.archived_at is None:
        product.archived_at = at
        product.save(update_fields=["archived_at"])
        _record("product.archived", product, at=at, by=by)
    return product


@transaction.atomic
def restore_product(*, coop: Coop, product_id: int, by: Person, at: datetime) -> Product:
    """Back into the lists."""
    product = _locked(coop=coop, product_id=product_id)
    if product.archived_at is not None:
        product.archived_at = None
        product.save(update_fields=["archived_at"])
        _record("product.restored", product, at=at, by=by)
    return product


def _save_variants(
    *, product: Product, living: dict[int, Variant], variants: Sequence[VariantFacts], at: datetime
) -> list[list[object]]:
    """Each price that changed as [size, before, after]."""
    prices: list[list[object]] = []
    for variant in variants:
        row = living.get(variant.id) if variant.id else None
        if row is None:
            if not variant.dropped:
                Variant.every_coop.create(coop_id=product.coop_id, product=product, **_columns(variant))
            continue
        if variant.dropped:
            row.archived_at = at
        else:
            if row.price != variant.price:
                prices.append([variant.name or variant.unit, row.price, variant.price])
            for name, value in _columns(variant).items():
                setattr(row, name, value)
        row.save()
    return prices


def _put_picture(product: Product, picture: ContentFile[bytes]) -> None:
    """The old file goes once the new one is committed: a page being read may still show it until then."""
    old = product.picture.name if product.picture else ""
    storage = product.picture.storage
    name = str(picture.name)
    product.picture.save(f"{product.coop_id}/{name}", picture, save=False)
    if old and old != product.picture.name:
        transaction.on_commit(lambda: storage.delete(old))


def _locked(*, coop: Coop, product_id: int) -> Product:
    product = Product.objects.of(coop).select_for_update().filter(pk=product_id).first()
    if product is None:
        raise UnknownProduct
    return product


def _clean(facts: ProductFacts) -> dict[str, str]:
    return {name: str(value).strip() for name, value in asdict(facts).items()}


def _columns(variant: VariantFacts) -> dict[str, object]:
    return {
        "name": variant.name.strip(),
        "unit": variant.unit.strip(),
        "price": variant.price,
        "net_value": variant.net_value,
        "net_unit": variant.net_unit.strip(),
    }


def _record(kind: str, product: Product, *, at: datetime, by: Person | None, **facts: object) -> None:
    record(
        coop=product.coop,
        kind=kind,
        subject="product",
        subject_id=product.pk,
        at=at,
        by=by,
        facts={"name": product.name, **{key: value for key, value in facts.items() if value}},
    )
