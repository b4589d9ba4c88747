"""Where the live routes work: everything one edge process holds."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from phien.live.contracts import Ask
from phien.live.desk.desks import POOL_WAIT, Desks, events, subject
from phien.live.edge.guards import Limits, Tokens
from phien.live.edge.show import Show
from phien.plumbing.bus import Bus, NobodyAnswers
from phien.plumbing.streams.stream import Mark

VIEWERS = "phien.viewers"
COUNT = 2.0  # seconds between counts
QUIET = 10.0  # seconds without a frame after which a desk elsewhere is asked whether we missed one
IN_FLIGHT = 0.5  # seconds a frame may be on its way
ASK = 1.5  # seconds a desk may take to say where it stands
SLUG = "select c.slug from live_session s join coops_coop c on c.id = s.coop_id where s.id = %s"


@dataclass(frozen=True, slots=True)
class Shown:
    """A session's state as it was encoded: `changed` counts the frames until then; None: no such session."""

    changed: int
    until: float
    text: bytes | None


class Edge:
    """The pool, the bus, the desks and the shows of this process."""

    def __init__(
        self,
        *,
        bus: Bus,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        desks: Desks,
        name: str,
        proxies: frozenset[str],
    ) -> None:
        self.bus, self.pool, self.desks, self.name, self.proxies = bus, pool, desks, name, proxies
        self.limits = Limits()
        self.tokens = Tokens(pool)
        self.shows: dict[int, Show] = {}
        self.states: dict[int, Shown] = {}
        self.encoding: dict[int, asyncio.Task[Shown]] = {}
        self.opening: dict[int, asyncio.Task[Show | None]] = {}
        self.running: set[asyncio.Task[None]] = set()
        self.counter: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen to other edges' viewer counts and tell ours."""
        await self.bus.subscribe(VIEWERS, self._count)
        self.counter = asyncio.create_task(self._tell_counts())

    async def stop(self) -> None:
        """Send everybody home."""
        if self.counter is not None:
            self.counter.cancel()
        for task in self.running:
            task.cancel()
        for show in self.shows.values():
            show.close()
        await asyncio.sleep(0)

    def connection(self) -> "AbstractAsyncContextManager[AsyncConnection[Any]]":
        """A connection for a read; PoolTimeout (a psycopg error) where the database is away."""
        return self.pool.connection(timeout=POOL_WAIT)

    async def slug(self, session: int) -> str | None:
        """The cooperative of a session, as addresses name it; None where there is no such session."""
        async with self.connection() as connection:
            row = await (await connection.execute(SLUG, [session])).fetchone()
        return row[0] if row else None

    async def show(self, session: int) -> Show | None:
        """The streams of a session, listening to its frames from the first time on; None: no such session.

        However many ask at once, as all do whose edge was started anew, the database is asked once.
        """
        show = self.shows.get(session)
        if show is None:
            opening = self.opening.get(session)
            if opening is None:
                opening = self.opening[session] = asyncio.create_task(self._open(session))
                opening.add_done_callback(lambda _: self.opening.pop(session, None))
            show = await asyncio.shield(opening)
        return show

    async def _open(self, session: int) -> Show | None:
        if await self.slug(session) is None:
            return None
        show = Show(session)
        desk = self.desks.serving.get(session)
        if desk is not None:  # what a page was given with this id is up to date
            show.begin(Mark(desk.line.fence, desk.line.seq))
        await self.bus.subscribe(events(session), show.hear)
        self.shows[session] = show
        if desk is None:
            self._keep(self._learn(show))
        return show

    async def _learn(self, show: Show) -> None:
        """Ask a desk elsewhere where it stands, and see whether all that it told was heard here."""
        ask = Ask(show.session, "state", "")
        try:
            told = orjson.loads(await self.bus.request(subject(show.session), ask.to_json(), within=ASK))
        except NobodyAnswers:
            return
        mark = Mark.read(told["body"].get("id", "")) if told["status"] == 200 else None
        if mark is not None:
            if show.heard is not None:
                await asyncio.sleep(IN_FLIGHT)
            show.stands_at(mark)

    def _keep(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    def _count(self, payload: bytes) -> None:
        told = orjson.loads(payload)
        if told["edge"] == self.name:
            return
        now = time.monotonic()
        for session, n in told["sessions"]:
            if session in self.shows:
                self.shows[session].elsewhere[told["edge"]] = (n, now)

    async def _tell_counts(self) -> None:
        while True:
            await asyncio.sleep(COUNT)
            with contextlib.suppress(Exception):
                here = [[s.session, len(s.public.viewers)] for s in self.shows.values()]
                await self.bus.publish(VIEWERS, orjson.dumps({"edge": self.name, "sessions": here}))
            now = time.monotonic()
            for show in self.shows.values():
                show.tell_viewers()
                if show.is_watched and now - show.heard_at > QUIET and show.session not in self.desks.serving:
                    show.heard_at = (
                        now  # the last frame before a silence may have been lost: no hole shows it
                    )
                    self._keep(self._learn(show))
