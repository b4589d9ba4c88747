"""Commands on a session without a desk (scheduled, closed): the desk's steps, in Django's transaction."""

from datetime import datetime
from typing import Any, TypeVar

import psycopg
from django.db import connection, transaction
from psycopg.types.json import JsonbLoader

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.ids import refill
from phien.live.desk.load import load
from phien.live.desk.run import run
from phien.live.desk.steps import Rows, Steps

T = TypeVar("T")
LOCK = (
    "select s.state from live_desk d join live_session s on s.id = d.session_id where d.session_id = %s "
    "for update of d"
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
    try:
        with transaction.atomic():
            connection.ensure_connection()
            cursor = psycopg.Cursor(connection.connection)
            cursor.adapters.register_loader("jsonb", JsonbLoader)
            state = cursor.execute(LOCK, [ask.session]).fetchone()
            if state is None:
                return Answer(409, {"code": "session_not_open"})
            if state[0] == "open" and not while_open:
                raise SessionIsOpen
            book = _drive(cursor, load(ask.session))
            if book is None:
                return Answer(404, {"code": "not_found"})
            _drive(cursor, refill(book, low=1, block=64))
            basket = Basket(coop=book.coop, session=book.session, at=at)
            done = _drive(cursor, run(book, basket, ask, at))
            if done.answer.status >= 400:
                raise _Undo(done.answer)
            return done.answer
    except _Undo as undone:
        return undone.answer


def _drive(cursor: "psycopg.Cursor[Any]", steps: Steps[T]) -> T:
    """Run steps statement by statement."""
    answer: list[Rows] | None = None
    try:
        while True:
            wanted = next(steps) if answer is None else steps.send(answer)
            answer = []
            for statement in wanted:
                cursor.execute(statement.sql, statement.values)
                answer.append(cursor.fetchall() if cursor.description else [])
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
