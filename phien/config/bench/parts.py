"""Parts of a measurement in processes of their own: each reads a task from standard input, prints JSON."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from phien.config.stack.folder import CHECKOUT


def command(module: str) -> list[str]:
    """What starts the part `phien.config.bench.<module>`."""
    return [sys.executable, "-m", f"phien.config.bench.{module}"]


def run(module: str, task: bytes) -> dict[str, Any]:
    """What the part printed. Raises RuntimeError with its last words where it failed."""
    done = subprocess.run(command(module), input=task, capture_output=True, cwd=CHECKOUT, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextlib.contextmanager
def beside(module: str, task: bytes) -> Iterator[dict[str, Any]]:
    """The part runs meanwhile; what it printed is in the dictionary afterwards."""
    found: dict[str, Any] = {}
    pipe = subprocess.PIPE
    with subprocess.Popen(command(module), stdin=pipe, stdout=pipe, cwd=CHECKOUT) as child:  # noqa: S603
        assert child.stdin is not None  # noqa: S101 - for mypy
        child.stdin.write(task)
        child.stdin.close()
        child.stdin = None
        yield found
        found.update(json.loads(child.communicate(timeout=120)[0]))


def at(ordered: Sequence[float], part: float) -> float:
    """The value below which `part` of the ordered values lie; 0 of none."""
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2) if ordered else 0.0


def spread(ms: Sequence[float]) -> dict[str, float]:
    """p50_ms, p95_ms and p99_ms of times in milliseconds."""
    ordered = sorted(ms)
    return {f"p{part}_ms": at(ordered, part / 100) for part in (50, 95, 99)}
