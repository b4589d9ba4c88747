"""The whole as several machines run it, while one part after the other is killed in the middle of a sale.

Three NATS servers in a cluster, two edges without desks, two desk processes, two web processes, the jobs, one
PostgreSQL. Whoever watches over the services (systemd, on real machines) starts each again two seconds later.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
import pytest

from phien.checkout.models import Waiting, Wish
from phien.live.models import Desk, Item
from phien.orders.models import Order
from phien.plumbing.streams.stream import Mark
from phien.testing import factories
from phien.testing.clusters import Cluster, free_ports
from phien.testing.truths import assert_all_true
from tests.cluster.machines import Machines
from tests.cluster.people import Told, Viewer, buy, buy_by_form, state_of
from tests.loads.buyers import run

pytestmark = pytest.mark.loads
JARS, EACH_SECOND, SECONDS = 800, 60, 17
FAULTS = {1.5: "desk", 6.5: "nats", 9.5: "edge", 12.5: "web"}
AGAIN = 2.0  # seconds until it is started again
LONGEST = {"desk": 5.0, "nats": 2.0, "edge": 1.0, "web": 1.0}  # seconds without any sale


@dataclass
class Sale:
    """What happened: who was told what, and when each fault came."""

    told: list[Told] = field(default_factory=list)
    by_form: list[str] = field(default_factory=list)
    viewers: list[Viewer] = field(default_factory=list)
    faults: dict[str, float] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)  # port -> pieces, as its state says at the end
    pages: Counter[int] = field(default_factory=Counter)

    def gap_after(self, fault: str, until: float) -> float:
        """The longest time without any sale from this fault to the next."""
        at = self.faults[fault]
        times = sorted([at, *(each.at for each in self.told if at <= each.at < until)])
        return max(after - before for before, after in pairwise(times))


@pytest.fixture
def session(db: Any) -> int:
    coop = factories.make_coop("an-thu")
    product = factories.make_product(coop, "Mật ong bạc hà")
    variant = factories.make_variant(coop, stock=JARS, product=product)
    made: int = factories.make_session(coop, [(variant, JARS)], open=True).pk
    return made


@pytest.fixture
def ports(machines: Machines, session: int) -> list[int]:
    """Everything runs; the ports of the two edges."""
    found = free_ports(2)
    for n, port in enumerate(found, start=1):
        web = str(machines.folder / f"web-{n}.sock")
        machines.start(f"desk-{n}", "desk", PHIEN_OWNER=f"desk-{n}")
        machines.start(f"web-{n}", "web", "--bind", web)
        machines.start(f"edge-{n}", "edge", "--without-desks", "--port", str(port), "--web", web)
    machines.start("jobs", "jobs")
    for port in found:
        machines.wait(lambda port=port: _answers(port), f"no page on {port}", seconds=40)
    machines.wait(lambda: Desk.every_coop.get().owner.startswith("desk-"), "no desk")
    return found


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_nothing_is_lost_or_doubled_whatever_dies(
    machines: Machines,
    cluster: Cluster,
    session: int,
    ports: list[int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    sale = run(_sale(machines, cluster, session, ports, Desk.every_coop.get().owner))
    _everything_is_as_it_was_said(sale, session)
    _viewers_missed_nothing(sale, session)
    assert "All seven truths hold" in machines.phien("check")
    assert_all_true()
    assert sale.pages[200] > 20
    ends = [*list(sale.faults.values())[1:], time.monotonic()]
    gaps = {fault: sale.gap_after(fault, end) for fault, end in zip(sale.faults, ends, strict=True)}
    with capsys.disabled():
        words = ", ".join(f"{fault} {gap:.2f} s" for fault, gap in gaps.items())
        again = sum(each.asked > 1 for each in sale.told)
        print(f"\n{len(sale.told)} buyers on two edges, {again} asked again; longest without a sale: {words}")
    for fault, gap in gaps.items():
        assert gap < LONGEST[fault], f"{fault}: nobody was sold anything for {gap:.1f} s"


async def _sale(machines: Machines, cluster: Cluster, session: int, ports: list[int], owner: str) -> Sale:
    sale = Sale(viewers=[Viewer(port, session) for port in ports for _ in range(3)])
    watching = [asyncio.create_task(each.watch()) for each in sale.viewers]
    pages = asyncio.create_task(_look_at_pages(sale, ports))
    await asyncio.sleep(0.5)
    disturbing = asyncio.create_task(_disturb(sale, machines, cluster, owner))
    buyers = []
    for n in range(EACH_SECOND * SECONDS):
        buyers.append(asyncio.create_task(_one(sale, ports, session, n)))
        await asyncio.sleep(1 / EACH_SECOND)
    await asyncio.gather(*buyers)
    await disturbing
    await asyncio.sleep(1)
    for port in ports:
        sale.left[port] = (await state_of(port, session))["items"][0]["left"]
    for task in (*watching, pages):
        task.cancel()
    await asyncio.gather(*watching, pages, return_exceptions=True)
    return sale


async def _one(sale: Sale, ports: list[int], session: int, n: int) -> None:
    if n % 40 == 7:
        sale.by_form.append(await buy_by_form(ports, session, f"09000{n:05}", n))
    else:
        sale.told.append(await buy(ports, session, f"whole-{n}", n))


async def _look_at_pages(sale: Sale, ports: list[int]) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        for n in range(10_000):
            try:
                status = (await client.get(f"http://127.0.0.1:{ports[n % 2]}/")).status_code
            except httpx.HTTPError:
                status = 0
            sale.pages[status] += 1
            await asyncio.sleep(0.3)


async def _disturb(sale: Sale, machines: Machines, cluster: Cluster, owner: str) -> None:
    """Kill one thing after the other, and start each again a little later."""
    began = time.monotonic()
    other = "desk-2" if owner == "desk-1" else "desk-1"
    for at, what in FAULTS.items():
        await asyncio.sleep(began + at - time.monotonic())
        sale.faults[what] = time.monotonic()
        if what == "nats":  # the one that the living desk is connected to
            victim = cluster.server_of(machines.pid(other))
            cluster.kill(victim)
            await asyncio.sleep(AGAIN)
            await asyncio.to_thread(cluster.start, victim)
            continue
        name = owner if what == "desk" else f"{what}-2"
        machines.kill(name)
        await asyncio.sleep(AGAIN)
        machines.again(name)


def _everything_is_as_it_was_said(sale: Sale, session: int) -> None:
    """Each acknowledged order once, each waiting place kept, nothing of who was refused."""
    orders = {order.code: order for order in Order.every_coop.filter(session_id=session)}
    wishes = {wish.external_id: wish for wish in Wish.every_coop.filter(session_id=session)}
    bought = [each for each in sale.told if each.status in (200, 201)]
    waiting = [each for each in sale.told if each.body.get("code") == "waitlisted"]
    assert len(bought) + len(waiting) == len(sale.told), Counter(each.body.get("code") for each in sale.told)
    assert len({each.body["order"] for each in bought}) == len(bought)
    for each in bought:
        assert orders[each.body["order"]].pk == wishes[each.key].order_id
    for each in waiting:
        assert wishes[each.key].order_id is None
    by_form = {*sale.by_form}
    assert len(by_form) == len(sale.by_form)
    tokens = {order.token for order in orders.values()}
    places = set(Waiting.every_coop.filter(session_id=session).values_list("token", flat=True))
    assert by_form <= tokens | places
    assert len(orders) == JARS == len(bought) + len(by_form & tokens), "each jar once"
    assert len(places) == len(waiting) + len(by_form & places)
    assert len(wishes) == len(sale.told) + len(by_form), "a key asked again is one wish"


def _viewers_missed_nothing(sale: Sale, session: int) -> None:
    """On either edge: every frame (in a rush several as one) or a reset; what is said of one moment is the
    same everywhere, and in the end it is the database's."""
    remaining = Item.every_coop.select_related("allotment").get(session_id=session).allotment.remaining
    assert set(sale.left.values()) == {remaining} == {0}
    said: dict[Mark, int] = {}
    for viewer in sale.viewers:
        assert viewer.holes == []
        assert viewer.counts == {mark: said.setdefault(mark, n) for mark, n in viewer.counts.items()}
        assert [*viewer.counts] == sorted(viewer.counts)
        assert [*viewer.counts.values()] == sorted(viewer.counts.values(), reverse=True), "nothing came back"
        assert viewer.frames > 50
        assert viewer.resets >= 1, "the desk was taken over"
        assert viewer.left == 0
    assert sum(viewer.returns for viewer in sale.viewers) >= 3, "those of the killed edge came back"
