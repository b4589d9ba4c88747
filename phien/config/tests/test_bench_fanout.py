"""The fan-out benchmark runs to its end, and its crowd counts rightly; how fast the edge is is not tested."""

import socket
import threading
import time
from pathlib import Path

import pytest

from phien.config.bench.crowd import Crowd
from phien.config.bench.fanout_load import quantile
from phien.config.bench.fanout_nchan import WANTED, nchan, nchan_server
from phien.config.bench.fanout_viewer import Wish
from phien.config.tests.benches import bench

ROOT = Path(__file__).resolve().parents[3]
TOP = ["viewers", "delivered", "p99_ms", "kb_per_viewer", "us_cpu_per_delivery", "nchan_us_cpu_per_delivery"]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 1500\n\n"


def test_fanout_in_its_short_form() -> None:
    found = bench("fanout --viewers 200 --seconds 1 --also returns")
    assert [name for name in [*TOP, "neighbour_p99_ms"] if name not in found] == []
    assert (found["viewers"], found["delivered"], found["edge"]["odd"]) == (200, 1.0, 0)
    nchan = found["nchan"]  # a sentence where it is not installed
    assert (found["nchan_us_cpu_per_delivery"] is None) == isinstance(nchan, str)
    back = found["also"]["returns"]
    assert [back[key] for key in ("returned", "odd", "requests_to_the_web")] == [200, 0, 0]
    assert back["resumed"] + back["resets"] == 200
    assert back["states"] >= back["resets"]


class Speaking:
    """A server that says given parts to every viewer, one after the other; notes what it was asked."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts
        self.asked: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.go = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        lines = []
        for _ in range(3):
            line, _ = self.listener.accept()
            self.asked.append(line.recv(4096))
            line.sendall(HEAD)
            lines.append(line)
        self.go.wait(10)
        for part in self.parts:
            for line in lines:
                line.sendall(part)
            time.sleep(0.05)
        for line in lines:
            line.close()

    def close(self) -> None:
        self.thread.join(10)
        self.listener.close()


@pytest.fixture
def mark() -> bytes:
    return b"@T%019d" % time.monotonic_ns()


def test_a_crowd_counts_events_that_come_in_halves_or_several_at_once() -> None:
    later = b"@T%019d" % (time.monotonic_ns() + 10**9)
    whole = b'id: 1.2\nevent: beat\ndata: {"at":"%s"}\n\n' % later
    server = Speaking(whole[:30], whole[30:52], whole[52:] + whole + whole[:40], whole[40:])
    crowd = Crowd(Wish(server.port, "/events", 3))
    crowd.open()
    crowd.count()
    server.go.set()
    until = time.monotonic() + 3
    while crowd.seen["cut"] < 3 and time.monotonic() < until:
        crowd.turn(0.05)
    found = crowd.findings()
    assert (found["ready"], found["counted"], found["fewest"], found["most"]) == (3, 9, 3, 3)
    assert (found["cut"], found["odd"]) == (3, 0)
    crowd.close()
    server.close()


def test_what_was_told_before_counting_began_is_not_counted(mark: bytes) -> None:
    server = Speaking(b"data: %s\n\n" % mark)
    crowd = Crowd(Wish(server.port, "/events", 3))
    crowd.open()
    crowd.count()
    server.go.set()
    until = time.monotonic() + 3
    while crowd.seen["cut"] < 3 and time.monotonic() < until:
        crowd.turn(0.05)
    assert crowd.findings()["counted"] == 0
    crowd.close()
    server.close()


def test_who_returns_says_what_it_saw_last_after_the_time_it_was_told() -> None:
    server = Speaking(b"id: 7.41\nevent: stock\ndata: {}\n\n")
    crowd = Crowd(Wish(server.port, "/events", 3, returns=True, state="/state"))
    crowd.open()
    server.go.set()
    began = time.monotonic()
    while crowd.seen["cut"] < 3 and time.monotonic() < began + 3:
        crowd.turn(0.05)
    back = Speaking()
    crowd.wish = Wish(back.port, "/events", 3, returns=True, state="/state")
    while crowd.seen["returned"] < 3 and time.monotonic() < began + 6:
        crowd.turn(0.05)
    back.go.set()
    assert crowd.seen["resumed"] == 3
    assert all(b"Last-Event-ID: 7.41\r\n" in asked for asked in back.asked)
    assert crowd.last_back - crowd.first_cut >= 1.4
    crowd.close()
    server.close()
    back.close()


def test_a_quantile_of_a_histogram() -> None:
    steps = [(1000, 50), (2000, 49), (9000, 1)]
    assert [quantile(steps, part) for part in (0.5, 0.99, 1.0)] == [1.0, 2.0, 9.0]
    assert quantile([], 0.5) is None


@pytest.mark.skipif(nchan() is None, reason=WANTED)
def test_nginx_is_gone_afterwards() -> None:
    with nchan_server() as (_, worker):
        assert Path(f"/proc/{worker}").exists()
    assert not Path(f"/proc/{worker}").exists()
