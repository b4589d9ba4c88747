"""Services as several machines run them: `phien edge|desk|web|jobs`, each a process with its environment."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from phien.config.stack.children import end, signal_group, spawn, wait_until

ROOT = Path(__file__).resolve().parents[2]
PHIEN = [sys.executable, "-m", "phien.config.cli"]
KEYS = {"SECRET_KEY": "of the test only, long enough for Django", "BUYER_COOKIE_KEY": "of the test only"}
Child = subprocess.Popen[bytes]


def database_url(host: str = "", port: int = 0) -> str:
    """DATABASE_URL of this test's database; over TCP where a port is given."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    if port:
        user = parts.username or connection.settings_dict["USER"]
        return f"postgresql://{user}@{host}:{port}/{name}"
    return parts._replace(path=f"/{name}").geturl()


def database_socket() -> str:
    """The Unix socket on which that database's server listens."""
    return f"{connection.settings_dict['HOST']}/.s.PGSQL.{connection.settings_dict['PORT'] or 5432}"


@dataclass
class Machines:
    """The services by name, and how each was started."""

    folder: Path
    nats_url: str
    running: dict[str, Child] = field(default_factory=dict)
    told: dict[str, tuple[list[str], dict[str, str]]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What every service and command is told."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHIEN_")}
        return {
            **kept,
            **KEYS,
            "DATABASE_URL": database_url(),
            "NATS_URL": self.nats_url,
            "PUBLIC_URL": "http://localhost",
            "PHIEN_DATA": str(self.folder),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, name: str, *words: str, **more: str) -> Child:
        """`phien WORDS`, with `more` environment; its output goes to NAME.log."""
        self.told[name] = (list(words), more)
        return self.again(name)

    def again(self, name: str) -> Child:
        """Start this one anew, as it was started before."""
        words, more = self.told[name]
        child = spawn(
            [*PHIEN, *words],
            env={**self.environment(), **more},
            log=self.folder / f"{name}.log",
            cwd=ROOT,
        )
        self.running[name] = child
        return child

    def pid(self, name: str) -> int:
        """The service's process: `phien` turns into it."""
        return self.running[name].pid

    def signal(self, name: str, which: signal.Signals) -> None:
        """kill -WHICH."""
        self.running[name].send_signal(which)

    def kill(self, name: str) -> None:
        """kill -9 of it and of what it started, and see it gone."""
        signal_group(self.running[name], signal.SIGKILL)
        self.running[name].wait()

    def said(self, name: str, words: str) -> bool:
        """Whether its log holds these words."""
        return words in (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def wait(self, ready: Callable[[], bool], why: str, *, seconds: float = 30) -> None:
        """Wait until this is so."""
        assert wait_until(ready, seconds=seconds, step=0.05), why

    def phien(self, *words: str) -> str:
        """Run `phien WORDS` to its end; what it printed."""
        done = subprocess.run(
            [*PHIEN, *words],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def end_all(self) -> None:
        """All of them, at once."""
        for child in self.running.values():
            child.send_signal(signal.SIGCONT)
            child.send_signal(signal.SIGTERM)
        for child in self.running.values():
            end(child, patience=5)
