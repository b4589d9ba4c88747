"""Reading sheets and their rows, and the goods as a table; cooperative first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from phien.catalog import queries as catalog
from phien.coops.models import Coop
from phien.kernel.quantities import written_content
from phien.sheets.models import Sheet, SheetFile, SheetRow
from phien.stock import queries as stock

BATCH = 1_000


def sheets(*, coop: Coop, text: str = "") -> QuerySet[Sheet]:
    """Files that were brought, newest first; with these letters in their name."""
    rows = Sheet.objects.of(coop).select_related("person", "undone_by").order_by("-id")
    return rows.filter(name__icontains=text) if text else rows


def sheet(*, coop: Coop, sheet_id: int) -> Sheet | None:
    """One of them."""
    return sheets(coop=coop).filter(pk=sheet_id).first()


def rows(*, coop: Coop, sheet_id: int, kind: str = "", kept: bool = False) -> QuerySet[SheetRow]:
    """Its rows in order: of one kind, or those that could not be taken back."""
    found = SheetRow.objects.of(coop).filter(sheet=sheet_id).order_by("number")
    if kept:
        return found.exclude(kept="")
    return found.filter(kind=kind) if kind else found


def content(*, coop: Coop, sheet_id: int) -> bytes | None:
    """The file as it came."""
    file = SheetFile.objects.of(coop).filter(pk=sheet_id).first()
    return bytes(file.content) if file is not None else None


def goods(*, coop: Coop) -> Iterator[list[str | int]]:
    """Everything sold now, one row a size, in the order of `contracts.FIELDS`; two queries a thousand."""
    sizes = catalog.goods(coop=coop).iterator(chunk_size=BATCH)
    while batch := list(islice(sizes, BATCH)):
        numbers = stock.numbers(coop=coop, variant_ids=[size.pk for size in batch])
        for size in batch:
            product = size.product
            yield [
                size.pk, product.name, product.category, product.brand, product.certificates,
                product.description, size.name, size.unit, written_content(size.net_value, size.net_unit),
                size.price, numbers[size.pk].on_hand,
            ]  # fmt: skip
