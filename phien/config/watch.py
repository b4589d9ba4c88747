"""What an edge and a desk process have alike: a name, a pool, a look at themselves. No Django."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from phien.live.desk.desks import Desks
from phien.live.desk.line import STEADY
from phien.plumbing import meters
from phien.plumbing.readiness import OK

Pool = AsyncConnectionPool[AsyncConnection[Any]]
RINGS_EVERY = 0.5  # seconds between two looks at how late the loop is


def owner() -> str:
    """PHIEN_OWNER, or a name that only this process has."""
    return os.environ.get("PHIEN_OWNER") or f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def new_pool(dsn: str, *, most: int) -> Pool:
    """Connections for reads; opened by the caller."""
    return AsyncConnectionPool(
        dsn,
        min_size=1,
        max_size=most,
        open=False,
        reconnect_timeout=2,  # by itself a pool waits ever longer for a database that was away
        kwargs={"autocommit": True, **STEADY},
        check=AsyncConnectionPool.check_connection,  # none that a restarted database has forgotten
    )


async def database_answers(pool: Pool) -> str:
    """Asked over a connection of the pool; what it raises means that it is away."""
    async with pool.connection(timeout=1.5) as connection:
        await connection.execute("select 1")
    return OK


async def watches(desks: Desks, *, wanted: bool) -> str:
    """Whether desks to claim are looked for here, where they should be."""
    if wanted and (desks.watcher is None or desks.watcher.done()):
        return "nobody looks for sessions to serve"
    return OK


@contextlib.asynccontextmanager
async def loop_watched() -> AsyncIterator[None]:
    """Measure how late this loop comes to a clock."""
    loop = asyncio.get_running_loop()

    async def watch() -> None:
        while True:
            due = loop.time() + RINGS_EVERY
            await asyncio.sleep(RINGS_EVERY)
            meters.loop_lag.observe(max(0.0, loop.time() - due))

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
