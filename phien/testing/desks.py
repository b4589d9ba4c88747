"""Order desks for tests: real ones, on the test's own database, in a thread with an event loop of its own.

Django's ORM refuses to work where a loop runs, so the test stays outside and asks as the screens do.
"""

import asyncio
import contextlib
import itertools
import os
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar

import psycopg
from django.db import connection
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from phien.live.contracts import Answer, Ask
from phien.live.desk.desk import Desk
from phien.live.desk.desks import Desks
from phien.plumbing.bus import Bus

T = TypeVar("T")
PATIENCE = 15.0
_numbers = itertools.count(1)


def dsn_of_test() -> str:
    """The connection string of the database that this test uses."""
    said = connection.settings_dict
    parts = {"host": said["HOST"], "port": said["PORT"], "user": said["USER"], "password": said["PASSWORD"]}
    return make_conninfo(dbname=said["NAME"], **{name: value for name, value in parts.items() if value})


class Loop:
    """An event loop in a thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.loop = loop or asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="test-loop", daemon=True)
        self.thread.start()

    def start(self, doing: Coroutine[Any, Any, T]) -> "Future[T]":
        """Begin this in the loop."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop)

    def run(self, doing: Coroutine[Any, Any, T], *, within: float = PATIENCE) -> T:
        """Do this in the loop and wait for it."""
        return self.start(doing).result(within)

    def close(self) -> None:
        """End the loop and its thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()


class Bench:
    """One desk without a queue of its own time: each ask is decided and committed when it is put."""

    def __init__(self, session: int, *, kind: type[Desk] = Desk) -> None:
        self.session, self.kind = session, kind
        self.loop = Loop()
        self.frames: list[dict[str, Any]] = []
        self.before: list[Desk] = []  # overtaken ones
        self.desk = self.sit_down()

    def sit_down(self) -> Desk:
        """A new desk takes the session from whoever has it: a takeover."""
        with psycopg.connect(dsn_of_test(), autocommit=True) as database:
            row = database.execute(
                "update live_desk set fence = fence + 1, owner = 'bench' where session_id = %s "
                "returning fence, seq",
                [self.session],
            ).fetchone()
        assert row is not None, "the session has never been opened"
        if hasattr(self, "desk"):
            self.before.append(self.desk)
        self.desk = self.kind(
            dsn=dsn_of_test(), session=self.session, fence=row[0], seq=row[1], publish=self._publish
        )
        self.loop.run(self.desk.start())
        return self.desk

    async def _publish(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)

    def ask(
        self, do: str, body: dict[str, Any], *, key: str = "", at: datetime | None = None, **who: Any
    ) -> Any:
        """The answer to one command."""
        return self.batch([Ask(self.session, do, key or f"key-{next(_numbers)}", body, **who)], at=at)[0]

    def batch(self, asks: list[Ask], *, at: datetime | None = None) -> list[Any]:
        """The answers to commands that are decided together (an exception where one was handed back)."""
        return self.loop.run(self._batch(asks, at))

    async def _batch(self, asks: list[Ask], at: datetime | None) -> list[Any]:
        desk = self.desk
        futures = [future for ask in asks for future in desk.ask(ask)]
        units = [desk.queue.popleft() for _ in futures]
        for unit in units:
            unit.at = at or unit.at
        await desk.settle_calmly(units)
        return await asyncio.gather(*futures, return_exceptions=True)

    def ask_all(self, do: str, body: dict[str, Any], **more: Any) -> list[Any]:
        """The bodies of all answers to one ask of several parts (comments)."""
        at = more.pop("at", None)
        asks = [Ask(self.session, do, "", body, **more)]
        return [getattr(answer, "body", answer) for answer in self.batch(asks, at=at)]

    def place(
        self, code: str = "A1", qty: int = 1, *, buyer: str = "", key: str = "", phone: str = "", **more: Any
    ) -> Answer:
        """A press of the buy button."""
        return self.ask("place", wish(code, qty, buyer=buyer, phone=phone), key=key, **more)  # type: ignore[no-any-return]

    def comment(self, text: str, *, author: str, key: str = "", source: str = "facebook", **more: Any) -> Any:
        """The outcome of one comment."""
        row = remark(text, author=author, key=key, source=source)
        return self.ask("comments", {"rows": [row]}, **more).body

    def close(self) -> None:
        """Leave: the connection must be gone before the test's tables are emptied."""
        for desk in (*self.before, self.desk):
            self.loop.run(desk.line.close())
        self.loop.close()


@contextlib.contextmanager
def bench(session: int, *, kind: type[Desk] = Desk) -> Iterator[Bench]:
    """A desk to put asks on."""
    made = Bench(session, kind=kind)
    try:
        yield made
    finally:
        made.close()


def wish(
    code: str = "A1", qty: int = 1, *, buyer: str = "", phone: str = "", name: str = ""
) -> dict[str, Any]:
    """The body of a buy-button wish."""
    number = next(_numbers)
    return {
        "buyer_key": buyer or f"b:thu{number}",
        "source": "button",
        "name": name or "Người mua thử",
        "phone": phone or f"+8490{number:07d}",
        "items": [{"code": code, "qty": qty}],
    }


def remark(text: str, *, author: str, key: str = "", source: str = "facebook", **more: Any) -> dict[str, Any]:
    """One row of a comments list."""
    return {
        "source": source,
        "external_id": key or f"comment-{next(_numbers)}",
        "author": {"id": author, "name": author},
        "text": text,
        "at": None,
        **more,
    }


class Room:
    """What one process of desks has: a bus, a pool and the desks, in a loop of its own."""

    def __init__(self, owner: str = "") -> None:
        self.loop = Loop()
        self.owner = owner or f"room-{next(_numbers)}"
        self.loop.run(self._open())

    async def _open(self) -> None:
        self.bus = Bus(os.environ["NATS_URL"])
        await self.bus.connect()
        self.pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            dsn_of_test(), min_size=1, max_size=4, open=False, kwargs={"autocommit": True}
        )
        await self.pool.open()
        self.desks = Desks(dsn=dsn_of_test(), bus=self.bus, pool=self.pool, owner=self.owner)
        await self.desks.start()

    def serving(self, session: int) -> Desk:
        """Wait until the session's desk is here."""
        return self.loop.run(self._serving(session))

    async def _serving(self, session: int) -> Desk:
        while session not in self.desks.serving:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
        return self.desks.serving[session]

    def ask(
        self, session: int, do: str, body: dict[str, Any], *, key: str = "", within: float = 5, **who: Any
    ) -> Any:
        """The answer to one command, from wherever the desk is."""
        ask = Ask(session, do, key or f"key-{next(_numbers)}", body, **who)
        return self.loop.run(self.desks.ask(ask, within=within), within=within + 5)

    def close(self) -> None:
        """Stop as a process does that was asked to."""
        self.loop.run(self._close())
        self.loop.close()

    async def _close(self) -> None:
        await self.desks.stop()
        await self.pool.close()
        await self.bus.close()


@contextlib.contextmanager
def room(owner: str = "") -> Iterator[Room]:
    """A process of desks."""
    made = Room(owner)
    try:
        yield made
    finally:
        made.close()
