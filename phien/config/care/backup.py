"""`phien backup`: the database and its files in one checked file, while everything runs.

The rows are counted in the very snapshot that is dumped, so that a restore can prove that all came back.
Files are copied before the dump and once more after it: a picture that was exchanged meanwhile is there as
both, so whatever the snapshot names is in the backup.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from phien.config.care import archive
from phien.config.stack.children import run_as
from phien.config.stack.cluster import packaged_binaries
from phien.config.stack.errors import StackError, sentence_for
from phien.config.stack.folder import DataFolder

PATTERN = "phien-*.tar"
HOURS = 4 * 3600.0  # seconds that the database's programs may take
ROOM = 50  # MB beside what the database and its files need
TABLES = """
    select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname
"""


@dataclass(frozen=True)
class Made:
    """A finished backup: where, bytes, how many orders are in it, which older ones were deleted."""

    path: Path
    bytes: int
    rows: dict[str, int]
    dropped: list[Path]


def back_up(folder: DataFolder, *, url: str, to: Path, version: str, keep: int | None, at: datetime) -> Made:
    """Make one backup of the database at `url` and of `folder`'s files in the folder `to`.

    `keep` newest ones stay, older ones are deleted once the new one is whole. Raises StackError.
    """
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = to / f"phien-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"
        if target.exists():
            raise StackError(f"{target} is already there; try again in a second.")
        _must_have_room(to, folder, url)
        with tempfile.TemporaryDirectory(prefix=".phien-backup-", dir=to) as made:
            _fill(Path(made), folder, url=url, target=target, version=version, at=at)
        manifest = archive.verify(target)  # what cannot be read is no backup
    except OSError as error:
        raise StackError(sentence_for(error, to)) from error
    except psycopg.Error as error:
        raise StackError(f"The database cannot be read: {str(error).strip().splitlines()[0]}.") from error
    dropped = _drop_older(to, keep) if keep else []
    return Made(target, target.stat().st_size, manifest.rows, dropped)


def newest(folder: Path) -> Path | None:
    """The newest backup in `folder`, by its name."""
    found = sorted(folder.glob(PATTERN)) if folder.is_dir() else []
    return found[-1] if found else None


def made_at(path: Path) -> datetime:
    """When a backup was made, by its name."""
    return datetime.strptime(path.name, "phien-%Y%m%dT%H%M%SZ.tar").replace(tzinfo=UTC)


def _fill(room: Path, folder: DataFolder, *, url: str, target: Path, version: str, at: datetime) -> None:
    _copy_media(folder, room)
    with _snapshot(url) as (connection, name):
        rows = _count(connection)
        migrations = _migrations(connection)
        _dump(url, name, room / archive.DATABASE)
        postgres = str(connection.info.parameter_status("server_version"))
    _copy_media(folder, room)
    for private in (folder.keys, folder.accounts):
        if private.exists():
            shutil.copyfile(private, room / private.name)
    files = {str(path): archive.sum_of(room / path) for path in archive.files_below(room)}
    manifest = archive.Manifest(
        format=archive.FORMAT,
        product=version,
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        postgres=postgres,
        migrations=migrations,
        rows=rows,
        files=files,
    )
    archive.write(target, room, manifest)


def _copy_media(folder: DataFolder, room: Path) -> None:
    media = folder.root / "media"
    for path in archive.files_below(media):
        copied = room / "media" / path
        if copied.exists():
            continue
        copied.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # exchanged this moment; the next look has the new one
            shutil.copyfile(media / path, copied)


@contextlib.contextmanager
def _snapshot(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """One instant of the database that others may look at by its name."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("select pg_export_snapshot()").fetchone()
        yield connection, str(row[0] if row else "")


def _count(connection: psycopg.Connection) -> dict[str, int]:
    """Rows of every table."""
    found = {}
    for (table,) in connection.execute(TABLES).fetchall():
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def _migrations(connection: psycopg.Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in connection.execute("select app, name from django_migrations order by app, name"):
        found.setdefault(app, []).append(name)
    return found


def _dump(url: str, snapshot: str, target: Path) -> None:
    command = [str(packaged_binaries() / "pg_dump"), "--format=custom", "--compress=gzip:6", "--no-owner"]
    command += ["--no-acl", f"--snapshot={snapshot}", f"--file={target}", "--dbname", url]
    done = run_as(command, env=plain_environment(), timeout=HOURS)
    if done.returncode:
        raise StackError(f"The database could not be dumped: {last_line(done.stderr)}")
    target.chmod(0o600)


def plain_environment() -> dict[str, str]:
    """Ours without PG*, which would change what the database's programs do."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _must_have_room(to: Path, folder: DataFolder, url: str) -> None:
    """A dump is smaller than its database; the files are there twice until the tar is whole."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute("select pg_database_size(current_database())").fetchone()
    media = folder.root / "media"
    files = sum((media / path).stat().st_size for path in archive.files_below(media))
    needed = (int(row[0] if row else 0) + 2 * files) // 1_000_000 + ROOM
    free = shutil.disk_usage(to).free // 1_000_000
    if free < needed:
        raise StackError(
            f"The disk that holds {to} has {free} MB free, a backup may need {needed} MB; free some space or "
            "choose another folder with --to."
        )


def _drop_older(to: Path, keep: int) -> list[Path]:
    old = sorted(to.glob(PATTERN))[:-keep]
    for path in old:
        path.unlink()
    return old
