"""Reading products and variants, cooperative first."""

from django.db.models import Prefetch, QuerySet

from phien.catalog.models import Product, Variant
from phien.catalog.rules import folded
from phien.coops.models import Coop


def products(
    *, coop: Coop, search: str = "", category: str = "", archived: bool = False
) -> QuerySet[Product]:
    """Products by name with their living variants in `sizes`; every word of `search` must be there."""
    rows = Product.objects.of(coop).filter(archived_at__isnull=not archived)
    for word in folded(search).split():
        rows = rows.filter(search__contains=word)
    if category:
        rows = rows.filter(category=category)
    return rows.prefetch_related(_sizes(coop)).order_by("name", "id")


def product(*, coop: Coop, product_id: int) -> Product | None:
    """One product with its living variants in `sizes`."""
    return Product.objects.of(coop).filter(pk=product_id).prefetch_related(_sizes(coop)).first()


def categories(*, coop: Coop) -> list[str]:
    """The categories in use, in order."""
    rows = Product.objects.of(coop).exclude(category="").filter(archived_at=None)
    return list(rows.values_list("category", flat=True).distinct().order_by("category"))


def variants(*, coop: Coop, search: str = "") -> QuerySet[Variant]:
    """Everything that can be sold now, with its product, by name: for run sheets and stock."""
    rows = Variant.objects.of(coop).filter(archived_at=None, product__archived_at=None)
    for word in folded(search).split():
        rows = rows.filter(product__search__contains=word)
    return rows.select_related("product").order_by("product__name", "price", "id")


def variant(*, coop: Coop, variant_id: int) -> Variant | None:
    """One variant with its product, archived or not."""
    return Variant.objects.of(coop).filter(pk=variant_id).select_related("product").first()


def _sizes(coop: Coop) -> "Prefetch[str, QuerySet[Variant], str]":
    living = Variant.objects.of(coop).filter(archived_at=None).order_by("price", "id")
    return Prefetch("variants", queryset=living, to_attr="sizes")
