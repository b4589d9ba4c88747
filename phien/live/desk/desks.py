"""The desks of this process: claims released or silent ones, serves them, hands over when overtaken, and
gives up those that come to nothing. Asks a session's desk wherever it is."""

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
from phien.live.desk.first import not_saved
from phien.live.desk.lease import LOOK, RELEASE, SILENT, SOON, Challenger
from phien.live.desk.line import LOST
from phien.live.desk.run import FROM_INSIDE
from phien.live.desk.together import Together
from phien.live.desk.unserved import UNKNOWN, answer_unserved
from phien.plumbing import meters
from phien.plumbing.bus import Bus, NobodyAnswers

log = logging.getLogger("phien.desk")
PULSE = 0.5  # seconds between looks at our own desks
DEAF = 1.0  # seconds without a bus after which desks that can only be asked over it are given up
ONE_TRY = 1.5  # a stopped process keeps its subscription: ask again soon, keys make it harmless
POOL_WAIT = 2.0  # for a connection: with the database away nobody waits longer
DEADLINE = 5.0
KNOWN_OPEN = 0.25  # seconds for which a session found open is not looked at again
STILL = 1.0  # seconds after its last answer for which another process's desk is taken to be there
NOTICE = "phien.sessions"
SERVED = "phien.served"
FRESH = 0.1  # seconds: who asked later than that before a desk is told of has asked that very desk
STATE = "select state from live_session where id = %s"
AWAY = "away"  # what a look says where the database does not answer


def subject(session: int) -> str:
    """Where a session's desk is asked."""
    return f"phien.desk.{session}"


def events(session: int) -> str:
    """Where a session's frames are published."""
    return f"phien.events.{session}"


