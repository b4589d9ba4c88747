"""A desk process that dies or stops at one exact point: `python -m phien.live.desk.tests.dying`.

What it is told stands in DYING as JSON: dsn, nats, owner, session, point, signal (9 or 19), batch (which
batch of that session it does not survive). It prints `serving` once it serves, nothing else.
"""

import asyncio
import json
import os
import sys
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from phien.live.desk import desks as desks_module
from phien.live.desk.desk import Desk
from phien.live.desk.desks import Desks
from phien.live.desk.line import Line
from phien.plumbing.bus import Bus
from phien.plumbing.sql import Statement

TOLD = json.loads(os.environ.get("DYING", "{}"))
POINTS = ("before send", "before commit", "before the answer", "before the event")


def now_if(point: str) -> None:
    """Die or stop here, where this is the point."""
    if TOLD["point"] == point:
        os.kill(os.getpid(), TOLD["signal"])


class DyingLine(Line):
    """Counts its batches; the chosen one is its last."""

    batches = 0

    async def send(
        self, statements: list[Statement], *, begin: bool = False, commit: bool = False
    ) -> list[Any]:
        if not (statements and begin and commit):
            return await super().send(statements, begin=begin, commit=commit)
        DyingLine.batches += 1
        if DyingLine.batches != TOLD["batch"]:
            return await super().send(statements, begin=begin, commit=commit)
        now_if("before send")
        if TOLD["point"] == "before commit":
            await super().send(statements, begin=begin)
            now_if("before commit")
            await self.alive.execute("commit")  # one that was stopped and goes on
            raise AssertionError("a desk that slept through its takeover has committed")
        rows = await super().send(statements, begin=begin, commit=commit)
        now_if("before the answer")
        return rows


class DyingDesk(Desk):
    """Its answers leave the process before it dies, its event does not."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        line = DyingLine(self.line.dsn, session=self.line.session)
        line.fence, line.seq = self.line.fence, self.line.seq
        self.line = line
        tell = self.publish

        async def publish(frame: dict[str, Any]) -> None:
            if frame.get("buyers") and DyingLine.batches == TOLD["batch"]:
                await asyncio.sleep(0.1)  # the answers are on their way
                now_if("before the event")
            await tell(frame)

        self.publish = publish


class OneDesk(Desks):
    """Serves one session only: the test has several processes."""

    async def _claim(self, session: int, fence: int, beat: int) -> Any:
        if session == TOLD["session"]:
            return await super()._claim(session, fence, beat)
        return None


async def main() -> None:
    """Serve until the end."""
    desks_module.Desk = DyingDesk  # type: ignore[misc]
    bus = Bus(TOLD["nats"])
    await bus.connect()
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        TOLD["dsn"], min_size=1, max_size=2, open=False, kwargs={"autocommit": True}
    )
    await pool.open()
    desks = OneDesk(dsn=TOLD["dsn"], bus=bus, pool=pool, owner=TOLD["owner"])
    await desks.start()
    while TOLD["session"] not in desks.serving:  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.01)
    sys.stdout.write("serving\n")
    sys.stdout.flush()
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main())
