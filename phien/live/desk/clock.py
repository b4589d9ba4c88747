"""What a desk does by the clock: holds end, an idle desk beats, chat goes out, silence closes a session.

A machine's wall clock may jump: read alone, an hour forward ended every hold of half an hour within a second
(seen). So a desk asks the database once what time it is and counts on from there by its own monotonic clock.
"""

import asyncio
import logging
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from phien.live.contracts import Ask
from phien.live.desk import frames
from phien.live.desk.line import LOST
from phien.live.desk.unit import Unit
from phien.orders.statements import RAN_OUT
from phien.plumbing.sql import Statement

if TYPE_CHECKING:
    from phien.live.desk.desk import Desk

log = logging.getLogger("phien.desk")
SILENCE = timedelta(hours=float(os.environ.get("PHIEN_SILENCE_HOURS") or 3))
BEAT = 1.0
LOOK_AGAIN = 15.0  # seconds between looks for holds that ended and are not in memory (claimed orders)
CHAT_APART = 0.25
MOST_AT_ONCE = 500
STAFF_AT = "select staff_at from live_session where id = %s"
TIME = "select clock_timestamp()"
WRONG = timedelta(seconds=30)  # between two clocks: worth a word in the log


class Clock:
    """Looks at the desk between its batches; `now` is the loop's own monotonic time."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.idle_since = self.due_at = self.looked_at = self.chat_at = 0.0
        self.began: tuple[datetime, float] | None = None  # the database's time, and the loop's then

    def now(self) -> datetime:
        """The time, whatever this machine's clock says by now; its own until the database was asked."""
        if self.began is None:
            return datetime.now(UTC)
        then, when = self.began
        return then + timedelta(seconds=asyncio.get_running_loop().time() - when)

    async def begin(self) -> None:
        """Ask the database what time it is."""
        rows = await self.desk.read([Statement(TIME, [])])
        self.began = (rows[0][0][0], asyncio.get_running_loop().time())
        if abs(datetime.now(UTC) - self.now()) > WRONG:
            log.warning("session %s: this machine's clock and the database's differ", self.desk.session)

    def wrote(self, now: float) -> None:
        """The desk has just committed: that was a beat."""
        self.idle_since = now

    async def tick(self, now: float) -> None:
        """Do what is due."""
        await self._send_chat(now)
        if now - self.due_at >= BEAT:
            self.due_at = now
            # the earlier of the two: nobody loses a hold to a clock that is wrong
            at = min(self.now(), datetime.now(UTC))
            due = list(self.desk.book.due(at))[:MOST_AT_ONCE] or await self._ran_out(now, at)
            if due:
                await self.desk.settle_calmly([self._unit("expire", {"orders": due}, at)])
            if await self._silent(at):
                await self.desk.settle_calmly([self._unit("close", {}, at)])
        if now - self.idle_since >= BEAT and self.desk.book.state == "open":
            self.idle_since = now
            await self._beat()

    async def _beat(self) -> None:
        desk = self.desk
        async with desk.calm:
            try:
                await desk.line.beat()
            except Exception as error:
                await desk.recover()
                if not isinstance(error, LOST):
                    raise

    async def _ran_out(self, now: float, at: datetime) -> list[int]:
        """Now and then, holds that are not in memory: of orders claimed, or whose payment was undone."""
        if now - self.looked_at < LOOK_AGAIN:
            return []
        self.looked_at = now
        rows = await self.desk.read([Statement(RAN_OUT, [self.desk.session, at])])
        return [row[0] for row in rows[0]]

    async def _silent(self, at: datetime) -> bool:
        """Whether no staff did anything for so long that the session closes itself."""
        book = self.desk.book
        if book.is_demo or book.state != "open" or at - book.staff_at <= SILENCE:
            return False
        rows = await self.desk.read([Statement(STAFF_AT, [self.desk.session])])
        book = self.desk.book
        book.staff_at = max([book.staff_at, *(row[0] for row in rows[0])])
        return at - book.staff_at > SILENCE

    async def _send_chat(self, now: float) -> None:
        """Chat goes out a few times a second at most, without an id: it may be conflated."""
        desk = self.desk
        if desk.chat and now - self.chat_at >= CHAT_APART:
            rows, desk.chat = desk.chat[-20:], []
            self.chat_at = now
            await desk.publish(frames.chat(rows))

    def _unit(self, do: str, body: dict[str, Any], at: datetime) -> Unit:
        line = self.desk.line
        ask = Ask(self.desk.session, do, f"{do}:{line.fence}.{line.seq}", body, actor="desk")
        return Unit(ask, "command", ask.key, at, asyncio.get_running_loop().create_future())
