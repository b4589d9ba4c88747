"""The rows of the fan-out measurement: one edge, harder cases of it, and nginx with nchan."""

import contextlib
import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from phien.config.bench import load, parts
from phien.config.bench.cpu import families, resident, seconds
from phien.config.bench.fanout_load import PAUSE, Crowds, Neighbour, beat, crowds, event
from phien.config.bench.fanout_nchan import nchan_server, tls_server
from phien.config.bench.fanout_viewer import Wish
from phien.config.bench.scratch import Scratch
from phien.config.stack.children import wait_until
from phien.config.stack.errors import StackError

A_SECOND = 5
SLOW_PART = 20  # one of so many viewers is slow
SLOW_LASTS = 45.0  # seconds: the slow ones fill what may wait for them, are cut off and come back
ORDERS = 1000  # a second
RETURN_LASTS = 30.0
Tell = Callable[[int], None]
Found = dict[str, Any]


class Stage:
    """A served stack with an open session, and the viewers of one row after the other."""

    def __init__(self, stack: Scratch, *, viewers: int, lasts: float, asked: Path | None = None) -> None:
        self.stack, self.viewers, self.lasts, self.asked = stack, viewers, lasts, asked
        self.session = stack.session(stock=1_000_000, items=1)
        self.path = f"/api/sessions/{self.session}"
        self.teller = Teller(self.session, *self._mark())

    def close(self) -> None:
        """Leave the bus before it ends."""
        from phien.plumbing.bus import threads

        threads.leave()

    @property
    def edges(self) -> list[int]:
        """Process ids of the edges."""
        return families(self.stack.up_pid)["edge"]

    def wish(self, **more: Any) -> Wish:
        """Viewers of this session who have just read its state."""
        events = f"{self.path}/events?after={self.teller.fence}.{self.teller.seq}"
        return Wish(**{"port": self.stack.port, "path": events, "viewers": self.viewers, **more})

    def plain(self) -> Found:
        """Events by the bus with ids, as a desk's are."""
        return self._row(self.wish(), self.teller.tell)

    def slow(self) -> Found:
        """Some read nothing or a few bytes a second: cut off, and back by their last event's id."""
        wish = self.wish(slow=self.viewers // SLOW_PART, state=f"{self.path}/state")
        found = self._row(wish, self.teller.tell, lasts=max(self.lasts, SLOW_LASTS))
        return {**found, "slow": {**_some(found, "slow_cut", "slow_left", *BACK), "of": wish.slow}}

    def orders(self) -> Found:
        """Buyers place orders meanwhile. The desk's own frames have the ids; what is counted bears none."""
        task = load.Task(
            self.stack.port, "orders", [self.session], in_flight=256, rate=ORDERS, seconds=self.lasts + 1
        )
        told: Found = {}
        with contextlib.ExitStack() as meanwhile:

            def placing() -> None:
                nonlocal told
                told = meanwhile.enter_context(parts.beside("load", load.as_json(task)))

            measured = self._row(self.wish(), self.teller.tell_bare, meanwhile=placing)
        self.teller.seq = self._mark()[1]
        return {**measured, "orders": _some(told, "n", "per_s", "p50_ms", "p99_ms", "max_ms", "statuses")}

    def tls(self) -> Found:
        """nginx ends TLS before the edge, each stream one more connection."""
        with tls_server(self.stack.port) as (port, workers):
            spent = seconds(workers)
            found = self._row(self.wish(port=port, tls=True), self.teller.tell)
            spent = seconds(workers) - spent
            delivered = max(found["counted"], 1)
            cost = {"us_cpu_with_handshakes": round(spent / delivered * 1e6, 2)}
            return {**found, "nginx": cost}

    def returns(self) -> Found:
        """The edge is killed; all come back when their streams said, and read the state after a reset."""
        before = self._requests()
        web = families(self.stack.up_pid).get("web", [])
        with crowds(self.wish(returns=True, state=f"{self.path}/state")) as crowd:
            crowd.ready()
            beat(self.teller.tell, each_second=A_SECOND, seconds=2)
            time.sleep(PAUSE)
            crowd.say("count")
            (edge,) = self.edges
            spent = seconds(web)
            os.kill(edge, signal.SIGKILL)
            killed = time.monotonic()
            if not wait_until(self._serves, seconds=20):
                raise StackError("The edge did not come back.")
            served = time.monotonic() - killed
            time.sleep(max(0.0, RETURN_LASTS - served))
            found = crowd.stop()
        self.teller.fence, self.teller.seq = self._mark()
        return {
            "viewers": self.viewers,
            "edge_back_s": round(served, 2),
            **_some(found, "cut", *BACK, "refused", "back_s", "all_states_s", "state_p99_ms", "odd"),
            "requests_to_the_web": self._requests() - before,
            "web_cpu_s": round(seconds(web) - spent, 2),
            "edge_cpu_s": round(sum(seconds([pid]) for pid in self.edges), 2),
        }

    def _row(
        self,
        wish: Wish,
        tell: Tell,
        *,
        lasts: float | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Found:
        edges = self.edges
        before = sum(map(resident, edges))
        with crowds(wish) as crowd:
            took = crowd.ready()
            beside = Neighbour(self.stack.port, f"{self.path}/state")
            grown = sum(map(resident, edges)) - before
            found = measure(crowd, tell, edges, lasts or self.lasts, beside, meanwhile)
            if not meanwhile:
                grown = max(grown, sum(map(resident, edges)) - before)
            return {**found, "kb_per_viewer": round(grown / wish.viewers / 1024, 2), "connect_s": took}

    def _mark(self) -> tuple[int, int]:
        """Fence and seq of the session's desk, once it serves."""
        for _ in range(100):
            state = self._state()
            fence, _, seq = str(state["id"]).partition(".") if state else ("0", "", "0")
            if int(fence):
                return int(fence), int(seq)
            time.sleep(0.1)
        raise StackError("No desk serves the session.")

    def _state(self) -> Found | None:
        line = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=10)
        try:
            line.request("GET", f"{self.path}/state")
            told: Found = json.loads(line.getresponse().read())
            return told if "id" in told else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()

    def _serves(self) -> bool:
        return self._state() is not None

    def _requests(self) -> int:
        """How many the web has answered so far."""
        return self.asked.read_bytes().count(b"\n") if self.asked and self.asked.exists() else 0


BACK = ("returned", "resumed", "resets", "states")


class Teller:
    """Publishes frames as the desk of a session does."""

    def __init__(self, session: int, fence: int, seq: int) -> None:
        self.subject, self.fence, self.seq = f"phien.events.{session}", fence, seq
        self.url = os.environ["NATS_URL"]

    def tell(self, n: int) -> None:
        """One frame with the next id."""
        self.seq += 1
        self._publish({"fence": self.fence, "seq": self.seq, "public": [["beat", event(n)]], "studio": {}})

    def tell_bare(self, n: int) -> None:
        """One frame without an id."""
        self._publish({"public": [["beat", event(n)]]})

    def _publish(self, frame: Found) -> None:
        from phien.plumbing.bus import threads

        threads.publish(self.url, self.subject, orjson.dumps(frame))


def on_nchan(*, viewers: int, lasts: float) -> Found:
    """The same viewers and events on nginx with nchan."""
    with nchan_server() as (port, worker):
        line = http.client.HTTPConnection("127.0.0.1", port)

        def tell(n: int) -> None:
            line.request("POST", "/pub", orjson.dumps(event(n)))
            line.getresponse().read()

        tell(0)
        before = resident(worker)
        with crowds(Wish(port, "/sub", viewers)) as crowd:
            took = crowd.ready()
            found = measure(crowd, tell, [worker], lasts)
            grown = resident(worker) - before
        line.close()
        return {**found, "kb_per_viewer": round(grown / viewers / 1024, 2), "connect_s": took}


def measure(
    crowd: Crowds,
    tell: Tell,
    pids: list[int],
    lasts: float,
    beside: Neighbour | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Found:
    """Tell for a while; what arrived and what it cost. The first second is not counted."""
    if meanwhile:
        meanwhile()
    beat(tell, each_second=A_SECOND, seconds=1)
    time.sleep(PAUSE / 2)
    crowd.say("count")
    time.sleep(0.2)
    began, spent = time.monotonic(), seconds(pids)
    if beside:
        beside.start()
    told = beat(tell, each_second=A_SECOND, seconds=lasts)
    if beside:
        beside.stop()
    time.sleep(PAUSE)
    spent, took = seconds(pids) - spent, time.monotonic() - began
    seen = crowd.stop()
    due = told * (crowd.wish.viewers - crowd.wish.slow)
    return {
        **_some(seen, "counted", "p50_ms", "p99_ms", "max_ms", "cut", "odd", "slow_cut", "slow_left", *BACK),
        "viewers": crowd.wish.viewers,
        "told": told,
        "delivered": round(seen["counted"] / due, 6),
        "us_cpu_per_delivery": round(spent / max(seen["counted"], 1) * 1e6, 2),
        "busy": round(spent / took, 3),
        "client_busy": round(seen["cpu_s"] / took, 3),
        "neighbour_p50_ms": beside.part(0.5) if beside else None,
        "neighbour_p99_ms": beside.part(0.99) if beside else None,
    }


def _some(found: Found, *keys: str) -> Found:
    return {key: found[key] for key in keys}
