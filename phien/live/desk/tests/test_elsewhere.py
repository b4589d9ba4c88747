"""Asking a desk of another process while something is away here; giving up a desk that comes to nothing."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from phien.live.contracts import Answer, Ask
from phien.live.models import Desk
from phien.orders.models import Order
from phien.testing.desks import Room, room, wish
from phien.testing.truths import assert_all_true


@pytest.fixture
def here(session: Any) -> Iterator[Room]:
    """The process that serves the session."""
    with room("here") as made:
        made.serving(session.pk)
        yield made


async def _all_connections(of: Room) -> list[Any]:
    return [await of.pool.getconn() for _ in range(4)]


async def _give_back(of: Room, taken: list[Any]) -> None:
    for connection in taken:
        await of.pool.putconn(connection)


def test_buyers_who_hold_the_whole_pool_do_not_keep_a_desk_from_coming(session):
    """They wait for that very desk."""
    Desk.every_coop.update(owner="dead", fence=3, beat=8)
    with room("me") as me:
        taken = me.loop.run(_all_connections(me))
        began = time.monotonic()
        assert me.serving(session.pk).line.fence == 4
        assert time.monotonic() - began < 4.5
        me.loop.run(_give_back(me, taken))


def test_who_has_lost_the_database_asks_over_the_bus_all_the_same(session, here):
    with room("blind") as blind:

        async def lose() -> None:
            await blind.pool.close()
            blind.pool = blind.desks.pool = AsyncConnectionPool(
                "host=127.0.0.1 port=1 connect_timeout=2", min_size=0, max_size=4, open=False
            )
            await blind.pool.open()

        blind.loop.run(lose())
        assert blind.ask(session.pk, "place", wish()).status == 201
        assert blind.ask(session.pk, "place", wish()).status == 201
    assert Order.every_coop.count() == 2


def test_all_who_ask_at_once_look_once(session, here):
    with room("asker") as asker:
        looked: list[int] = []
        look = asker.desks._look

        async def counted(number: int) -> str:
            looked.append(number)
            return await look(number)

        asker.desks._look = counted  # type: ignore[method-assign]

        async def crowd() -> list[Answer]:
            asks = [Ask(session.pk, "place", f"k{n}", wish(buyer=f"b:{n}")) for n in range(10)]
            return await asyncio.gather(*(asker.desks.ask(ask) for ask in asks))

        assert [answer.status for answer in asker.loop.run(crowd())] == [201] * 10
        assert looked == [session.pk]


def test_a_desk_that_comes_to_nothing_is_given_up_and_who_waits_is_served_by_the_next(session, here):
    stale = here.desks.serving[session.pk]

    async def hang() -> None:
        await stale.calm.acquire()  # as a batch does that the network has swallowed

    here.loop.run(hang())
    asked = here.loop.start(here.desks.ask(Ask(session.pk, "place", "k", wish()), within=9))
    began = time.monotonic()
    assert asked.result(10).status == 201
    assert 2.5 < time.monotonic() - began < 5.5
    assert here.desks.serving[session.pk] is not stale
    assert stale.line.broken
    assert Order.every_coop.count() == 1
    assert_all_true()


def test_a_desk_that_commits_without_a_pause_is_not_given_up(session, here):
    """Its beat is in its commits."""
    desk = here.desks.serving[session.pk]
    until = time.monotonic() + 4
    n = 0
    while time.monotonic() < until:
        n += 1
        here.ask(session.pk, "place", wish(buyer=f"b:{n}"))
    assert here.desks.serving[session.pk] is desk


def test_a_desk_that_only_the_bus_leads_to_is_given_up_without_one_and_taken_again_with_one(session):
    with room("desk") as made:
        made.desks.only_by_bus = True
        made.serving(session.pk)

        async def bus(up: bool) -> None:
            made.bus.up.set() if up else made.bus.up.clear()

        made.loop.run(bus(False))
        time.sleep(2.5)
        assert made.desks.serving == {}
        assert Desk.every_coop.get().owner == "", "for whoever has one"
        made.loop.run(bus(True))
        assert made.serving(session.pk)


def test_who_waits_for_a_stopped_desk_is_told_when_another_serves(session, here):
    """Not when the try is over."""
    here.loop.start(_stand_still(6.0))
    with room("asker") as asker:
        asker.desks.leaving = True  # it only asks
        time.sleep(0.1)
        asked = asker.loop.start(asker.desks.ask(Ask(session.pk, "place", "k", wish()), within=9))
        with room("next") as next_:
            next_.serving(session.pk)
            began = time.monotonic()
            told = asked.result(5)
            assert time.monotonic() - began < 0.5
        # Told twice is told: where one try reaches the new desk just before it says that it serves, the
        # asker asks again, and the desk answers the same key with the same order (200, not 201).
        assert told.status in (200, 201)
        assert isinstance(told.body, dict)
        assert told.body["order"] == Order.every_coop.get().code
        time.sleep(2.5)  # until the first goes on


async def _stand_still(seconds: float) -> None:
    time.sleep(seconds)  # noqa: ASYNC251 - the whole process stands still, as under SIGSTOP
