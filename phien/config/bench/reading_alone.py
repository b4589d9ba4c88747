"""Reading alone: the honey set again and again with fresh authors, in one process, on one core."""

import json
import sys
import time
from typing import Any

from phien.config.bench.scratch import COMMENTS, RUNSHEET
from phien.reading.contracts import AuthorHistory, RunSheet
from phien.reading.reader import Reader

SECONDS = 2.0


def run() -> dict[str, Any]:
    """Comments a second of CPU time, history kept as the desk keeps it."""
    sheet = RunSheet.from_json(json.loads(RUNSHEET.read_text(encoding="utf-8")))
    rows = [json.loads(line) for line in COMMENTS.read_text(encoding="utf-8").splitlines()]
    reader = Reader(sheet)
    n, began = 0, time.process_time()
    while time.process_time() - began < SECONDS:
        histories: dict[str, AuthorHistory] = {}
        for row in rows:
            history = histories.setdefault(row["author"], AuthorHistory())
            reading = reader.read(
                row["text"],
                author=row["author"],
                pinned=row.get("pinned") or None,
                history=history,
                current={},
            )
            history.remember(row["text"], reading)
        n += len(rows)
    return {"per_s": round(n / (time.process_time() - began), 1), "n": n}


if __name__ == "__main__":
    json.dump(run(), sys.stdout)
