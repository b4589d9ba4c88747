"""uvicorn's HTTP protocol with one extension: a request may give its socket to another protocol.

A stream that stays in the per-request machinery costs 18 µs and 25 kB a viewer; handed over it costs
7 µs and under 1 kB (measured; see docs/decisions). uvicorn is pinned for this.
"""

import asyncio
import functools
import weakref
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

TAKE = "phien.take"


class HandOverProtocol(HttpToolsProtocol):
    """Offers `scope["extensions"]["phien.take"](protocol)`."""

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        # Bound to this request's cycle: a pipelined one must not be the one that is taken. Weakly: both hold
        # the scope, and a circle a request would fill memory until the collector comes (measured: 8 MB).
        take = functools.partial(_take, weakref.ref(self), weakref.ref(self.cycle))
        self.scope["extensions"] = {TAKE: take}  # type: ignore[dict-item]


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


class Taken:
    """The answer of a request whose socket was handed over: it sends nothing itself."""

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        return None
