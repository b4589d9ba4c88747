"""A session that is open, and a desk that serves it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from phien.checkout.models import Waiting
from phien.live.models import Item, Session
from phien.orders.models import Line
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.desks import Bench

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


@pytest.fixture
def session(coop: Any) -> Session:
    """An open session of two items, 10 pieces each: A1 and A2."""
    items = [
        (factories.make_variant(coop, stock=20, product=factories.make_product(coop, name)), 10)
        for name in ("Mật ong hoa cà phê", "Mật ong bạc hà")
    ]
    return factories.make_session(coop, items, open=True)


@pytest.fixture
def bench(session: Session) -> Iterator[Bench]:
    """A desk of the session."""
    made = Bench(session.pk)
    yield made
    made.close()


@pytest.fixture
def item(session: Session) -> Callable[[str], Item]:
    """The run-sheet row of a code, read anew."""
    return lambda code: (
        Item.objects.of(session.coop_id).select_related("allotment").get(session=session, code=code)
    )


@pytest.fixture
def crowd(bench: Bench) -> list[tuple[object, ...]]:
    """A1: 8 of 10 promised, two left and b:3 in line for three. A2: lan has two by comment."""
    bench.place("A1", 4, buyer="b:1", at=AT)
    bench.place("A1", 4, buyer="b:2", at=AT)
    bench.place("A1", 3, buyer="b:3", at=AT)
    bench.comment("chốt A2 2 chai", author="lan", at=AT)
    return promised()


def promised() -> list[tuple[object, ...]]:
    """All that viewers were promised: lines with their price, places in line with theirs."""
    lines = Line.every_coop.order_by("id").values_list("order__state", "code", "qty", "short_qty", "price")
    places = Waiting.every_coop.order_by("id").values_list("state", "code", "qty", "price", "token")
    return [*lines, *places]
