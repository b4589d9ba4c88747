"""`phien bench fanout`: one event to many viewers of one edge, and the same load on nginx with nchan."""

import http.client
import json
import os
import time
from typing import Any

import click
import orjson

from phien.config.bench.cpu import families, resident, seconds
from phien.config.bench.crowd import Wish
from phien.config.bench.fanout_load import PAUSE, Neighbour, beat, crowds, event
from phien.config.bench.fanout_nchan import WANTED, nchan, nchan_server
from phien.config.bench.scratch import Scratch, scratch

A_SECOND = 5


@click.command()
@click.option("--viewers", default=10_000, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=20.0, show_default=True, help="How long events are told.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def fanout(viewers: int, seconds: float, as_json: bool) -> None:
    """Tell viewers in other processes 5 events a second of about 300 bytes.

    Beside it another route is asked; then nginx with nchan carries the same load in the same run.
    """
    say = (lambda _: None) if as_json else click.echo
    with scratch() as stack:
        say("Making a scratch database and starting the stack …")
        stack.django()
        session = stack.session(stock=1000)
        with stack.served():
            found = on_edge(stack, session, viewers=viewers, lasts=seconds)
    say(json.dumps(found))
    peer = on_nchan(viewers=viewers, lasts=seconds) if nchan() else None
    say(json.dumps(peer) if peer else WANTED)
    found["nchan_us_cpu_per_delivery"] = peer["us_cpu_per_delivery"] if peer else None
    found["nchan"] = peer if peer else WANTED
    click.echo(json.dumps(found, indent=1) if as_json else "")


def on_edge(stack: Scratch, session: int, *, viewers: int, lasts: float) -> dict[str, Any]:
    """One edge process: events by the bus as a desk's are, with ids."""
    (edge,) = families(stack.up_pid)["edge"]
    path = f"/api/sessions/{session}"
    mark = _mark(stack.port, path)
    teller = Teller(session, *mark)
    before = resident(edge)
    wish = Wish(stack.port, f"{path}/events?after={mark[0]}.{mark[1]}", viewers)
    with crowds(wish) as crowd:
        took = crowd.ready()
        settled = resident(edge)
        return {
            **_measure(crowd, teller.tell, [edge], lasts, (stack.port, f"{path}/state")),
            **{
                "kb_per_viewer": round((max(settled, resident(edge)) - before) / viewers / 1024, 2),
                "connect_s": took,
            },
        }


def on_nchan(*, viewers: int, lasts: float) -> dict[str, Any]:
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
            found = _measure(crowd, tell, [worker], lasts, None)
            return {
                **found,
                "kb_per_viewer": round((resident(worker) - before) / viewers / 1024, 2),
                "connect_s": took,
            }


def _measure(
    crowd: Any, tell: Any, pids: list[int], lasts: float, beside: tuple[int, str] | None
) -> dict[str, Any]:
    """Tell for a while; what arrived and what it cost."""
    beat(tell, each_second=A_SECOND, seconds=1)
    time.sleep(PAUSE / 2)
    crowd.say("count")
    time.sleep(0.2)
    began, spent = time.monotonic(), seconds(pids)
    neighbour = Neighbour(*beside) if beside else None
    if neighbour:
        with neighbour:
            told = beat(tell, each_second=A_SECOND, seconds=lasts)
    else:
        told = beat(tell, each_second=A_SECOND, seconds=lasts)
    time.sleep(PAUSE)
    spent, took = seconds(pids) - spent, time.monotonic() - began
    seen = crowd.stop()
    due = told * crowd.wish.viewers
    return {
        "viewers": crowd.wish.viewers,
        "told": told,
        "delivered": round(seen["counted"] / due, 6),
        "p50_ms": seen["p50_ms"],
        "p99_ms": seen["p99_ms"],
        "max_ms": seen["max_ms"],
        "us_cpu_per_delivery": round(spent / max(seen["counted"], 1) * 1e6, 2),
        "busy": round(spent / took, 3),
        "cut": seen["cut"],
        "odd": seen["odd"],
        "client_busy": round(seen["cpu_s"] / took, 3),
        "neighbour_p50_ms": neighbour.part(0.5) if neighbour else None,
        "neighbour_p99_ms": neighbour.part(0.99) if neighbour else None,
    }


class Teller:
    """Publishes frames as the desk of a session does."""

    def __init__(self, session: int, fence: int, seq: int) -> None:
        self.subject, self.fence, self.seq = f"phien.events.{session}", fence, seq
        self.url = os.environ["NATS_URL"]

    def tell(self, n: int) -> None:
        """One frame with the next id."""
        from phien.plumbing.bus import threads

        self.seq += 1
        frame = {
            "fence": self.fence,
            "seq": self.seq,
            "public": [["beat", event(n)]],
            "studio": {},
            "buyers": [],
        }
        threads.publish(self.url, self.subject, orjson.dumps(frame))


def _mark(port: int, path: str) -> tuple[int, int]:
    """Fence and seq of the session's desk, once it serves."""
    for _ in range(100):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("GET", f"{path}/state")
        fence, _, seq = json.loads(line.getresponse().read())["id"].partition(".")
        line.close()
        if int(fence):
            return int(fence), int(seq)
        time.sleep(0.1)
    raise click.ClickException("No desk came.")
