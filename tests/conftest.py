"""The whole product, started once as a user starts it: for journeys and loads."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from phien.config.stack.children import end
from phien.config.stack.listening import free_port

ROOT = Path(__file__).resolve().parent.parent
PHIEN = [sys.executable, "-m", "phien.config.cli"]


@dataclass
class Site:
    """A running stack: where it is, who may sign in, and its command line."""

    url: str
    data: Path
    accounts: list[dict[str, str]]
    sessions: list[dict[str, Any]]
    start: str = ""

    def phien(self, *words: str, timeout: float = 120) -> str:
        """Run `phien …` against this stack; its standard output."""
        done = subprocess.run(
            [*PHIEN, *words, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def account(self, role: str, cooperative: str = "mat-ong-phuong-di") -> dict[str, str]:
        """The demo account of a role."""
        return next(
            each for each in self.accounts if each["role"] == role and each["cooperative"] == cooperative
        )

    def new_session(self, *, stock: int = 40, limit: int | None = None, opened: bool = True) -> int:
        """A fresh live session of the honey cooperative with the honey run sheet; its id."""
        words = [
            "session",
            "create",
            "--cooperative",
            "mat-ong-phuong-di",
            "--runsheet",
            str(ROOT / "tests/data/runsheet-honey.json"),
            "--stock",
            str(stock),
        ]
        words += ["--limit-per-buyer", str(limit)] if limit else []
        words += ["--open"] if opened else []
        made = json.loads(self.phien(*words))
        return int(made["id"])

    @property
    def port(self) -> int:
        """The public port."""
        return int(self.url.rsplit(":", 1)[1])

    def edge_pid(self) -> int:
        """The edge process that lives now: the supervisor's child that owns the public port."""
        children = subprocess.run(
            ["pgrep", "-f", "phien.config.edge_server"], capture_output=True, text=True, check=False
        ).stdout.split()
        mine = f"PHIEN_DATA={self.data}".encode()
        for pid in children:
            with contextlib.suppress(OSError):
                if mine in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    return int(pid)
        raise AssertionError("no edge lives")

    def orders_of(self, session: int) -> list[str]:
        """Codes of the orders that a session holds, from the database itself."""
        run = json.loads((self.data / "run.json").read_text())
        with psycopg.connect(run["database_url"]) as connection:
            rows = connection.execute("select code from orders_order where session_id = %s", [session])
            return [row[0] for row in rows]

    def check(self) -> None:
        """The seven truths hold."""
        assert "All seven truths hold" in self.phien("check")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """`phien up --demo` on a folder of its own; ended with everything it started."""
    with _up("--demo") as started:
        yield started


@pytest.fixture
def fresh_site() -> Iterator[Site]:
    """`phien up` as `make run DEMO=no` starts it: empty, with the link to begin by (`start`)."""
    with _up() as started:
        yield started


@contextlib.contextmanager
def _up(*words: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="phien-journey-", ignore_cleanup_errors=True) as folder:
        data, ready = Path(folder) / "data", Path(folder) / "ready.json"
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL", "PHIEN_DATA")}
        log = (Path(folder) / "up.log").open("wb")
        where = ["--port", str(free_port()), "--data", str(data), "--ready-file", str(ready)]
        up = subprocess.Popen(
            [*PHIEN, "up", *words, *where],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=clean,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + 180
            while not ready.exists():
                assert up.poll() is None, (Path(folder) / "up.log").read_text()
                assert time.monotonic() < deadline, "not ready after three minutes"
                time.sleep(0.1)
            facts = json.loads(ready.read_text())
            yield Site(
                facts["url"].rstrip("/"),
                data,
                facts["accounts"],
                facts["sessions"],
                facts.get("start", ""),
            )
        finally:
            end(up, ask=signal.SIGINT, patience=30)
            log.close()
