"""The desk's own connection: one pipeline a step, and the settings that keep a stopped desk harmless."""

from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection

from phien.live.desk.steps import Rows, Steps, Writes
from phien.live.desk.wire import Wire
from phien.plumbing.sql import Statement

T = TypeVar("T")
BEAT = (
    "with d as (update live_desk set beat = beat + 1 where session_id = %s and fence = %s returning 1) "
    "select 1 / count(*)::int from d"
)
FENCE = (
    "with d as (update live_desk set seq = seq + 1, beat = beat + 1 where session_id = %s and fence = %s "
    "returning seq) select 1 / count(*)::int, max(seq) from d"
)
# A desk stopped between its first statement and COMMIT held its row for ever without the timeouts (seen);
# tables analysed while empty give cached plans that scan (seen: 22,000 to 3,000 orders/s); planned anew each
# time for its values, a batch of one cost PostgreSQL half as much again (measured).
SETTINGS = (
    "-c idle_in_transaction_session_timeout=1000 -c statement_timeout=10000 -c lock_timeout=3000 "
    "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan"
)
# From PostgreSQL 17 on also for a desk that was stopped while it was sending; longer than lock_timeout.
WHOLE = "set transaction_timeout = '4s'"
BEGIN, COMMIT = Statement("begin", []), Statement("commit", [])
# The connection or a lock was lost: this says nothing of the rows, so the same batch is tried again.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, OSError)
# A connection that a dead network swallowed is noticed in seconds, not after TCP's own quarter of an hour.
STEADY: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 3000,
}
TOGETHER = "phien-desks"  # what the database calls the connection of all desks of a process


def name_of(session: int) -> str:
    """What the database calls a desk's connection."""
    return f"phien-desk-{session}"


async def connect(dsn: str, *, name: str) -> AsyncConnection[tuple[Any, ...]]:
    """A desk's connection, under the name by which the database knows it."""
    connection = await AsyncConnection.connect(
        dsn,
        autocommit=True,
        prepare_threshold=None,  # the wire prepares; psycopg would deallocate that at a rollback
        options=SETTINGS,
        application_name=name,
        **STEADY,
    )
    if connection.info.server_version >= 170000:
        await connection.execute(WHOLE)
    return connection


class Line:
    """A connection that runs steps; `session` and `fence` open every transaction."""

    def __init__(self, dsn: str, *, session: int) -> None:
        self.dsn, self.session = dsn, session
        self.fence = 0
        self.seq = self.coming = 0
        self.connection: AsyncConnection[tuple[Any, ...]] | None = None
        self.wire: Wire | None = None

    async def open(self) -> None:
        """Connect anew."""
        await self.close()
        self.connection = await connect(self.dsn, name=name_of(self.session))
        self.wire = Wire(self.connection)

    async def close(self) -> None:
        """Let the connection go."""
        if self.connection is not None:
            await self.connection.close()
            self.connection = self.wire = None

    @property
    def broken(self) -> bool:
        """Whether the connection is gone."""
        return self.connection is None or self.connection.closed

    @property
    def alive(self) -> AsyncConnection[tuple[Any, ...]]:
        """The connection, or an OperationalError where it is gone."""
        if self.connection is None or self.connection.closed:
            raise psycopg.OperationalError("the desk's connection is gone")
        return self.connection

    async def send(
        self, statements: list[Statement], *, begin: bool = False, commit: bool = False
    ) -> list[Rows]:
        """Run statements in one round trip; rows of each. `begin` opens with the fence.

        `seq` is that of the last transaction committed: what a frame or a state calls itself.
        """
        if self.wire is None:
            raise psycopg.OperationalError("the desk's connection is gone")
        all_of_it = statements
        if begin:
            all_of_it = [BEGIN, Statement(FENCE, [self.session, self.fence]), *statements]
        if commit:
            all_of_it = [*all_of_it, COMMIT]
        rows = await self.wire.run(all_of_it)
        if begin:
            self.coming = rows[1][0][1]
            del rows[:2]
        if commit:
            self.seq = self.coming
            rows.pop()
        return rows

    async def beat(self) -> None:
        """Show that this desk lives, and that the session is still its own; no frame follows."""
        cursor = await self.alive.execute(BEAT, [self.session, self.fence])
        await cursor.fetchall()

    async def read(self, steps: Steps[T]) -> T:
        """Drive steps that need no transaction."""
        answer: list[Rows] | None = None
        try:
            while True:
                wanted = next(steps) if answer is None else steps.send(answer)
                answer = await self.send(wanted)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    async def transact(self, steps: Steps[T]) -> tuple[T, Writes | None, list[Rows]]:
        """Drive steps in one fenced transaction: their result, what was written (None: nothing), its rows."""
        answer: list[Rows] | None = None
        begun = False
        written: Writes | None = None
        rows: list[Rows] = []
        try:
            while True:
                wanted = next(steps) if answer is None else steps.send(answer)
                if isinstance(wanted, Writes):
                    written = wanted
                    answer = rows = await self.send(wanted, begin=not begun, commit=True)
                else:
                    answer = await self.send(wanted, begin=not begun)
                begun = True
        except StopIteration as end:
            if begun and written is None:
                await self.alive.execute("rollback")
            return end.value, written, rows
