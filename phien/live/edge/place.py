"""Where the live routes work: everything one edge process holds."""

import asyncio
import contextlib
import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from phien.live.desk.desks import POOL_WAIT, Desks, events
from phien.live.edge.guards import Limits, Tokens
from phien.plumbing.bus import Bus
from phien.plumbing.streams.stream import RESET, Mark, Stream

VIEWERS = "phien.viewers"
MINE = b"event: mine\ndata: {}\n\n"


@dataclass(slots=True)
class Show:
    """One session's two streams: the public one and the studio's."""

    session: int
    public: Stream = field(default_factory=Stream)
    studio: Stream = field(default_factory=Stream)
    elsewhere: dict[str, tuple[int, float]] = field(default_factory=dict)  # edge -> viewers, when
    told: int = -1
    changed: int = 0  # counts frames: a state encoded before is stale

    def viewers(self) -> int:
        """Viewers here and at the other edges."""
        fresh = time.monotonic() - 15
        return len(self.public.viewers) + sum(n for n, at in self.elsewhere.values() if at > fresh)


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
        self.counter: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen to other edges' viewer counts and tell ours."""
        await self.bus.subscribe(VIEWERS, self._count)
        self.counter = asyncio.create_task(self._tell_counts())

    async def stop(self) -> None:
        """Send everybody home."""
        if self.counter is not None:
            self.counter.cancel()
        for show in self.shows.values():
            show.public.close()
            show.studio.close()
        await asyncio.sleep(0)

    def connection(self) -> "AbstractAsyncContextManager[AsyncConnection[Any]]":
        """A connection for a read; PoolTimeout (a psycopg error) where the database is away."""
        return self.pool.connection(timeout=POOL_WAIT)

    async def show(self, session: int) -> Show:
        """The streams of a session, listening to its frames from the first time on."""
        show = self.shows.get(session)
        if show is None:
            show = self.shows[session] = Show(session)
            desk = self.desks.serving.get(session)
            if desk is not None:  # what a page was given with this id is up to date
                show.public.latest = show.studio.latest = Mark(desk.line.fence, desk.line.seq)
            await self.bus.subscribe(events(session), lambda payload: self._frame(session, payload))
        return show

    def _frame(self, session: int, payload: bytes) -> None:
        """One frame of the desk: encoded once a stream, the same bytes for everybody."""
        show = self.shows[session]
        frame = orjson.loads(payload)
        mark = Mark(frame["fence"], frame["seq"]) if "seq" in frame else None
        latest = show.public.latest
        if mark is not None and latest is not None:
            if mark <= latest:
                return  # of a desk that was overtaken before it told: what it says is old
            if mark.fence == latest.fence and mark.seq > latest.seq + 1:
                frame["public"] = [["reset", {}]]  # frames were lost on the way: everybody reads anew
        show.changed += 1
        events = [_event(kind, facts) for kind, facts in frame["public"]]
        name = b"id: %d.%d\n" % mark if mark else b""  # also of an empty frame: a hole is seen
        if name or events:
            show.public.publish(name + (b"".join(events) or b": \n\n"), mark)
            counts = [_event(kind[:-1], {"n": n}) for kind, n in frame.get("studio", {}).items()]
            show.studio.publish(name + (b"".join(events + counts) or b": \n\n"), mark)
        for buyer in frame.get("buyers", ()):
            show.public.tell(buyer, MINE)

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
            await asyncio.sleep(2)
            with contextlib.suppress(Exception):
                here = [[s.session, len(s.public.viewers)] for s in self.shows.values()]
                await self.bus.publish(VIEWERS, orjson.dumps({"edge": self.name, "sessions": here}))
            for show in self.shows.values():
                n = show.viewers()
                if n != show.told:
                    show.told = n
                    frame = _event("viewers", {"n": n})
                    show.public.publish(frame)
                    show.studio.publish(frame)


def _event(kind: str, facts: dict[str, Any]) -> bytes:
    if kind == "reset":
        return RESET
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(facts))
