"""Proofs about the database: how often it was asked, and that nothing in it changed."""

import contextlib
import hashlib
from collections.abc import Iterator

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

# Signing in writes them; they say nothing of the cooperative.
SEEN_ONLY = frozenset({"django_session", "coops_device", "coops_attempts"})


def table_checksums() -> dict[str, str]:
    """One digest of all rows for each table of ours, whatever their order."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = current_schema() order by 1")
        tables = [name for (name,) in cursor.fetchall() if name not in SEEN_ONLY]
        found = {}
        for table in tables:
            rows = "string_agg(md5(t::text), ',' order by md5(t::text))"
            cursor.execute(f'select coalesce({rows}, $$$$) from "{table}" t')  # noqa: S608 - names of our tables
            found[table] = hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()
    return found


@contextlib.contextmanager
def assert_nothing_happened() -> Iterator[None]:
    """Whatever is tried inside, no row of any table is made, changed or lost (sign-in sessions aside)."""
    before = table_checksums()
    yield
    after = table_checksums()
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    assert not changed, f"something happened in: {', '.join(changed)}"


@contextlib.contextmanager
def assert_queries(count: int) -> Iterator[None]:
    """Exactly `count` queries; the failure prints them all. Savepoints and transactions do not count."""
    with CaptureQueriesContext(connections["default"]) as captured:
        yield
    asked = [query["sql"] for query in captured if not _is_transaction(query["sql"])]
    listing = "\n".join(f"{number:3}. {sql[:300]}" for number, sql in enumerate(asked, start=1))
    assert len(asked) == count, f"{len(asked)} queries, not {count}:\n{listing}"


def _is_transaction(sql: str) -> bool:
    return sql.upper().startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT"))
