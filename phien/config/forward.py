"""Passes a request on to Django on its Unix socket, and its answer back. A POST is never sent twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from phien.live.edge.answers import refusal
from phien.live.edge.guards import address
from phien.plumbing import meters
from phien.plumbing.logs import new_request_id, readable_id
from phien.plumbing.readiness import OK

MOST = 12 * 1024 * 1024
TIMEOUT = httpx.Timeout(60, connect=5).as_dict()
SHORT = httpx.Timeout(2).as_dict()
OURS = {"date", "server"}  # the edge says these itself
HOP = {
    *("connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "upgrade"),
    *("expect", "proxy-authenticate", "proxy-authorization"),
}
FORWARDING = {
    *("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "x-real-ip"),
    "x-request-id",
}


class TooLarge(Exception):  # noqa: N818 - says what is so
    """The body is past the bound."""


class Forward:
    """One pool of connections to the web process. Idle ones end before gunicorn ends them."""

    def __init__(self, socket: str, *, proxies: frozenset[str]) -> None:
        self.proxies = proxies
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)
        # The bare transport: a client would keep one visitor's cookies and send them for the next.
        self.transport = httpx.AsyncHTTPTransport(uds=socket or None, limits=limits)

    async def close(self) -> None:
        """Let the connections go."""
        await self.transport.aclose()

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        """The client's headers without what only we may say."""
        trusted = request.client is not None and request.client.host in self.proxies
        proto = request.headers.get("x-forwarded-proto", "http") if trusted else request.url.scheme
        named = {name.strip().lower() for name in request.headers.get("connection", "").split(",")}
        ours = HOP | FORWARDING | named | {"content-length", "host"}
        kept = [(name, value) for name, value in request.headers.items() if name not in ours]
        return [
            *kept,
            ("host", request.headers.get("host", "localhost")),
            ("x-forwarded-for", address(request, self.proxies)),
            ("x-forwarded-proto", proto),
            ("x-request-id", self._request_id(request, trusted=trusted)),
        ]

    def _request_id(self, request: Request, *, trusted: bool) -> str:
        """The proxy's, where one is configured and sends it; nobody else names our log lines."""
        return readable_id(request.headers.get("x-request-id", "")) if trusted else new_request_id()

    async def go(self, request: Request) -> Response:
        """Any path that the edge does not answer itself."""
        body: AsyncIterator[bytes] | None = None
        headers = self._headers(request)
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MOST:
            return refusal(request, 413, "too_large")
        if length not in ("", "0") or "transfer-encoding" in request.headers:
            body = _bounded(request.stream())
            if length:
                headers.append(("content-length", length))
        url = httpx.URL("http://web", raw_path=_target(request))
        safe = request.method in ("GET", "HEAD") and body is None
        for left in (2, 1, 0) if safe else (0,):
            outgoing = httpx.Request(
                request.method, url, headers=headers, content=body, extensions={"timeout": TIMEOUT}
            )
            try:
                answer = await self.transport.handle_async_request(outgoing)
                break
            except TooLarge:
                return refusal(request, 413, "too_large")
            except ClientDisconnect:
                return Response(status_code=499)
            except httpx.TransportError:
                if not left:
                    meters.web_away.inc()
                    return refusal(request, 503, "web_away")
                await asyncio.sleep(0.3)
        kept = {n: v for n, v in answer.headers.items() if n not in HOP | OURS and n != "set-cookie"}
        response = StreamingResponse(_relay(answer), answer.status_code, kept)
        for cookie in answer.headers.get_list("set-cookie"):
            response.headers.append("set-cookie", cookie)
        return response

    async def answers(self) -> str:
        """Whether the web process answers at all; its own database is its own matter."""
        asked = httpx.Request("GET", "http://web/healthz", extensions={"timeout": SHORT})
        answer = await self.transport.handle_async_request(asked)
        await answer.aclose()
        return OK if answer.status_code < 500 else f"says {answer.status_code}"

    async def ticket(self, request: Request, path: str) -> int:
        """Ask Django with the same headers whether this person may watch; its status."""
        headers = [(n, v) for n, v in self._headers(request) if n not in ("accept", "last-event-id")]
        try:
            asked = httpx.Request(
                "GET", f"http://web{path}", headers=headers, extensions={"timeout": TIMEOUT}
            )
            answer = await self.transport.handle_async_request(asked)
            await answer.aclose()
        except httpx.TransportError:
            return 503
        return answer.status_code


def _target(request: Request) -> bytes:
    raw: bytes = request.scope["raw_path"]
    query: bytes = request.scope["query_string"]
    return raw + b"?" + query if query else raw


async def _bounded(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in stream:
        seen += len(chunk)
        if seen > MOST:
            raise TooLarge
        yield chunk


async def _relay(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in cast(AsyncIterator[bytes], answer.stream):
            yield chunk
    finally:
        await answer.aclose()
