"""A crowd of viewers in one process: thousands of event streams on one epoll, as cheap as Python can.

Started by `fanout` with its wishes as JSON; `READY {…}` on the output when every viewer has its first bytes.
Lines on the input: `count` (from now on deliveries are counted), `stop` (print the findings as JSON and end).
A delivery is known by its mark `@T` and 19 digits, the publisher's monotonic clock in ns, wherever it stands.
"""

import array
import contextlib
import errno
import heapq
import json
import os
import random
import resource
import select
import socket
import ssl
import sys
import time
from typing import Any

from phien.config.bench.fanout_viewer import Viewer, Wish

MARK = b"@T"
LONG = 21  # bytes of a mark
ROOM = 256 * 1024
AT_ONCE = 128  # connections being made at any time
BIND_ADDRESS_NO_PORT = 24  # Linux: the port is chosen at connect, so that one port serves many targets
AWAKE = 30.0  # seconds: who was given up meanwhile is told so as soon as it reads again
SPREAD = 5.0  # seconds: who is told `reset` asks for the state after a random part of these, as the page does


class Crowd:
    """All viewers, and what they saw."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.epoll = select.epoll()
        self.buffer = bytearray(ROOM)
        self.at: dict[int, Viewer] = {}  # by file descriptor
        self.asking: dict[int, tuple[socket.socket, float, bytearray]] = {}  # requests for the state
        self.connecting: dict[int, Viewer] = {}
        self.to_connect: list[tuple[float, int, Viewer]] = []  # a heap: when, which
        self.to_ask: list[tuple[float, int]] = []
        self.lags = array.array("q")  # µs
        self.counting_since = 0
        self.seen = dict.fromkeys(
            ("failed", "cut", "slow_cut", "refused", "returned", "resumed", "resets", "states", "odd"), 0
        )
        self.first_cut = self.last_back = self.last_state = 0.0
        self.state_lags = array.array("d")
        self.ready = self.opened = 0
        self.is_open = False
        self.keeps_ids = wish.returns or wish.slow > 0
        self.tls = _trusting() if wish.tls else None
        self.viewers = [Viewer(number) for number in range(wish.viewers)]
        for viewer in self.viewers[: wish.slow]:
            viewer.counts = False

    # connecting

    def open(self) -> None:
        """Everybody comes, a few at a time, until all have their first bytes."""
        now = time.monotonic()
        self.to_connect = [(now, viewer.number, viewer) for viewer in self.viewers]
        deadline = now + 120
        while self.ready < len(self.viewers) and time.monotonic() < deadline:
            self.turn(0.05)
        self.is_open = True

    def _connect(self, viewer: Viewer) -> None:
        wish = self.wish
        line = socket.socket()
        line.setblocking(False)
        if viewer.number % wish.addresses or wish.first > 1:
            line.setsockopt(socket.IPPROTO_IP, BIND_ADDRESS_NO_PORT, 1)
            line.bind((f"127.0.0.{wish.first + viewer.number % wish.addresses}", 0))
        if viewer.number < wish.slow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        failed = line.connect_ex((wish.host, wish.port))
        if failed not in (0, errno.EINPROGRESS):
            line.close()
            self._refused(viewer)
            return
        viewer.socket = line
        self.connecting[line.fileno()] = viewer
        self.epoll.register(line.fileno(), select.EPOLLOUT)

    def _connected(self, fd: int, viewer: Viewer) -> None:
        line = viewer.socket
        if line is None:
            return
        if isinstance(line, ssl.SSLSocket):
            with contextlib.suppress(ssl.SSLWantReadError):
                line.do_handshake()
                self._asks(fd, viewer, line)
            return
        if line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._forget(fd, viewer)
            self._refused(viewer)
        elif self.tls is not None:
            wrapped = self.tls.wrap_socket(line, do_handshake_on_connect=False)
            viewer.socket = wrapped
            self.epoll.modify(fd, select.EPOLLIN)
            self._connected(fd, viewer)
        else:
            self._asks(fd, viewer, line)

    def _asks(self, fd: int, viewer: Viewer, line: socket.socket) -> None:
        del self.connecting[fd]
        last = b"Last-Event-ID: %s\r\n" % viewer.last if viewer.last else b""
        head = f"GET {self.wish.path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        line.send(head.encode() + last + b"\r\n")
        viewer.recv_into, viewer.carry, viewer.ready = line.recv_into, b"", False
        self.at[fd] = viewer
        self.epoll.modify(fd, select.EPOLLIN)

    def _forget(self, fd: int, viewer: Viewer) -> None:
        self.at.pop(fd, None)
        self.connecting.pop(fd, None)
        if viewer.socket is not None:
            viewer.socket.close()
        viewer.socket = viewer.recv_into = None

    def _refused(self, viewer: Viewer) -> None:
        """Tried again, as a browser does."""
        self.seen["refused" if viewer.comes_back else "failed"] += 1
        heapq.heappush(self.to_connect, (time.monotonic() + viewer.retry, viewer.number, viewer))

    def _lost(self, fd: int, viewer: Viewer) -> None:
        now = time.monotonic()
        self.first_cut = self.first_cut or now
        self.seen["slow_cut" if viewer.slow else "cut"] += 1
        self._forget(fd, viewer)
        if self.wish.returns or viewer.slow:
            viewer.slow, viewer.comes_back = False, True
            heapq.heappush(self.to_connect, (now + viewer.retry, viewer.number, viewer))

    # a turn

    def turn(self, patience: float) -> None:
        """Wait for what comes, and take it."""
        now = time.monotonic()
        # at first a few at a time, until they have their first bytes; who comes back does not wait for others
        while (
            self.to_connect
            and self.to_connect[0][0] <= now
            and (self.is_open or self.opened - self.ready < AT_ONCE)
        ):
            self.opened += 1
            self._connect(heapq.heappop(self.to_connect)[2])
        while self.to_ask and self.to_ask[0][0] <= now:
            self.viewers[heapq.heappop(self.to_ask)[1]].asks = False
            self._ask()
        at, buffer, counting = self.at, self.buffer, self.counting_since
        find, lags, clock = buffer.find, self.lags, time.monotonic_ns
        for fd, event in self.epoll.poll(patience):
            viewer = at.get(fd)
            if viewer is None:
                self._other(fd, event)
                continue
            try:
                size = viewer.recv_into(buffer)
            except (BlockingIOError, ssl.SSLWantReadError):
                continue
            except OSError:
                size = 0
            if not size:
                self._lost(fd, viewer)
                continue
            if not viewer.ready or viewer.carry or buffer[size - 1] != 10 or self.keeps_ids:
                size = self._with_care(viewer, size)
            place = find(MARK, 0, size)
            while place >= 0:
                sent = int(buffer[place + 2 : place + LONG])
                if sent >= counting > 0 and viewer.counts:
                    viewer.events += 1
                    lags.append((clock() - sent) // 1000)
                place = find(MARK, place + LONG, size)
            if self.tls is not None and viewer.socket.pending():  # type: ignore[union-attr]
                self.epoll.modify(fd, select.EPOLLIN)

    def _with_care(self, viewer: Viewer, size: int) -> int:
        """First bytes, halves of events, ids: the size of what is whole and in the buffer now."""
        buffer = self.buffer
        if viewer.carry:
            more = viewer.carry + bytes(buffer[:size])
            size = len(more)
            buffer[:size] = more
        end = buffer.rfind(b"\n", 0, size) + 1
        viewer.carry = bytes(buffer[end:size])
        if not viewer.ready and end:
            viewer.ready = True
            self.ready += 1
            if not buffer.startswith(b"HTTP/1.1 200"):
                self.seen["odd"] += 1
            place = buffer.find(b"\nretry: ", 0, end)
            if place >= 0:
                viewer.retry = int(buffer[place + 8 : buffer.find(b"\n", place + 8, end)]) / 1000
            if viewer.comes_back:
                self._came_back(bytes(buffer[:end]))
        if self.keeps_ids:
            if viewer.comes_back and not viewer.asks and buffer.find(b"event: reset", 0, end) >= 0:
                viewer.asks = True
                later = random.uniform(0, SPREAD)  # noqa: S311 - spreading, no secret
                heapq.heappush(self.to_ask, (time.monotonic() + later, viewer.number))
            place = buffer.rfind(b"id: ", 0, end)
            if place >= 0:
                viewer.last = bytes(buffer[place + 4 : buffer.find(b"\n", place, end)])
        return end

    def _came_back(self, text: bytes) -> None:
        self.seen["returned"] += 1
        self.seen["resets" if b"event: reset" in text else "resumed"] += 1
        self.last_back = time.monotonic()

    def _other(self, fd: int, event: int) -> None:
        if fd in self.connecting:
            viewer = self.connecting[fd]
            try:
                self._connected(fd, viewer)
            except OSError:
                self._forget(fd, viewer)
                self._refused(viewer)
        elif fd in self.asking:
            self._told(fd)

    # the state

    def _ask(self) -> None:
        line = socket.socket()
        line.setblocking(False)
        line.connect_ex((self.wish.host, self.wish.port))
        self.asking[line.fileno()] = (line, time.monotonic(), bytearray())
        self.epoll.register(line.fileno(), select.EPOLLOUT)

    def _told(self, fd: int) -> None:
        line, began, text = self.asking[fd]
        try:
            if not text:
                line.send(
                    f"GET {self.wish.state} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
                )
                text += b" "
                self.epoll.modify(fd, select.EPOLLIN)
                return
            part = line.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part, text = b"", bytearray()
        text += part
        if part:
            return
        del self.asking[fd]
        line.close()
        if text.startswith(b" HTTP/1.1 200"):
            self.seen["states"] += 1
            self.last_state = time.monotonic()
            self.state_lags.append((self.last_state - began) * 1000)
        else:
            self.seen["odd"] += 1
            heapq.heappush(self.to_ask, (time.monotonic() + 1, 0))

    def close(self) -> None:
        """Everybody leaves."""
        for line in [
            *(viewer.socket for viewer in self.viewers),
            *(line for line, _, _ in self.asking.values()),
        ]:
            if line is not None:
                line.close()
        self.epoll.close()

    # findings

    def count(self) -> None:
        """Begin to count; slow ones stop reading."""
        self.counting_since = time.monotonic_ns()
        for viewer in self.viewers[: self.wish.slow]:
            if viewer.socket is not None:
                viewer.slow = True
                self.epoll.modify(viewer.socket.fileno(), 0)

    def sip(self) -> None:
        """Every second slow viewer reads a few bytes; or all wake up."""
        awake = time.monotonic_ns() - self.counting_since > AWAKE * 1e9
        for viewer in self.viewers[: self.wish.slow]:
            if not viewer.slow or viewer.socket is None:
                continue
            if awake:
                self.epoll.modify(viewer.socket.fileno(), select.EPOLLIN)
            elif viewer.number % 2:
                with contextlib.suppress(OSError):
                    viewer.socket.recv(16)

    def findings(self) -> dict[str, Any]:
        """Counts, and lags in ms."""
        steady = [viewer.events for viewer in self.viewers[self.wish.slow :]]
        return {
            **self.seen,
            "ready": self.ready,
            "counted": sum(steady),
            "fewest": min(steady),
            "most": max(steady),
            "slow_left": sum(viewer.slow for viewer in self.viewers),
            "lags": _steps(self.lags),
            "state_ms": _steps(array.array("q", (int(each * 1000) for each in self.state_lags))),
            "back_s": round(self.last_back - self.first_cut, 2) if self.last_back else None,
            "all_states_s": round(self.last_state - self.first_cut, 2) if self.last_state else None,
        }


def _steps(lags: "array.array[int]") -> list[tuple[int, int]]:
    """A histogram of µs, in steps of 2 %: [upper bound, how many]; crowds can be added up."""
    counts: dict[int, int] = {}
    for lag in lags:
        step = max(lag, 1).bit_length()
        size = 1 << max(step - 7, 0)
        key = (lag // size + 1) * size
        counts[key] = counts.get(key, 0) + 1
    return sorted(counts.items())


def _trusting() -> ssl.SSLContext:
    """For a certificate that was made for the measurement."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def main() -> None:
    """One crowd, told what to do on its input."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = Crowd(Wish(**json.loads(sys.argv[1])))
    began = time.monotonic()
    crowd.open()
    _tell("READY ", {"ready": crowd.ready, "seconds": round(time.monotonic() - began, 2)})
    os.set_blocking(0, False)
    spent, sipped = 0.0, 0.0
    while True:
        crowd.turn(0.1)
        now = time.monotonic()
        if crowd.wish.slow and crowd.counting_since and now - sipped > 1:
            crowd.sip()
            sipped = now
        word = _word()
        if word == b"count":
            crowd.count()
            spent = time.process_time()
        elif word == b"stop":
            break
    cpu = time.process_time() - spent
    _tell("", {**crowd.findings(), "cpu_s": round(cpu, 3)})


def _tell(word: str, findings: dict[str, Any]) -> None:
    sys.stdout.write(word + json.dumps(findings) + "\n")
    sys.stdout.flush()


def _word() -> bytes | None:
    try:
        said = os.read(0, 64)
    except BlockingIOError:
        return None
    return said.strip() or b"stop"  # who started us has gone


if __name__ == "__main__":
    main()
