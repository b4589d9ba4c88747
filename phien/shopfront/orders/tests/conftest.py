"""A closed session with an order: whatever is asked of its desk is done right here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from phien.coops.models import Coop
from phien.live.models import Desk, Item, Session
from phien.orders.models import Order
from phien.testing import factories


@pytest.fixture
def session(coop: Coop) -> Session:
    """Closed, 20 bottles each of two kinds."""
    items = [(factories.make_variant(coop, stock=40), 20), (factories.make_variant(coop, stock=40), 20)]
    made = factories.make_session(coop, items, open=True)
    made.state, made.closed_at = Session.State.CLOSED, timezone.now() - timedelta(minutes=5)
    made.save()
    Desk.every_coop.filter(session=made).update(owner="")
    return made


@pytest.fixture
def order_of(session: Session) -> Callable[..., Order]:
    """`order_of(qty=2, second=0, **columns)`: held for 30 minutes unless told otherwise."""
    items = list(Item.objects.of(session.coop_id).filter(session=session).order_by("position"))

    def make(*, qty: int = 2, second: int = 0, **columns: Any) -> Order:
        lines = [(items[0], qty), *([(items[1], second)] if second else [])]
        return factories.make_order(session, lines, **columns)

    return make