class Desks:
    """All desks that this process serves. `owner` is unique among living processes.

    With `only_by_bus` nobody in this process asks them: where the bus is away they are left to others.
    """

    def __init__(
        self,
        *,
        dsn: str,
        bus: Bus,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        owner: str,
        only_by_bus: bool = False,
    ) -> None:
        self.dsn, self.bus, self.pool, self.owner = dsn, bus, pool, owner
        self.only_by_bus = only_by_bus
        self.challenger = Challenger(dsn, owner=owner)
        self.together = Together(dsn)
        self.serving: dict[int, Desk] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.pulses: dict[int, tuple[tuple[int, float], int]] = {}  # session -> last sign, looks without one
        self.deaf = 0  # looks without a bus
        self.notice = asyncio.Event()
        self.leaving = False
        self.watcher: asyncio.Task[None] | None = None
        self.feeler: asyncio.Task[None] | None = None
        self.elsewhere: dict[int, float] = {}  # session -> when another process's desk last answered
        self.open: dict[int, float] = {}  # session -> when it was last found open
        self.looks: dict[int, asyncio.Task[str]] = {}
        self.listening = False

    async def start(self) -> None:
        """Begin to watch for desks to claim."""
        await self.bus.subscribe(NOTICE, lambda _: self.notice.set())
        self.watcher = asyncio.create_task(self._watch())
        self.feeler = asyncio.create_task(self._feel())

    async def stop(self) -> None:
        """Finish what is queued, release every desk; whoever asks now is told to ask another."""
        self.leaving = True
        if self.watcher is not None:
            self.notice.set()
            await asyncio.wait({self.watcher}, timeout=1)  # a row just claimed is not left lying
            self.watcher.cancel()
        for desk in self.serving.values():
            desk.stopping = True
            desk.wake.set()
        if self.tasks:
            await asyncio.wait(self.tasks.values(), timeout=5)
            await self.bus.publish(NOTICE, b"")  # others need not wait for their next look
        if self.feeler is not None:
            self.feeler.cancel()
        await self.challenger.close()
        await self.together.close()

    async def _watch(self) -> None:
        while not self.leaving:
            self.notice.clear()
            pause = LOOK
            try:
                pause = await self._claim_what_is_free()
            except LOST as error:
                log.debug("desks: database away (%s)", error)
            except Exception:
                log.exception("desks: watching went wrong")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.notice.wait(), 0 if self.leaving else pause)

    async def _claim_what_is_free(self) -> float:
        """Claim what is released or silent; the seconds until the next look, when another falls silent."""
        if self.only_by_bus and not self.bus.up.is_set():
            return LOOK
        free, pause = await self.challenger.free([*self.tasks])
        for session, fence, beat, before in free:
            if self.leaving:
                break
            claimed = await self._claim(session, fence, beat)
            if claimed:
                meters.claimed(before=before, us=self.owner)
                self.tasks[session] = asyncio.create_task(self._serve(session, *claimed))
            else:
                pause = min(pause, SOON)
        return pause

    async def _claim(self, session: int, fence: int, beat: int) -> tuple[int, int] | None:
        return await self.challenger.claim(session, fence, beat)

    async def _feel(self) -> None:
        """Give up desks that neither commit nor beat for as long as others watch, and those nobody can ask.

        Counted in looks, not by the clock: a process that was stopped and wakes is given a moment.
        """
        while True:
            await asyncio.sleep(PULSE)
            self.deaf = 0 if self.bus.up.is_set() else self.deaf + 1
            for session, desk in list(self.serving.items()):
                sign = (desk.line.seq, desk.clock.idle_since)
                before, looks = self.pulses.get(session, (sign, 0))
                looks = looks + 1 if sign == before else 0
                self.pulses[session] = (sign, looks)
                if looks * PULSE >= SILENT:
                    await self._give_up(session, "it reaches the database no more")
                elif self.only_by_bus and self.deaf * PULSE >= DEAF:
                    await self._give_up(session, "nobody can ask it without a bus")

    async def _give_up(self, session: int, why: str) -> None:
        """Whoever waits asks again, with the same key, whoever has the session by then."""
        desk, task = self.serving.pop(session, None), self.tasks.get(session)
        if desk is None or task is None:
            return  # it ended by itself meanwhile
        log.warning("session %s: giving the desk up, %s", session, why)
        await self.bus.stop_serving(subject(session))
        desk.abandon()
        task.cancel()

    async def _serve(self, session: int, fence: int, seq: int) -> None:
        async def publish(frame: dict[str, Any]) -> None:
            await self.bus.publish(events(session), orjson.dumps(frame))

        desk = Desk(
            dsn=self.dsn, session=session, fence=fence, seq=seq, publish=publish, together=self.together
        )
        try:
            if await desk.start():
                desk.stopping = self.leaving
                self.serving[session] = desk
                await self.bus.serve(subject(session), lambda payload: self._answer(session, payload))
                await self.bus.publish(SERVED, b"%d" % session)
                await publish({"fence": fence, "seq": seq, **frames.reset()})
                log.info("session %s: desk at fence %s", session, fence)
                await desk.work()
        except Overtaken:
            log.warning("session %s: overtaken at fence %s", session, fence)
        except LOST as error:
            log.warning("session %s: the database is away (%s)", session, error)
        except Exception:
            log.exception("session %s: the desk failed", session)
        finally:
            self.serving.pop(session, None)
            self.pulses.pop(session, None)
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
        while loop.time() < deadline:
            try:
                answer = await self._once(ask, deadline)
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

    async def _once(self, ask: Ask, deadline: float) -> Answer | None:
        """One try: None where the desk has just gone."""
        loop, session = asyncio.get_running_loop(), ask.session
        now = loop.time()
        if session in self.serving:
            return await self._here(ask, deadline - now)
        if (
            now - self.elsewhere.pop(session, -STILL) > STILL
            and now - self.open.get(session, -STILL) > KNOWN_OPEN
        ):
            missing = await self.not_open(ask)
            if missing is not None:
                return missing
        within = min(deadline - loop.time(), ONE_TRY if ask.do != "comments" else DEADLINE)
        if within <= 0:
            return None
        await self._listen()
        answer = Answer.from_json(
            await self.bus.request(subject(session), ask.to_json(), within=within, each=within)
        )
        if answer.status == 503 and answer.body.get("code") == "desk_gone":  # type: ignore[union-attr]
            return None
        self.elsewhere[session] = now
        return answer

    async def _listen(self) -> None:
        """From the first ask of another process on: a desk that takes over is asked at once what the stopped
        one was."""
        if not self.listening:
            self.listening = True
            await self.bus.subscribe(SERVED, lambda told: self.bus.ask_again(subject(int(told)), older=FRESH))

    async def not_open(self, ask: Ask) -> Answer | None:
        """What to answer where the session has no desk because it is not open; None where it may have one:
        it is open, or the database does not answer, and then another process's desk may still."""
        state = await self._state_of(ask.session)
        if state in ("open", AWAY):
            return None
        if not state:
            return UNKNOWN
        async with self.pool.connection(timeout=POOL_WAIT) as connection:
            return await answer_unserved(connection, ask, state)

    async def _state_of(self, session: int) -> str:
        """scheduled, open, closed, "" (no such session) or AWAY: one look for all who ask at once."""
        look = self.looks.get(session)
        if look is None:
            look = self.looks[session] = asyncio.create_task(self._look(session))
            look.add_done_callback(lambda _: self.looks.pop(session, None))
        done, _ = await asyncio.wait({look}, timeout=POOL_WAIT)
        if not done:  # a database that neither answers nor goes: nobody waits for it again so soon
            self.open[session] = asyncio.get_running_loop().time()
            return AWAY
        return look.result()

    async def _look(self, session: int) -> str:
        try:
            async with self.pool.connection(timeout=POOL_WAIT) as connection:
                row = await (await connection.execute(STATE, [session])).fetchone()
            state: str = row[0] if row else ""
        except LOST as error:
            log.debug("session %s: database away (%s)", session, error)
            state = AWAY
        if state in ("open", AWAY):
            self.open[session] = asyncio.get_running_loop().time()
        return state
