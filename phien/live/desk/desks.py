"""The desks of this process: claims released or silent ones, serves them, hands over when overtaken.

A challenger that over 3 s of its own clock saw `beat` unchanged takes the row by fence + 1. No
advisory lock (a stopped process keeps it), no wall clock.
"""

import asyncio
import contextlib
import logging
from typing import Any

import orjson
import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from phien.live.contracts import Answer, Ask
from phien.live.desk import frames
from phien.live.desk.desk import Busy, Desk, Gone, Overtaken
from phien.live.desk.first import Firsts, closed, first_answers, not_saved
from phien.live.desk.line import LOST, name_of
from phien.live.desk.run import FIRST_ANSWER, FROM_INSIDE
from phien.live.desk.steps import Rows
from phien.plumbing import meters
from phien.plumbing.bus import Bus, NobodyAnswers
from phien.plumbing.sql import Statement

log = logging.getLogger("phien.desk")
SILENT = 3.0
LOOK = 1.0  # seconds between looks for desks to claim
ONE_TRY = 1.5  # a stopped process keeps its subscription: ask again soon, keys make it harmless
POOL_WAIT = 2.0  # for a connection: with the database away nobody waits longer
DEADLINE = 5.0
NOTICE = "phien.sessions"
OPEN_ROWS = (
    "select d.session_id, d.fence, d.beat, d.owner from live_desk d "
    "join live_session s on s.id = d.session_id where s.state = 'open'"
)
CLAIM = (
    "update live_desk set fence = fence + 1, beat = beat + 1, owner = %s "
    "where session_id = %s and fence = %s and beat = %s returning fence, seq"
)
CUT = (  # a stopped desk that PostgreSQL's own timers do not reach (15, 16: stopped while it was sending)
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s "
    "and usename = current_user and datname = current_database() and wait_event = 'ClientRead' "
    "and xact_start < now() - interval '2 seconds'"
)
RELEASE = "update live_desk set owner = '' where session_id = %s and fence = %s"
STATE = "select state from live_session where id = %s"


def subject(session: int) -> str:
    """Where a session's desk is asked."""
    return f"phien.desk.{session}"


def events(session: int) -> str:
    """Where a session's frames are published."""
    return f"phien.events.{session}"


