"""`phien replay`: plays a recorded comment file into a session through the public API."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from phien.config.cli.django import data_option, ready
from phien.config.cli.faults import fault_of
from phien.config.stack.errors import StackError

APART = 3.0  # seconds between comments where the file has no times
MOST = 50


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--session", "session_id", required=True, type=int, help="The session's number.")
@click.option("--speed", default=1.0, type=click.FloatRange(0.01), show_default=True, help="Times as fast.")
@click.option("--source", default="replay", show_default=True, help="The channel they seem to come from.")
@click.option("--run", "run_name", help="Name of this run; the same name again makes all duplicates.")
@data_option
def replay(
    file: Path, session_id: int, speed: float, source: str, run_name: str | None, data: Path | None
) -> None:
    """Post FILE's comments (JSON lines: id, author, text, pinned, at) and print a summary."""
    ready(data)
    from django.conf import settings
    from django.utils import timezone

    from phien.live.actions import make_token
    from phien.live.doors import session_coop

    coop = session_coop(session_id=session_id)
    if coop is None:
        raise StackError(f"There is no session {session_id}.")
    bearer = make_token(coop=coop, session_id=session_id, at=timezone.now(), label=f"replay {file.name}")
    run = run_name or uuid.uuid4().hex[:8]
    try:
        rows = _rows(file.read_text(encoding="utf-8"))
        due = _times(rows)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StackError(f"{file} is no comment file: {fault_of(error)}.") from None
    url = f"{settings.PUBLIC_URL}/api/sessions/{session_id}/comments"
    seen: Counter[str] = Counter()
    began, n = time.monotonic(), 0
    with click.progressbar(length=len(rows), label=f"Run {run}") as bar:
        while n < len(rows):
            wait = due[n] / speed - (time.monotonic() - began)
            if wait > 0:
                time.sleep(min(wait, 1))
                continue
            now = (time.monotonic() - began) * speed
            batch = [i for i in range(n, min(n + MOST, len(rows))) if due[i] <= now] or [n]
            posts = [_post(rows[i], source=source, run=run) for i in batch]
            seen.update(outcome["outcome"] for outcome in _send(url, bearer, posts))
            n += len(batch)
            bar.update(len(batch))
    click.echo(f"Run {run}: {len(rows)} comments in {time.monotonic() - began:.1f} s")
    for outcome, count in seen.most_common():
        click.echo(f"  {outcome:<11} {count}")


def _rows(text: str) -> list[dict[str, Any]]:
    """One comment a line; what each must have is asked for before anything is sent."""
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    for row in rows:
        if not isinstance(row, dict):
            raise TypeError("each line must be one JSON object")
        for name in ("id", "author", "text"):
            row[name]
    return rows


def _times(rows: list[dict[str, Any]]) -> list[float]:
    """Seconds after the start for each comment."""
    if not rows or not all(row.get("at") for row in rows):
        return [n * APART for n in range(len(rows))]
    first = datetime.fromisoformat(rows[0]["at"])
    return [max(0.0, (datetime.fromisoformat(row["at"]) - first) / timedelta(seconds=1)) for row in rows]


def _post(row: dict[str, Any], *, source: str, run: str) -> dict[str, Any]:
    return {
        "source": source,
        "external_id": f"{run}:{row['id']}",
        "author": {"id": row["author"], "name": row.get("name") or row["author"]},
        "text": row["text"],
        "at": datetime.now(UTC).isoformat(),
        "pinned": row.get("pinned") or "",
    }


def _send(url: str, bearer: str, posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    request = urllib.request.Request(  # noqa: S310 - our own address
        url,
        data=json.dumps(posts).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {bearer}"},
    )
    for attempt in range(8):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.loads(answer.read())  # type: ignore[no-any-return]
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise StackError(f"The server answered {error.code}: {error.read()[:200]!r}") from None
        except urllib.error.URLError:
            pass
        time.sleep(0.2 * 2**attempt)
    raise StackError("The server does not answer; the comments sent so far are safe.")
