"""A wire between a program and its database that can be cut: nothing passes, nothing is closed, both ways."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Iterator

from tests.faults.stack import next_port

SLICE = 65536


class Wire:
    """Listens on a loopback port, passes bytes to the Unix socket `target`."""

    def __init__(self, target: str) -> None:
        self.target, self.port = target, next_port()
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._meet, "127.0.0.1", self.port))

    def cut(self) -> None:
        """Pass nothing from now on."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Pass what was held back, and everything after it."""
        self._loop.call_soon_threadsafe(self._whole.set)

    def close(self) -> None:
        """End every connection."""
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Awaitable[object]) -> object:
        async def doing() -> object:
            return await work

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(10)

    async def _close(self) -> None:
        self._server.close()  # type: ignore[attr-defined]
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._whole.wait()
            there, here = await asyncio.open_unix_connection(self.target)
            try:
                await _first_of(self._pass(reader, here), self._pass(there, writer))
            finally:
                here.close()
        writer.close()
        self._tasks.discard(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await reader.read(SLICE):
                await self._whole.wait()
                writer.write(part)
                await writer.drain()
            await self._whole.wait()  # nor is an end told while the wire is cut


async def _first_of(*works: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def new_wire(target: str) -> Iterator[Wire]:
    """A wire to the Unix socket `target`, ended with its connections."""
    made = Wire(target)
    try:
        yield made
    finally:
        made.close()
