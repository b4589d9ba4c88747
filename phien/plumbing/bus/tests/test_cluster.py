"""Several servers: one dies or stops, and nobody who asks or listens notices for long."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest

from phien.plumbing.bus import Bus
from phien.testing.clusters import Cluster, nats_cluster, with_two


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with nats_cluster() as made:
        yield made


def at(cluster: Cluster, bus: Bus) -> int:
    """The server that a bus is connected to."""
    port = bus.client.connected_url.port
    return next(n for n, server in enumerate(cluster.servers) if server.port == port)


async def apart(cluster: Cluster) -> tuple[Bus, Bus]:
    """Two buses on two servers."""
    one = Bus(cluster.url)
    await one.connect()
    while True:
        two = Bus(cluster.url)
        await two.connect()
        if at(cluster, one) != at(cluster, two):
            return one, two
        await two.close()


def run(cluster: Cluster, doing: Callable[[Bus, Bus], Awaitable[None]]) -> None:
    asyncio.run(with_two(apart(cluster), doing))


async def echo(payload: bytes) -> bytes:
    return payload


def test_who_is_on_another_server_is_asked_and_told(cluster: Cluster) -> None:
    async def doing(one: Bus, two: Bus) -> None:
        heard: list[bytes] = []
        await two.subscribe("c.news", heard.append)
        await two.serve("c.ask", echo)
        await two.client.flush()
        assert await one.request("c.ask", b"hi", within=2) == b"hi"
        await one.publish("c.news", b"x")
        await asyncio.sleep(0.2)
        assert heard == [b"x"]

    run(cluster, doing)


@pytest.mark.parametrize("whose", ["asker", "server"])
def test_a_killed_server_costs_a_moment_and_no_subscription(cluster: Cluster, whose: str) -> None:
    async def doing(one: Bus, two: Bus) -> None:
        heard: list[bytes] = []
        await two.subscribe("c.news", heard.append)
        await two.serve("c.ask", echo)
        await two.client.flush()
        victim = at(cluster, one if whose == "asker" else two)
        cluster.kill(victim)
        began = time.monotonic()
        try:
            assert await one.request("c.ask", b"still?", within=4, each=1.5) == b"still?"
            assert time.monotonic() - began < 2
            await asyncio.wait_for(asyncio.gather(one.up.wait(), two.up.wait()), 3)
            await one.publish("c.news", b"x")
            await asyncio.sleep(0.2)
            assert heard == [b"x"]
        finally:
            cluster.start(victim)

    run(cluster, doing)


def test_what_is_being_asked_when_the_server_dies_is_asked_again(cluster: Cluster) -> None:
    """The first try was heard; its answer is lost with the server. Nobody waits for the end of the try."""

    async def doing(one: Bus, two: Bus) -> None:
        asked: list[bytes] = []

        async def slow_once(payload: bytes) -> bytes:
            asked.append(payload)
            if len(asked) == 1:
                await asyncio.sleep(30)
            return b"answer"

        await two.serve("c.slow", slow_once)
        await two.client.flush()
        began = time.monotonic()
        request = asyncio.create_task(one.request("c.slow", b"key", within=20, each=20))
        await asyncio.sleep(0.3)
        victim = at(cluster, one)
        cluster.kill(victim)
        try:
            assert await request == b"answer"
            assert time.monotonic() - began < 4
            assert asked == [b"key", b"key"]
        finally:
            cluster.start(victim)

    run(cluster, doing)


# trying the stopped one again, nats-py leaves a writer to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_stopped_server_is_left_within_five_seconds(cluster: Cluster) -> None:
    """SIGSTOP, or a network that swallows everything: no connection ends, but pings are not answered."""

    async def doing(one: Bus, two: Bus) -> None:
        await two.serve("c.ask", echo)
        await two.client.flush()
        victim = at(cluster, one)
        cluster.signal(victim, signal.SIGSTOP)
        began = time.monotonic()
        try:
            assert await one.request("c.ask", b"still?", within=8) == b"still?"
            assert time.monotonic() - began < 5
            assert at(cluster, one) != victim
        finally:
            cluster.signal(victim, signal.SIGCONT)

    run(cluster, doing)


def test_a_client_that_a_server_threw_out_comes_back_with_its_subscriptions(cluster: Cluster) -> None:
    """A complaint that ends the client for good (`-ERR`), such as a slow reader gets."""

    async def doing(one: Bus, two: Bus) -> None:
        heard: list[bytes] = []
        await two.subscribe("c.news", heard.append)
        await two.serve("c.ask", echo)
        await two.client.flush()
        before = two.client
        await before._process_err("'Slow Consumer'")
        await asyncio.sleep(0.1)
        await asyncio.wait_for(two.up.wait(), 3)
        assert two.client is not before
        assert await one.request("c.ask", b"hi", within=2) == b"hi"
        await one.publish("c.news", b"x")
        await asyncio.sleep(0.2)
        assert heard == [b"x"]

    run(cluster, doing)
