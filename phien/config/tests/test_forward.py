"""What the edge passes on to Django and back: nobody's cookies but the visitor's own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from phien.config.forward import Forward

SEEN: list[bytes] = []


async def _web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A web process that gives every visitor a session cookie and says what it was sent."""
    while head := await reader.readuntil(b"\r\n\r\n"):
        SEEN.append(head)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: sessionid=somebody\r\n"
            b"Set-Cookie: csrftoken=x\r\nServer: web\r\n\r\nok"
        )
        await writer.drain()


async def _visit(socket: str, requests: list[httpx.Request]) -> list[httpx.Response]:
    server = await asyncio.start_unix_server(_web, socket)
    forward = Forward(socket, proxies=frozenset())
    app = Starlette(routes=[Route("/{path:path}", forward.go, methods=["GET", "POST"])])
    transport = httpx.ASGITransport(app, client=("192.0.2.7", 1234))
    answers = [await transport.handle_async_request(request) for request in requests]
    for answer in answers:
        _ = [chunk async for chunk in _chunks(answer)]
    await forward.close()
    server.close()
    return answers


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    async for chunk in answer.stream:  # type: ignore[union-attr]
        yield chunk


@pytest.fixture(autouse=True)
def _fresh() -> None:
    SEEN.clear()


def test_one_visitors_cookie_is_never_sent_for_the_next(tmp_path: Path) -> None:
    urls = [httpx.Request("GET", f"http://shop/page/{n}") for n in range(3)]
    answers = asyncio.run(_visit(str(tmp_path / "web.sock"), urls))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [head.lower().count(b"cookie") for head in SEEN] == [0, 0, 0]


def test_cookies_come_back_one_header_each(tmp_path: Path) -> None:
    (answer,) = asyncio.run(_visit(str(tmp_path / "web.sock"), [httpx.Request("GET", "http://shop/")]))
    assert answer.headers.get_list("set-cookie") == ["sessionid=somebody", "csrftoken=x"]
    assert "server" not in answer.headers


def test_forwarding_headers_of_a_visitor_are_replaced(tmp_path: Path) -> None:
    lying = {"x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", "x-forwarded-proto": "https"}
    asyncio.run(_visit(str(tmp_path / "web.sock"), [httpx.Request("GET", "http://shop/", headers=lying)]))
    head = SEEN[0].lower()
    assert head.count(b"x-forwarded-for: 192.0.2.7") == 1
    assert b"127.0.0.1" not in head
    assert b"x-forwarded-proto: http\r\n" in head
