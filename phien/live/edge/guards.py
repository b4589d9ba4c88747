"""Who may call a live route: tokens, origins, rate limits."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

LOOPBACK = ("127.0.0.1", "::1")
JSON = "application/json"
KNOWN_FOR = 2.0  # seconds
POOL_WAIT = 2.0
FORWARDING = ("x-forwarded-for", "forwarded", "x-real-ip")
BY_DIGEST = (
    "select t.coop_id, t.session_id, s.coop_id from live_token t, live_session s "
    "where t.digest = %s and t.revoked_at is null and s.id = %s"
)


class Bucket(NamedTuple):
    """`rate` a second, at most `burst` at once."""

    rate: float
    burst: float


ADDRESS = Bucket(1000, 5000)
BUYER = Bucket(2, 20)
GUESSES = Bucket(1, 60)  # tokens not looked up before, from one address
CHAT = Bucket(1, 10)  # an author may send 10 in 10 s


class Limits:
    """Token buckets by name; forgotten when they are long full."""

    def __init__(self) -> None:
        self.buckets: dict[str, tuple[float, float]] = {}

    def allows(self, name: str, bucket: Bucket) -> bool:
        """Whether one more is allowed now; counts it."""
        now = time.monotonic()
        left, then = self.buckets.get(name, (bucket.burst, now))
        left = min(bucket.burst, left + (now - then) * bucket.rate)
        if len(self.buckets) > 200_000:
            self.buckets = {key: row for key, row in self.buckets.items() if now - row[1] < 60}
        if left < 1:
            self.buckets[name] = (left, now)
            return False
        self.buckets[name] = (left - 1, now)
        return True


def address(request: Request, proxies: frozenset[str]) -> str:
    """The caller's network address; a configured proxy is believed about it."""
    peer = request.client.host if request.client else ""
    if peer in proxies:
        forwarded = request.headers.get("x-forwarded-for", "")
        return forwarded.split(",")[-1].strip() or peer
    return peer


def said_by(request: Request) -> dict[str, str]:
    """The headers, decoded once: Starlette goes through all of them for each that is asked for."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}


def is_local(request: Request, headers: Mapping[str, str]) -> bool:
    """A direct loopback connection without forwarding headers: this machine itself, exempt."""
    peer = request.client.host if request.client else ""
    return peer in LOOPBACK and not any(name in headers for name in FORWARDING)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """A browser on another site sent this."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc != headers.get("host", "")


def is_browser(headers: Mapping[str, str]) -> bool:
    """Browsers say where a post comes from, old ones by Origin alone; programs say nothing."""
    return "sec-fetch-site" in headers or "origin" in headers


def is_json(headers: Mapping[str, str]) -> bool:
    """Edge writes demand application/json."""
    said = headers.get("content-type", "")
    return said == JSON or said.split(";")[0].strip().lower() == JSON


async def body_of(request: Request, headers: Mapping[str, str], most: int) -> bytes | None:
    """The body; None past `most` bytes, of which no more is read."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        return None
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


class Tokens:
    """Bearer tokens, looked up by digest and remembered for a moment: one taken back ends at once."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]]) -> None:
        self.pool = pool
        self.known: dict[tuple[str, int], tuple[float, int]] = {}

    async def status(self, request: Request, session: int, limits: Limits, proxies: frozenset[str]) -> int:
        """200 where the bearer may write to it; 401 without a token, 429 for a guesser, else 404."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return 401
        digest = hashlib.sha256(token.strip().encode()).hexdigest()
        seen = self.known.get((digest, session))
        now = time.monotonic()
        if seen is not None and now - seen[0] < KNOWN_FOR:
            return seen[1]
        if not is_local(request, request.headers) and not limits.allows(
            "t:" + address(request, proxies), GUESSES
        ):
            return 429
        async with self.pool.connection(timeout=POOL_WAIT) as connection:
            row = await (await connection.execute(BY_DIGEST, [digest, session])).fetchone()
            if row is None:
                known = await (
                    await connection.execute(
                        "select 1 from live_token where digest = %s and revoked_at is null", [digest]
                    )
                ).fetchone()
        if row is None:
            status = 404 if known else 401
        else:
            status = 200 if row[0] == row[2] and row[1] in (None, session) else 404
        if len(self.known) > 10_000:
            self.known.clear()
        self.known[digest, session] = (now, status)
        return status
