"""The bus against a real NATS server: telling, asking, and going on while it is away."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

import pytest

from phien.plumbing.bus import Bus, NobodyAnswers, threads
from phien.testing.clusters import nats_cluster, with_two
from phien.testing.stack import throwaway_bus


def run(doing: Callable[[Bus, Bus], Awaitable[None]]) -> None:
    """Two processes' buses, as far as the bus is concerned."""

    async def both() -> tuple[Bus, Bus]:
        one, two = Bus(os.environ["NATS_URL"]), Bus(os.environ["NATS_URL"])
        await one.connect()
        await two.connect()
        return one, two

    asyncio.run(with_two(both(), doing))


async def settled(bus: Bus) -> None:
    """The server knows of our subscriptions."""
    await bus.client.flush()


def test_what_is_told_is_heard_here_at_once_and_elsewhere_once():
    async def doing(one: Bus, two: Bus) -> None:
        here: list[bytes] = []
        there: list[bytes] = []
        await one.subscribe("t.news", here.append)
        await one.subscribe("t.news", here.append)
        await two.subscribe("t.news", there.append)
        await settled(one)
        await settled(two)
        await one.publish("t.news", b"x")
        assert here == [b"x", b"x"], "both listeners, before publish returned"
        await two.publish("t.news", b"y")
        for heard, wanted in ((here, [b"x", b"x", b"y", b"y"]), (there, [b"x", b"y"])):
            for _ in range(100):
                if len(heard) >= len(wanted):
                    break
                await asyncio.sleep(0.02)
            assert sorted(heard) == wanted, "no echo"

    run(doing)


def test_a_listener_that_fails_is_not_the_publishers_trouble(caplog):
    async def doing(one: Bus, two: Bus) -> None:
        heard: list[bytes] = []

        def fails(_: bytes) -> None:
            raise RuntimeError("broken")

        await one.subscribe("t.broken", fails)
        await one.subscribe("t.broken", heard.append)
        await one.publish("t.broken", b"x")
        assert heard == [b"x"]

    run(doing)
    assert "a listener of t.broken failed" in caplog.text


def test_a_request_is_answered_by_whoever_serves():
    async def doing(one: Bus, two: Bus) -> None:
        async def answer(payload: bytes) -> bytes:
            return payload + b"!"

        await one.serve("t.ask", answer)
        await settled(one)
        assert await two.request("t.ask", b"hi", within=2) == b"hi!"
        assert await one.request("t.ask", b"own", within=2) == b"own!", "in the same process it is a call"

    run(doing)


def test_nobody_answers_within_the_deadline():
    async def doing(one: Bus, two: Bus) -> None:
        async def silent(_: bytes) -> None:
            return None

        async def failing(_: bytes) -> bytes:
            raise RuntimeError("broken")

        await two.serve("t.silent", silent)
        await two.serve("t.failing", failing)
        await settled(two)
        for subject in ("t.nobody", "t.silent", "t.failing"):
            began = time.monotonic()
            with pytest.raises(NobodyAnswers):
                await one.request(subject, b"", within=0.4)
            assert 0.35 < time.monotonic() - began < 1.2

    run(doing)


def test_a_request_waits_for_who_comes_to_serve():
    async def doing(one: Bus, two: Bus) -> None:
        async def answer(_: bytes) -> bytes:
            return b"late"

        asked = asyncio.create_task(one.request("t.later", b"", within=3))
        await asyncio.sleep(0.3)
        await two.serve("t.later", answer)
        assert await asked == b"late"

    run(doing)


def test_who_stopped_serving_is_asked_no_more_and_another_is():
    async def doing(one: Bus, two: Bus) -> None:
        async def first(_: bytes) -> bytes:
            return b"first"

        async def second(_: bytes) -> bytes:
            return b"second"

        await one.serve("t.turn", first)
        assert await one.request("t.turn", b"", within=1) == b"first"
        await one.stop_serving("t.turn")
        await two.serve("t.turn", second)
        await settled(two)
        assert await one.request("t.turn", b"", within=2) == b"second"

    run(doing)


