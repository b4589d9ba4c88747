"""The lease as a challenger sees it: which desks are free, which have fallen silent, and taking one.

A challenger that over 3 s of its own clock saw `beat` unchanged takes the row by fence + 1. No
advisory lock (a stopped process keeps it), no wall clock.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from phien.live.desk.line import STEADY, TOGETHER, name_of

SILENT = 3.0
LOOK = 0.5  # seconds between looks for desks to claim
SOON = 0.2  # the same where a silent desk's row was still locked
OPEN_ROWS = (
    "select d.session_id, d.fence, d.beat, d.owner from live_desk d "
    "join live_session s on s.id = d.session_id where s.state = 'open'"
)
CLAIM = (
    "update live_desk set fence = fence + 1, beat = beat + 1, owner = %s "
    "where session_id = %s and fence = %s and beat = %s returning fence, seq"
)
CUT = (  # a stopped desk that PostgreSQL's own timers do not reach (15, 16: stopped while it was sending)
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = any(%s) "
    "and usename = current_user and datname = current_database() and wait_event = 'ClientRead' "
    "and xact_start < now() - interval '2 seconds'"
)
RELEASE = "update live_desk set owner = '' where session_id = %s and fence = %s"
SETTINGS = "-c lock_timeout=500 -c statement_timeout=2000"
Seen = tuple[int, int, float]  # fence, beat, since when


class Challenger:
    """Looks at the desk rows over a connection of its own: buyers who wait may hold all of a pool."""

    def __init__(self, dsn: str, *, owner: str) -> None:
        self.dsn, self.owner = dsn, owner
        self.seen: dict[int, Seen] = {}
        self.connection: AsyncConnection[tuple[Any, ...]] | None = None

    async def _alive(self) -> AsyncConnection[tuple[Any, ...]]:
        if self.connection is None or self.connection.closed:
            self.connection = await AsyncConnection.connect(
                self.dsn, autocommit=True, options=SETTINGS, application_name="phien-challenger", **STEADY
            )
        return self.connection

    async def close(self) -> None:
        """Let the connection go; the next look makes another."""
        if self.connection is not None:
            await self.connection.close()
            self.connection = None

    async def free(self, serving: Sequence[int]) -> tuple[list[tuple[int, int, int, str]], float]:
        """What may be claimed now (session, fence, beat, whose); seconds until another may fall silent."""
        connection = await self._alive()
        rows = await (await connection.execute(OPEN_ROWS)).fetchall()
        now = asyncio.get_running_loop().time()
        soonest, free, silent = LOOK, [], []
        seen, self.seen = self.seen, {}
        for session, fence, beat, owner in rows:
            if session in serving:
                continue
            before = seen.get(session)
            since = before[2] if before is not None and before[:2] == (fence, beat) else now
            self.seen[session] = (fence, beat, since)
            # our own name on a desk that we do not serve: the process we replace is dead
            if owner not in ("", self.owner):
                if now - since < SILENT:
                    soonest = min(soonest, SILENT - (now - since))
                    continue
                silent.append(name_of(session))
            free.append((session, fence, beat, owner))
        if silent:
            await connection.execute(CUT, [[*silent, TOGETHER]])  # who stopped in the middle holds its row
        return free, soonest

    async def claim(self, session: int, fence: int, beat: int) -> tuple[int, int] | None:
        """Take the row as it was seen: (fence, seq); None where it has changed or is locked."""
        connection = await self._alive()
        try:
            async with connection.transaction():
                cursor = await connection.execute(CLAIM, [self.owner, session, fence, beat])
                return await cursor.fetchone()
        except psycopg.errors.LockNotAvailable:
            return None
