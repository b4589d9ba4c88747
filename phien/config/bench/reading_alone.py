"""Reading alone: the honey set with fresh authors, again and again, in one process, on one core, by CPU time.

`per_s` keeps one reader, as the desk does: it remembers texts that it has met twice. `fresh_per_s` reads
every text with a reader that has met none.
"""

import json
import sys
import time

from phien.config.bench.scratch import COMMENTS, RUNSHEET
from phien.reading.contracts import AuthorHistory, RunSheet
from phien.reading.reader import Reader

TURNS = 40


def main() -> None:
    """Both rates, as JSON."""
    sheet = RunSheet.from_json(json.loads(RUNSHEET.read_text(encoding="utf-8")))
    rows = [json.loads(line) for line in COMMENTS.read_text(encoding="utf-8").splitlines()]
    kept = Reader(sheet)
    _seconds(kept, rows)
    again = sum(_seconds(kept, rows) for _ in range(TURNS))
    fresh = sum(_seconds(Reader(sheet), rows) for _ in range(TURNS))
    n = len(rows) * TURNS
    json.dump({"per_s": round(n / again, 1), "fresh_per_s": round(n / fresh, 1), "n": n}, sys.stdout)


def _seconds(reader: Reader, rows: list[dict[str, str]]) -> float:
    """CPU seconds to read all rows, history kept as the desk keeps it."""
    histories: dict[str, AuthorHistory] = {}
    began = time.process_time()
    for row in rows:
        history = histories.setdefault(row["author"], AuthorHistory())
        pinned = row.get("pinned") or None
        reading = reader.read(row["text"], author=row["author"], pinned=pinned, history=history, current={})
        history.remember(row["text"], reading)
    return time.process_time() - began


if __name__ == "__main__":
    main()
