"""The embedded PostgreSQL: making its cluster, starting it, and getting over a sudden death.

It listens on a Unix socket in a private folder and nowhere else. Who may enter is asked of the kernel
(`peer`): the account that started it, under the name `phien`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from phien.config.stack.children import Account, end, living_in, run_as, spawn, wait_until
from phien.config.stack.cluster import Cluster
from phien.config.stack.errors import StackError

if TYPE_CHECKING:
    import psycopg

ROLE = NAME = "phien"
KEEPER = "postgres"  # the superuser inside the cluster; the product signs in as ROLE, which is none
SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "max_connections": "200",  # every open session holds one
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "max_prepared_transactions": "0",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    **(
        {"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}
    ),  # back sooner after kill -9
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Its log is no place for names and phones: no statements, no rows, no values.
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "on",
    "idle_in_transaction_session_timeout": "10min",
    "unix_socket_permissions": "0777",  # the folder around it decides
}
THROWAWAY: dict[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
}


@dataclass(frozen=True)
class Postgres:
    """A cluster, the folder of its socket and its log. `durable=False` trades safety for speed, for tests."""

    cluster: Cluster
    socket: Path
    log: Path
    durable: bool = True

    @property
    def url(self) -> str:
        """For libpq, psycopg and Django alike."""
        return f"postgresql://{ROLE}@/{NAME}?host={self.socket}"

    def command(self) -> list[str]:
        """What starts the server."""
        settings = {
            **SETTINGS,
            **({} if self.durable else THROWAWAY),
            "unix_socket_directories": str(self.socket),
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.cluster.bin / "postgres"), "-D", str(self.cluster.folder), *flags]

    def make_ready_to_start(self) -> None:
        """Initialise a new cluster, write who may enter, and clear what a killed server left."""
        if not (self.cluster.folder / "PG_VERSION").exists():
            self._initialise()
        self._must_be_of_this_version()
        self._clear_a_dead_server()
        self._write_who_may_enter()
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self._give(self.socket)

    def start(self, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start the server; it is not ready yet."""
        return spawn(
            self.command(),
            env=_plain(env),
            log=self.log,
            account=self.cluster.account,
            last_signal=signal.SIGINT,
        )

    def wait_until_ready(self, child: subprocess.Popen[bytes], *, seconds: float = 60) -> None:
        """Wait for the first answer and make the database if it is not there."""
        import psycopg  # here, so that it loads while the server starts

        def answers() -> bool:
            if child.poll() is not None:
                raise StackError(self._why_not())
            try:
                with psycopg.connect(self._keeper_url(), autocommit=True) as connection:
                    self._make_database(connection)
            except psycopg.OperationalError:
                return False
            return True

        if not wait_until(answers, seconds=seconds):
            raise StackError(f"PostgreSQL did not answer within {seconds:.0f} s; its log is {self.log}.")

    def _make_database(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        if connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone() is None:
            connection.execute(f"create role {ROLE} login createdb")
        if connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"create database {NAME} owner {ROLE}")

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """A fast shutdown: sessions are ended, everything is on disk. A throwaway one is simply dropped."""
        if self.durable:
            end(child, ask=signal.SIGINT, insist=signal.SIGQUIT, patience=15)
        else:
            end(child, ask=signal.SIGQUIT, patience=5)

    def _keeper_url(self) -> str:
        return f"postgresql://{KEEPER}@/postgres?host={self.socket}"

    def _initialise(self) -> None:
        """Into a folder beside the final one, so that an interrupted start leaves nothing half made."""
        folder = self.cluster.folder
        unfinished = folder.with_name(folder.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        flags = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        flags += [
            "--auth-local=peer",
            "--auth-host=reject",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        command: list[str | Path] = [self.cluster.bin / "initdb", "-D", unfinished, "-U", KEEPER, *flags]
        made = run_as(command, env=_plain(os.environ), account=self.cluster.account, timeout=300)
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            if "No space left" in made.stderr + made.stdout:
                raise StackError(f"The disk that holds {folder} is full; free some space and start again.")
            raise StackError(
                f"PostgreSQL could not make its cluster: {_last_line(made.stderr or made.stdout)}"
            )
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)

    def _must_be_of_this_version(self) -> None:
        made_by = (self.cluster.folder / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = run_as([self.cluster.bin / "postgres", "--version"], env=_plain(os.environ)).stdout.split()[-1]
        if made_by != ours.split(".")[0]:
            raise StackError(
                f"The database in {self.cluster.folder} was made by PostgreSQL {made_by}, this is {ours}."
            )

    def _clear_a_dead_server(self) -> None:
        """After kill -9: end what still lives in the cluster, drop its pid file.

        The server itself would take a zombie (where PID 1 does not reap) or another process of the same id
        for a running server and refuse to start. Whoever calls this holds the lock of the data folder, so a
        server that lives is an orphan.
        """
        folder = self.cluster.folder.resolve()
        for which, seconds in ((signal.SIGINT, 10), (signal.SIGKILL, 5)):
            if wait_until(lambda: not living_in(folder), seconds=1):
                break
            for pid in living_in(folder):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, which)
            wait_until(lambda: not living_in(folder), seconds=seconds)
        if living_in(folder):
            raise StackError(f"An older PostgreSQL still runs on {folder} and cannot be ended.")
        (folder / "postmaster.pid").unlink(missing_ok=True)

    def _write_who_may_enter(self) -> None:
        names = {_our_name(), self.cluster.account.name if self.cluster.account else _our_name()}
        if None in names:  # a container's user without a name: `peer` cannot tell it, the folder's mode can
            rule, who = "local all all trust\n", ""
        else:
            rule = "local all all peer map=phien\n"
            who = "".join(
                f'phien "{name}" {role}\n' for name in sorted(map(str, names)) for role in (ROLE, KEEPER)
            )
        for name, text in (("pg_hba.conf", rule), ("pg_ident.conf", who)):
            path = self.cluster.folder / name
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
            self._give(path)

    def _give(self, path: Path) -> None:
        account: Account | None = self.cluster.account
        if account is not None and os.geteuid() == 0:
            os.chown(path, account.uid, account.gid)

    def _why_not(self) -> str:
        with contextlib.suppress(OSError):
            told = self.log.read_text(encoding="utf-8", errors="replace")
            if "No space left on device" in told[-4000:]:
                return f"The disk that holds {self.cluster.folder} is full; free some space and start again."
            faults = [line for line in told[-4000:].splitlines() if "FATAL:" in line or "PANIC:" in line]
            if faults:
                return f"PostgreSQL did not start: {faults[-1].split(':  ', 1)[-1]} (see {self.log})."
        return f"PostgreSQL did not start; its log is {self.log}."


def _our_name() -> str | None:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return None


def _plain(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would change the server: PG*, and a language the machine may not have."""
    kept = {name: value for name, value in env.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
