"""`phien bench orders`: the order path, each part apart, against the machine's own limits in the same run."""

import contextlib
import json
import os
import socket
import statistics
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import click

from phien.config.bench import alone, floors, load, parts
from phien.config.bench.cpu import Spent
from phien.config.bench.scratch import COMMENTS, RUNSHEET, Scratch, scratch
from phien.config.stack.children import wait_until
from phien.config.stack.folder import CHECKOUT
from phien.config.stack.listening import free_port

PLENTY = 150_000  # a session; all of them together stay under what one variant may have
JARS, BUYERS = 2000, 3000
SESSIONS = 20
FAR = 10**12  # ids of the raw rows: far from what the sequences give
Say = Callable[[str], None]


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object on standard output, figures at its top."
)
@click.option(
    "--seconds", default=4.0, show_default=True, type=click.FloatRange(0.3, 60), help="For each figure."
)
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1, 5), help="Of the ratios; the median."
)
def orders(as_json: bool, seconds: float, rounds: int) -> None:
    """Orders a second: the database's limit, the desk, HTTP, comments; and CPU of each process.

    Takes some minutes on a scratch database, fsync on. The load runs on this machine too and is counted in.
    """

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    with scratch() as place:
        say("Making a scratch database.")
        place.django()
        found = Orders(place, seconds=seconds, rounds=rounds, say=say).measure()
    if as_json:
        click.echo(json.dumps(found))
    else:
        for name, figure in found.items():
            if not isinstance(figure, dict | list):
                click.echo(f"  {name:<24} {figure}")


