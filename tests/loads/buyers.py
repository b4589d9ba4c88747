"""Many buyers at once over real sockets: a small raw HTTP client, since 3,000 at once is the point."""

import asyncio
import json
import resource
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
RETRY = 40  # times half a second: longer than any takeover


@dataclass(frozen=True, slots=True)
class Told:
    """What a buyer was told in the end, and how often it had to ask."""

    key: str
    status: int
    body: dict[str, Any]
    asked: int


async def ask(port: int, session: int, key: str, code: str, qty: int) -> tuple[int, dict[str, Any]]:
    """One request on one connection; OSError or IncompleteReadError where the edge is away."""
    body = json.dumps(
        {
            "key": key,
            "buyer": {"name": "Người mua thử", "phone": "0900000012"},
            "items": [{"code": code, "qty": qty}],
        }
    ).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            b"POST /api/sessions/%d/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (session, len(body)) + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        rest = await reader.read()
        return int(head.split(b" ", 2)[1]), json.loads(rest)
    finally:
        writer.close()


async def buy(port: int, session: int, key: str, code: str = "A1", qty: int = 1) -> Told:
    """Ask until there is a real answer: a lost connection or a 503 is asked again with the same key."""
    for asked in range(1, RETRY):
        try:
            status, body = await asyncio.wait_for(ask(port, session, key, code, qty), 20)
            if status != 503:
                return Told(key, status, body, asked)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            pass
        await asyncio.sleep(0.5)
    raise AssertionError(f"{key} was never answered")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: Playwright keeps a loop running in the tests' own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def all_at_once(port: int, session: int, keys: Sequence[str]) -> list[Told]:
    """Everybody at one instant."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return list(await asyncio.gather(*(buy(port, session, key) for key in keys)))
