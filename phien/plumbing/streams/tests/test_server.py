"""Handing a socket over, on a real server: what stays behind, and what a late taker is told."""

import asyncio
import gc
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from phien.plumbing.streams.server import TAKE, HandOverProtocol, Taken
from phien.plumbing.streams.stream import Stream, Viewer

LEFT = (HandOverProtocol, RequestResponseCycle, Viewer)


def serve(doing: Callable[[int, Stream], Awaitable[None]], *, seen: list[Any] | None = None) -> None:
    """Run `doing(port, stream)` beside a server with the routes /events and /plain."""
    stream = Stream()

    async def events(request: Request) -> Taken:
        request.scope["extensions"][TAKE](Viewer(stream))
        return Taken()

    async def plain(request: Request) -> Response:
        if seen is not None:
            seen.append(request.scope["extensions"][TAKE])
        return PlainTextResponse("so")

    async def all_of_it() -> None:
        app = Starlette(routes=[Route("/events", events), Route("/plain", plain)])
        config = uvicorn.Config(app, http=HandOverProtocol, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.create_task(server.serve([listener]))
            try:
                await doing(listener.getsockname()[1], stream)
            finally:
                stream.close()
                server.should_exit = True
                await serving

    asyncio.run(all_of_it())


async def get(port: int, path: str) -> socket.socket:
    """Ask, and read the first bytes."""
    loop, line = asyncio.get_running_loop(), socket.socket()
    line.setblocking(False)
    await loop.sock_connect(line, ("127.0.0.1", port))
    await loop.sock_sendall(line, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert (await loop.sock_recv(line, 4096)).startswith(b"HTTP/1.1 200")
    return line


def left(without: Sequence[object] = ()) -> list[object]:
    """What lies in memory of requests and streams."""
    known = {id(each) for each in without}
    return [each for each in gc.get_objects() if isinstance(each, LEFT) and id(each) not in known]


@pytest.mark.parametrize(("path", "kept"), [("/events", {Viewer: 5}), ("/plain", {HandOverProtocol: 5})])
def test_a_request_leaves_nothing_for_the_collector(path, kept):
    """A circle a request would lie in memory until the collector comes: megabytes, with many viewers."""

    async def doing(port: int, stream: Stream) -> None:
        gc.collect()
        others = left()  # of other tests, which run in this process too
        gc.disable()
        try:
            lines = [await get(port, path) for _ in range(5)]
            await asyncio.sleep(0.05)
            here = [type(each) for each in left(others)]
            found = {kind: here.count(kind) for kind in set(here) - {RequestResponseCycle}}
            assert found == kept
            assert here.count(RequestResponseCycle) == kept.get(HandOverProtocol, 0), "the last one of each"
            for line in lines:
                line.close()
            await asyncio.sleep(0.05)
            assert left(others) == []
        finally:
            gc.enable()

    serve(doing)


def test_a_request_that_is_over_gives_no_socket():
    kept = []

    async def doing(port: int, stream: Stream) -> None:
        (await get(port, "/plain")).close()
        await asyncio.sleep(0.05)
        with pytest.raises(RuntimeError, match="is over"):
            kept[0](Viewer(stream))

    serve(doing, seen=kept)
