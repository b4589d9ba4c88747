"""SIGTERM to the edge in the middle of a sale (an upgrade): whoever asked is answered, at the first ask."""

import asyncio
import os
import signal
from collections import Counter

import pytest

from phien.testing.edges import Watching
from tests.conftest import Site
from tests.loads.buyers import ask, run

pytestmark = pytest.mark.loads
BUYERS = 600


async def _sale(site: Site, session: int) -> list[tuple[int, dict[str, object]]]:
    """Buyers come over a few seconds and ask once; after a hundred answers the edge is told to stop."""
    answered = 0
    told_to_stop = asyncio.Event()

    async def one(n: int) -> tuple[int, dict[str, object]]:
        nonlocal answered
        await asyncio.sleep(n / BUYERS * 3)
        told = await asyncio.wait_for(ask(site.port, session, f"stopped-{n}", "A1", 1), 30)
        answered += 1
        if answered == 100:
            told_to_stop.set()
            os.kill(site.edge_pid(), signal.SIGTERM)
        return told

    told = list(await asyncio.gather(*(one(n) for n in range(BUYERS))))
    assert told_to_stop.is_set()
    return told


def test_an_edge_that_is_stopped_costs_nobody_an_answer(site: Site) -> None:
    session = site.new_session(stock=BUYERS)
    before = site.edge_pid()
    viewer = Watching(site.port, f"/api/sessions/{session}/events")
    viewer.until(b"retry: ")
    told = run(_sale(site, session))
    assert site.edge_pid() != before
    assert Counter(status for status, _ in told) == {201: BUYERS}
    orders = [body["order"] for _, body in told]
    assert sorted(site.orders_of(session)) == sorted(orders)
    assert viewer.to_the_end().endswith(b"event: bye\ndata: {}\n\n")
    viewer.close()
    site.check()
