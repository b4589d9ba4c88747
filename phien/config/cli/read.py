"""`phien read`: what the reader makes of recorded comments. Needs no server, no database, no Django."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import IO, Any

import click

from phien.config.cli.faults import fault_of
from phien.reading.contracts import Reading, RunSheet
from phien.reading.reader import Stream
from phien.reading.score import Score

__all__ = ["read"]


@click.command()
@click.option(
    "--runsheet", required=True, type=click.File("r", encoding="utf-8"), help="The run sheet, as JSON."
)
@click.option(
    "--comments",
    required=True,
    type=click.File("r", encoding="utf-8"),
    help="Comments, one JSON object a line, in order; - for standard input.",
)
@click.option(
    "--score", is_flag=True, help="Compare with the annotation in the file; figures go to standard error."
)
@click.option("--why", is_flag=True, help="Also print why a person is asked, and what to choose from.")
def read(runsheet: IO[str], comments: IO[str], score: bool, why: bool) -> None:
    """Read comments and print what each means, one JSON object a line.

    An author's earlier comments count, so keep the order. The author "host" is the shop itself.
    """
    stream = Stream(_sheet(runsheet))
    figures = Score() if score else None
    spent = 0.0
    for place, row in enumerate(_rows(comments), start=1):
        author, text, pinned = _fields(row, place)
        started = time.perf_counter()
        reading = stream.read(author, text, pinned)
        spent += time.perf_counter() - started
        click.echo(json.dumps(_shown(str(row.get("id", place)), reading, why=why), ensure_ascii=False))
        if figures is not None:
            _score(figures, row, reading, place)
    if figures is not None:
        _tell(figures, spent)


def _score(figures: Score, row: dict[str, Any], reading: Reading, place: int) -> None:
    try:
        figures.add(row, reading)
    except (KeyError, TypeError, ValueError) as error:
        raise click.ClickException(
            f"Comment {place} is not annotated, so there is nothing to score."
        ) from error


def _tell(figures: Score, spent: float) -> None:
    for name, value in figures.figures().items():
        click.echo(f"{name}={value:.4g}", err=True)
    if spent:
        click.echo(f"comments_per_second={figures.total / spent:.0f}", err=True)


def _sheet(file: IO[str]) -> RunSheet:
    try:
        return RunSheet.from_json(json.load(file))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise click.ClickException(f"The run sheet cannot be read: {fault_of(error)}.") from error


def _rows(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    for place, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise click.ClickException(f"Line {place} of the comments is no JSON: {error}") from error
        if not isinstance(row, dict):
            raise click.ClickException(f"Line {place} of the comments is no JSON object.")
        yield row


def _fields(row: dict[str, Any], place: int) -> tuple[str, str, str | None]:
    author, text, pinned = row.get("author"), row.get("text"), row.get("pinned")
    if isinstance(author, dict):  # as the comments API takes it
        author = author.get("id")
    if not isinstance(author, str) or not isinstance(text, str):
        raise click.ClickException(f"Comment {place} has no author or no text.")
    return author, text, str(pinned) if pinned is not None else None


def _shown(ident: str, reading: Reading, *, why: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": ident,
        "intent": reading.intent,
        "items": _items(reading.items),
        "phone": reading.phone,
        "review": reading.review,
        "spans": [{"start": span.start, "end": span.end, "kind": span.kind} for span in reading.spans],
    }
    if why:
        shown["reason"] = reading.reason
        shown["options"] = [_items(option) for option in reading.options]
    return shown


def _items(items: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"code": code, "qty": qty} for code, qty in items]
