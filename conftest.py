"""Fixtures that every test may use; the throwaway servers come from `-p phien.testing.stack`."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["phien.testing.fixtures"]

# The suite looks where it looked before; `PHIEN_EXPLORE=1 make test` looks for what nobody has seen yet.
settings.register_profile("suite", derandomize=not os.environ.get("PHIEN_EXPLORE"), database=None)
settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: Playwright keeps an event loop in this thread, beside which Django asks nothing."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)
