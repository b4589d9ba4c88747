"""Whether a process can serve: asked of its parts, kept for a second so that nobody hammers. No Django.

A part's check gives "ok" or what is wrong with it in a word or two; what it raises is "away".
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable, Mapping

import psycopg

KEPT_FOR = 1.0  # seconds
PATIENCE = 2.0  # seconds that one check may take
OK = "ok"
Check = Callable[[], Awaitable[str]]


class Readiness:
    """The parts of a process with an event loop. Many who ask at once share one look."""

    def __init__(self, parts: Mapping[str, Check]) -> None:
        self.parts = dict(parts)
        self.draining = False  # told to stop: not ready any more, however well the parts are
        self.found: dict[str, str] = {}
        self.until = 0.0
        self.looking: asyncio.Task[None] | None = None

    async def look(self) -> dict[str, str]:
        """Every part's state, at most a second old."""
        if self.draining:
            return {"process": "stopping"}
        if time.monotonic() >= self.until:
            if self.looking is None or self.looking.done():
                self.looking = asyncio.create_task(self._look())
            await asyncio.shield(self.looking)
        return dict(self.found)

    async def _look(self) -> None:
        states = await asyncio.gather(*(_state(check) for check in self.parts.values()))
        self.found = dict(zip(self.parts, states, strict=True))
        self.until = time.monotonic() + KEPT_FOR

    def from_threads(self, loop: asyncio.AbstractEventLoop) -> Callable[[], Mapping[str, str]]:
        """`look` for another thread, as the lookout needs it."""

        def look() -> Mapping[str, str]:
            try:
                return asyncio.run_coroutine_threadsafe(self.look(), loop).result(PATIENCE + 1)
            except (TimeoutError, RuntimeError):
                return {"loop": "does not turn"}

        return look


def alive(loop: asyncio.AbstractEventLoop) -> Callable[[], Mapping[str, str]]:
    """Whether a loop turns, asked from another thread."""

    async def turn() -> None:
        """Reached."""

    def look() -> Mapping[str, str]:
        try:
            asyncio.run_coroutine_threadsafe(turn(), loop).result(PATIENCE)
        except (TimeoutError, RuntimeError):
            return {"loop": "does not turn"}
        return {"loop": OK}

    return look


class KeptLook:
    """A check of a process with threads, kept for a second; one thread looks, the others wait for it."""

    def __init__(self, check: Callable[[], Mapping[str, str]]) -> None:
        self.check = check
        self.found: Mapping[str, str] = {}
        self.until = 0.0
        self.lock = threading.Lock()

    def __call__(self) -> Mapping[str, str]:
        with self.lock:
            if time.monotonic() >= self.until:
                self.found = self.check()
                self.until = time.monotonic() + KEPT_FOR
            return self.found


def database_of(dsn: str) -> KeptLook:
    """Whether a database takes connections: a connection of its own, so that a busy pool is no sickness."""

    def look() -> Mapping[str, str]:
        try:
            psycopg.connect(dsn, connect_timeout=int(PATIENCE)).close()
        except psycopg.Error:
            return {"database": "away"}
        return {"database": OK}

    return KeptLook(look)


async def _state(check: Check) -> str:
    """What a check says; one that takes too long is left behind, not waited for."""
    task = asyncio.ensure_future(check())
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if not done:
        task.cancel()
        return "does not answer"
    with contextlib.suppress(Exception):
        return task.result()
    return "away"
