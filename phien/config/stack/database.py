"""What the supervisor asks the database itself, without Django."""

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from phien.config.stack.errors import StackError
from phien.config.stack.folder import CHECKOUT, DataFolder, write_whole

OLDEST = 15
SESSIONS = """
    select session.id, coop.slug, session.state
    from live_session session join coops_coop coop on coop.id = session.coop_id
    order by session.state <> 'open', coop.slug, session.id desc
    limit 200
"""


def must_be_usable(url: str) -> None:
    """A database given by DATABASE_URL answers and is new enough."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        raise StackError(
            f"The database of DATABASE_URL ({address(url)}) cannot be reached: {_short(error)}."
        ) from None
    if version < OLDEST:
        raise StackError(
            f"The database of DATABASE_URL is PostgreSQL {version}; {OLDEST} or newer is needed."
        )


def address(url: str) -> str:
    """Host and name, without user and password."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or 'local socket'}{parts.path}"
    except ValueError:
        return "not a PostgreSQL address"


def applied_migrations(url: str) -> int:
    """How many migrations the database has; 0 for a new one."""
    return int(_ask(url, "select count(*) from django_migrations", missing=[(0,)])[0][0])


def sessions(url: str) -> list[dict[str, object]]:
    """Every live session as the ready file names it, open ones first."""
    return [{"id": row[0], "cooperative": row[1], "state": row[2]} for row in _ask(url, SESSIONS, missing=[])]


def is_new(url: str) -> bool:
    """True where no cooperative was ever made."""
    return bool(_ask(url, "select not exists (select from coops_coop)", missing=[(True,)])[0][0])


def is_prepared(folder: DataFolder, url: str, *, demo: bool) -> bool:
    """Whether this code has migrated this database before, and loaded the demo where it is wanted."""
    return looks_prepared(folder, demo=demo) and _noted(folder).get("applied") == applied_migrations(url)


def looks_prepared(folder: DataFolder, *, demo: bool) -> bool:
    """The same by the note alone, without asking the database."""
    noted = _noted(folder)
    has_demo = bool(noted.get("demo")) and folder.accounts.exists()
    return noted.get("code") == code_of_migrations() and (has_demo or not demo)


def _noted(folder: DataFolder) -> dict[str, object]:
    try:
        noted: dict[str, object] = json.loads(folder.prepared.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted


def note_prepared(folder: DataFolder, url: str, *, demo: bool) -> None:
    """Remember for the next start; a demo once loaded stays noted."""
    noted = {
        "code": code_of_migrations(),
        "applied": applied_migrations(url),
        "demo": demo or bool(_noted(folder).get("demo")),
    }
    write_whole(folder.prepared, json.dumps(noted) + "\n")


def code_of_migrations() -> str:
    """A digest of every migration here and of the locked packages, which bring their own."""
    digest = hashlib.sha256()
    files = [*sorted((CHECKOUT / "phien").glob("*/migrations/*.py")), CHECKOUT / "requirements/run.txt"]
    for path in files:
        digest.update(str(path.relative_to(CHECKOUT)).encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _ask(url: str, statement: str, *, missing: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, or `missing` where the table is not there yet."""
    import psycopg

    with psycopg.connect(url) as connection:
        try:
            return connection.execute(statement.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return missing


def _short(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")


def accounts(path: Path) -> list[dict[str, str]]:
    """The demo's accounts: role, cooperative, login, password. None where there is no demo."""
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, str]] = found["accounts"] if isinstance(found, dict) else found
    return rows
