"""Exactly one desk a session; another process has it within 5 s of whatever happens to its own.

Real `phien desk` processes on a cluster of NATS servers; buyers of all sessions ask without a pause.
"""

import asyncio
import itertools
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg_pool import AsyncConnectionPool

from phien.live.contracts import Ask
from phien.live.desk.desks import Desks
from phien.live.models import Desk
from phien.orders.models import Order
from phien.plumbing.bus import Bus
from phien.testing import factories
from phien.testing.clusters import Cluster
from phien.testing.desks import Loop, dsn_of_test, wish
from phien.testing.truths import assert_all_true
from tests.cluster.machines import Machines, database_socket, database_url
from tests.faults.wire import Wire, new_wire

SESSIONS = 3
BUYERS = 4  # of each session at any time
JARS = 5000


@dataclass
class Asker:
    """An edge without desks: it asks whoever has the session, as the buy route does."""

    nats_url: str
    loop: Loop = field(default_factory=Loop)
    sold: dict[int, list[float]] = field(default_factory=dict)  # session -> when each was told
    refused: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)
    buying: bool = True

    def open(self) -> None:
        self.loop.run(self._open())

    async def _open(self) -> None:
        self.bus = Bus(self.nats_url)
        await self.bus.connect()
        self.pool: Any = AsyncConnectionPool(
            dsn_of_test(), min_size=1, max_size=4, open=False, kwargs={"autocommit": True}
        )
        await self.pool.open()
        self.desks = Desks(dsn=dsn_of_test(), bus=self.bus, pool=self.pool, owner="asker")

    def begin(self, sessions: Sequence[int]) -> None:
        self.tasks = [self.loop.start(self._buy(session, n)) for session in sessions for n in range(BUYERS)]

    async def _buy(self, session: int, who: int) -> None:
        n = 0
        while self.buying:
            n += 1
            ask = Ask(session, "place", f"b{who}-{n}", wish(buyer=f"b:{session}:{who}:{n}"))
            while (answer := await self.desks.ask(ask)).status == 503:
                pass
            if answer.status in (200, 201):
                self.sold.setdefault(session, []).append(time.monotonic())
            else:
                self.refused.append(answer)
            await asyncio.sleep(0.02)

    def finish(self) -> None:
        self.buying = False
        for task in self.tasks:
            task.result(20)

    def close(self) -> None:
        self.finish()
        self.loop.run(self._close())
        self.loop.close()

    async def _close(self) -> None:
        await self.desks.stop()
        await self.pool.close()
        await self.bus.close()

    def away(self, session: int, since: float) -> float:
        """The longest that nobody of a session was sold anything, after `since`."""
        times = [since, *(at for at in self.sold[session] if at >= since)]
        return max(after - before for before, after in itertools.pairwise(times))


@pytest.fixture
def sessions(db: Any) -> list[int]:
    coop = factories.make_coop("an-thu")
    made = []
    for _ in range(SESSIONS):
        variant = factories.make_variant(coop, stock=JARS)
        made.append(factories.make_session(coop, [(variant, JARS)], open=True).pk)
    return made


@pytest.fixture
def wire(db: Any) -> Iterator[Wire]:
    with new_wire(database_socket()) as made:
        yield made


@pytest.fixture
def asker(machines: Machines) -> Iterator[Asker]:
    made = Asker(machines.nats_url.split(",", 1)[1])
    made.open()
    yield made
    made.close()


def owners() -> set[str]:
    return set(Desk.every_coop.values_list("owner", flat=True))


FAULTS = {
    "kill": 5.0,
    "stop": 5.0,
    "cut": 5.0,
    "deaf": 5.0,
    "term": 1.5,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_another_process_has_every_session_within_seconds(
    fault: str,
    machines: Machines,
    cluster: Cluster,
    sessions: list[int],
    wire: Wire,
    asker: Asker,
    capsys: pytest.CaptureFixture[str],
) -> None:
    over = {"DATABASE_URL": database_url("127.0.0.1", wire.port)} if fault == "cut" else {}
    over |= {"NATS_URL": cluster.servers[0].url} if fault == "deaf" else {}
    machines.start("first", "desk", PHIEN_OWNER="first", **over)
    machines.wait(lambda: owners() == {"first"}, "the first process takes all sessions")
    machines.start("second", "desk", PHIEN_OWNER="second", NATS_URL=machines.nats_url.split(",", 1)[1])
    asker.begin(sessions)
    machines.wait(lambda: set(asker.sold) == set(sessions), "a sale")
    time.sleep(1.5)  # the second process is up and has looked

    at = time.monotonic()
    _let_it_happen(fault, machines, cluster, wire)
    machines.wait(lambda: owners() == {"second"}, f"nobody took over: {owners()}", seconds=12)
    time.sleep(0.7)
    _let_it_pass(fault, machines, cluster, wire)
    time.sleep(1)
    asker.finish()

    gaps = [asker.away(session, at) for session in sessions]
    with capsys.disabled():
        print(f"\n{fault}: sold again after {', '.join(f'{gap:.2f}' for gap in gaps)} s")
    assert max(gaps) < FAULTS[fault]
    assert owners() == {"second"}, "nor does the first take them back"
    if fault in ("cut", "deaf"):
        assert machines.said("first", "giving the desk up"), "it knew by itself"
    assert asker.refused == []
    for session in sessions:
        assert Order.every_coop.filter(session_id=session).count() == len(asker.sold[session])
    assert_all_true()


def _let_it_happen(fault: str, machines: Machines, cluster: Cluster, wire: Wire) -> None:
    if fault == "kill":
        machines.kill("first")
    elif fault == "stop":
        machines.signal("first", signal.SIGSTOP)
    elif fault == "term":
        machines.signal("first", signal.SIGTERM)
        assert machines.running["first"].wait(10) == 0, "it drains and ends well"
    elif fault == "cut":
        wire.cut()
    elif fault == "deaf":
        cluster.signal(0, signal.SIGSTOP)  # the only server that it knows


def _let_it_pass(fault: str, machines: Machines, cluster: Cluster, wire: Wire) -> None:
    if fault == "stop":
        machines.signal("first", signal.SIGCONT)
    elif fault == "cut":
        wire.mend()
    elif fault == "deaf":
        cluster.signal(0, signal.SIGCONT)
