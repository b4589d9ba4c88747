"""kill -9 of the bus and of the database in the middle of a sale: the sale goes on, or comes back whole."""

import asyncio
import json
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import Site
from tests.loads.buyers import Told, buy, run

pytestmark = pytest.mark.loads
JARS, BUYERS = 200, 300


def pid_of(site: Site, program: str) -> int:
    """The child of this stack's supervisor that runs `program`."""
    up = int(json.loads((site.data / "run.json").read_text())["pid"])
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == up and program.encode() in words[0]:
            return int(folder.name)
    raise AssertionError(f"no {program} lives")


async def _sale(site: Site, session: int, victim: int) -> list[Told]:
    answered = 0

    async def one(n: int) -> Told:
        nonlocal answered
        await asyncio.sleep(n / BUYERS * 2)
        told = await buy(site.port, session, f"{victim}-{n}")
        answered += 1
        if answered == 60:
            os.kill(victim, signal.SIGKILL)
        return told

    return list(await asyncio.gather(*(one(n) for n in range(BUYERS))))


def assert_whole(site: Site, session: int, told: list[Told]) -> None:
    bought = [each for each in told if each.status in (200, 201)]
    assert len(bought) == JARS
    assert Counter(each.body["code"] for each in told if each.status == 409) == {"waitlisted": BUYERS - JARS}
    assert sorted(site.orders_of(session)) == sorted(each.body["order"] for each in bought)
    site.check()


def test_without_a_bus_the_sale_goes_on_and_nobody_notices(site: Site) -> None:
    session = site.new_session(stock=JARS)
    told = run(_sale(site, session, pid_of(site, "nats-server")))
    assert {each.asked for each in told} == {1}
    assert_whole(site, session, told)


def test_a_killed_database_comes_back_and_nothing_is_lost_or_doubled(site: Site) -> None:
    session = site.new_session(stock=JARS)
    victim = pid_of(site, "postgres")
    told = run(_sale(site, session, victim))
    assert pid_of(site, "postgres") != victim
    assert_whole(site, session, told)
