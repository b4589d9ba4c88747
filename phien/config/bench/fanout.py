"""`phien bench fanout`: one event to many viewers of one edge, and the same load on nginx with nchan."""

import contextlib
import json
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from phien.config.bench.fanout_nchan import WANTED, nchan, nginx
from phien.config.bench.fanout_rows import Stage
from phien.config.bench.fanout_rows import on_nchan as measure_nchan
from phien.config.bench.scratch import Scratch, scratch

KEYS = ("viewers", "delivered", "p99_ms", "kb_per_viewer", "us_cpu_per_delivery")
ALSO = {
    "slow": "one viewer of twenty reads nothing, or a few bytes a second",
    "orders": "1,000 orders a second placed meanwhile",
    "tls": "nginx ends TLS before the edge",
    "returns": "the edge is killed; all come back at once",
    "edges": "two edge processes over NATS, twice the viewers",
}
COLUMNS = (
    "delivered",
    "p50_ms",
    "p99_ms",
    "max_ms",
    "us_cpu_per_delivery",
    "busy",
    "client_busy",
    "neighbour_p99_ms",
)


@click.command()
@click.option("--viewers", default=10_000, show_default=True, type=click.IntRange(20))
@click.option("--seconds", default=20.0, show_default=True, help="How long events are told.")
@click.option(
    "--also",
    multiple=True,
    type=click.Choice([*ALSO, "all"]),
    help="Measure a harder case too, each in a row of its own: "
    + "; ".join(f"{name}: {about}" for name, about in ALSO.items())
    + ".",
)
@click.option("--nchan/--no-nchan", "peer", default=True, help="The same load on nginx with nchan.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def fanout(viewers: int, seconds: float, also: tuple[str, ...], peer: bool, as_json: bool) -> None:
    """Tell viewers in other processes 5 events a second of about 300 bytes.

    One edge process; another route is asked beside. Then nginx with nchan carries the same in the same run.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    wanted = set(ALSO) if "all" in also else set(also)
    say: Callable[[str], None] = _quiet if as_json else click.echo
    with scratch() as stack:
        say("Making a scratch database and starting the stack …")
        stack.django()
        found = _measure(stack, wanted, viewers=viewers, lasts=seconds, peer=peer, say=say)
    if as_json:
        click.echo(json.dumps(found, indent=1))


def _measure(
    stack: Scratch, wanted: set[str], *, viewers: int, lasts: float, peer: bool, say: Callable[[str], None]
) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    with _asked_of_the_web(stack.folder) as asked, stack.served():
        stage = Stage(stack, viewers=viewers, lasts=lasts, asked=asked)
        found = stage.plain()
        say(row("one edge", found))
        for name, measure in (("slow", stage.slow), ("orders", stage.orders), ("tls", stage.tls)):
            if name in wanted:
                rows[name] = measure() if name != "tls" or nginx() else "nginx is not installed"
                say(row(name, rows[name]))
        if "returns" in wanted:
            rows["returns"] = stage.returns()
            say("returns: " + json.dumps(rows["returns"]))
        stage.close()
    if "edges" in wanted:
        with stack.served("--edges", "2"):
            stage = Stage(stack, viewers=2 * viewers, lasts=lasts)
            rows["edges"] = stage.plain()
            stage.close()
        say(row("two edges", rows["edges"]))
    beside: Any = WANTED if peer else "not asked for"
    if peer and nchan():
        beside = measure_nchan(viewers=viewers, lasts=lasts)
    say(row("nchan", beside))
    return {
        **{key: found[key] for key in KEYS},
        "nchan_us_cpu_per_delivery": beside["us_cpu_per_delivery"] if isinstance(beside, dict) else None,
        "neighbour_p99_ms": found["neighbour_p99_ms"],
        "edge": found,
        "nchan": beside,
        "also": rows,
    }


def row(name: str, found: dict[str, Any] | str) -> str:
    """One line for people."""
    if isinstance(found, str):
        return f"{name}: {found}"
    told = ", ".join(f"{key} {found[key]}" for key in COLUMNS if found.get(key) is not None)
    more = {key: value for key, value in found.items() if isinstance(value, dict)}
    rest = "".join(f"; {key}: {json.dumps(value)}" for key, value in more.items())
    return f"{name}: {found['viewers']} viewers, {told}, kB a viewer {found['kb_per_viewer']}{rest}"


@contextlib.contextmanager
def _asked_of_the_web(folder: Path) -> Any:
    """A file in which the web notes each request, while a stack is started here."""
    asked = folder / "asked.log"
    before = os.environ.get("GUNICORN_CMD_ARGS")
    os.environ["GUNICORN_CMD_ARGS"] = f"--access-logfile {asked}"
    try:
        yield asked
    finally:
        os.environ.pop("GUNICORN_CMD_ARGS")
        if before is not None:
            os.environ["GUNICORN_CMD_ARGS"] = before


def _quiet(_: str) -> None:
    pass
