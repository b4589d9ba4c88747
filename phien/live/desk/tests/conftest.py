"""A session that is open, and a desk that serves it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from phien.live.models import Item, Session
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.desks import Bench


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
