"""Viewers of one stream, its ring of frames, and the writer that goes round them in slices."""

import asyncio
import contextlib
import logging
from collections import deque
from typing import NamedTuple, cast

log = logging.getLogger("phien.streams")
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 2000\n\n"
)
RESET = b"event: reset\ndata: {}\n\n"
BYE = b"event: bye\ndata: {}\n\n"
HEARTBEAT = b": \n\n"
HEARTBEAT_EVERY = 15.0  # seconds of silence
RING = 2000
SLICE = 250  # viewers written to before others get their turn: a neighbour's p99 falls from 119 to 22 ms
SLOW = 64 * 1024  # bytes a viewer may lag before it is cut off; it resumes by Last-Event-ID
MOST_MISSED = SLOW // 2  # bytes: who missed more starts anew, or resuming would cut it off again


class Mark(NamedTuple):
    """A frame's id: fence.seq of the transaction it tells of."""

    fence: int
    seq: int

    @classmethod
    def read(cls, text: str) -> "Mark | None":
        """`7.12` as a mark; None where it is something else."""
        fence, dot, seq = text.partition(".")
        if dot and len(text) < 40 and text.isascii() and fence.isdecimal() and seq.isdecimal():
            return cls(int(fence), int(seq))
        return None


class Viewer(asyncio.Protocol):
    """One connection. Slow readers are cut off and come back."""

    __slots__ = ("buyer", "seen", "stream", "transport")

    def __init__(self, stream: "Stream", *, after: Mark | None = None, buyer: str = "") -> None:
        self.stream, self.buyer, self.seen = stream, buyer, stream.count
        self.transport: asyncio.Transport
        stream.greeting[self] = stream.since(after)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's: the type is a promise, not to be checked
        self.transport = cast(asyncio.Transport, transport)
        self.transport.set_write_buffer_limits(high=SLOW)
        self.transport.write(HEAD + self.stream.greeting.pop(self, b""))
        self.stream.join(self)

    def data_received(self, data: bytes) -> None:
        """A pipelined second request is never answered (Connection: close)."""

    def pause_writing(self) -> None:
        self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self.stream.leave(self)

    def close(self) -> None:
        """End it; the client comes back by itself."""
        self.transport.close()

    @property
    def gone(self) -> bool:
        """Whether the connection has ended or is about to."""
        return self.transport.is_closing()


class Stream:
    """Everybody who watches one thing."""

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.buyers: dict[str, set[Viewer]] = {}
        self.greeting: dict[Viewer, bytes] = {}
        self.ring: deque[tuple[Mark, bytes]] = deque(maxlen=RING)
        self.frames: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        self.count = 0  # of all that was published; a viewer is sent what came after it joined
        self.latest: Mark | None = None
        self.writer: asyncio.Task[None] | None = None

    def join(self, viewer: Viewer) -> None:
        """From now on."""
        self.viewers.add(viewer)
        if viewer.buyer:
            self.buyers.setdefault(viewer.buyer, set()).add(viewer)
        if self.writer is None or self.writer.done():
            self.writer = asyncio.create_task(self._write())

    def leave(self, viewer: Viewer) -> None:
        """Gone."""
        self.viewers.discard(viewer)
        self.greeting.pop(viewer, None)
        mine = self.buyers.get(viewer.buyer)
        if mine is not None:
            mine.discard(viewer)
            if not mine:
                del self.buyers[viewer.buyer]

    def publish(self, frame: bytes, mark: Mark | None = None) -> None:
        """Send bytes to everybody; with a mark they can be asked for again."""
        self.count += 1
        if mark is not None:
            self.ring.append((mark, frame))
            self.latest = mark
        if self.viewers or self.greeting:
            self.frames.put_nowait((self.count, frame))

    def tell(self, buyer: str, frame: bytes) -> None:
        """Send bytes to one buyer's connections only."""
        for viewer in tuple(self.buyers.get(buyer, ())):
            _send(viewer, frame)

    def since(self, after: Mark | None) -> bytes:
        """What a viewer who saw `after` missed; a reset where that is unknown, too old or too much."""
        if after is None or after == self.latest:
            return b""
        missed: list[bytes] = []
        size = 0
        for mark, frame in reversed(self.ring):
            if mark == after:
                return b"".join(reversed(missed))
            missed.append(frame)
            size += len(frame)
            if size > MOST_MISSED:
                break
        return RESET

    async def _write(self) -> None:
        while self.viewers or not self.frames.empty():
            try:
                count, frame = await asyncio.wait_for(self.frames.get(), HEARTBEAT_EVERY)
            except TimeoutError:
                self.count += 1
                count, frame = self.count, HEARTBEAT
            for number, viewer in enumerate(tuple(self.viewers), start=1):
                if viewer.seen < count:
                    _send(viewer, frame)
                if number % SLICE == 0:
                    await asyncio.sleep(0)

    async def _next(self) -> tuple[int, bytes]:
        """The next frame with its number; a heartbeat where none comes for long."""
        if not self.frames.empty():
            await asyncio.sleep(0)
            return self.frames.get_nowait()
        try:
            return await asyncio.wait_for(self.frames.get(), HEARTBEAT_EVERY)
        except TimeoutError:
            self.count += 1
            return self.count, HEARTBEAT

    def close(self) -> None:
        """Say goodbye; the server does not wait for such viewers at shutdown."""
        if self.writer is not None:
            self.writer.cancel()
        for viewer in tuple(self.viewers):
            _send(viewer, BYE)
            with contextlib.suppress(Exception):
                viewer.close()


def _send(viewer: Viewer, frame: bytes) -> None:
    """Write, whatever one connection's trouble is: the others wait for their turn."""
    try:
        if not viewer.gone:
            viewer.transport.write(frame)
    except Exception:
        log.exception("a viewer's connection failed")
        viewer.stream.leave(viewer)
