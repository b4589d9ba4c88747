"""Commands on a session without a desk (scheduled, closed): the desk's steps, in Django's transaction."""

import logging
from datetime import datetime
from typing import Any, TypeVar

import psycopg
from django.db import connection, transaction
from psycopg.types.json import JsonbLoader

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.first import Firsts, first_answers, not_saved
from phien.live.desk.ids import refill
from phien.live.desk.load import load
from phien.live.desk.run import FIRST_ANSWER, NONSENSE, run
from phien.live.desk.steps import Rows, Steps
from phien.plumbing.sql import Statement

log = logging.getLogger("phien.desk")
T = TypeVar("T")
TRIES = 3
LOCK = (
    "select s.state from live_desk d join live_session s on s.id = d.session_id where d.session_id = %s "
    "for update of d"
)
# An order moved on between our look and our write, or two of us locked crosswise: look again.
# What was free in the store is not: its CHECK said so.
MOVED = (
    psycopg.errors.DivisionByZero,
    psycopg.errors.UniqueViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.CheckViolation,
)


class SessionIsOpen(Exception):  # noqa: N818 - says what is so
    """The session has a desk: ask that."""


class _Undo(Exception):  # noqa: N818
    """Leaves the transaction without writing, carrying the answer of a refusal."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def run_here(ask: Ask, *, at: datetime, while_open: bool = False) -> Answer:
    """Do `ask` under the desk row's lock. Raises SessionIsOpen where a desk may be serving, unless the
    caller opened the session in this very transaction (`while_open`)."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _run(ask, at=at, while_open=while_open)
        except _Undo as undone:
            return undone.answer
        except MOVED as error:
            if not left:
                return _cannot_keep(ask, error)
        except (*NONSENSE, psycopg.DataError, psycopg.IntegrityError) as error:
            return _cannot_keep(ask, error)
    raise AssertionError("unreachable")


def _cannot_keep(ask: Ask, error: Exception) -> Answer:
    """Undone whole: what was asked makes no sense, or the database does not let it be so."""
    log.error("session %s: cannot keep command %s %s: %r", ask.session, ask.do, ask.key, error)
    return not_saved(None)


def _run(ask: Ask, *, at: datetime, while_open: bool) -> Answer:
    cursor = _cursor()
    state = cursor.execute(LOCK, [ask.session]).fetchone()
    if state is None:
        return Answer(409, {"code": "session_not_open"})
    if state[0] == "open" and not while_open:
        raise SessionIsOpen
    book = drive(cursor, load(ask.session))
    if book is None:
        return Answer(404, {"code": "not_found"})
    drive(cursor, refill(book, low=len(book.places) + 64, block=0))  # each who waits may be promoted
    basket = Basket(coop=book.coop, session=book.session, at=at)
    done = drive(cursor, run(book, basket, ask, at))
    if done.answer.status >= 400:
        raise _Undo(done.answer)
    return done.answer


def first_answer(ask: Ask) -> Answer | None:
    """What this key was answered while the session had a desk; None where it is new."""
    cursor = _cursor()
    if ask.do == "place":
        return Firsts(_rows(cursor, first_answers(ask.session, [("button", ask.key)]))).wish(ask)
    (kept,) = _rows(cursor, [Statement(FIRST_ANSWER, [ask.session, ask.key])])
    return Answer(kept[0][0]["status"], kept[0][0]["body"]) if kept else None


def read_here(steps: Steps[T]) -> T:
    """Read what a desk reads, without one."""
    return drive(_cursor(), steps)


def _cursor() -> "psycopg.Cursor[Any]":
    """A plain cursor on Django's own connection, in whatever transaction that is."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    return cursor


def drive(cursor: "psycopg.Cursor[Any]", steps: Steps[T]) -> T:
    """Run steps statement by statement."""
    answer: list[Rows] | None = None
    try:
        while True:
            wanted = next(steps) if answer is None else steps.send(answer)
            answer = _rows(cursor, wanted)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def _rows(cursor: "psycopg.Cursor[Any]", statements: list[Statement]) -> list[Rows]:
    rows = []
    for statement in statements:
        cursor.execute(statement.sql, statement.values)
        rows.append(cursor.fetchall() if cursor.description else [])
    return rows
