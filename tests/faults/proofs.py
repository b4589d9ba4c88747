"""The proofs of the desk in their long form: its crash points, the runs without its guards, its model."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.stack import ROOT

TESTS = "phien/live/desk/tests"
TOOK = re.compile(r"^(before [\w ]+): taken over after ([\d.]+) s$", re.MULTILINE)
EXAMPLES_EACH = 100


@dataclass(frozen=True)
class Proof:
    """Tests that are run with `env` set for so many times."""

    name: str
    says: str
    file: str
    env: Callable[[int], dict[str, str]]


@dataclass(frozen=True)
class Proved:
    """How a proof went: seconds, and what it printed of interest."""

    name: str
    good: bool
    seconds: float
    takeovers: tuple[float, ...]
    last_line: str


PROOFS = (
    Proof(
        "crash-points",
        "kill -9 and SIGSTOP at four points of a batch",
        f"{TESTS}/test_crashes.py",
        lambda times: {"PHIEN_FAULTS_TIMES": str(times)},
    ),
    Proof(
        "guards",
        "each guard taken out: what it is there for happens",
        f"{TESTS}/test_guards.py",
        lambda times: {"PHIEN_FAULTS_TIMES": str(times)},
    ),
    Proof(
        "model",
        "desk and stock against the reference, any commands in any order",
        f"{TESTS}/test_model.py",
        lambda times: {"PHIEN_MODEL_EXAMPLES": str(times * EXAMPLES_EACH)},
    ),
)


def prove(proof: Proof, *, times: int) -> Proved:
    """Run it, its output passed on where it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-q", proof.file],
        cwd=ROOT,
        env={**os.environ, **proof.env(times)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stdout.write(done.stdout[-8000:])
    takeovers = tuple(float(seconds) for _, seconds in TOOK.findall(done.stdout))
    last = [line for line in done.stdout.splitlines() if line.strip()]
    return Proved(
        proof.name, done.returncode == 0, time.monotonic() - began, takeovers, last[-1] if last else ""
    )
