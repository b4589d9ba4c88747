"""`phien up --edges 2`: one port, two processes; nobody who connects is refused, whichever of them dies."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from phien.config.stack.children import wait_until
from phien.live.models import Desk
from phien.testing import factories
from phien.testing.clusters import Cluster, free_ports
from phien.testing.stack import scratch_folder
from tests.cluster.machines import PHIEN, ROOT, database_url
from tests.loads.buyers import buy, run


@dataclass
class Up:
    """A running `phien up`."""

    leader: "subprocess.Popen[bytes]"
    data: Path
    port: int

    def edges(self) -> dict[str, int]:
        """The edges by PHIEN_OWNER: their process ids."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes()
                told = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"phien.config.edge_server" in words and f"PHIEN_DATA={self.data}".encode() in told:
                owner = next(each for each in told if each.startswith(b"PHIEN_OWNER="))
                found[owner.decode()] = int(entry.name)
        return found


@pytest.fixture
def session(db: Any) -> int:
    coop = factories.make_coop("an-thu")
    made: int = factories.make_session(coop, [(factories.make_variant(coop, stock=500), 500)], open=True).pk
    return made


@pytest.fixture
def up(session: int, cluster: Cluster) -> Iterator[Up]:
    with scratch_folder() as folder:
        (port,) = free_ports(1)
        ready = folder / "ready.json"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHIEN_")}
        words = ["up", "--edges", "2", "--port", str(port), "--data", str(folder / "data")]
        with (folder / "up.log").open("wb") as log:
            leader = subprocess.Popen(
                [*PHIEN, *words, "--ready-file", str(ready)],
                env={**kept, "DATABASE_URL": database_url(), "NATS_URL": cluster.url},
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            said = folder / "up.log"
            assert wait_until(lambda: ready.exists() or leader.poll() is not None, seconds=90)
            assert leader.poll() is None, said.read_text()
            yield Up(leader, folder / "data", port)
        finally:
            leader.send_signal(signal.SIGINT)
            try:
                assert leader.wait(30) == 0, said.read_text()
            finally:
                if leader.poll() is None:
                    os.killpg(leader.pid, signal.SIGKILL)
                    leader.wait()
        print(said.read_text())


def test_two_edges_share_the_port_and_nobody_is_refused(up: Up, session: int) -> None:
    edges = up.edges()
    assert len(edges) == 2
    assert sorted(log.name for log in (up.data / "logs").glob("edge*")) == ["edge-2.log", "edge.log"]

    # one stands still: the other takes every buyer, also where the desk is in the one that stands still
    stopped = edges[f"PHIEN_OWNER={Desk.every_coop.get().owner}"]
    os.kill(stopped, signal.SIGSTOP)
    try:
        began = time.monotonic()
        told = [run(buy(up.port, session, f"one-{n}")) for n in range(5)]
        assert [each.status for each in told] == [201] * 5
        assert time.monotonic() - began < 8
    finally:
        os.kill(stopped, signal.SIGCONT)

    # all are dead: who comes now waits a moment for the next
    for pid in edges.values():
        os.kill(pid, signal.SIGKILL)
    with socket.create_connection(("127.0.0.1", up.port), timeout=1):
        pass
    assert (
        httpx.get(f"http://127.0.0.1:{up.port}/api/sessions/{session}/state", timeout=10).status_code == 200
    )
    assert wait_until(lambda: len(up.edges()) == 2, seconds=10)
    again = up.edges()
    assert set(again) == set(edges), "each under the name that its predecessor had"
    assert not set(again.values()) & set(edges.values())

    told = [run(buy(up.port, session, f"one-{n}")) for n in range(5)]
    assert [(each.status, each.asked) for each in told] == [(200, 1)] * 5, "the first answers, by their keys"
