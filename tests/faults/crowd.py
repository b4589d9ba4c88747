"""A steady crowd: so many buyers a second, each asking with its key until it has a real answer; what each was
told and when is its log, against which the database is compared."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

PATIENCE = 20.0  # seconds that one request may take before the buyer gives it up
AGAIN = 0.25  # seconds before a buyer asks again
GIVES_UP = 90.0  # seconds; then the test fails: somebody was never answered
# Every second buyer wants A1, which is soon sold out; of the others there is enough for longer.
WISHES = tuple(("A1" if n % 2 else f"A{2 + n // 2 % 5}", 1 + n % 3 // 2) for n in range(30))
TWIN = 7  # every so manieth buyer presses twice at the same moment


@dataclass(frozen=True, slots=True)
class Told:
    """A real answer: 200, 201 or 409."""

    at: float  # time.monotonic() when it came
    status: int
    body: dict[str, Any]


@dataclass(slots=True)
class Buyer:
    """One wish under one key. `answers` are all real ones; `tries` counts requests."""

    key: str
    phone: str
    code: str
    qty: int
    answers: list[Told] = field(default_factory=list)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that promised nothing (503), or none: status 0."""

    at: float
    took: float
    status: int
    retry_after: str
    code: str


class Crowd:
    """Buyers at `port`, `rate` a second, from `start` to `stop`; in a thread of its own."""

    def __init__(self, port: int, session: int, *, rate: float, name: str) -> None:
        self.port, self.session, self.rate, self.name = port, session, rate, name
        self.buyers: list[Buyer] = []
        self.refused: list[Refused] = []
        self.began = 0.0
        self._ending = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"crowd-{name}", daemon=True)
        self._coming: Future[None] | None = None

    def start(self) -> None:
        """Begin to come."""
        self._thread.start()
        self.began = time.monotonic()
        self._coming = self._do(self._come())

    def stop(self) -> None:
        """No more come; wait until all who came are answered."""
        self._ending.set()
        assert self._coming is not None
        self._coming.result(GIVES_UP + 10)

    def ask_again(self, buyers: list[Buyer]) -> None:
        """Each of these asks once more with its key."""

        async def all_of_them() -> None:
            await asyncio.gather(*(self._until_told(buyer) for buyer in buyers))

        self._do(all_of_them()).result(GIVES_UP)

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        if self._coming is not None:
            with contextlib.suppress(Exception):
                self._coming.result(5)
        if self._thread.ident is not None:
            self._do(self._send_home()).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
        if not self._thread.is_alive():
            self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> "Future[None]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _send_home(self) -> None:
        """End whoever still asks: after a failure some do."""
        going = asyncio.all_tasks() - {asyncio.current_task()}
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    async def _come(self) -> None:
        going: list[asyncio.Task[None]] = []
        number = 0
        while not self._ending.is_set():
            code, qty = WISHES[number % len(WISHES)]
            buyer = Buyer(f"{self.name}-{number}", f"0900{number:06d}", code, qty)
            self.buyers.append(buyer)
            for _ in range(2 if number % TWIN == 0 else 1):
                going.append(asyncio.create_task(self._until_told(buyer)))
            number += 1
            await asyncio.sleep(max(0.0, self.began + number / self.rate - time.monotonic()))
        await asyncio.gather(*going)

    async def _until_told(self, buyer: Buyer) -> None:
        first = time.monotonic()
        while time.monotonic() - first < GIVES_UP:
            began = time.monotonic()
            status, retry_after, body = 0, "", dict[str, Any]()
            buyer.tries += 1
            try:
                status, retry_after, body = await asyncio.wait_for(self._ask(buyer), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
                body = {"code": type(error).__name__}
            now = time.monotonic()
            if status in (200, 201, 409):
                buyer.answers.append(Told(now, status, body))
                return
            self.refused.append(Refused(now, now - began, status, retry_after, str(body.get("code", ""))))
            await asyncio.sleep(AGAIN)
        raise AssertionError(f"{buyer.key} was never answered")

    async def _ask(self, buyer: Buyer) -> tuple[int, str, dict[str, Any]]:
        """One request on one connection: status, Retry-After, body."""
        body = json.dumps(
            {
                "key": buyer.key,
                "buyer": {"name": "Người mua thử", "phone": buyer.phone},
                "items": [{"code": buyer.code, "qty": buyer.qty}],
            }
        ).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(
                b"POST /api/sessions/%d/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % (self.session, len(body))
                + body
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = [line.partition(":") for line in head.split("\r\n")[1:]]
            headers = {name.lower(): value.strip() for name, _, value in lines}
            return int(head.split(" ", 2)[1]), headers.get("retry-after", ""), json.loads(await reader.read())
        finally:
            writer.close()

    # what it saw

    def times(self) -> list[float]:
        """When real answers came, in order."""
        return sorted(told.at for buyer in self.buyers for told in buyer.answers)

    def gap(self, since: float) -> float:
        """The longest time without a real answer that ended after `since`, in seconds."""
        times = self.times()
        return max((b - a for a, b in pairwise(times) if b > since), default=0.0)

    def answered_since(self, since: float) -> int:
        """How many real answers have come since."""
        return sum(1 for at in self.times() if at > since)

    def count(self, which: Callable[[Refused], bool]) -> int:
        """How many of the answers that promised nothing."""
        return sum(1 for each in self.refused if which(each))
