"""Viewers of one stream, its ring of frames, and the writer that goes round them in slices."""

import asyncio
import contextlib
import logging
import random
import socket
import time
from collections import deque
from typing import NamedTuple, cast

from phien.plumbing import meters

log = logging.getLogger("phien.streams")
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\nConnection: close\r\n\r\n"
)
# When to come back: spread, so that all who lost one edge do not knock at the next in the same instant.
RETRIES = tuple(b"retry: %d\n\n" % ms for ms in range(1000, 3001, 50))
RESET = b"event: reset\ndata: {}\n\n"
BYE = b"event: bye\ndata: {}\n\n"
HEARTBEAT = b": \n\n"
HEARTBEAT_EVERY = 15.0  # seconds of silence
RING = 2000
SLICE = 100  # viewers written to before others get their turn: a neighbour's p99 falls from 119 to 14 ms
REST = 0.5  # of a round's CPU before the next begins: what comes meanwhile goes out as one write a viewer
SLOW = 64 * 1024  # bytes a viewer may lag before it is cut off; it resumes by Last-Event-ID
KERNEL = 32 * 1024  # bytes that the kernel may hold besides (it doubles them); by itself it would grow to MB
SILENT = 20_000  # ms without an acknowledgement, or with a closed window, after which a viewer is gone
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
        _bound(self.transport)
        missed = self.stream.greeting.pop(self, b"")
        self.transport.write(HEAD + random.choice(RETRIES) + missed)  # noqa: S311 - spreading, no secret
        self.stream.join(self)

    def data_received(self, data: bytes) -> None:
        """A pipelined second request is never answered (Connection: close)."""

    def pause_writing(self) -> None:
        meters.viewers_cut.inc()
        self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        if isinstance(error, TimeoutError):  # the kernel gave it up
            meters.viewers_cut.inc()
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
        self.ring: deque[tuple[Mark, bytes]] = deque()
        self.floor: Mark | None = None  # all that came after it is in the ring
        self.latest: Mark | None = None
        self.coming: list[tuple[float, bytes]] = []  # published at, not yet written
        self.wake = asyncio.Event()
        self.count = 0  # of all that was published; a viewer is sent what came after it joined
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
        """Send bytes to everybody; with a mark they can be asked for again.

        A mark later than the next one says that the frame tells of all since the one before.
        """
        self.count += 1
        if mark is not None:
            if self.floor is None:
                self.floor = Mark(mark.fence, mark.seq - 1)
            if len(self.ring) == RING:
                self.floor = self.ring.popleft()[0]
            self.ring.append((mark, frame))
            self.latest = mark
        if self.viewers or self.greeting:
            self.coming.append((time.monotonic(), frame))
            self.wake.set()

    def begin(self, mark: Mark) -> None:
        """Who saw `mark` is up to date: nothing was published yet, and all that follows will be."""
        if self.latest is None:
            self.floor = self.latest = mark

    def forget(self) -> None:
        """Keep no frames: nobody has watched for long."""
        self.floor = self.latest
        self.ring.clear()

    def tell(self, buyer: str, frame: bytes) -> None:
        """Send bytes to one buyer's connections only."""
        for viewer in tuple(self.buyers.get(buyer, ())):
            _send(viewer, frame)

    def since(self, after: Mark | None) -> bytes:
        """What a viewer who saw `after` missed; a reset where that is unknown, too old or too much.

        Who saw more than was published here has it from the desk itself: what follows will come.
        """
        if after is None:
            return b""
        if self.latest is None or self.floor is None or after < self.floor or after.fence > self.latest.fence:
            return RESET
        missed: list[bytes] = []
        size = 0
        for mark, frame in reversed(self.ring):
            if mark <= after:
                break
            missed.append(frame)
            size += len(frame)
            if size > MOST_MISSED:
                return RESET
        return b"".join(reversed(missed))

    async def _write(self) -> None:
        """Rounds of all viewers; what comes while one is under way goes out together with the next."""
        while self.viewers or self.coming:
            if not self.coming:
                self.wake.clear()
                try:
                    await asyncio.wait_for(self.wake.wait(), HEARTBEAT_EVERY)
                except TimeoutError:
                    self.publish(HEARTBEAT)
                    continue
            began = time.thread_time()
            await self._round()
            await asyncio.sleep((time.thread_time() - began) * REST)

    async def _round(self) -> None:
        coming, self.coming = self.coming, []
        frames = [frame for _, frame in coming]
        last, whole = self.count, b"".join(frames)
        first = last - len(frames)
        for number, viewer in enumerate(tuple(self.viewers), start=1):
            if viewer.seen <= first:
                _send(viewer, whole)
            elif viewer.seen < last:  # came in between
                _send(viewer, b"".join(frames[viewer.seen - first :]))
            if number % SLICE == 0:
                await asyncio.sleep(0)
        now = time.monotonic()
        for at, _ in coming:
            meters.event_lag.observe(now - at)

    def close(self) -> None:
        """Say goodbye; the server does not wait for such viewers at shutdown.

        What is still to be written is asked for again: a frame without those before it would hide them.
        """
        if self.writer is not None:
            self.writer.cancel()
        for viewer in tuple(self.viewers):
            _send(viewer, BYE)
            with contextlib.suppress(Exception):
                viewer.close()


def _bound(transport: asyncio.Transport) -> None:
    """The kernel too keeps little for one viewer, and gives a silent one up."""
    line = transport.get_extra_info("socket")
    if line is not None and line.family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT)


def _send(viewer: Viewer, frame: bytes) -> None:
    """Write, whatever one connection's trouble is: the others wait for their turn."""
    try:
        if not viewer.gone:
            viewer.transport.write(frame)
    except Exception:
        log.exception("a viewer's connection failed")
        viewer.stream.leave(viewer)