class Orders:
    """One run. Every figure goes into `parts`; the ones that have a bar to the top."""

    def __init__(self, place: Scratch, *, seconds: float, rounds: int, say: Say) -> None:
        self.place, self.seconds, self.rounds, self.say = place, seconds, rounds, say
        self.parts: dict[str, Any] = {}
        self.turn = 0

    def measure(self) -> dict[str, Any]:
        """All of it, in an order that keeps what is compared close together."""
        single, single_8 = self._singles(1), self._singles(8)  # one hot item is what (c) sells too
        plain = self._singles(1, "one by one")
        ratios = self._against_the_limit()
        many = self._many_sessions()
        bare = self._bare()
        with self.place.served():
            http = self._http()
            rush = self._rush()
            comments = self._comments()
        return {
            "single_best": single,
            "single_best_8_items": single_8,
            "single_best_one_by_one": plain,
            "batched_limit": ratios["limit"],
            "bare_http_32": bare[32]["per_s"],
            "place_256": ratios["place"],
            "http_32": http["32"]["per_s"],
            "http_32_while_pages": http["while pages"]["per_s"],
            "http_p99_ms_at_1000": http["steady 1000"]["p99_ms"],
            "cpu_ms_per_order": http["32"]["cpu_ms_each"],
            "idle_p50_ms": http["1"]["p50_ms"],
            "comments_per_s": comments["per_s"],
            "place_256_of_limit": ratios["ratio"],
            "http_32_of_single": round(http["32"]["per_s"] / single, 2),
            "http_32_of_one_by_one": round(http["32"]["per_s"] / plain, 2),
            "http_32_of_bare": round(http["32"]["per_s"] / bare[32]["per_s"], 2),
            "while_pages_of_http_32": round(http["while pages"]["per_s"] / http["32"]["per_s"], 2),
            "rush_s": rush["wall_s"],
            "sessions_20_of_one": many,
            "reading_per_s": comments["reading_per_s"],
            "reading_fresh_per_s": comments["reading_fresh_per_s"],
            "cores": os.cpu_count(),
            "parts": self.parts,
        }

    # (a) and (b): the database's limit and the desk

    def _single(
        self, wide: int, connections: int, batch: int, *, seconds: float, way: str = "joined"
    ) -> dict[str, Any]:
        session = self.place.session(stock=PLENTY, items=wide)
        self.turn += 1
        found = parts.run(
            "floors",
            floors.as_json(
                floors.Floor(
                    database_url=self.place.database_url,
                    coop=self.place.coop.pk,
                    session=session,
                    allotments=_allotments(self.place.database_url, session),
                    connections=connections,
                    batch=batch,
                    seconds=seconds,
                    first_id=FAR + self.turn * 10**8,
                    way=way,
                )
            ),
        )
        self.place.end(session)
        return found

    def _singles(self, wide: int, way: str = "joined") -> float:
        """The best of one transaction an order at 1, 8 and 32 connections."""
        rates: list[float] = []
        for connections in (1, 8, 32):
            found = self._single(wide, connections, 1, seconds=self.seconds, way=way)
            self._note(f"one transaction an order, {way}, {wide} item(s), {connections} connections", found)
            rates.append(found["per_s"])
        return max(rates)

    def _alone(self, sessions: int, wide: int, in_flight: int) -> dict[str, Any]:
        self.turn += 1
        made = [self.place.session(stock=PLENTY // sessions, items=wide) for _ in range(sessions)]
        codes = [item["code"] for item in json.loads(RUNSHEET.read_text(encoding="utf-8"))["items"][:wide]]
        task = alone.Alone(
            self.place.database_url, made, codes, in_flight, self.seconds, name=f"alone{self.turn}"
        )
        spent = Spent(self.place.postgres_pid)
        found = parts.run("alone", alone.as_json(task))
        self.place.end(*made)
        found["postgres_us_each"] = round(sum(spent.stop().values()) / found["n"] * 1e6, 1)
        return found

    def _against_the_limit(self) -> dict[str, float]:
        """The desk at 256 in flight and batches of 500, in turn; the median of the rounds' ratios."""
        for in_flight in (1, 32):
            self._note(f"desk alone, 1 item, {in_flight} in flight", self._alone(1, 1, in_flight))
        limits, places = [], []
        for _ in range(self.rounds):
            for wide in (1, 8):
                limit = self._single(wide, 1, 500, seconds=self.seconds)
                self._note(f"batches of 500, {wide} item(s)", limit)
                found = self._alone(1, wide, 256)
                self._note(f"desk alone, {wide} item(s), 256 in flight", found)
                limits.append(limit["per_s"])
                places.append(found["per_s"])
        ratio = statistics.median(mine / most for mine, most in zip(places, limits, strict=True))
        return {
            "limit": statistics.median(limits),
            "place": statistics.median(places),
            "ratio": round(ratio, 3),
        }

    def _many_sessions(self) -> float:
        """20 sessions against one, 256 in flight in all; the median of the rounds' ratios."""
        ratios: list[float] = []
        for _ in range(self.rounds):
            one = self._alone(1, 1, 256)
            self._note("desk alone, 1 item, 256 in flight", one)
            many = self._alone(SESSIONS, 1, 256)
            self._note(f"{SESSIONS} desks, 256 in flight in all", many)
            ratios.append(many["per_s"] / one["per_s"])
        return float(round(statistics.median(ratios), 3))

    # (c) HTTP

    def _bare(self) -> dict[int, dict[str, Any]]:
        port = free_port()
        found = {}
        with _bare_server(port) as pid:
            for in_flight in (1, 32, 256):
                spent = Spent(pid)
                task = load.Task(
                    port=port, kind="orders", sessions=[1], in_flight=in_flight, seconds=self.seconds
                )
                found[in_flight] = self._counted(task, spent, f"bare HTTP route, {in_flight} in flight")
        return found

    def _load(self, name: str, **more: Any) -> dict[str, Any]:
        self.turn += 1
        spent = Spent(self.place.up_pid, self.place.postgres_pid)
        more = {"kind": "orders", "seconds": self.seconds, "name": f"load{self.turn}", **more}
        return self._counted(load.Task(port=self.place.port, **more), spent, name)

    def _counted(self, task: load.Task, spent: Spent, name: str) -> dict[str, Any]:
        found = parts.run("load", load.as_json(task))
        cpu = {**spent.stop(), "load": found.pop("load_cpu_s")}
        found["cpu_s"] = cpu
        found["cpu_ms_each"] = round(sum(cpu.values()) / max(found["n"], 1) * 1000, 3)
        self._note(name, found)
        return found

    def _http(self) -> dict[str, dict[str, Any]]:
        session = self.place.session(stock=PLENTY, items=1)
        found = {"warm": self._load("HTTP, warming up", sessions=[session], in_flight=4, seconds=1.5)}
        for in_flight in (1, 8, 32, 256):
            name = f"HTTP, {in_flight} in flight"
            found[str(in_flight)] = self._load(name, sessions=[session], in_flight=in_flight)
        steady = {"sessions": [session], "in_flight": 200, "rate": 1000.0, "seconds": max(self.seconds, 5.0)}
        found["steady 1000"] = self._load("HTTP, 1,000 orders/s steadily", **steady)
        pages = load.Task(
            port=self.place.port,
            kind="pages",
            sessions=[],
            in_flight=4,
            seconds=self.seconds + 1.5,
            paths=[f"/live/{session}"],
        )
        with parts.beside("load", load.as_json(pages)) as reader:
            found["while pages"] = self._load(
                "HTTP, 32 in flight while pages are rendered", sessions=[session]
            )
        self._note("pages rendered meanwhile", reader)
        return found

    def _rush(self) -> dict[str, Any]:
        session = self.place.session(stock=JARS, items=1)
        self._load(
            "warming up", sessions=[self.place.session(stock=PLENTY, items=1)], in_flight=1, seconds=1.2
        )
        found = self._load(
            f"{BUYERS} buyers at one instant, {JARS} jars",
            sessions=[session],
            in_flight=BUYERS,
            most=BUYERS,
            at_once=True,
        )
        if found["statuses"] != {"201": JARS, "409": BUYERS - JARS}:
            raise RuntimeError(f"sold something else than {JARS}: {found['statuses']}")
        return found

    # (d) comments

    def _comments(self) -> dict[str, Any]:
        session = self.place.session(stock=PLENTY)
        rows = [json.loads(line) for line in COMMENTS.read_text(encoding="utf-8").splitlines()]
        for name, seconds in (
            ("warming up", 1.0),
            ("comments in lists of 50, 8 lists in flight", self.seconds),
        ):
            found = self._load(
                name,
                kind="comments",
                sessions=[session],
                in_flight=8,
                seconds=seconds,
                token=self.place.token(session),
                comments=rows,
            )
        reading = parts.run("reading_alone", b"")
        self._note("reading alone, the same set", reading)
        return {**found, "reading_per_s": reading["per_s"], "reading_fresh_per_s": reading["fresh_per_s"]}

    def _note(self, name: str, found: dict[str, Any]) -> None:
        self.parts.setdefault(name, []).append(found)
        shown = (
            "per_s",
            "fresh_per_s",
            "p50_ms",
            "p95_ms",
            "p99_ms",
            "wall_s",
            "cpu_ms_each",
            "cpu_us_per_order",
            "postgres_us_each",
            "cpu_s",
            "statuses",
        )
        facts = "  ".join(f"{key} {found[key]}" for key in shown if key in found)
        self.say(f"{name}: {facts}")


def _allotments(url: str, session: int) -> list[tuple[int, int]]:
    import psycopg

    with psycopg.connect(url) as connection:
        return connection.execute(
            "select id, variant_id from stock_allotment where session_id = %s order by id", [session]
        ).fetchall()


@contextlib.contextmanager
def _bare_server(port: int) -> Iterator[int]:
    child = subprocess.Popen(parts.command("bare"), env={**os.environ, "PHIEN_PORT": str(port)}, cwd=CHECKOUT)  # noqa: S603
    try:
        if not wait_until(lambda: _answers(port), seconds=20):
            raise RuntimeError("the bare server does not start")
        yield child.pid
    finally:
        child.terminate()
        child.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
