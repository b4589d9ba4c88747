"""Rows for tests, kept true: stock has its ledger, allotments their reserve, orders their taken.

Plain functions with sensible defaults; every name and number is made up (`Người mua thử 12`, +84900000012).
"""

import itertools
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from phien.catalog.models import Product, Variant
from phien.catalog.rules import folded
from phien.coops.models import Coop, Membership, Person
from phien.kernel.codes import order_code
from phien.live.models import Desk, Item, Session
from phien.orders.models import Line, Order
from phien.stock.models import Allotment, Ledger, Stock

_numbers = itertools.count(1)
PASSWORD = "mat khau thu 9"


def make_coop(slug: str = "", *, prefix: str = "PD", **fields: Any) -> Coop:
    """A cooperative that may receive transfers."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "name": f"Hợp tác xã thử {number}",
        "bank_bin": "970405",
        "bank_account": f"500020{number:07d}",
        "bank_holder": "HTX THU",
        "registration_number": "5900000000",
        "return_name": "Kho thử",
        "return_phone": "+84900000001",
        "return_street": "Thôn 1",
        "return_commune": "Xã Ia Hrung",
        "return_province": "Gia Lai",
    }
    return Coop.objects.create(slug=slug or f"htx-{number}", order_prefix=prefix, **{**given, **fields})


def make_person(
    coop: Coop | None = None, *roles: str, login: str = "", password: str = "", **fields: Any
) -> Person:
    """Somebody with these roles in the cooperative (manager unless told). Without `password` none is set."""
    number = next(_numbers)
    person = Person.objects.create_user(
        login or f"nguoi{number}", password or None, **{"name": f"Người thử {number}", **fields}
    )
    if coop is not None:
        for role in roles or ("manager",):
            Membership.objects.create(coop=coop, person=person, role=role)
    return person


def make_product(coop: Coop, name: str = "", **fields: Any) -> Product:
    """A product without sizes yet."""
    name = name or f"Mật ong thử {next(_numbers)}"
    return Product.every_coop.create(coop=coop, name=name, **{"search": folded(name), **fields})


def make_variant(
    coop: Coop, *, product: Product | None = None, stock: int = 0, price: int = 145_000, **fields: Any
) -> Variant:
    """A size of a product (a new one unless given) with `stock` pieces received."""
    product = product or make_product(coop)
    variant = Variant.every_coop.create(
        coop=coop, product=product, price=price, **{"name": "500 ml", "unit": "chai", **fields}
    )
    if stock:
        Stock.every_coop.create(coop=coop, variant=variant, on_hand=stock)
        Ledger.every_coop.create(coop=coop, variant=variant, kind="received", delta=stock)
    return variant


def make_session(
    coop: Coop,
    items: Sequence[tuple[Variant, int]] = (),
    *,
    open: bool = False,
    at: datetime | None = None,
    **fields: Any,
) -> Session:
    """A session whose run sheet plans `(variant, pieces)`, coded A1, A2, …; opened, its stock is reserved."""
    at = at or timezone.now()
    session = Session.every_coop.create(
        coop=coop, **{"title": f"Phiên thử {next(_numbers)}", "scheduled_at": at, **fields}
    )
    for position, (variant, planned) in enumerate(items, start=1):
        Item.every_coop.create(
            coop=coop,
            session=session,
            variant=variant,
            position=position,
            code=f"A{position}",
            name=variant.full_name,
            price=variant.price,
            planned=planned,
        )
    return open_session(session, at=at) if open else session


def items_of(session: Session) -> list[Item]:
    """Its run sheet, in order."""
    return list(Item.objects.of(session.coop_id).filter(session=session))


def open_session(session: Session, *, at: datetime) -> Session:
    """Reserve, allot, state and a released desk row, as opening does."""
    for item in items_of(session):
        item.allotment = Allotment.every_coop.create(
            coop_id=session.coop_id,
            variant_id=item.variant_id,
            session_id=session.pk,
            allotted=item.planned,
            remaining=item.planned,
        )
        item.save(update_fields=["allotment"])
        Stock.every_coop.filter(pk=item.variant_id).update(reserved=F("reserved") + item.planned)
    session.state, session.opened_at = Session.State.OPEN, at
    session.save(update_fields=["state", "opened_at"])
    Desk.every_coop.create(session=session)
    return session


def make_order(
    session: Session,
    lines: Sequence[tuple[Item, int]] = (),
    *,
    held: bool = True,
    at: datetime | None = None,
    **fields: Any,
) -> Order:
    """An order of the session: held for 30 minutes, or (`held=False`) confirmed to pay on delivery.

    Without `lines` it takes one of the session's first item.
    """
    at, number = at or timezone.now(), next(_numbers)
    lines = lines or [(items_of(session)[0], 1)]
    goods, shipping = sum(item.price * qty for item, qty in lines), session.coop.shipping_fee
    given: dict[str, Any] = {
        "buyer_key": f"cookie:thu{number}",
        "buyer_name": f"Người mua thử {number}",
        "phone": f"+8490{number:07d}",
        "source": "button",
        "shipping": shipping,
        "placed_at": at,
        "pay_by": at + timedelta(minutes=30),
    }
    if not held:
        given |= {
            "state": "confirmed",
            "payment": "cod",
            "confirmed_at": at,
            "street": "12 Đường Thử",
            "commune": "Phường Pleiku",
            "province": "Gia Lai",
        }
    given |= fields
    order = Order.every_coop.create(
        pk=_next_order_id(),
        coop=session.coop,
        session_id=session.pk,
        code=order_code(prefix=session.coop.order_prefix, number=number),
        token=secrets.token_urlsafe(16),
        goods=goods,
        total=goods + given["shipping"] - given.get("discount", 0),
        **given,
    )
    for item, qty in lines:
        _take(order, item, qty)
    return order


def _take(order: Order, item: Item, qty: int) -> None:
    assert item.allotment_id is not None, "only an open session sells"
    Line.every_coop.create(
        order=order,
        allotment_id=item.allotment_id,
        variant_id=item.variant_id,
        code=item.code,
        name=item.name,
        unit=item.variant.unit,
        qty=qty,
        price=item.price,
    )
    Allotment.every_coop.filter(pk=item.allotment_id).update(
        remaining=F("remaining") - qty, taken=F("taken") + qty
    )


def _next_order_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('orders_order', 'id'))")
        return int(cursor.fetchone()[0])
