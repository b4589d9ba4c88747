"""`phien doctor`: how this installation is, one line a question, and what to do about each that is not good.

It asks and changes nothing. What must be mended is `bad`, what should be looked at is `warn`; where nothing
runs, what only a running one can say is left out.
"""

import json
import os
import resource
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import psycopg

from phien.config.care import backup, machine
from phien.config.stack import database, where
from phien.config.stack.errors import StackError
from phien.config.stack.folder import CHECKOUT, ROOM_TO_BEGIN, DataFolder
from phien.config.stack.listening import public_socket

State = Literal["good", "warn", "bad"]
BACKUP_EACH = timedelta(hours=26)  # a nightly one that ran late is no alarm
LITTLE_ROOM = 2_000  # MB
OPEN_FILES = 4_096  # a viewer holds one; an edge asks for as many as it may
JOB_LATE = timedelta(minutes=10)
CLOCK_OFF = 2.0  # seconds between this machine's clock and the database's


@dataclass(frozen=True)
class Finding:
    """One answer: `what` was asked, how it is, the fact, and what to do ("" where it is good)."""

    what: str
    state: State
    fact: str
    do: str = ""


def examine(folder: DataFolder, *, port: int, host: str, backups: Path, at: datetime) -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    found = [_python(), _packages(), _open_files(), _clock(), *_folder(folder), *_backups(backups, at)]
    try:
        told = where.connect_env(folder.root)
    except StackError:
        return [*found, *_not_running(folder, host, port)]
    found += _page(told.get("PUBLIC_URL", ""), running=where.running(folder.root))
    return [*found, *_database(told["DATABASE_URL"], at), _bus(told.get("NATS_URL", ""))]


def _python() -> Finding:
    return Finding("Python", "good", ".".join(map(str, sys.version_info[:3])))


def _packages() -> Finding:
    lock = CHECKOUT / "requirements/run.txt"
    other = machine.packages_unlike(lock)
    if other:
        shown = ", ".join(other[:3]) + (f" and {len(other) - 3} more" if len(other) > 3 else "")
        return Finding("Packages", "bad", f"not as locked: {shown}", "Run `make setup`.")
    return Finding("Packages", "good", "as locked in requirements/run.txt")


def _open_files() -> Finding:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    fact = "without limit" if most == resource.RLIM_INFINITY else str(most)
    if most != resource.RLIM_INFINITY and most < OPEN_FILES:
        return Finding(
            "Open files", "warn", fact, f"Each viewer needs one: raise `ulimit -n` to {OPEN_FILES} or more."
        )
    return Finding("Open files", "good", fact)


def _clock() -> Finding:
    if machine.clock_is_kept() is False:
        return Finding(
            "Clock",
            "warn",
            "nothing keeps it right",
            "Turn on time synchronisation: `timedatectl set-ntp true`.",
        )
    return Finding("Clock", "good", datetime.now().astimezone().isoformat(timespec="seconds"))


def _folder(folder: DataFolder) -> Iterator[Finding]:
    place = next(path for path in (folder.root, *folder.root.parents) if path.exists())
    free = shutil.disk_usage(place).free // 1_000_000
    fact = f"{free} MB free where {folder.root} lies"
    if free < ROOM_TO_BEGIN:
        yield Finding("Disk", "bad", fact, "Free some space now: at 60 MB it no longer starts.")
    elif free < LITTLE_ROOM:
        yield Finding("Disk", "warn", fact, "Free some space, or move the data folder to a larger disk.")
    else:
        yield Finding("Disk", "good", fact)
    if not os.access(place, os.W_OK):
        yield Finding(
            "Data folder", "bad", f"{place} cannot be written by this user", "Use its owner's account."
        )
    if folder.keys.exists() and folder.keys.stat().st_mode & 0o077:
        yield Finding(
            "Keys", "bad", f"{folder.keys} can be read by others", f"Run `chmod 600 {folder.keys}`."
        )


def _backups(place: Path, at: datetime) -> Iterator[Finding]:
    last = backup.newest(place)
    if last is None:
        yield Finding("Backup", "warn", f"none in {place}", "Run `phien backup`, then each night by a timer.")
        return
    age = at - backup.made_at(last)
    fact = f"{last.name}, {age.total_seconds() / 3600:.0f} h old, {last.stat().st_size // 1000} kB"
    if age > BACKUP_EACH:
        yield Finding("Backup", "warn", fact, "See why the nightly one did not run, and run `phien backup`.")
    else:
        yield Finding("Backup", "good", fact)


