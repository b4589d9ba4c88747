"""Reading products and variants, cooperative first."""

from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet

from phien.catalog.many import used_variants as used_variants
from phien.catalog.many import with_papers as with_papers
from phien.catalog.models import Certificate, Product, Variant
from phien.catalog.rules import WARNED, folded
from phien.catalog.rules import Nearness as Nearness
from phien.catalog.rules import nearness as nearness
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


def names(*, coop: Coop) -> list[tuple[int, str]]:
    """(id, name) of every living product, by name: to choose from."""
    rows = Product.objects.of(coop).filter(archived_at=None).order_by("name", "id")
    return list(rows.values_list("pk", "name"))


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


def certificates(*, coop: Coop, archived: bool = False, text: str = "") -> QuerySet[Certificate]:
    """Papers with their living products in `named`, the first to run out first, endless ones last.

    `text` is looked for in the paper's name, number and office, and in its products' names.
    """
    named = Product.objects.of(coop).filter(archived_at=None).order_by("name", "id")
    rows = Certificate.objects.of(coop).filter(archived_at__isnull=not archived)
    if text:
        says = Q(name__icontains=text) | Q(number__icontains=text) | Q(issued_by__icontains=text)
        called = named.filter(search__contains=folded(text)).values("pk")
        rows = rows.filter(
            says | Q(pk__in=Certificate.objects.of(coop).filter(products__in=called).values("pk"))
        )
    rows = rows.prefetch_related(Prefetch("products", queryset=named, to_attr="named"))
    return rows.order_by(F("valid_until").asc(nulls_last=True), "name", "id")


def certificate(*, coop: Coop, certificate_id: int) -> Certificate | None:
    """One paper with its living products in `named`, put away or not."""
    named = Product.objects.of(coop).filter(archived_at=None)
    rows = Certificate.objects.of(coop).filter(pk=certificate_id)
    return rows.prefetch_related(Prefetch("products", queryset=named, to_attr="named")).first()


def running_out(*, coop: Coop, on: date) -> QuerySet[Certificate]:
    """Papers that end within 60 days or have ended, the first first."""
    rows = Certificate.objects.of(coop).filter(archived_at=None, valid_until__lte=on + timedelta(days=WARNED))
    return rows.order_by("valid_until", "name", "id")


def _sizes(coop: Coop) -> "Prefetch[str, QuerySet[Variant], str]":
    living = Variant.objects.of(coop).filter(archived_at=None).order_by("price", "id")
    return Prefetch("variants", queryset=living, to_attr="sizes")


def goods(*, coop: Coop) -> QuerySet[Variant]:
    """Every living size with its product, product by product: for tables that go out."""
    rows = Variant.objects.of(coop).filter(archived_at=None, product__archived_at=None)
    return rows.select_related("product").order_by("product__name", "product_id", "price", "id")


def by_name(*, coop: Coop) -> QuerySet[Variant, tuple[int, str, int, str]]:
    """(product, its name, size, its name) of all that is sold now, oldest first: to find rows by name."""
    rows = Variant.objects.of(coop).filter(archived_at=None, product__archived_at=None)
    return rows.order_by("pk").values_list("product_id", "product__name", "pk", "name")