def test_one_that_hangs_holds_up_one_try_only():
    """A stopped process keeps its subscription: the next try may find another."""

    async def doing(one: Bus, two: Bus) -> None:
        asked: list[int] = []

        async def hangs_once(_: bytes) -> bytes:
            asked.append(1)
            if len(asked) == 1:
                await asyncio.sleep(5)
            return b"at last"

        await two.serve("t.hangs", hangs_once)
        await settled(two)
        began = time.monotonic()
        assert await one.request("t.hangs", b"", within=3, each=0.3) == b"at last"
        assert time.monotonic() - began < 1.5

    run(doing)


def test_a_sale_goes_on_while_the_server_restarts_and_the_bus_comes_back():
    async def doing() -> None:
        with throwaway_bus() as url:
            bus, other = Bus(url), Bus(url)
            await bus.connect()
            await other.connect()
            heard: list[bytes] = []

            async def answer(payload: bytes) -> bytes:
                return payload

            await bus.subscribe("t.on", heard.append)
            await bus.serve("t.desk", answer)
        # the server is gone
        await bus.publish("t.on", b"told")
        assert heard == [b"told"]
        assert await bus.request("t.desk", b"asked", within=1) == b"asked"
        with pytest.raises(NobodyAnswers):
            await other.request("t.desk", b"", within=0.3)
        await bus.close()
        await other.close()

    asyncio.run(doing())


def test_who_starts_before_the_bus_sells_here_and_is_known_to_others_when_it_comes():
    async def doing() -> None:
        with nats_cluster(1) as cluster:
            cluster.kill(0)
            early = Bus(cluster.url)
            began = time.monotonic()
            await early.connect(within=0.3)
            assert time.monotonic() - began < 1
            heard: list[bytes] = []

            async def answer(payload: bytes) -> bytes:
                return payload

            await early.subscribe("t.on", heard.append)
            await early.serve("t.desk", answer)
            await early.publish("t.on", b"here")
            assert heard == [b"here"]
            assert await early.request("t.desk", b"asked", within=1) == b"asked"
            cluster.start(0)
            await asyncio.wait_for(early.up.wait(), 5)
            late = Bus(cluster.url)
            await late.connect()
            assert await late.request("t.desk", b"from afar", within=2) == b"from afar"
            await late.publish("t.on", b"from afar")
            await asyncio.sleep(0.1)
            assert heard == [b"here", b"from afar"]
            await late.close()
            await early.close()

    asyncio.run(doing())


def test_who_leaves_before_the_bus_came_leaves_nothing_behind():
    async def doing() -> None:
        early = Bus("nats://token@127.0.0.1:1")
        await early.connect(within=0.1)
        await early.close()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(doing())


class TestThreads:
    """Web, jobs and command line: one loop in a thread of its own."""

    @pytest.fixture(autouse=True)
    def _leave(self):
        yield
        threads.leave()

    def test_a_thread_asks_and_tells(self):
        async def answer(payload: bytes) -> bytes:
            return payload * 2

        async def serving(ready: asyncio.Event, stop: asyncio.Event) -> None:
            bus = Bus(os.environ["NATS_URL"])
            await bus.connect()
            await bus.serve("t.threads", answer)
            await settled(bus)
            ready.set()
            await stop.wait()
            await bus.close()

        async def both() -> bytes:
            ready, stop = asyncio.Event(), asyncio.Event()
            server = asyncio.create_task(serving(ready, stop))
            await ready.wait()
            said = await asyncio.to_thread(
                threads.request, os.environ["NATS_URL"], "t.threads", b"ab", within=2
            )
            await asyncio.to_thread(threads.publish, os.environ["NATS_URL"], "t.news", b"x")
            stop.set()
            await server
            return said

        assert asyncio.run(both()) == b"abab"

    def test_nobody_answers_in_time(self):
        began = time.monotonic()
        with pytest.raises(NobodyAnswers):
            threads.request(os.environ["NATS_URL"], "t.nobody", b"", within=0.3)
        assert time.monotonic() - began < 2

    def test_where_the_bus_is_away_nobody_waits_long(self, monkeypatch):
        monkeypatch.setattr(threads, "CONNECT", 0.5)
        began = time.monotonic()
        with pytest.raises(NobodyAnswers):
            threads.publish("nats://token@127.0.0.1:1", "t.news", b"x")
        assert time.monotonic() - began < 2
