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

from phien.plumbing.streams.server import TAKE, HandOverProtocol, Reply, Taken
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

    async def short(request: Request) -> Response:
        return Reply(
            await request.body(), 201, {"X-Said": request.query_params.get("said", "so")}, "text/plain"
        )

    async def all_of_it() -> None:
        app = Starlette(
            routes=[
                Route("/events", events),
                Route("/plain", plain),
                Route("/short", short, methods=["POST"]),
            ]
        )
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


async def posted(port: int, *requests: bytes) -> list[bytes]:
    """The bytes of each read until the server is silent or has closed, all requests sent at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(requests))
    reads: list[bytes] = []
    while True:
        try:
            part = await asyncio.wait_for(reader.read(65536), 0.5)
        except TimeoutError:
            break
        if not part:
            reads.append(b"closed")
            break
        reads.append(part)
    writer.close()
    return reads


def post(body: bytes, *, path: bytes = b"/short", more: bytes = b"") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s" % (path, more, len(body), body)


def test_a_short_answer_goes_out_in_one_write_and_the_connection_stays() -> None:
    async def doing(port: int, stream: Stream) -> None:
        (read,) = await posted(port, post(b"A1"))
        head, _, body = read.partition(b"\r\n\r\n")
        assert body == b"A1"
        assert head.startswith(b"HTTP/1.1 201 ")
        assert b"content-length: 2" in head
        assert b"x-said: so" in head.lower()
        assert b"connection: close" not in head
        (both,) = [b"".join(await posted(port, post(b"one"), post(b"two")))]
        assert both.count(b"HTTP/1.1 201 ") == 2, "a pipelined request is answered too"
        assert both.index(b"\r\n\r\none") < both.index(b"\r\n\r\ntwo")

    serve(doing)


def test_a_short_answer_closes_where_that_was_asked() -> None:
    async def doing(port: int, stream: Stream) -> None:
        reads = await posted(port, post(b"A1", more=b"Connection: close\r\n"))
        assert b"connection: close" in reads[0]
        assert reads[-1] == b"closed"

    serve(doing)


def test_a_header_cannot_smuggle_a_line() -> None:
    async def doing(port: int, stream: Stream) -> None:
        reads = await posted(port, post(b"A1", path=b"/short?said=a%0d%0aSet-Cookie:%20b"))
        assert b"Set-Cookie" not in b"".join(reads)
        assert reads[0].startswith(b"HTTP/1.1 500")

    serve(doing)
