"""What is answered where a session has no desk because it is not open: closed, or not open yet.

A key that was answered while it was open gets that answer for ever.
"""

from typing import Any

from psycopg import AsyncConnection

from phien.live.contracts import Answer, Ask
from phien.live.desk.first import Firsts, closed, first_answers
from phien.live.desk.run import FIRST_ANSWER
from phien.live.desk.steps import Rows
from phien.plumbing.sql import Statement

UNKNOWN = Answer(404, {"code": "not_found"})


async def answer_unserved(connection: AsyncConnection[Any], ask: Ask, state: str) -> Answer:
    """The first answer of this key, or why there is none. `state` is closed or scheduled."""
    if ask.do == "comments":
        return await _comments_after(connection, ask)
    refused = Answer(409, {"code": "closed" if state == "closed" else "session_not_open"})
    if ask.do == "place":
        keys = first_answers(ask.session, [("button", ask.key)])
        return Firsts(await _read(connection, keys)).wish(ask) or refused
    (kept,) = await _read(connection, [Statement(FIRST_ANSWER, [ask.session, ask.key])])
    return Answer(kept[0][0]["status"], kept[0][0]["body"]) if kept else refused


async def _comments_after(connection: AsyncConnection[Any], ask: Ask) -> Answer:
    """Later comments are `closed` and not kept; those kept before are duplicates."""
    names = [(str(row["source"]), str(row["external_id"])) for row in ask.body["rows"]]
    firsts = Firsts(await _read(connection, first_answers(ask.session, names)))
    return Answer(200, [(firsts.comment(*name) or closed(name[1])).body for name in names])


async def _read(connection: AsyncConnection[Any], statements: list[Statement]) -> list[Rows]:
    return [await (await connection.execute(each.sql, each.values)).fetchall() for each in statements]
