"""`phien read`: what the reader makes of recorded comments. Needs no server, no database, no Django."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from phien.config.cli.faults import fault_of
from phien.config.cli.score_table import asked_table, intent_table
from phien.reading.contracts import Reading, RunSheet
from phien.reading.reader import Stream
from phien.reading.score import Score

__all__ = ["fields_of", "read", "rows_of", "sheet_of"]


@click.command()
@click.option(
    "--runsheet",
    "runsheets",
    required=True,
    multiple=True,
    type=click.File("r", encoding="utf-8"),
    help="The run sheet, as JSON. Several sets: each with the --comments in the same place.",
)
@click.option(
    "--comments",
    "sets",
    required=True,
    multiple=True,
    type=click.File("r", encoding="utf-8"),
    help="Comments, one JSON object a line, in order; - for standard input.",
)
@click.option(
    "--score", is_flag=True, help="Compare with the annotation in the file; figures go to standard error."
)
@click.option(
    "--table", is_flag=True, help="With --score: intents as a table, and why people were asked, how often."
)
@click.option("--why", is_flag=True, help="Also print why a person is asked, and what to choose from.")
def read(
    runsheets: tuple[IO[str], ...], sets: tuple[IO[str], ...], score: bool, table: bool, why: bool
) -> None:
    """Read comments and print what each means, one JSON object a line.

    An author's earlier comments count, so keep the order. The author "host" is the shop itself.
    """
    if len(runsheets) != len(sets):
        raise click.UsageError(
            f"{len(runsheets)} run sheets and {len(sets)} sets of comments: name both in pairs."
        )
    if table and not score:
        raise click.UsageError("--table shows the score: add --score.")
    both = Score()
    spent = 0.0
    for runsheet, comments in zip(runsheets, sets, strict=True):
        scores = [Score(), both] if score else []
        spent += _read(sheet_of(runsheet), comments, scores, why=why)
        if score and len(sets) > 1:
            click.echo(f"{Path(comments.name).name} {' '.join(_figures(scores[0]))}", err=True)
    if score:
        _tell(both, spent, table=table)


def _read(sheet: RunSheet, comments: IO[str], scores: list[Score], *, why: bool) -> float:
    """Prints the readings of one set; gives the seconds that reading took."""
    stream = Stream(sheet)
    spent = 0.0
    for place, row in enumerate(rows_of(comments), start=1):
        author, text, pinned = fields_of(row, place)
        started = time.perf_counter()
        reading = stream.read(author, text, pinned)
        spent += time.perf_counter() - started
        click.echo(json.dumps(_shown(str(row.get("id", place)), reading, why=why), ensure_ascii=False))
        for score in scores:
            _score(score, row, reading, place)
    return spent


def _score(figures: Score, row: dict[str, Any], reading: Reading, place: int) -> None:
    try:
        figures.add(row, reading)
    except (KeyError, TypeError, ValueError) as error:
        raise click.ClickException(
            f"Comment {place} is not annotated, so there is nothing to score."
        ) from error


def _tell(score: Score, spent: float, *, table: bool) -> None:
    lines = _figures(score)
    if spent:
        lines.append(f"comments_per_second={score.total / spent:.0f}")
    if table:
        lines += ["", *intent_table(score), "", *asked_table(score)]
    click.echo("\n".join(lines), err=True)


def _figures(score: Score) -> list[str]:
    return [f"{name}={value:.4g}" for name, value in score.figures().items()]


def sheet_of(file: IO[str]) -> RunSheet:
    """The run sheet in a JSON file; one that is none is named in a sentence."""
    try:
        return RunSheet.from_json(json.load(file))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise click.ClickException(f"The run sheet cannot be read: {fault_of(error)}.") from error


def rows_of(file: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The comments of a file, one JSON object a line; a line that is none is named in a sentence."""
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


def fields_of(row: dict[str, Any], place: int) -> tuple[str, str, str | None]:
    """Author, text and pinned code of a comment; `place` names one that has no author or no text."""
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
