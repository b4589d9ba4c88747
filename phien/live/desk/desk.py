"""The desk of one session: drains its queue, decides in order of arrival, commits a batch in one round
trip, then answers, then publishes. Answered means committed."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from phien.checkout.statements import FIRST_ANSWERS, Basket, place
from phien.comments.statements import FIRST_OUTCOMES, store
from phien.live.contracts import Answer, Ask
from phien.live.desk import frames, remarks
from phien.live.desk.book import Book
from phien.live.desk.commands import COMMANDS
from phien.live.desk.ids import refill
from phien.live.desk.line import Line
from phien.live.desk.load import load
from phien.live.desk.place import button, digest
from phien.live.desk.run import run
from phien.live.desk.steps import Rows
from phien.live.desk.unit import Batch, Unit, remark_of
from phien.plumbing.sql import Statement

log = logging.getLogger("phien.desk")
MOST_QUEUED = 6000
MOST_BATCHED = 512
SILENCE = timedelta(hours=3)
Publish = Callable[[dict[str, Any]], Awaitable[None]]


class Overtaken(Exception):  # noqa: N818 - says what happened
    """Another desk holds this session now: this one can write nothing."""


class Gone(Exception):  # noqa: N818 - says what happened
    """This desk stopped before it decided: ask again with the same key."""


class Busy(Exception):  # noqa: N818 - says what is so
    """The queue is full: nothing was promised."""


class Desk:
    """The one writer of a session. `publish` is called with each frame after its commit."""

    def __init__(self, *, dsn: str, session: int, fence: int, publish: Publish) -> None:
        self.line = Line(dsn, session=session)
        self.line.fence = fence
        self.session = session
        self.publish = publish
        self.queue: deque[Unit] = deque()
        self.wake = asyncio.Event()
        self.book: Book
        self.stopping = False
        self.current: list[Unit] = []
        self.idle_since = 0.0
        self.due_at = 0.0
        self.chat_sent = 0.0
        self.chat: list[dict[str, object]] = []

    async def start(self) -> bool:
        """Load the session; False where it is not open any more."""
        await self.line.open()
        await self._load()
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
            raise Busy
        at = datetime.now(UTC)
        loop = asyncio.get_running_loop()
        units = []
        for row in rows:
            if row is None:
                unit = Unit(
                    ask, "button" if ask.do == "place" else "command", ask.key, at, loop.create_future()
                )
            else:
                remark = remark_of(row, at)
                unit = Unit(ask, remark.source, remark.external_id, at, loop.create_future(), remark)
            units.append(unit)
        self.queue.extend(units)
        self.wake.set()
        return [unit.answer for unit in units]

    async def work(self) -> None:
        """Serve until closed, stopped or overtaken (raises Overtaken)."""
        loop = asyncio.get_running_loop()
        self.idle_since = loop.time()
        while not self.stopping:
            if not self.queue:
                self.wake.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self.wake.wait(), 0.25)
            units = [self.queue.popleft() for _ in range(min(len(self.queue), MOST_BATCHED))]
            if units:
                self.current = units
                await self.settle(units)
                self.idle_since = loop.time()
            await self._on_time(loop.time())
            if self.book.state != "open":
                return

    async def _on_time(self, now: float) -> None:
        """Once a second: holds that ended, the beat of an idle desk, three hours of silence."""
        await self._send_chat(now)
        if now - self.due_at >= 1:
            self.due_at = now
            at = datetime.now(UTC)
            due = list(self.book.due(at))[:500]
            if due:
                await self.settle([self._inside("expire", {"orders": due}, at)])
            if not self.book.is_demo and at - self.book.staff_at > SILENCE:
                await self.settle([self._inside("close", {}, at)])
        if now - self.idle_since >= 1 and self.book.state == "open":
            self.idle_since = now
            try:
                await self.line.send([], begin=True, commit=True)
            except psycopg.Error:
                await self._recover()
                return
            await self.publish(frames.frame(self.book, self.line, items=()))

    def abandon(self) -> None:
        """Whoever still waits must ask again: another desk has the session, or none."""
        for unit in [*self.current, *self.queue]:
            if not unit.answer.done():
                unit.answer.set_exception(Gone())
        self.queue.clear()

    def _inside(self, do: str, body: dict[str, Any], at: datetime) -> Unit:
        future = asyncio.get_running_loop().create_future()
        key = f"{do}:{self.line.fence}.{self.line.seq}"
        return Unit(Ask(self.session, do, key, body, actor="desk"), "command", key, at, future)

    async def settle(self, units: list[Unit], *, tries: int = 0) -> None:
        """Decide and commit these in order; every one is answered when this returns."""
        batch = self._batch()
        n = 0
        while n < len(units):
            slow = self._decide(batch, units[n])
            if slow is None:
                n += 1
            elif batch.units:
                await self._flush(batch, tries)
                batch = self._batch()
            else:
                await self._slow(units[n], slow, tries)
                n += 1
        await self._flush(batch, tries)

    def _batch(self) -> Batch:
        at = datetime.now(UTC)
        return Batch(Basket(coop=self.book.coop, session=self.session, at=at))

    def _decide(self, batch: Batch, unit: Unit) -> Ask | None:
        """Decide a unit in memory; or return what must first lock its orders."""
        name = (unit.source, unit.key)
        if unit.source == "command":
            return unit.ask
        if name in self.book.keys or name in batch.keys:
            batch.repeats.append(unit)
            return None
        if self.book.state != "open":
            batch.decided.append((unit, _closed(unit)))
            return None
        if unit.remark is None:
            answer = button(self.book, batch.basket, unit.key, unit.ask.body, at=unit.at)
            if answer.status == 422:
                batch.decided.append((unit, answer))
                return None
            batch.told.append(str(unit.ask.body["buyer_key"]))
            self.book.keys.add(name)
        else:
            reading = remarks.read(self.book, unit.remark)
            if reading.intent in ("change", "cancel") and not reading.review:
                return Ask(self.session, "comment", unit.key, {"remark": unit.remark, "reading": reading})
            before = len(batch.basket.wishes)
            body = remarks.plain(self.book, batch.basket, batch.comments, unit.remark, reading, at=unit.at)
            answer = Answer(200, body)
            self.chat.append(self.book.chat[-1])
            if len(batch.basket.wishes) > before:
                batch.told.append(unit.remark.buyer_key)
        batch.keys.add(name)
        batch.decided.append((unit, answer))
        return None

    async def _flush(self, batch: Batch, tries: int) -> None:
        """Commit a batch, answer, publish. On failure: read anew, decide again, split to find a bad row."""
        if batch.decided and (batch.basket.wishes or batch.comments):
            statements = [
                *place(batch.basket),
                *store(coop=self.book.coop, session=self.session, rows=batch.comments),
            ]
            try:
                rows = await self.line.send(statements, begin=True, commit=True)
            except (psycopg.Error, OSError, ValueError) as error:
                await self._recover()
                await self._again(batch.units, tries, error)
                return
            agreed = self._agree(statements, rows)
            for unit, answer in batch.decided:
                unit.tell(answer)
            await self.publish(
                frames.frame(
                    self.book,
                    self.line,
                    items=batch.basket.stock.allotments,
                    buyers=batch.told,
                    orders=len(batch.basket.orders.new) + len(batch.basket.orders.added),
                    comments=len(batch.comments),
                )
            )
            if not agreed:
                log.error("session %s: memory and counters disagree; loading anew", self.session)
                await self._recover()
            else:
                await self.line.read(refill(self.book))
        else:
            for unit, answer in batch.decided:
                unit.tell(answer)
        if batch.repeats:
            await self._repeat(batch.repeats)

    def _agree(self, statements: list[Statement], rows: list[Rows]) -> bool:
        """Whether the counters that the database returned are those in memory."""
        return all(
            self.book.items[row[0]].remaining == row[1]
            for statement, found in zip(statements, rows, strict=True)
            if statement.sql.startswith("update stock_allotment")
            for row in found
        )

    async def _slow(self, unit: Unit, ask: Ask, tries: int) -> None:
        """A command in a transaction of its own: lock, decide, write."""
        if self.book.state != "open":
            unit.tell(_closed(unit))
            return
        if ask.do not in COMMANDS:
            unit.tell(Answer(422, {"code": "unknown_command", "name": ask.do}))
            return
        basket = Basket(coop=self.book.coop, session=self.session, at=unit.at)
        try:
            done, written, _ = await self.line.transact(run(self.book, basket, ask, unit.at))
        except (psycopg.Error, OSError, ValueError, KeyError, TypeError) as error:
            await self._recover()
            await self._again([unit], tries, error)
            return
        if unit.remark is not None and written:
            self.chat.append(self.book.chat[-1])
        unit.tell(done.answer)
        await self.line.read(refill(self.book))
        if written:
            await self.publish(
                frames.frame(
                    self.book,
                    self.line,
                    items=basket.stock.allotments,
                    buyers=done.buyers,
                    orders=1,
                    comments=len(done.comments),
                    kinds=done.kinds,
                )
            )

    async def _again(self, units: list[Unit], tries: int, error: Exception) -> None:
        """Decide these anew after a failure; halve until a bad one stands alone."""
        for unit in units:
            unit.tried = True
        if tries == 0:
            await self.settle(units, tries=1)
        elif len(units) == 1:
            log.error("session %s: cannot keep %s %s: %r", self.session, units[0].source, units[0].key, error)
            units[0].tell(_not_saved(units[0]))
        else:
            half = len(units) // 2
            await self.settle(units[:half], tries=1)
            await self.settle(units[half:], tries=1)

    async def _recover(self) -> None:
        """Roll back or connect anew, see whether the session is still ours, read it from the database."""
        for attempt in range(40):
            try:
                if self.line.connection is None or self.line.connection.closed or attempt:
                    await self.line.open()
                else:
                    await self.line.connection.rollback()
                rows = await self.line.send(
                    [Statement("select fence from live_desk where session_id = %s", [self.session])]
                )
                if not rows[0] or rows[0][0][0] != self.line.fence:
                    raise Overtaken
                await self._load()
                return
            except (psycopg.Error, OSError) as error:
                log.warning("session %s: database away (%s)", self.session, error)
                await asyncio.sleep(0.25)
        raise Overtaken

    async def _repeat(self, units: list[Unit]) -> None:
        """Give repeated keys their first answers."""
        named = [[unit.source for unit in units], [unit.key for unit in units]]
        wishes, comments = await self.line.send(
            [
                Statement(FIRST_ANSWERS, [self.session, *named]),
                Statement(FIRST_OUTCOMES, [self.session, *named]),
            ]
        )
        first = {(row[0], row[1]): row for row in wishes}
        said = {(row[0], row[1]): row for row in comments}
        for unit in units:
            unit.tell(_first(unit, first.get((unit.source, unit.key)), said.get((unit.source, unit.key))))

    async def _send_chat(self, now: float) -> None:
        """Chat goes out a few times a second at most, without an id: it may be conflated."""
        if self.chat and now - self.chat_sent >= 0.25:
            rows, self.chat = self.chat[-20:], []
            self.chat_sent = now
            await self.publish(frames.chat(self.book, rows))


def _not_saved(unit: Unit) -> Answer:
    """This one could not be kept, its neighbours were."""
    if unit.remark is None:
        return Answer(500, {"code": "not_saved"})
    return Answer(200, {"external_id": unit.key, "outcome": "invalid", "reason": "not_saved"})


def _closed(unit: Unit) -> Answer:
    if unit.remark is None:
        return Answer(409, {"code": "closed"})
    return Answer(200, {"external_id": unit.key, "outcome": "closed"})


def _first(unit: Unit, wish: tuple[Any, ...] | None, comment: tuple[Any, ...] | None) -> Answer:
    """The answer to a repeated key."""
    if unit.remark is not None:
        if comment is None:
            return Answer(200, {"external_id": unit.key, "outcome": "invalid"})
        body: dict[str, Any] = {"external_id": unit.key, "outcome": "duplicate"}
        if unit.tried:
            body["outcome"] = comment[2]
        if comment[4]:
            body["order"] = comment[4]
        if comment[3] and comment[2] not in ("question", "other"):
            body["items"] = comment[3]
        return Answer(200, body)
    if wish is None:
        return Answer(500, {"code": "not_saved"})
    asked = {name: unit.ask.body[name] for name in ("name", "phone", "items")}
    if wish[2] != digest(asked):
        return Answer(422, {"code": "key_used"})
    status = wish[3]["status"]
    return Answer(200 if status == 201 and not unit.tried else status, wish[3]["body"])
