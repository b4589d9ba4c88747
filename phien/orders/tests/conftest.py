"""Orders to do something with: one cooperative, one keeper, one variant in stock, orders in any state."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from phien.catalog.models import Product, Variant
from phien.coops.models import Coop, Person
from phien.kernel.codes import order_code
from phien.orders.models import Line, Order
from phien.stock.models import Allotment, Ledger, Stock

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Gia Lai
_numbers = count(1)
ADDRESS = {
    "phone": "+84900000012",
    "street": "12/4 Trường Chinh",
    "commune": "phường Tân Sơn",
    "province": "TP. Hồ Chí Minh",
}


@pytest.fixture
def coop(db: None) -> Coop:
    return Coop.objects.create(
        slug="thu-nghiem",
        name="Hợp tác xã Thử Nghiệm",
        order_prefix="TN",
        bank_bin="970405",
        bank_account="5000205123456",
        shipping_fee=30_000,
    )


@pytest.fixture
def keeper(db: None) -> Person:
    return Person.objects.create_user("keeper-thu", name="Người giữ đơn thử")


@pytest.fixture
def variant(coop: Coop) -> Variant:
    product = Product.every_coop.create(coop=coop, name="Mật ong hoa cà phê")
    made = Variant.every_coop.create(coop=coop, product=product, name="500 ml", unit="chai", price=145_000)
    Stock.every_coop.create(variant=made, coop=coop, on_hand=100, reserved=60)
    Ledger.every_coop.create(coop=coop, variant=made, kind="received", delta=100)
    return made


@pytest.fixture
def order_of(coop: Coop, variant: Variant) -> Callable[..., Order]:
    """`order_of(qty=2, addressed=True, **columns)` gives an order of this many bottles."""
    allotment = Allotment.every_coop.create(
        coop=coop, variant=variant, session_id=1, allotted=60, remaining=60, taken=0
    )

    def make(*, qty: int = 2, addressed: bool = False, **columns: Any) -> Order:
        number = next(_numbers)
        goods = qty * 145_000
        values: dict[str, Any] = {
            "code": order_code(prefix="TN", number=number),
            "token": f"token-{number}",
            "session_id": 1,
            "source": "facebook",
            "buyer_key": f"facebook:{number}",
            "buyer_name": f"Người mua thử {number}",
            "goods": goods,
            "shipping": 30_000,
            "total": goods + 30_000,
            "placed_at": AT,
        }
        order = Order.every_coop.create(coop=coop, **values | (ADDRESS if addressed else {}) | columns)
        Line.every_coop.create(
            order=order,
            allotment=allotment,
            variant=variant,
            code="A1",
            name="Mật ong hoa cà phê 500 ml",
            unit="chai",
            qty=qty,
            price=145_000,
        )
        allotment.remaining -= qty
        allotment.taken += qty
        allotment.save()
        return order

    return make
