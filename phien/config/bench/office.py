"""`phien bench office`: every list page of the office, with 20,000 orders in the cooperative.

Asked through Django itself in one process: sign-in, middleware, queries and templates are all in it, the
socket is not. Each page is asked in turn, so that what the machine does meanwhile falls on all of them.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import click

from phien.config.bench.parts import spread
from phien.config.bench.scratch import SLUG, scratch

BAR_MS = 150.0
WARM = 2  # the first answers load templates and words
ORDERS = 20_000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option("--rounds", default=30, show_default=True, type=click.IntRange(2, 500), help="Times each page.")
@click.option("--orders", default=ORDERS, show_default=True, type=click.IntRange(20, 1_000_000))
@click.option("--page", "only", default="", help="Only pages with this in their name.")
@click.option(
    "--explain", is_flag=True, help="Also print what PostgreSQL does for each page's slowest query."
)
def office(as_json: bool, rounds: int, orders: int, only: str, explain: bool) -> None:
    """Milliseconds of each list page of the office, p95 first; the bar is 150."""

    def say(line: str) -> None:
        click.echo(line, err=as_json)

    with scratch() as place:
        say("Making a scratch database.")
        place.django()
        from phien.config.bench.office_rows import Size, made

        say(f"Making {orders:,} orders.")
        world = made(place.coop, size=Size(orders=orders))
        _settled()
        asked = Pages(world.person, {name: path for name, path in world.pages.items() if only in name})
        found = asked.measure(rounds=rounds, say=say)
        if explain:
            asked.explain(say)
    if as_json:
        click.echo(json.dumps(found | {"orders": orders, "rounds": rounds}))


def _settled() -> None:
    """As after a night: the statistics are fresh and old versions of rows are gone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


class Pages:
    """The pages by name, asked as one signed-in person."""

    def __init__(self, person: Any, pages: dict[str, str]) -> None:
        from django.test import Client

        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        paths = {name: f"/{SLUG}{path}" for name, path in pages.items()}
        self.pages = {name: path for name, path in paths.items() if self._is_there(path)}

    def measure(self, *, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
        """{"p95_ms": {page: ms}, "p50_ms": …, "queries": {page: count}, "kb": {page: kB}, "slow": [page]}."""
        took: dict[str, list[float]] = {name: [] for name in self.pages}
        sizes = {name: len(self._asked(path)) for name, path in self.pages.items()}
        for turn in range(rounds + WARM):
            for name, path in self.pages.items():
                since = time.perf_counter()
                self._asked(path)
                if turn >= WARM:
                    took[name].append((time.perf_counter() - since) * 1000)
        spreads = {name: spread(times) for name, times in took.items()}
        queries = {name: len(self._queries(path)) for name, path in self.pages.items()}
        for name in sorted(spreads, key=lambda one: -spreads[one]["p95_ms"]):
            one = spreads[name]
            say(
                f"  {name:<28} p95 {one['p95_ms']:>7} ms  p50 {one['p50_ms']:>7} ms  "
                f"{queries[name]:>3} queries  {sizes[name] / 1000:>6.1f} kB"
            )
        return {
            "p95_ms": {name: one["p95_ms"] for name, one in spreads.items()},
            "p50_ms": {name: one["p50_ms"] for name, one in spreads.items()},
            "queries": queries,
            "kb": {name: round(size / 1000, 1) for name, size in sizes.items()},
            "slow": sorted(name for name, one in spreads.items() if one["p95_ms"] > BAR_MS),
        }

    def explain(self, say: Callable[[str], None]) -> None:
        """The slowest query of each page, and its plan."""
        from django.db import connection

        for name, path in self.pages.items():
            slowest = max(self._queries(path), key=lambda query: float(query["time"]))
            say(f"\n{name}: {float(slowest['time']) * 1000:.1f} ms\n{slowest['sql'][:1500]}")
            with connection.cursor() as cursor:
                cursor.execute("explain (analyze, buffers off, costs off) " + slowest["sql"])
                for (line,) in cursor.fetchall():
                    say(f"    {line[:160]}")

    def _is_there(self, path: str) -> bool:
        """A page that this version has not."""
        return self.client.get(path).status_code not in (404, 405)

    def _asked(self, path: str) -> bytes:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.content

    def _queries(self, path: str) -> list[dict[str, str]]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            self._asked(path)
        return list(captured.captured_queries)
