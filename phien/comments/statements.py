"""The comments' own statements for many rows at once. No Django."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from phien.plumbing.sql import Statement, json_text

INSERT = (
    "insert into comments_comment(coop_id, session_id, source, external_id, author_id, author_name, text, "
    "pinned, at, received_at, intent, items, options, spans, phone, reason, outcome, order_id, amount) "
    "select * from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], "
    "%b::text[], %b::text[], %b::timestamptz[], %b::timestamptz[], %b::text[], %b::text[]::jsonb[], "
    "%b::text[]::jsonb[], %b::text[]::jsonb[], %b::text[], %b::text[], %b::text[], %s::bigint[], "
    "%s::bigint[])"
)
FIRST_OUTCOMES = (
    "select c.source, c.external_id, c.outcome, c.items, o.code from comments_comment c "
    "left join orders_order o on o.id = c.order_id where c.session_id = %s "
    "and (c.source, c.external_id) in (select * from unnest(%s::text[], %s::text[]))"
)
LOCK = (
    "select id, author_id, author_name, source, external_id, text, items, phone, outcome, decision, "
    "order_id, at, intent, pinned, spans, amount from comments_comment where id = %s and session_id = %s "
    "for update"
)
DECIDE = (
    "update comments_comment set decision = %s, decided_by_id = %s, decided_at = %s, outcome = %s, "
    "order_id = %s, amount = %s, items = %s::jsonb where id = %s"
)

REREAD = (  # beside DECIDE, where the comment was read anew
    "update comments_comment set intent = %s, spans = %s::jsonb, taught_id = %s where id = %s"
)
THANKS_TO = "update comments_comment set taught_id = %s where id = %s"
HIDE = "update comments_comment set hidden_at = %s where id = %s"

NEW_TAUGHT = "select nextval(pg_get_serial_sequence('comments_taught', 'id'))"
TAUGHT_SO = (  # what these words mean already, in any session
    "select id, variant_id from comments_taught where coop_id = %s and key = %s and forgotten_at is null"
)
HOW_MANY_TAUGHT = (
    "select count(*) from comments_taught where coop_id = %s and variant_id is not distinct from %s "
    "and forgotten_at is null"
)
TEACH = (
    "insert into comments_taught(id, coop_id, variant_id, words, key, session_id, person_id, at) "
    "values (%s, %s, %s, %s, %s, %s, %s, %s)"
)
LOCK_TAUGHT = (
    "select id, variant_id, words, key, forgotten_at from comments_taught where id = %s and coop_id = %s "
    "for update"
)
FORGET = "update comments_taught set forgotten_at = %s, forgotten_by_id = %s where id = %s"


def line_id(source: str, external_id: str) -> str:
    """What the public calls a comment; it says nothing of its author."""
    return hashlib.blake2b(f"{source}\n{external_id}".encode(), digest_size=8).hexdigest()


@dataclass(slots=True)
class CommentRow:
    """A comment with its reading and its outcome, to be inserted."""

    source: str
    external_id: str
    author_id: str
    author_name: str
    text: str
    pinned: str
    at: datetime
    received_at: datetime
    intent: str
    outcome: str
    items: list[dict[str, object]] = field(default_factory=list)
    options: list[list[dict[str, object]]] = field(default_factory=list)
    spans: list[dict[str, object]] = field(default_factory=list)
    phone: str = ""
    reason: str = ""
    order: int | None = None
    amount: int | None = None


class Lot(NamedTuple):
    """Comments of one session."""

    coop: int
    session: int
    rows: list[CommentRow]


def store(*lots: Lot) -> list[Statement]:
    """Nothing, or the one statement that inserts all rows of these sessions."""
    rows = [row for lot in lots for row in lot.rows]
    if not rows:
        return []
    plain = "source external_id author_id author_name text pinned at received_at intent".split()
    return [
        Statement(
            INSERT,
            [
                [lot.coop for lot in lots for _ in lot.rows],
                [lot.session for lot in lots for _ in lot.rows],
                *([getattr(row, name) for row in rows] for name in plain),
                *([json_text(getattr(row, name)) for row in rows] for name in ("items", "options", "spans")),
                *([getattr(row, name) for row in rows] for name in ("phone", "reason", "outcome")),
                [row.order for row in rows],
                [row.amount for row in rows],
            ],
        )
    ]
