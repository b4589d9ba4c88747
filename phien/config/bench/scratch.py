"""A stack to measure: a durable PostgreSQL with a scratch database, and `phien up` on it when asked.

With DATABASE_URL the scratch database is made on that server (and dropped); else the embedded one is started
in a temporary folder, fsync on, with the product's own settings.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from phien.config.stack.children import end, wait_until
from phien.config.stack.cluster import Cluster, account_for_root, binaries_for, packaged_binaries
from phien.config.stack.errors import StackError
from phien.config.stack.folder import CHECKOUT
from phien.config.stack.listening import free_port
from phien.config.stack.postgres import Postgres
from phien.config.stack.prepare import main as prepare

PHIEN = [sys.executable, "-m", "phien.config.cli"]
RUNSHEET = CHECKOUT / "tests/data/runsheet-honey.json"
COMMENTS = CHECKOUT / "tests/data/comments-honey.jsonl"
SLUG = "do-thu"


@dataclass
class Scratch:
    """The database, and the running stack once `served` is entered."""

    folder: Path
    database_url: str
    postgres_pid: int | None  # None where DATABASE_URL names a server that we did not start
    url: str = ""
    up_pid: int = 0
    coop: Any = field(default=None, repr=False)

    @property
    def port(self) -> int:
        """The public port."""
        return int(self.url.rsplit(":", 1)[1])

    def django(self) -> None:
        """Django on this database, in this process; tables are made at the first call."""
        os.environ["DATABASE_URL"] = self.database_url
        os.environ["DJANGO_SETTINGS_MODULE"] = "phien.config.settings"
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(32))
        os.environ.setdefault("BUYER_COOKIE_KEY", secrets.token_urlsafe(32))
        prepare(["--migrate"])
        from django.utils import timezone

        from phien.coops.actions import create_coop

        name = "Hợp tác xã đo thử"
        self.coop = create_coop(slug=SLUG, name=name, prefix="DT", at=timezone.now())

    def session(self, *, stock: int, items: int | None = None, opened: bool = True) -> int:
        """A live session with the honey run sheet (its first `items`); its id."""
        from django.db import connection
        from django.utils import timezone

        from phien.live.actions import open_session
        from phien.live.from_sheet import create_session

        at = timezone.now()
        sheet = json.loads(RUNSHEET.read_text(encoding="utf-8"))
        sheet["items"] = sheet["items"][:items]
        made = create_session(
            coop=self.coop, sheet=sheet, title="Đo thử", scheduled_at=at, at=at, stock=stock
        )
        if opened:
            open_session(coop=self.coop, session_id=made.pk, at=at)
        connection.close()
        return int(made.pk)

    def end(self, *sessions: int) -> None:
        """No desk serves these any more: what is measured next is not disturbed by their beats."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("update live_session set state = 'closed' where id = any(%s)", [list(sessions)])
        connection.close()

    def token(self, session: int) -> str:
        """A bearer token for its comments."""
        from django.utils import timezone

        from phien.live.actions import make_token

        return make_token(coop=self.coop, session_id=session, at=timezone.now(), label="bench")

    @contextlib.contextmanager
    def served(self, *words: str) -> Iterator[None]:
        """`phien up` on this database, with further options; ended with everything it started."""
        port, ready = free_port(), self.folder / "ready.json"
        env = {k: v for k, v in os.environ.items() if k not in ("NATS_URL", "PHIEN_DATA", "PUBLIC_URL")}
        command = [*PHIEN, "up", "--port", str(port), "--data", str(self.folder / "data")]
        command += ["--ready-file", str(ready), *words]
        with (self.folder / "up.log").open("wb") as log:
            up = subprocess.Popen(  # noqa: S603 - our own command
                command, env=env, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True
            )
            try:
                if not wait_until(lambda: ready.exists() or up.poll() is not None, seconds=120):
                    raise StackError("The stack was not ready within two minutes.")
                if up.poll() is not None:
                    raise StackError((self.folder / "up.log").read_text(encoding="utf-8").strip())
                self.url, self.up_pid = f"http://127.0.0.1:{port}", up.pid
                run = json.loads((self.folder / "data/run.json").read_text(encoding="utf-8"))
                os.environ["NATS_URL"] = run["nats_url"]
                yield
            finally:
                end(up, ask=signal.SIGINT, patience=30)
                ready.unlink(missing_ok=True)


@contextlib.contextmanager
def scratch() -> Iterator[Scratch]:
    """A durable scratch database, dropped at the end."""
    with tempfile.TemporaryDirectory(prefix="phien-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL's account passes through when we are root
        given = os.environ.get("DATABASE_URL")
        with _on_theirs(given, folder) if given else _on_ours(folder) as made:
            yield made


@contextlib.contextmanager
def _on_ours(folder: Path) -> Iterator[Scratch]:
    account = account_for_root(folder / "postgres") if os.geteuid() == 0 else None
    binaries = binaries_for(account) if account else packaged_binaries()
    cluster = Cluster(folder / "postgres", binaries, account)
    server = Postgres(cluster, socket=folder / "pg", log=folder / "postgres.log")
    server.make_ready_to_start()
    child = server.start(os.environ)
    try:
        server.wait_until_ready(child)
        yield Scratch(folder, server.url, child.pid)
    finally:
        server.stop(child)


@contextlib.contextmanager
def _on_theirs(url: str, folder: Path) -> Iterator[Scratch]:
    import psycopg
    from psycopg import sql

    name = f"phien_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield Scratch(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")), None)
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