class Desks:
    """All desks that this process serves. `owner` is unique among living processes."""

    def __init__(self, *, dsn: str, bus: Bus, pool: AsyncConnectionPool[AsyncConnection[Any]], owner: str):
        self.dsn, self.bus, self.pool, self.owner = dsn, bus, pool, owner
        self.serving: dict[int, Desk] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.seen: dict[int, tuple[int, int, float]] = {}  # session -> fence, beat, since
        self.notice = asyncio.Event()
        self.watcher: asyncio.Task[None] | None = None
        self.elsewhere: dict[int, float] = {}  # session -> when another process's desk last answered

    async def start(self) -> None:
        """Begin to watch for desks to claim."""
        await self.bus.subscribe(NOTICE, lambda _: self.notice.set())
        self.watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Finish what is queued, release every desk; whoever asks now is told to ask another."""
        if self.watcher is not None:
            self.watcher.cancel()
        for desk in self.serving.values():
            desk.stopping = True
            desk.wake.set()
        if self.tasks:
            await asyncio.wait(self.tasks.values(), timeout=5)

    async def _watch(self) -> None:
        while True:
            self.notice.clear()
            pause = LOOK
            try:
                pause = await self._claim_what_is_free()
            except LOST as error:
                log.debug("desks: database away (%s)", error)
            except Exception:
                log.exception("desks: watching went wrong")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.notice.wait(), pause)

    async def _claim_what_is_free(self) -> float:
        """Claim what is released or silent; the seconds until the next look, when another falls silent."""
        soonest = LOOK
        async with self.pool.connection(timeout=POOL_WAIT) as connection:
            await connection.execute("set lock_timeout = '500ms'")
            rows = await (await connection.execute(OPEN_ROWS)).fetchall()
            now = asyncio.get_running_loop().time()
            for session, fence, beat, owner in rows:
                if session in self.tasks:
                    continue
                fence_seen, beat_seen, since = self.seen.get(session, (-1, -1, now))
                if (fence, beat) != (fence_seen, beat_seen):
                    self.seen[session] = (fence, beat, now)
                    since = now
                # our own name on a desk that we do not serve: the process we replace is dead
                if owner not in ("", self.owner) and now - since < SILENT:
                    soonest = min(soonest, SILENT - (now - since))
                    continue
                claimed = await self._claim(connection, session, fence, beat)
                if claimed:
                    meters.claimed(before=owner, us=self.owner)
                    self.tasks[session] = asyncio.create_task(self._serve(session, *claimed))
        return soonest

    async def _claim(
        self, connection: AsyncConnection[Any], session: int, fence: int, beat: int
    ) -> tuple[int, int] | None:
        """Take the row as it was seen: (fence, seq); None where it has changed or is locked."""
        try:
            async with connection.transaction():
                cursor = await connection.execute(CLAIM, [self.owner, session, fence, beat])
                return await cursor.fetchone()
        except psycopg.errors.LockNotAvailable:
            await connection.execute(CUT, [name_of(session)])  # silent for long, and holds its row
            return None

    async def _serve(self, session: int, fence: int, seq: int) -> None:
        async def publish(frame: dict[str, Any]) -> None:
            await self.bus.publish(events(session), orjson.dumps(frame))

        desk = Desk(dsn=self.dsn, session=session, fence=fence, seq=seq, publish=publish)
        try:
            if await desk.start():
                self.serving[session] = desk
                await self.bus.serve(subject(session), lambda payload: self._answer(session, payload))
                await publish({"fence": fence, "seq": seq, **frames.reset()})
                log.info("session %s: desk at fence %s", session, fence)
                await desk.work()
        except Overtaken:
            log.warning("session %s: overtaken at fence %s", session, fence)
        except Exception:
            log.exception("session %s: the desk failed", session)
        finally:
            self.serving.pop(session, None)
            await self.bus.stop_serving(subject(session))
            desk.abandon()
            await self._release(session, fence)
            await desk.line.close()
            self.tasks.pop(session, None)

    async def _release(self, session: int, fence: int) -> None:
        with contextlib.suppress(psycopg.Error, OSError):
            async with self.pool.connection(timeout=2) as connection:
                await connection.execute(RELEASE, [session, fence])

    async def _answer(self, session: int, payload: bytes) -> bytes:
        """A request over the bus: answered by the desk here, or told to ask again."""
        try:
            ask = Ask.from_json(payload)
            if ask.do == "state":
                return Answer(200, await self.state(session, within=DEADLINE)).to_json()
            return (await self._here(ask, DEADLINE)).to_json()
        except (TimeoutError, Gone):
            return Answer(503, {"code": "desk_gone"}).to_json()
        except Exception:
            log.exception("session %s: cannot answer a request", session)
            return not_saved(None).to_json()

    async def state(self, session: int, *, within: float) -> dict[str, Any]:
        """What everybody may see of a session served here. Raises Gone where it is not, or TimeoutError."""
        desk = self.serving.get(session)
        if desk is None:
            raise Gone
        return await asyncio.wait_for(desk.state(), within)

    async def _here(self, ask: Ask, within: float) -> Answer:
        desk = self.serving.get(ask.session)
        if desk is None or desk.stopping:
            raise Gone
        if ask.do in FROM_INSIDE:
            return Answer(422, {"code": "unknown_command", "name": ask.do})
        try:
            futures = desk.ask(ask)
        except Busy:
            return Answer(503, {"code": "desk_busy"})
        if ask.do != "comments":
            return await asyncio.wait_for(futures[0], within)
        answers = await asyncio.wait_for(asyncio.gather(*futures), within)
        return Answer(200, [answer.body for answer in answers])

    async def ask(self, ask: Ask, *, within: float = DEADLINE) -> Answer:
        """Ask a session's desk wherever it is; a desk in this process is a plain call."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (left := deadline - loop.time()) > 0:
            try:
                answer = await self._once(ask, left)
                if answer is not None:
                    return answer
            except (Gone, NobodyAnswers):
                pass
            except TimeoutError:
                break
            except LOST as error:
                log.debug("session %s: database away (%s)", ask.session, error)
            await asyncio.sleep(0.05)
        return Answer(503, {"code": "desk_away"})

    async def _once(self, ask: Ask, left: float) -> Answer | None:
        """One try: None where the desk has just gone."""
        now = asyncio.get_running_loop().time()
        if ask.session in self.serving:
            return await self._here(ask, left)
        if now - self.elsewhere.get(ask.session, -LOOK) > LOOK:
            missing = await self.not_open(ask)
            if missing is not None:
                return missing
        self.elsewhere.pop(ask.session, None)
        within = min(left, ONE_TRY if ask.do != "comments" else DEADLINE)
        answer = Answer.from_json(
            await self.bus.request(subject(ask.session), ask.to_json(), within=within, each=within)
        )
        if answer.status == 503 and answer.body.get("code") == "desk_gone":  # type: ignore[union-attr]
            return None
        self.elsewhere[ask.session] = now
        return answer

    async def not_open(self, ask: Ask) -> Answer | None:
        """What to answer where the session has no desk because it is not open; None where it is.

        A key that was answered while it was open gets that answer for ever.
        """
        async with self.pool.connection(timeout=POOL_WAIT) as connection:
            row = await (await connection.execute(STATE, [ask.session])).fetchone()
            if row is None:
                return Answer(404, {"code": "not_found"})
            if row[0] == "open":
                return None
            refused = Answer(409, {"code": "closed" if row[0] == "closed" else "session_not_open"})
            if ask.do == "comments":
                return await _comments_after(connection, ask)
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
