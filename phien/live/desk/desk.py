"""The desk of one session: drains its queue, decides in order of arrival, commits a batch in one round
trip, then answers, then publishes. Answered means committed."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk import frames, remarks
from phien.live.desk.amend import by_comment
from phien.live.desk.book import Book
from phien.live.desk.clock import Clock
from phien.live.desk.commands import COMMANDS
from phien.live.desk.first import Firsts, closed, first_answers, not_saved
from phien.live.desk.ids import refill
from phien.live.desk.line import LOST, Line
from phien.live.desk.load import load
from phien.live.desk.place import button
from phien.live.desk.run import NONSENSE, run
from phien.live.desk.steps import Rows
from phien.live.desk.together import Together, alone
from phien.live.desk.unit import Batch, Gone, Unit, remark_of
from phien.plumbing import meters
from phien.plumbing.sql import Statement

log = logging.getLogger("phien.desk")
MOST_QUEUED = 6000
MOST_BATCHED = 512
MOST_TURNS = 3
SLICE = 16  # comments read before others get their turn
ENOUGH = 256  # ids for whatever one comment or wish may need
MOST_TRIES = 3  # failures of a unit that stands alone
MOST_LOSSES = 40  # of the connection, a quarter second apart, before the desk gives its session up
FENCE = "select fence from live_desk where session_id = %s"
Publish = Callable[[dict[str, Any]], Awaitable[None]]
__all__ = ["Busy", "Desk", "Gone", "Overtaken"]


class Overtaken(Exception):  # noqa: N818 - says what happened
    """Another desk holds this session now: this one can write nothing."""


class Busy(Exception):  # noqa: N818 - says what is so
    """The queue is full: nothing was promised."""


class Desk:
    """The one writer of a session. `publish` is called with each frame after its commit."""

    def __init__(
        self,
        *,
        dsn: str,
        session: int,
        fence: int,
        seq: int = 0,
        publish: Publish,
        together: Together | None = None,
    ) -> None:
        self.together = together  # the other desks of this process
        self.line = Line(dsn, session=session)
        self.line.fence, self.line.seq = fence, seq
        self.session = session
        self.publish = publish
        self.queue: deque[Unit] = deque()
        self.wake = asyncio.Event()
        self.calm = asyncio.Lock()  # held while memory runs ahead of the database
        self.book: Book
        self.stopping = False
        self.current: list[Unit] = []
        self.chat: list[dict[str, object]] = []
        self.clock = Clock(self)

    async def start(self) -> bool:
        """Load the session; False where it is not open any more."""
        await self.line.open()
        await self._load()
        await self.clock.begin()
        return self.book.state == "open"

    async def _load(self) -> None:
        book = await self.line.read(load(self.session))
        if book is None:
            raise Overtaken
        self.book = book
        await self.line.read(refill(book))

    def ask(self, ask: Ask) -> "list[asyncio.Future[Answer]]":
        """Queue an ask; one future for each of its parts. Raises Busy past the bound."""
        rows = ask.body["rows"] if ask.do == "comments" else [None]
        if len(self.queue) + len(rows) > MOST_QUEUED:
            meters.busy.inc(len(rows))
            raise Busy
        at = self.clock.now()
        loop = asyncio.get_running_loop()
        units = []
        for row in rows:
            if row is None:
                source = "button" if ask.do == "place" else "command"
                unit = Unit(ask, source, ask.key, at, loop.create_future())
            else:
                remark = remark_of(row, at)
                unit = Unit(ask, remark.source, remark.external_id, at, loop.create_future(), remark)
            units.append(unit)
        self.queue.extend(units)
        self.wake.set()
        return [unit.answer for unit in units]

    async def state(self) -> dict[str, Any]:
        """What everybody may see, as committed, with the id of its last event."""
        async with self.calm:
            return frames.state(self.book, self.line)

    async def work(self) -> None:
        """Serve until closed, stopped (what is queued is finished first) or overtaken (raises Overtaken)."""
        loop = asyncio.get_running_loop()
        self.clock.wrote(loop.time())
        while self.queue or not self.stopping:
            if not self.queue:
                self.wake.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), 0.25)
            await self._gather()
            self.current = self._next()
            if self.current:
                await self.settle_calmly(self.current)
                self.clock.wrote(loop.time())
            await self.clock.tick(loop.time())
            if self.book.state != "open":
                return

    async def _gather(self) -> None:
        """Let what has arrived be read before the batch is cut: no wait, a few turns of the loop at most."""
        for _ in range(MOST_TURNS):
            queued = len(self.queue)
            await asyncio.sleep(0)
            if not queued < len(self.queue) < MOST_BATCHED:
                return

    def _next(self) -> list[Unit]:
        """A batch of what waits. Who has given up is left out: they were told that nothing was done."""
        units = [self.queue.popleft() for _ in range(min(len(self.queue), MOST_BATCHED))]
        return [unit for unit in units if not unit.answer.done()]

    async def settle_calmly(self, units: list[Unit]) -> None:
        """`settle`, while nobody is shown what is not committed."""
        async with self.calm:
            await self.settle(units)

    def abandon(self) -> None:
        """Whoever still waits must ask again: another desk has the session, or none."""
        for unit in [*self.current, *self.queue]:
            unit.hand_back()
        self.queue.clear()

    async def settle(self, units: list[Unit]) -> None:
        """Decide and commit these in order; every one is answered or handed back when this returns."""
        batch = self._batch()
        n = 0
        while n < len(units):
            unit = units[n]
            if min(len(self.book.order_ids), len(self.book.waiting_ids)) < ENOUGH:
                await self._flush(batch)
                batch = self._batch()
                await self._refill()
            try:
                slow = self._decide(batch, unit)
            except Exception as error:
                await self.recover()  # forgets what it half did; those before it are decided anew
                unit.tries += 1
                if unit.tries >= MOST_TRIES:
                    self._cannot_keep(unit, error)
                    n += 1
                units, n, batch = [*batch.units, *units[n:]], 0, self._batch()
                continue
            if slow is None:
                n += 1
                if unit.remark is not None and n % SLICE == 0:
                    await asyncio.sleep(0)
            elif batch.units:
                await self._flush(batch)
                batch = self._batch()
            else:
                await self._slow(unit, slow)
                n += 1
        await self._flush(batch)

    def _batch(self) -> Batch:
        return Batch(Basket(coop=self.book.coop, session=self.session, at=self.clock.now()))

    def _decide(self, batch: Batch, unit: Unit) -> Ask | None:
        """Decide a unit in memory; or return what must first lock its orders."""
        if unit.source == "command":
            return unit.ask
        if unit.name in self.book.keys:  # also those of this batch: equal keys are folded
            batch.units.append(unit)
            batch.repeats.append(unit)
            return None
        if self.book.state != "open":
            answer = closed(unit.remark_id)
        elif unit.who in self.book.blocked:
            answer = remarks.turned_away(self.book, batch.comments, unit.remark, at=unit.at)
        elif unit.remark is None:
            answer = button(self.book, batch.basket, unit.key, unit.ask.body, at=unit.at)
            if answer.status != 422:
                batch.told.append(str(unit.ask.body["buyer_key"]))
                self.book.keys.add(unit.name)
        else:
            reading = remarks.read(self.book, unit.remark)
            amends = reading.intent in ("change", "cancel") and not reading.review
            body, told = (by_comment if amends else remarks.plain)(
                self.book, batch.basket, batch.comments, unit.remark, reading, at=unit.at
            )
            answer = Answer(200, body)
            batch.chat.append(self.book.chat[-1])
            batch.told += told
        batch.units.append(unit)
        batch.decided.append((unit, answer))
        return None

    async def _flush(self, batch: Batch) -> None:
        """Commit a batch, answer, publish. On failure: read anew, decide again, split to find a bad row."""
        if batch.writes:
            began = time.perf_counter()
            commit = alone if self.together is None else self.together.commit
            try:
                statements, rows = await commit(self.line, batch.basket, batch.comments)
            except Exception as error:
                await self._again(batch.units, [unit for unit, _ in batch.decided], error)
                return
            meters.committed(seconds=time.perf_counter() - began, units=len(batch.decided))
            for unit, answer in batch.decided:
                unit.tell(answer)
            self.chat += batch.chat
            await self.publish(
                frames.frame(
                    self.book,
                    self.line,
                    items=batch.basket.stock.allotments,
                    buyers=batch.told,
                    orders=len(batch.basket.orders.new) + len(batch.basket.orders.added),
                    comments=len(batch.comments),
                    queue=len(self.queue),
                )
            )
            await self._agree(statements, rows)
        else:
            for unit, answer in batch.decided:
                unit.tell(answer)
        meters.decided((unit.remark is not None, answer.body) for unit, answer in batch.decided)
        if batch.repeats:
            await self._repeat(batch.repeats)

    async def _slow(self, unit: Unit, ask: Ask) -> None:
        """A command in a transaction of its own: lock, decide, write."""
        if self.book.state != "open":
            unit.hand_back()  # where no desk is, the session's row says what may still be done
            return
        if ask.do not in COMMANDS:
            unit.tell(Answer(422, {"code": "unknown_command", "name": ask.do}))
            return
        basket = Basket(coop=self.book.coop, session=self.session, at=unit.at)
        try:
            await self.line.read(refill(self.book, low=len(self.book.places) + ENOUGH))
            done, written, rows = await self.line.transact(run(self.book, basket, ask, unit.at))
        except NONSENSE as error:
            await self.recover()  # forgets what it half did; it would be no better a second time
            self._cannot_keep(unit, error)
            return
        except Exception as error:
            await self._again([unit], [unit], error)
            return
        unit.tell(done.answer)
        meters.commanded(ask.do, done.answer.status)
        if written is None:
            return
        await self.publish(
            frames.frame(
                self.book,
                self.line,
                items=[*basket.stock.allotments, *done.items],
                buyers=done.buyers,
                orders=1,
                comments=len(done.comments),
                kinds=done.kinds,
                hidden=done.hidden,
                chat=done.chat,
                queue=len(self.queue),
            )
        )
        await self._agree(written, rows)

    async def _agree(self, statements: list[Statement], rows: list[Rows]) -> None:
        """Memory agrees with the counters that the update returned, or the session is read anew."""
        items = self.book.items
        wrong = [
            row
            for statement, found in zip(statements, rows, strict=True)
            if statement.sql.startswith("update stock_allotment")
            for row in found
            if row[0] in items
            and (items[row[0]].remaining, items[row[0]].allotted - items[row[0]].remaining) != row[1:]
        ]
        try:
            if not wrong:
                await self.line.read(refill(self.book))
                return
            log.error("session %s: memory and counters disagree on %s; loading anew", self.session, wrong)
        except LOST as error:
            log.warning("session %s: %s", self.session, error)
        await self.recover()
        if wrong:
            await self.publish(frames.reset())

    async def _again(self, units: list[Unit], sent: list[Unit], error: Exception) -> None:
        """Decide these anew after a failure; halve until a bad one stands alone.

        Where the connection was lost nobody knows whether it was committed: a key met then is its own.
        """
        lost = isinstance(error, LOST) or self.line.broken
        meters.again.labels("lost" if lost else "fault").inc()
        for unit in sent:
            unit.sent = True
        await self.recover()
        for unit in units:
            unit.tries, unit.losses = unit.tries + (not lost), unit.losses + lost
        units = [unit for unit in units if not unit.answer.done()]
        if not units:
            return
        tries, losses = min(unit.tries for unit in units), min(unit.losses for unit in units)
        if losses > MOST_LOSSES:
            for unit in units:
                unit.hand_back()
        elif tries < 2 or (len(units) == 1 and tries < MOST_TRIES):
            await self.settle(units)
        elif len(units) == 1:
            self._cannot_keep(units[0], error)
        else:
            half = len(units) // 2
            await self.settle(units[:half])
            await self.settle(units[half:])

    def _cannot_keep(self, unit: Unit, error: Exception) -> None:
        log.error("session %s: cannot keep %s %s: %r", self.session, unit.source, unit.key, error)
        unit.tell(not_saved(unit.remark_id))

    async def recover(self) -> None:
        """Roll back or connect anew, see whether the session is still ours, read it from the database."""
        for attempt in range(MOST_LOSSES):
            try:
                if self.line.connection is None or self.line.connection.closed or attempt:
                    await self.line.open()
                else:
                    await self.line.connection.rollback()
                rows = await self.line.send([Statement(FENCE, [self.session])])
                if not rows[0] or rows[0][0][0] != self.line.fence:
                    raise Overtaken
                await self._load()
                return
            except LOST as error:
                log.warning("session %s: database away (%s)", self.session, error)
                await asyncio.sleep(0.25)
        raise Overtaken

    async def _refill(self) -> None:
        try:
            await self.line.read(refill(self.book))
        except LOST:
            await self.recover()  # which refills

    async def read(self, statements: list[Statement]) -> list[Rows]:
        """Read outside any transaction, connecting anew where the connection is gone."""
        while True:
            try:
                return await self.line.send(statements)
            except LOST:
                await self.recover()

    async def _repeat(self, units: list[Unit]) -> None:
        """Give repeated keys their first answers."""
        firsts = Firsts(await self.read(first_answers(self.session, [unit.name for unit in units])))
        for unit in units:
            own = unit.sent
            if unit.remark is None:
                found = firsts.wish(unit.ask, own=own)
            else:
                found = firsts.comment(unit.source, unit.key, own=own)
            unit.tell(found or not_saved(unit.remark_id))
