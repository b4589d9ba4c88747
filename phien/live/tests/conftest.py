"""A session that is open, closed or planned, with or without a desk."""

from typing import Any

import pytest

from phien.live.models import Session
from phien.testing import factories


@pytest.fixture
def session(coop: Any) -> Session:
    """An open session of two items, 10 pieces each: A1 and A2. Nobody serves it."""
    items = [(factories.make_variant(coop, stock=20), 10) for _ in range(2)]
    return factories.make_session(coop, items, open=True)
