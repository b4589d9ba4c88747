"""uvicorn's HTTP protocol with two extensions: a request may give its socket to another protocol, and a short
answer may go out in one write.

A stream that stays in the per-request machinery costs 18 µs and 25 kB a viewer; handed over it costs
7 µs and under 1 kB (measured; see docs/decisions). uvicorn writes head and body apart: two system calls and
two wake-ups of the reader (docs/performance.md). uvicorn is pinned for this.
"""

import asyncio
import functools
import weakref
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

TAKE, REPLY = "phien.take", "phien.reply"


class HandOverProtocol(HttpToolsProtocol):
    """Offers `phien.take(protocol)` and `phien.reply(status, headers, body)` in `scope["extensions"]`."""

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        # Bound to this request's cycle: a pipelined one must not be the one that is taken. Weakly: both hold
        # the scope, and a circle a request would fill memory until the collector comes (measured: 8 MB).
        both = weakref.ref(self), weakref.ref(self.cycle)
        ours = {TAKE: functools.partial(_take, *both), REPLY: functools.partial(_reply, *both)}
        self.scope["extensions"] = ours  # type: ignore[typeddict-item]


def _take(
    of: "weakref.ref[HandOverProtocol]",
    during: "weakref.ref[RequestResponseCycle]",
    protocol: asyncio.Protocol,
) -> None:
    """Give the socket of this request to `protocol`."""
    http, cycle = of(), during()
    if http is None or cycle is None:
        raise RuntimeError("the request is over: its socket cannot be taken")
    http._unset_keepalive_if_required()
    http.connections.discard(http)
    cycle.disconnected = True  # uvicorn: no 500, no keep-alive timer
    cycle.message_event.set()
    http.pipeline.clear()  # a request pipelined behind a stream is never answered
    transport = http.transport
    transport.set_protocol(protocol)
    http.parser = http.cycle = None  # type: ignore[assignment] # the rest goes with the request
    if not transport.is_reading():
        transport.resume_reading()
    protocol.connection_made(transport)


def _reply(
    of: "weakref.ref[HandOverProtocol]",
    during: "weakref.ref[RequestResponseCycle]",
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    """Answer this request, whole, in one write; `headers` say the length."""
    http, cycle = of(), during()
    if http is None or cycle is None or cycle.disconnected:
        return
    parts = [STATUS_LINE[status]]
    for name, value in (*http.server_state.default_headers, *headers):
        if b"\n" in value or b"\r" in value:
            raise ValueError(f"a line break in the header {name!r}")
        parts += (name, b": ", value, b"\r\n")
    if not cycle.keep_alive:
        parts.append(b"connection: close\r\n")
    parts += (b"\r\n", body)
    http.transport.write(b"".join(parts))
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    cycle.message_event.set()
    if not cycle.keep_alive:
        http.transport.close()
    cycle.on_response()


class Reply(Response):
    """A short answer, in one write where the server offers it; nobody waits for a slow reader."""

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        reply = scope.get("extensions", {}).get(REPLY)
        if reply is None or scope["method"] == "HEAD" or self.background is not None:
            await super().__call__(scope, receive, send)
        else:
            reply(self.status_code, self.raw_headers, self.body)


class Taken:
    """The answer of a request whose socket was handed over: it sends nothing itself."""

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        return None
