"""Statements as one libpq pipeline: all are written at once, and their answers are read when they come.

psycopg's own pipeline writes, looks for answers and dumps lists statement by statement, which was two thirds
of what a small batch cost (docs/performance.md). This speaks the same protocol on the same connection, by
psycopg's own `pq`; every value goes as text, and lists as array literals, so the SQL names its types.
Nothing is sent behind the Sync: psycopg's pipelines end with a Flush, which turns PostgreSQL's idle timer off
again (seen), and a desk that is stopped in an open transaction would hold its row for ever.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg import AsyncConnection, abc, adapt, errors, pq

from phien.live.desk.steps import Rows
from phien.plumbing.sql import Statement

_PLACES = re.compile(r"%[bs]")
PLAN_AGAIN = b"discard plans"
# Plans that were made for empty tables scan full ones (seen: 2,400 to 800 comments/s): they are made anew
# after 4, 12, 48, … runs, and then every so many.
PLANNED_FOR = 4096
_OK = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


class Wire:
    """One connection's prepared statements, and the way to run many in one round trip."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self.connection = connection
        self.raw = connection.pgconn
        self.names: dict[bytes, bytes] = {}
        self.numbers = count(1)
        self.runs, self.plan_again_at = 0, 4

    async def run(self, statements: Sequence[Statement]) -> list[Rows]:
        """The rows of each statement. The first that fails raises its psycopg error; none behind it ran."""
        raw = self.raw
        asked: list[tuple[bytes, bytes]] = []
        fresh: dict[bytes, bytes] = {}
        when: dict[int, str] = {}
        values = [[_text(value, when) for value in each.values] for each in statements]
        if self.connection.closed:
            raise psycopg.OperationalError("the connection is closed")
        raw.enter_pipeline_mode()
        try:
            self.runs += 1
            if self.runs >= self.plan_again_at:
                self.plan_again_at = self.runs + min(3 * self.runs, PLANNED_FOR)
                raw.send_query_params(PLAN_AGAIN, None)
                asked.append((PLAN_AGAIN, b""))
            for statement, given in zip(statements, values, strict=True):
                sql = numbered(statement.sql)
                name = self.names.get(sql) or fresh.get(sql)
                if name is None:
                    name = fresh[sql] = b"w%d" % next(self.numbers)
                    raw.send_prepare(name, sql)
                    asked.append((sql, name))
                raw.send_query_prepared(name, given)
                asked.append((b"", name))
            raw.pipeline_sync()
            results = await self._answers()
            raw.exit_pipeline_mode()
        except BaseException:
            raw.finish()  # half a pipeline is in the air: nothing else may be read from this connection
            raise
        return self._rows(asked, results)

    async def _answers(self) -> list["pq.abc.PGresult"]:
        raw = self.raw
        results: list[pq.abc.PGresult] = []
        unsent = raw.flush()
        while True:
            while unsent or raw.is_busy():
                await self._ready(also_to_write=bool(unsent))
                raw.consume_input()
                unsent = unsent and raw.flush()
            result = raw.get_result()
            if result is None:
                continue  # the end of one statement's answer
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)

    async def _ready(self, *, also_to_write: bool) -> None:
        """Wait for the socket."""
        loop, socket = asyncio.get_running_loop(), self.raw.socket
        ready = loop.create_future()

        def wake() -> None:
            if not ready.done():
                ready.set_result(None)

        loop.add_reader(socket, wake)
        if also_to_write:
            loop.add_writer(socket, wake)
        try:
            await ready
        finally:
            loop.remove_reader(socket)
            if also_to_write:
                loop.remove_writer(socket)

    def _rows(self, asked: list[tuple[bytes, bytes]], results: list["pq.abc.PGresult"]) -> list[Rows]:
        """`asked`, in order: (SQL, name) of what was prepared, (nothing, name) of what was run."""
        found: list[Rows] = []
        reader = adapt.Transformer.from_context(self.connection)
        for (sql, name), result in zip(asked, results, strict=True):
            if result.status not in _OK:
                raise errors.error_from_result(result, encoding="utf-8")
            if sql:
                if name:
                    self.names[sql] = name
            else:
                found.append(_load(reader, result))
        return found


def _load(reader: abc.Transformer, result: "pq.abc.PGresult") -> Rows:
    if result.status != pq.ExecStatus.TUPLES_OK:
        return []
    reader.set_pgresult(result)
    rows: Rows = reader.load_rows(0, result.ntuples, tuple)
    return rows


@lru_cache(maxsize=512)
def numbered(sql: str) -> bytes:
    """psycopg's placeholders as PostgreSQL's own: `%s` and `%b` become $1, $2, …"""
    numbers = count(1)
    return _PLACES.sub(lambda _: f"${next(numbers)}", sql).encode()


def _text(value: object, when: dict[int, str]) -> bytes | None:
    """A value as PostgreSQL reads it; lists as array literals. `when` remembers times that were written."""
    if value is None:
        return None
    if isinstance(value, list | tuple):
        text = _array(value, when)
    elif isinstance(value, bool):
        return b"t" if value else b"f"
    elif isinstance(value, int):
        return b"%d" % value
    elif isinstance(value, datetime):
        text = value.isoformat()
    elif isinstance(value, str):
        text = value
    else:
        raise TypeError(f"no text for {type(value).__name__}")
    if "\0" in text:
        raise psycopg.DataError("PostgreSQL text has no NUL characters")  # libpq would end the text there
    return text.encode()


def _array(values: Sequence[Any], when: dict[int, str]) -> str:
    if None in values:
        whole = iter(_parts([value for value in values if value is not None], when))
        return "{" + ",".join("NULL" if value is None else next(whole) for value in values) + "}"
    if values and isinstance(values[0], str):
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):  # nothing in it to escape
            return '{"' + text + '"}'
    return "{" + ",".join(_parts(values, when)) + "}"


def _parts(values: Sequence[Any], when: dict[int, str]) -> list[str]:
    """The elements of an array of one kind of value, none of them NULL."""
    first = values[0] if values else 0
    if isinstance(first, str):
        return [_quoted(value) for value in values]
    if isinstance(first, datetime):
        return [_time(value, when) for value in values]
    if isinstance(first, bool):
        return ["t" if value else "f" for value in values]
    if isinstance(first, int):
        return list(map(str, values))
    raise TypeError(f"no text for a list of {type(first).__name__}")


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _time(value: datetime, when: dict[int, str]) -> str:
    """Several columns hold the very same time: each is written once a batch."""
    text = when.get(id(value))
    if text is None:
        text = when[id(value)] = value.isoformat()
    return text
