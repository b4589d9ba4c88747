"""Buyers, comments and page readers over real sockets, from a process of its own.

`python -m phien.config.bench.load` reads one JSON task from standard input and prints one JSON result.
Requests are made beforehand and sent over kept connections by a bare protocol, so that the load costs little
of the machine that it shares with what it measures (about 20 µs a request).
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

import uvloop

from phien.config.bench.parts import spread


@dataclass(frozen=True)
class Task:
    """What to send. `rate` a second where given (times count from when each was due), else as fast as
    `in_flight` connections go; `at_once`: everything at one instant, connecting included."""

    port: int
    kind: str  # orders, comments, pages
    sessions: list[int]
    in_flight: int = 32
    seconds: float = 4.0
    most: int = 0
    rate: float = 0
    at_once: bool = False
    items: list[str] = field(default_factory=lambda: ["A1"])
    name: str = "bench"
    token: str = ""
    lists_of: int = 50
    comments: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@dataclass
class Told:
    """Milliseconds for each answer, and what was answered."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    began: float = 0.0
    ended: float = 0.0

    def summary(self, *, each: int = 1) -> dict[str, Any]:
        """Figures; `each` is how many things one request carried."""
        took = self.times
        wall = max(self.ended - self.began, 1e-9)
        usage = resource.getrusage(resource.RUSAGE_SELF)

        return {
            "n": len(took) * each,
            "per_s": round(len(took) * each / wall, 1),
            "wall_s": round(wall, 3),
            **spread(took),
            "max_ms": round(max(took, default=0.0), 2),
            "statuses": dict(self.statuses),
            "outcomes": dict(self.outcomes),
            "load_cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        }


class Line(asyncio.Protocol):
    """One kept connection: one request at a time."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.buffer = b""
        self.needs = 0
        self.since = 0.0
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.crowd.ready(self)

    def send(self, request: bytes, since: float) -> None:
        """Send; `since` is when it was due."""
        self.since = since
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        if not self.needs:
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            place = self.buffer.find(b"ontent-length: ", 0, head)
            if place < 0:
                place = self.buffer.find(b"ontent-Length: ", 0, head)
            if place < 0:  # a page in chunks: its end is enough
                if not self.buffer.endswith(b"0\r\n\r\n"):
                    return
                self.needs = len(self.buffer)
            else:
                self.needs = head + 4 + int(self.buffer[place + 15 : self.buffer.find(b"\r", place)])
        if len(self.buffer) >= self.needs:
            answer, self.buffer, self.needs = self.buffer, b"", 0
            self.crowd.answered(self, answer)

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.lost(self)


class Crowd:
    """All connections of one task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.told = Told()
        self.requests = requests_of(task)
        self.lines: list[Line] = []
        self.free: deque[Line] = deque()
        self.due: deque[float] = deque()
        self.loop = asyncio.get_running_loop()
        self.done = self.loop.create_future()
        self.sent = 0
        self.flying = 0
        self.most = task.most or 10**9
        self.until = 0.0

    async def run(self) -> Told:
        """Connect, send, and wait for the last answer."""
        task = self.task
        self.told.began = time.perf_counter()
        connecting = [self.connect() for _ in range(task.in_flight)]
        if task.at_once:
            self.until = self.told.began + 600
            await asyncio.gather(*connecting)
        else:
            await asyncio.gather(*connecting)
            self.told.began = time.perf_counter()
            self.until = self.told.began + task.seconds
            if task.rate:
                self.loop.call_soon(self.tick)
            else:
                while self.free:
                    self.go(self.free.popleft(), time.perf_counter())
        await self.done
        self.told.ended = time.perf_counter()
        for line in self.lines:
            line.transport.close()
        await asyncio.sleep(0.01)
        return self.told

    async def connect(self) -> None:
        await self.loop.create_connection(lambda: Line(self), "127.0.0.1", self.task.port)

    def ready(self, line: Line) -> None:
        self.lines.append(line)
        if self.task.at_once:
            self.go(line, self.told.began)
        else:
            self.free.append(line)

    def tick(self) -> None:
        """Every millisecond: what is due by now."""
        now = time.perf_counter()
        wanted = min(int((min(now, self.until) - self.told.began) * self.task.rate), self.most)
        for n in range(self.sent + len(self.due), wanted):
            self.due.append(self.told.began + n / self.task.rate)
        while self.due and self.free:
            self.go(self.free.popleft(), self.due.popleft())
        if now < self.until or self.due:
            self.loop.call_later(0.001, self.tick)
        else:
            self.finish()

    def go(self, line: Line, since: float) -> None:
        self.sent += 1
        self.flying += 1
        line.send(next(self.requests), since)

    def answered(self, line: Line, answer: bytes) -> None:
        now = time.perf_counter()
        self.flying -= 1
        self.told.times.append((now - line.since) * 1000)
        status = answer[9:12].decode()
        self.told.statuses[status] += 1
        if self.task.kind == "comments" and status == "200":
            rows = json.loads(answer[answer.find(b"\r\n\r\n") + 4 :])
            self.told.outcomes.update(row["outcome"] for row in rows)
        if self.task.rate or self.task.at_once:
            self.free.append(line)
            self.finish()
        elif now < self.until and self.sent < self.most:
            self.go(line, now)
        else:
            self.finish()

    def lost(self, line: Line) -> None:
        if not self.done.done():
            self.told.statuses["lost"] += 1
            self.finish()

    def finish(self) -> None:
        over = time.perf_counter() >= self.until or self.sent >= self.most
        if over and not self.flying and not self.due and not self.done.done():
            self.done.set_result(None)


def requests_of(task: Task) -> Iterator[bytes]:
    """Whole HTTP requests, each with a key of its own."""
    if task.kind == "orders":
        return _orders(task)
    if task.kind == "comments":
        return _comments(task)
    return _pages(task)


def _post(path: str, body: bytes, more: bytes = b"") -> bytes:
    return (
        b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s"
        b"Content-Length: %d\r\n\r\n" % (path.encode(), more, len(body))
    ) + body


def _orders(task: Task) -> Iterator[bytes]:
    for n in count():
        body = (
            b'{"key":"%s-%d","buyer":{"name":"Ng\xc6\xb0\xe1\xbb\x9di mua th\xe1\xbb\xad %d",'
            b'"phone":"09%08d"},'
            b'"items":[{"code":"%s","qty":1}]}'
            % (task.name.encode(), n, n, n % 10**8, task.items[n % len(task.items)].encode())
        )
        yield _post(f"/api/sessions/{task.sessions[n % len(task.sessions)]}/orders", body)


def _comments(task: Task) -> Iterator[bytes]:
    """The set again and again, each time with fresh ids and authors."""
    bearer = b"Authorization: Bearer " + task.token.encode() + b"\r\n"
    rows: deque[dict[str, Any]] = deque()
    again = count()
    for n in count():
        while len(rows) < task.lists_of:
            turn = next(again)
            for row in task.comments:
                host = row["author"] == "host"
                author = "host" if host else f"{task.name}-{turn}-{row['author']}"
                rows.append(
                    {
                        "source": "bench",
                        "external_id": f"{task.name}-{turn}-{row['id']}",
                        "author": {"id": author, "name": row["author"]},
                        "text": row["text"],
                        "pinned": row.get("pinned") or "",
                    }
                )
        body = json.dumps([rows.popleft() for _ in range(task.lists_of)], ensure_ascii=False).encode()
        yield _post(f"/api/sessions/{task.sessions[n % len(task.sessions)]}/comments", body, bearer)


def _pages(task: Task) -> Iterator[bytes]:
    for n in count():
        path = task.paths[n % len(task.paths)].encode()
        yield b"GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Language: vi\r\n\r\n" % path


async def run(task: Task) -> Told:
    """The task in this loop."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return await Crowd(task).run()


def as_json(task: Task) -> bytes:
    """For the other process's standard input."""
    return json.dumps(asdict(task)).encode()


if __name__ == "__main__":
    given = Task(**json.load(sys.stdin))
    told = uvloop.run(run(given))
    json.dump(told.summary(each=given.lists_of if given.kind == "comments" else 1), sys.stdout)
