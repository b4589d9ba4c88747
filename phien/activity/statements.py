"""The record's own statement for many rows at once. No Django."""

from collections.abc import Sequence
from datetime import datetime

from phien.plumbing.sql import Statement, json_text

RECORD = (
    "insert into activity_entry(coop_id, kind, subject, subject_id, actor, person_id, at, facts) "
    "select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::bigint[], "
    "%s::timestamptz[], %s::jsonb[])"
)


class Record:
    """Rows to record, gathered in order; `statement()` writes them all."""

    def __init__(self, *, coop: int) -> None:
        self.coop = coop
        self.rows: list[tuple[int, str, str, int, str, int | None, datetime, str]] = []

    def add(
        self,
        kind: str,
        subject: str,
        subject_id: int,
        *,
        actor: str,
        at: datetime,
        facts: dict[str, object] | None = None,
        person: int | None = None,
    ) -> None:
        """Note one thing; `facts` must be JSON."""
        text = json_text(facts) if facts else "{}"
        self.rows.append((self.coop, kind, subject, subject_id, actor, person, at, text))

    def join(self, other: "Record") -> None:
        """Write another transaction's rows too."""
        self.rows += other.rows

    def statement(self) -> list[Statement]:
        """Nothing, or the one statement that writes all rows."""
        if not self.rows:
            return []
        columns: list[Sequence[object]] = list(zip(*self.rows, strict=True))
        return [Statement(RECORD, [list(column) for column in columns])]
