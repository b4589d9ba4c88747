"""`phien restore`: from a backup to a data folder that `phien up` starts, or to an empty database.

Nothing is touched before the whole file was read and every sum agrees; what a restore that fails has made is
taken away again.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from phien.config.care import archive
from phien.config.care.backup import HOURS, last_line, plain_environment
from phien.config.stack import database
from phien.config.stack.children import run_as
from phien.config.stack.cluster import cluster_of, packaged_binaries
from phien.config.stack.errors import StackError, sentence_for
from phien.config.stack.folder import CHECKOUT, DataFolder
from phien.config.stack.postgres import Postgres

Say = Callable[[str], None]


def restore(path: Path, folder: DataFolder, *, url: str | None, say: Say) -> archive.Manifest:
    """Bring a backup back into `folder`, which must be empty, and check it.

    With `url` its database is filled instead of the folder's own; it must be empty. Raises StackError, one
    sentence; then nothing is left behind in the folder.
    """
    manifest = archive.verify(path)
    say(f"{path.name}: made {manifest.made_at} by {manifest.product}, every sum agrees.")
    _must_not_be_newer(manifest)
    _must_be_empty(folder)
    was_there = folder.root.exists()
    try:
        folder.make_ready()
        _files(path, folder)
        with folder.held(), _database(folder, url, say) as target:
            _must_hold_nothing(target)
            _fill(folder.root / archive.DATABASE, target)
            _must_have_all(manifest, target)
            _prepare_and_check(folder, target, say)
    except OSError as error:
        _take_away(folder, was_there)
        raise StackError(sentence_for(error, folder.root)) from error
    except BaseException:
        _take_away(folder, was_there)
        raise
    return manifest


def _must_not_be_newer(manifest: archive.Manifest) -> None:
    """Whatever it has migrated is known here."""
    for app, names in manifest.migrations.items():
        ours = CHECKOUT / "phien" / app / "migrations"
        if not ours.is_dir():
            continue
        unknown = [name for name in names if not (ours / f"{name}.py").exists()]
        if unknown:
            raise StackError(
                f"The backup was made by a newer Chợ Phiên ({manifest.product}; {app} {unknown[0]} is "
                "unknown here): update this one first, then restore."
            )


def _must_be_empty(folder: DataFolder) -> None:
    if folder.root.is_dir() and any(folder.root.iterdir()):
        raise StackError(
            f"{folder.root} is not empty: restore into a new folder with --data, look at it, then start that."
        )


def _files(path: Path, folder: DataFolder) -> None:
    archive.unpack(path, folder.root)
    for made in (folder.root / "media").rglob("*"):
        made.chmod(0o755 if made.is_dir() else 0o644)


@contextlib.contextmanager
def _database(folder: DataFolder, url: str | None, say: Say) -> Iterator[str]:
    """A running server: the one of `url`, or the folder's own, for as long as this takes."""
    if url is not None:
        database.must_be_usable(url)
        yield url
        return
    cluster = cluster_of(folder.root)
    if cluster.aloud:
        say(cluster.aloud)
    with tempfile.TemporaryDirectory(prefix="phien-", ignore_cleanup_errors=True) as sockets:
        if cluster.account:
            Path(sockets).chmod(0o711)
        server = Postgres(cluster, socket=Path(sockets) / "pg", log=folder.log / "postgres.log")
        server.make_ready_to_start()
        child = server.start(os.environ)
        try:
            server.wait_until_ready(child)
            yield server.url
        finally:
            server.stop(child)


def _must_hold_nothing(url: str) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
        ).fetchone()
    if row and row[0]:
        raise StackError(
            f"The database {database.address(url)} holds {row[0]} tables already: make a new, empty one and "
            "name it in DATABASE_URL."
        )


def _fill(dump: Path, url: str) -> None:
    """From the unpacked dump, which then goes: the database is where its rows are."""
    command = [str(packaged_binaries() / "pg_restore"), "--single-transaction", "--exit-on-error"]
    command += ["--no-owner", "--no-acl", "--dbname", url, str(dump)]
    done = run_as(command, env=plain_environment(), timeout=HOURS)
    dump.unlink()
    if done.returncode:
        raise StackError(f"The database could not be filled: {last_line(done.stderr)}")


def _must_have_all(manifest: archive.Manifest, url: str) -> None:
    with psycopg.connect(url) as connection:
        for table, expected in manifest.rows.items():
            row = connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            ).fetchone()
            if row is None or row[0] != expected:
                raise StackError(
                    f"{table} has {row[0] if row else 0} rows, the backup says {expected}; choose another."
                )


def _prepare_and_check(folder: DataFolder, url: str, say: Say) -> None:
    """Up to this release's tables, then the truths of stock, orders and money."""
    env = {
        **os.environ,
        "PYTHONPATH": str(CHECKOUT),
        **folder.secrets(),
        "DATABASE_URL": url,
        "PHIEN_DATA": str(folder.root),
    }
    for told, module in (
        ("The tables could not be brought up to date", ["phien.config.stack.prepare", "--migrate"]),
        ("What was restored does not agree with itself", ["phien.config.cli", "check"]),
    ):
        done = run_as([sys.executable, "-m", *module], env=env, timeout=HOURS)
        if done.returncode:
            raise StackError(f"{told}: {last_line(done.stdout + done.stderr)}")
    say(last_line(done.stdout))
    database.note_prepared(folder, url, demo=folder.accounts.exists())


def _take_away(folder: DataFolder, was_there: bool) -> None:
    """The folder as it was: empty, or not there. A cluster outside of it goes too."""
    with contextlib.suppress(StackError, OSError):
        shutil.rmtree(cluster_of(folder.root).folder, ignore_errors=True)
    for made in folder.root.iterdir() if folder.root.is_dir() else ():
        shutil.rmtree(made, ignore_errors=True) if made.is_dir() else made.unlink(missing_ok=True)
    if not was_there:
        with contextlib.suppress(OSError):
            folder.root.rmdir()
