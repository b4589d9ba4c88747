"""kill -9 of the edge in the middle of a sale: back by itself, nothing acknowledged lost or doubled."""

import asyncio
import os
import signal
from collections import Counter

import pytest

from tests.conftest import Site
from tests.loads.buyers import Told, buy, run

pytestmark = pytest.mark.loads
JARS, BUYERS = 400, 600


async def _sale(site: Site, session: int) -> list[Told]:
    """Buyers come over a few seconds; the edge dies after the first hundred answers."""
    answered = 0
    killed = asyncio.Event()

    async def one(n: int) -> Told:
        nonlocal answered
        await asyncio.sleep(n / BUYERS * 3)
        told = await buy(site.port, session, f"shaken-{n}")
        answered += 1
        if answered == 100 and not killed.is_set():
            killed.set()
            os.kill(site.edge_pid(), signal.SIGKILL)
        return told

    told = list(await asyncio.gather(*(one(n) for n in range(BUYERS))))
    assert killed.is_set()
    return told


def test_a_killed_edge_loses_and_doubles_nothing(site: Site) -> None:
    session = site.new_session(stock=JARS)
    before = site.edge_pid()
    told = run(_sale(site, session))
    assert site.edge_pid() != before
    # a buyer whose first answer was lost with the edge is told 200 where it would have been 201
    bought = [each for each in told if each.status in (200, 201)]
    assert len(bought) == JARS
    assert Counter(each.body["code"] for each in told if each.status == 409) == {"waitlisted": BUYERS - JARS}
    assert len({each.body["order"] for each in bought}) == JARS
    assert any(each.asked > 1 for each in told), "nobody noticed: the edge was not in the way"
    kept = site.orders_of(session)
    assert sorted(kept) == sorted(each.body["order"] for each in bought)
    site.check()