def _not_running(folder: DataFolder, host: str, port: int) -> Iterator[Finding]:
    yield Finding("Service", "warn", f"nothing runs on {folder.root}", "Start it: `phien up`.")
    try:
        with public_socket(host, port):
            yield Finding("Port", "good", f"{port} is free")
    except StackError as taken:
        yield Finding("Port", "bad", str(taken), f"Stop that program, or start with --port {port + 1}.")


def _page(url: str, *, running: dict[str, object]) -> Iterator[Finding]:
    address = str(running.get("url") or url)
    if not address:
        return
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError as error:
        yield Finding("Port", "bad", f"{address} does not answer ({error})", "Look into logs/edge.log.")
        return
    if status == 200:
        yield Finding("Port", "good", f"{address} answers and is ready")
    else:
        yield Finding(
            "Port", "bad", f"{address}/readyz says {status}", "Look into logs/edge.log and logs/web.log."
        )


def _database(url: str, at: datetime) -> Iterator[Finding]:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            if version < database.OLDEST:
                yield Finding("PostgreSQL", "bad", str(version), f"Update it to {database.OLDEST} or newer.")
            else:
                yield Finding("PostgreSQL", "good", str(connection.info.parameter_status("server_version")))
            yield from _time(connection)
            yield _tables(connection)
            yield from _jobs(connection, at)
    except psycopg.Error as error:
        first = str(error).strip().splitlines()[0]
        yield Finding("PostgreSQL", "bad", first, "Look into logs/postgres.log, or at DATABASE_URL.")


def _time(connection: psycopg.Connection) -> Iterator[Finding]:
    """Holds end by the database's clock; people see this machine's."""
    row = connection.execute("select extract(epoch from clock_timestamp())").fetchone()
    apart = abs(float(row[0]) - datetime.now().timestamp()) if row else 0.0
    if apart > CLOCK_OFF:
        yield Finding(
            "Clock", "bad", f"{apart:.0f} s away from the database's", "Synchronise both machines' clocks."
        )


def _tables(connection: psycopg.Connection) -> Finding:
    there = {tuple(row) for row in connection.execute("select app, name from django_migrations")}
    ours = {(path.parts[-3], path.stem) for path in (CHECKOUT / "phien").glob("*/migrations/0*.py")}
    if lacking := sorted(ours - there):
        return Finding(
            "Tables",
            "bad",
            f"{len(lacking)} migrations are missing",
            "Run `phien manage migrate`, or start again.",
        )
    houses = {app for app, _ in ours}
    if newer := sorted(name for app, name in there - ours if app in houses):
        return Finding("Tables", "bad", f"of a newer release ({newer[0]})", "Update the program: `git pull`.")
    return Finding("Tables", "good", "as this release wants them")


def _jobs(connection: psycopg.Connection, at: datetime) -> Iterator[Finding]:
    row = connection.execute(
        "select count(*), min(coalesce(scheduled_at, to_timestamp(0))) from procrastinate_jobs "
        "where status = 'todo' and coalesce(scheduled_at, to_timestamp(0)) < %s",
        [at - JOB_LATE],
    ).fetchone()
    late = int(row[0]) if row else 0
    if late:
        yield Finding("Jobs", "bad", f"{late} wait for over 10 min", "See logs/jobs.log; start `phien jobs`.")
    else:
        yield Finding("Jobs", "good", "none waits")


def _bus(url: str) -> Finding:
    told = machine.greeting_of_nats(url)
    if told is None:
        return Finding(
            "NATS",
            "bad",
            "does not answer",
            "Sales go on at one edge; look into logs/nats.log or at NATS_URL.",
        )
    return Finding("NATS", "good", str(json.loads(told).get("version", "")))


def worst(found: list[Finding]) -> State:
    """The state of the whole."""
    states = {each.state for each in found}
    return "bad" if "bad" in states else "warn" if "warn" in states else "good"


def lines(found: list[Finding], say: Callable[[str], None]) -> None:
    """For people: a sign, the question, the fact; below it what to do."""
    signs = {"good": "ok  ", "warn": "look", "bad": "MEND"}
    wide = max(len(each.what) for each in found)
    for each in found:
        say(f"{signs[each.state]}  {each.what.ljust(wide)}  {each.fact}")
        if each.do:
            say(f"      {' ' * wide}  -> {each.do}")
