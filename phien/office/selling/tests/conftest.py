"""Staff of one cooperative and orders of a closed session: the desk's part is done right here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from phien.coops.models import Coop, Person
from phien.live.models import Desk, Item, Session
from phien.orders.models import Order
from phien.testing import factories


@pytest.fixture
def keeper(coop: Coop) -> Person:
    return factories.make_person(coop, "keeper", login="giu-don")


@pytest.fixture
def packer(coop: Coop) -> Person:
    return factories.make_person(coop, "packer", login="goi-hang")


@pytest.fixture
def bookkeeper(coop: Coop) -> Person:
    return factories.make_person(coop, "bookkeeper", login="ke-toan")


@pytest.fixture
def session(coop: Coop) -> Session:
    """Closed, with enough of everything."""
    items = [(factories.make_variant(coop, stock=400), 300), (factories.make_variant(coop, stock=400), 300)]
    made = factories.make_session(coop, items, open=True)
    made.state, made.closed_at = Session.State.CLOSED, timezone.now() - timedelta(minutes=5)
    made.save()
    Desk.every_coop.filter(session=made).update(owner="")
    return made


@pytest.fixture
def order_of(session: Session) -> Callable[..., Order]:
    """`order_of(qty=2, second=0, **columns)`."""
    items = list(Item.objects.of(session.coop_id).filter(session=session).order_by("position"))

    def make(*, qty: int = 2, second: int = 0, **columns: Any) -> Order:
        lines = [(items[0], qty), *([(items[1], second)] if second else [])]
        return factories.make_order(session, lines, **columns)

    return make
