"""An edge as a process of its own: its health, and how it stops with a balancer in front."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from phien.config.drain import patience
from phien.live.models import Session
from phien.orders.models import Order
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.desks import dsn_of_test
from phien.testing.edges import Watching
from phien.testing.edges import web as web_process

PATIENCE = 15.0


@dataclass
class Process:
    """One edge: its process, its public port, its lookout."""

    child: subprocess.Popen[bytes]
    log: Path
    port: int
    lookout: int

    def get(self, path: str, *, lookout: bool = False) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.lookout if lookout else self.port}{path}", timeout=PATIENCE)

    def buy(self, session: int, key: str) -> httpx.Response:
        body = {
            "key": key,
            "buyer": {"name": "Người mua thử", "phone": "0900000012"},
            "items": [{"code": "A1", "qty": 1}],
        }
        url = f"http://127.0.0.1:{self.port}/api/sessions/{session}/orders"
        return httpx.post(url, json=body, timeout=PATIENCE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return min(int(probe.getsockname()[1]), 60000)


@pytest.fixture
def session(db: Any, coop: Any) -> Session:
    return factories.make_session(coop, [(factories.make_variant(coop, stock=40), 40)], open=True)


@contextlib.contextmanager
def edge(folder: Path, web_socket: str, *, drain: str) -> Iterator[Process]:
    port, lookout = free_port(), free_port()
    env = {
        **os.environ,
        "DATABASE_URL": dsn_of_test(),
        "PHIEN_PORT": str(port),
        "PHIEN_HOST": "127.0.0.1",
        "PHIEN_WEB_SOCKET": web_socket,
        "PHIEN_METRICS_PORT": str(lookout),
        "PHIEN_DRAIN": drain,
        "BUYER_COOKIE_KEY": "only-for-tests",
    }
    with (folder / "edge.log").open("wb") as log:
        child = subprocess.Popen([sys.executable, "-m", "phien.config.edge_server"], env=env, stderr=log)
    made = Process(child, folder / "edge.log", port, lookout)
    try:
        began = time.monotonic()
        while True:
            with contextlib.suppress(httpx.TransportError):
                if made.get("/readyz").status_code == 200:
                    break
            assert child.poll() is None, "the edge does not start"
            assert time.monotonic() - began < PATIENCE, "the edge is not ready in time"
            time.sleep(0.05)
        yield made
    finally:
        child.kill()
        child.wait()


def test_with_a_balancer_it_is_not_ready_first_and_takes_who_still_comes(session, tmp_path):
    with web_process() as web, edge(tmp_path, web.socket, drain="1.5") as process:
        viewer = Watching(process.port, f"/api/sessions/{session.pk}/events")
        viewer.until(b"retry: ")
        assert process.buy(session.pk, "before").status_code == 201
        process.child.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        for answer in (process.get("/readyz"), process.get("/readyz", lookout=True)):
            assert (answer.status_code, answer.json()) == (
                503,
                {"ok": False, "parts": {"process": "stopping"}},
            )
        assert process.get("/healthz").status_code == 200
        late = process.buy(session.pk, "late")
        assert (late.status_code, late.headers["connection"]) == (201, "close")
        assert "phien_draining 1.0" in process.get("/metrics", lookout=True).text
        assert process.child.wait(PATIENCE) == -signal.SIGTERM
        assert viewer.to_the_end().endswith(b"event: bye\ndata: {}\n\n")
        viewer.close()
        lines = [json.loads(line) for line in process.log.read_text().splitlines()]
        assert [(line["event"].partition(":")[0], line["process"]) for line in lines] == [
            ("lookout", "edge"),
            (f"session {session.pk}", "edge"),
            ("told to stop", "edge"),
        ]
        assert lines[1]["session"] == session.pk
    assert Order.every_coop.filter(session_id=session.pk).count() == 2


def test_while_it_drains_it_takes_no_session_over(session, coop, tmp_path):
    with web_process() as web, edge(tmp_path, web.socket, drain="3") as process:
        assert process.buy(session.pk, "before").status_code == 201
        process.child.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        late = factories.make_session(coop, [(factories.make_variant(coop, stock=4), 4)], open=True)
        time.sleep(1.5)  # it looks each second
        told = process.get("/metrics", lookout=True).text
        assert f'phien_desk_queue{{session="{session.pk}"}}' in told
        assert f'phien_desk_queue{{session="{late.pk}"}}' not in told


def test_a_web_process_that_goes_away_makes_it_not_ready_but_not_dead(session, tmp_path):
    with web_process() as web, edge(tmp_path, web.socket, drain="0") as process:
        os.unlink(web.socket)
        web.hangs_up = True
        time.sleep(1.1)  # what it saw is kept for a second
        answer = process.get("/readyz")
        assert (answer.status_code, answer.json()["parts"]) == (
            503,
            {"database": "ok", "desks": "ok", "web": "away"},
        )
        assert process.get("/healthz").status_code == 200
        assert process.buy(session.pk, "meanwhile").status_code == 201


def test_it_counts_what_its_desk_did_and_tells_it_on_its_lookout(session, tmp_path):
    with web_process() as web, edge(tmp_path, web.socket, drain="0") as process:
        answers = [process.buy(session.pk, f"k{n % 4}").status_code for n in range(5)]
        assert answers == [201, 201, 201, 201, 200]
        told = process.get("/metrics", lookout=True).text.splitlines()
        assert 'phien_desk_outcomes_total{outcome="order",source="button"} 4.0' in told
        assert f'phien_desk_queue{{session="{session.pk}"}} 0.0' in told
        assert 'phien_desk_takeovers_total{why="free"} 1.0' in told
        assert "phien_desk_batch_size_count 4.0" in told
        assert "phien_desk_commit_seconds_count 4.0" in told
        assert "phien_desks 1.0" in told
        assert "phien_bus_connected 1.0" in told
        assert httpx.get(f"http://127.0.0.1:{process.port}/metrics").json()["path"] == "/metrics"  # the web's


WORDS = {"": 0.0, "0": 0.0, "5": 5.0, "2.5": 2.5}


@pytest.mark.parametrize(("word", "seconds"), WORDS.items())
def test_the_pause_is_in_seconds(monkeypatch, word, seconds):
    monkeypatch.setenv("PHIEN_DRAIN", word)
    assert patience() == seconds
