"""`phien fuzz-reading`: the comment reader under a great many mutated comments. No server, no database."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import IO

import click

from phien.config.cli.read import fields_of, rows_of, sheet_of
from phien.config.fuzz.round import Found, Round, Shop, run, shops

__all__ = ["fuzz"]

_A_ROUND = 2_000  # comments
_TOLD = 20  # failures
_TELL_EVERY = 5  # seconds
_SHOWN = 100  # characters of a long text, of its beginning and of its end


@click.command("fuzz-reading")
@click.option("--count", type=click.IntRange(1), default=1_000_000, show_default=True, help="Comments.")
@click.option(
    "--seed", type=int, default=14, show_default=True, help="The same seed makes the same comments."
)
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--most-ms", type=click.FloatRange(1), default=100.0, show_default=True, help="CPU time of a comment."
)
@click.option("--only", type=click.IntRange(0), help="Only this round of the run, as a failure names it.")
@click.option(
    "--runsheet", "runsheets", multiple=True, type=click.File("r", encoding="utf-8"), help="A shop of yours."
)
@click.option(
    "--comments", "sets", multiple=True, type=click.File("r", encoding="utf-8"), help="What was said in it."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def fuzz(
    count: int,
    seed: int,
    processes: int,
    most_ms: float,
    only: int | None,
    runsheets: tuple[IO[str], ...],
    sets: tuple[IO[str], ...],
    as_json: bool,
) -> None:
    """Read mutated comments of made-up shops and say where a reading is not as every reading is.

    Nothing may raise or take longer than --most-ms, and every claim of `phien.reading.claims` must hold. Add
    shops of your own with --runsheet and --comments, in pairs. Exit code 1 where anything was found.
    """
    if len(runsheets) != len(sets):
        raise click.UsageError(
            f"{len(runsheets)} run sheets and {len(sets)} sets of comments: name both in pairs."
        )
    kept = (*shops(), *(_shop(sheet, rows) for sheet, rows in zip(runsheets, sets, strict=True)))
    rounds = [
        Round(seed, number, min(_A_ROUND, count - number * _A_ROUND), most_ms, kept)
        for number in range(-(-count // _A_ROUND))
    ]
    if only is not None:
        if only >= len(rounds):
            raise click.UsageError(f"The run has {len(rounds)} rounds, from 0.")
        rounds = [rounds[only]]
    began = time.monotonic()
    found = list(_run(rounds, processes, began))
    figures = _figures(found, time.monotonic() - began)
    click.echo(
        json.dumps(figures) if as_json else "\n".join(f"{name}={value}" for name, value in figures.items())
    )
    if figures["failed"]:
        _tell(found)
        raise SystemExit(1)


def _shop(runsheet: IO[str], comments: IO[str]) -> Shop:
    sheet = sheet_of(runsheet)
    texts = tuple(fields_of(row, place)[1] for place, row in enumerate(rows_of(comments), start=1))
    if not texts:
        raise click.ClickException(f"{comments.name} has no comments.")
    return Shop(Path(comments.name).name, sheet, texts)


def _run(rounds: Sequence[Round], processes: int, began: float) -> Iterator[Found]:
    read = failed = 0
    slowest = 0.0
    told = began
    for found in _results(rounds, processes):
        read += found.n
        failed += found.failed
        slowest = max(slowest, found.slowest_ms)
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            rate = f"{read / (told - began):,.0f} a second"
            click.echo(f"{read:,} read, {rate}, slowest {slowest:.1f} ms, failed {failed}", err=True)
        yield found


def _results(rounds: Sequence[Round], processes: int) -> Iterator[Found]:
    if processes == 1:
        yield from map(run, rounds)
        return
    # Fresh processes: each has a main thread for its watchdog, and nothing of ours.
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(run, rounds)


def _figures(found: Sequence[Found], seconds: float) -> dict[str, object]:
    read = sum(each.n for each in found)
    slowest = max(found, key=lambda each: each.slowest_ms)
    digest = hashlib.sha256("".join(each.digest for each in found).encode()).hexdigest()
    return {
        "comments": read,
        "failed": sum(each.failed for each in found),
        "per_second": round(read / seconds),
        "per_cpu_second": round(read / max(1e-9, sum(each.cpu_s for each in found))),
        "slowest_ms": round(slowest.slowest_ms, 2),
        "slowest": _shown(slowest.slowest),
        "slowest_ms_10k_characters": round(max(each.long_ms for each in found), 2),
        "peak_mb": round(max(each.peak_mb for each in found)),
        "digest": digest[:16],
    }


def _tell(found: Sequence[Found]) -> None:
    failures = [failure for each in found for failure in each.failures]
    for failure in failures[:_TOLD]:
        alone = "by itself too" if failure.alone else "only after what was said before"
        click.echo(f"round {failure.round}, {failure.shop}, {alone}: {failure.said}", err=True)
        click.echo(f"    {_shown(failure.text)}", err=True)
    if len(failures) > _TOLD:
        click.echo(f"and {sum(each.failed for each in found) - _TOLD} more", err=True)


def _shown(text: str) -> str:
    """A text in ASCII, its middle left out where it is long."""
    if len(text) <= 2 * _SHOWN:
        return json.dumps(text)
    return f"{json.dumps(text[:_SHOWN])} … {json.dumps(text[-_SHOWN:])} ({len(text)} characters)"
