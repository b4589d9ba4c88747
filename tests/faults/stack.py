"""A stack of its own for the faults: `phien up` in a scratch folder, its parts by name, its command line."""

import contextlib
import http.client
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from phien.config.stack.children import end
from phien.testing.stack import scratch_folder

ROOT = Path(__file__).resolve().parents[2]
PHIEN = [sys.executable, "-m", "phien.config.cli"]
SHEET = ROOT / "tests/data/runsheet-honey.json"
PORTS = range(22000, 22200)
PROGRAMS = {"edge": "phien.config.edge_server", "bus": "nats-server", "postgres": "/postgres"}
_ports = iter(random.sample(PORTS, len(PORTS)))
Child = subprocess.Popen[bytes]


def next_port() -> int:
    """A port of our range that nobody listens on; each process tries them in an order of its own."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no free port in {min(PORTS)}-{max(PORTS)}")


def clean() -> dict[str, str]:
    """Our environment without the addresses of other stacks."""
    return {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL", "PHIEN_DATA")}


class Keeper:
    """`phien …` against one stack with its imports done once: seconds saved at each command."""

    def __init__(self, data: Path) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.keeper", str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=clean(),
            text=True,
        )
        self.busy = threading.Lock()

    def phien(self, *words: str, timeout: float = 60) -> tuple[int, str]:
        """The exit code and the output of `phien` with these words."""
        given, told = self.child.stdin, self.child.stdout
        assert given is not None
        assert told is not None
        with self.busy:
            given.write(json.dumps(words) + "\n")
            given.flush()
            assert select.select([told], [], [], timeout)[0], f"phien {' '.join(words)}: no answer"
            code, text = json.loads(told.readline())
        return code, text

    def close(self) -> None:
        """End it."""
        self.child.kill()
        self.child.wait(10)
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()


@dataclass
class Stack:
    """A running `phien up`: where it is, what runs in it, and what runs beside it."""

    data: Path
    port: int
    up: Child
    log: Path
    keeper: Keeper
    beside: list[Child] = field(default_factory=list)

    @property
    def run(self) -> dict[str, Any]:
        """What `run.json` says."""
        found: dict[str, Any] = json.loads((self.data / "run.json").read_text())
        return found

    @property
    def database_url(self) -> str:
        """The database itself, past any proxy of a test."""
        return str(self.run["database_url"])

    def pid_of(self, name: str) -> int:
        """The child of this stack's supervisor that runs edge, bus or postgres; 0 where none lives."""
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except (OSError, UnicodeDecodeError):
                continue
            if parent == self.up.pid and any(word.endswith(PROGRAMS[name]) for word in words):
                return int(folder.name)
        return 0

    def kill(self, name: str) -> int:
        """kill -9 of that child; its former id."""
        pid = self.pid_of(name)
        assert pid, f"no {name} lives"
        os.kill(pid, signal.SIGKILL)
        return pid

    def age_of(self, name: str) -> float:
        """Seconds for which that child has lived; 0 where none lives."""
        pid = self.pid_of(name)
        with contextlib.suppress(OSError):
            began = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
            now = float(Path("/proc/uptime").read_text().split()[0])
            return now - began / os.sysconf("SC_CLK_TCK")
        return 0.0

    def new_session(self, *, stock: int) -> int:
        """A live session with the honey run sheet, open; its id."""
        words = ["--cooperative", "thu", "--runsheet", str(SHEET), "--stock", str(stock), "--open"]
        code, text = self.keeper.phien("session", "create", *words)
        assert code == 0, text
        return int(json.loads(text)["id"])

    def close_session(self, session: int) -> None:
        """End it: an open session holds a desk, and a desk a connection."""
        code, text = self.keeper.phien("close", str(session))
        assert code == 0, text

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the database itself."""
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def start_beside(self, command: Sequence[str], *, name: str, **env: str) -> Child:
        """One more service of this stack, as on another machine; ended with it."""
        run = self.run
        told = {
            **clean(),
            **json.loads((self.data / "secrets.json").read_text()),
            "DATABASE_URL": run["database_url"],
            "NATS_URL": run["nats_url"],
            "PYTHONUNBUFFERED": "1",
            **env,
        }
        with (self.data / "logs" / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command, cwd=ROOT, env=told, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.beside.append(child)
        return child

    def give(self, session: int, owner: str, *, tries: int = 6) -> None:
        """Let the process of that name take the session, by the product's own rule: its name on the row.

        Again where another took it in the same moment, as any of them may.
        """
        wait_for(lambda: self.owner(session), within=15, what=f"a desk for session {session}")
        named = "update live_desk set owner = %s where session_id = %s returning fence"
        taken = "select fence > %s and owner = %s from live_desk where session_id = %s"
        for _ in range(tries):
            (before,) = self.rows(named, owner, session)
            for _ in range(60):
                if self.rows(taken, before[0], owner, session) == [(True,)]:
                    return
                time.sleep(0.05)
        raise AssertionError(f"{owner} does not take session {session}")

    def owner(self, session: int) -> str:
        """Who holds the session's desk."""
        return str(self.rows("select owner from live_desk where session_id = %s", session)[0][0])

    def page(self, path: str) -> int:
        """The status of a page, asked as a browser does; 0 where nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def check(self) -> None:
        """`phien check` is clean."""
        code, text = self.keeper.phien("check")
        assert (code, text) == (0, "All seven truths hold.\n"), text

    def logs(self) -> dict[str, str]:
        """What each service wrote, by name of its log."""
        return {
            path.name: path.read_text(errors="replace") for path in sorted((self.data / "logs").glob("*.log"))
        }


def wait_for(ready: Any, *, within: float, what: str, step: float = 0.05) -> None:
    """Wait until `ready()`; an AssertionError names what did not come."""
    end = time.monotonic() + within
    while not ready():
        assert time.monotonic() < end, f"not within {within:.0f} s: {what}"
        time.sleep(step)


@contextlib.contextmanager
def new_stack(folder: Path | None = None) -> Iterator[Stack]:
    """`phien up` in `folder` (or a scratch one) with one cooperative; ended with everything it started."""
    with contextlib.ExitStack() as last:
        home = folder or last.enter_context(scratch_folder())
        data, ready, log, port = home / "data", home / "ready.json", home / "up.log", next_port()
        command = [*PHIEN, "up", "--port", str(port), "--data", str(data), "--ready-file", str(ready)]
        with log.open("wb") as out:
            up = subprocess.Popen(
                command, stdout=out, stderr=out, cwd=ROOT, env=clean(), start_new_session=True
            )
        last.callback(end, up, ask=signal.SIGINT, patience=40)
        wait_for(lambda: ready.exists() or up.poll() is not None, within=180, what="the stack")
        assert up.poll() is None, log.read_text()
        keeper = Keeper(data)
        last.callback(keeper.close)
        stack = Stack(data, port, up, log, keeper)
        last.callback(_end_beside, stack)
        made = keeper.phien(
            "manage", "cooperative", "--slug", "thu", "--name", "Hợp tác xã thử", "--prefix", "TH"
        )
        assert made[0] == 0, made[1]
        yield stack


def _end_beside(stack: Stack) -> None:
    for child in stack.beside:
        if child.poll() is None:
            child.send_signal(signal.SIGCONT)
            child.kill()
        child.wait(10)
