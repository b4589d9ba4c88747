"""A session from a run-sheet file: missing products are made, stock received, the sheet written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from phien.catalog.actions import add_product
from phien.catalog.contracts import ProductFacts, VariantFacts
from phien.kernel.text import fold
from phien.kernel.words import gettext_noop
from phien.live.models import Item, Session
from phien.live.sheet import ItemFields, add_item, schedule_session
from phien.reading.contracts import RunSheet, SheetItem
from phien.stock.actions import receive


@dataclass(frozen=True, slots=True)
class Extra:
    """What the file does not say about a product."""

    brand: str = ""
    category: str = ""
    certificates: str = ""
    drawing: str = ""
    description: str = ""
    say: str = ""


@transaction.atomic
def create_session(
    *,
    coop: Any,
    sheet: Mapping[str, Any],
    title: str,
    scheduled_at: datetime,
    at: datetime,
    stock: int = 0,
    limit_per_buyer: int | None = None,
    by: Any = None,
    extras: Mapping[str, Extra] | None = None,
) -> Session:
    """A scheduled session with the file's items. `stock` pieces of each are received and planned."""
    read = RunSheet.from_json(sheet)
    session = schedule_session(coop=coop, title=title, scheduled_at=scheduled_at, by=by, at=at)
    for item in read.items:
        extra = (extras or {}).get(item.code, Extra())
        variant_id = _variant(coop=coop, item=item, extra=extra, at=at, by=by)
        if stock:
            receive(
                coop=coop,
                variant_id=variant_id,
                qty=stock,
                at=at,
                by=by,
                reason=gettext_noop("For a live session"),
            )
        add_item(
            coop=coop,
            session_id=session.pk,
            variant_id=variant_id,
            fields=ItemFields(
                code=item.code,
                name=item.name,
                aliases=", ".join(item.aliases),
                group=item.group,
                price=item.price,
                planned=stock,
                limit_per_buyer=limit_per_buyer,
                say=extra.say,
            ),
            by=by,
            at=at,
        )
    return session


def _size(item: SheetItem) -> str:
    """The size as the name ends with it: "500 ml"; empty where it does not."""
    if item.net is None:
        return ""
    text = f"{Decimal(str(item.net.value)).normalize():f} {item.net.unit}"
    return text if fold(item.name).endswith(fold(text)) else ""


def _variant(*, coop: Any, item: SheetItem, extra: Extra, at: datetime, by: Any) -> int:
    """The variant that the sheet means: the same name sold before, else a new product."""
    known = Item.objects.of(coop).filter(name=item.name, variant__archived_at=None).order_by("-pk").first()
    if known is not None:
        return known.variant_id
    size = _size(item)
    name = item.name[: len(item.name) - len(size)].rstrip(" ,") if size else item.name
    product = add_product(
        coop=coop,
        facts=ProductFacts(
            name=name,
            brand=extra.brand,
            category=extra.category,
            description=extra.description,
            certificates=extra.certificates,
        ),
        variants=[
            VariantFacts(
                unit=item.unit,
                price=item.price,
                name=size,
                net_value=Decimal(str(item.net.value)) if item.net else None,
                net_unit=item.net.unit if item.net else "",
            )
        ],
        at=at,
        by=by,
        drawing=extra.drawing,
    )
    return product.variants.values_list("pk", flat=True)[0]
