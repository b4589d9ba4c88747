"""A real edge for tests: uvicorn on a real socket, the real desks, in a thread; behind it a web process that
only writes down what it is asked."""

import contextlib
import json
import os
import re
import socket
import socketserver
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import uvloop

from phien.config.edge import make_app
from phien.live.contracts import Ask
from phien.live.edge.place import Edge
from phien.plumbing.streams.server import HandOverProtocol
from phien.testing.desks import Loop, dsn_of_test, wish

PATIENCE = 10.0


@dataclass
class Asked:
    """One request as the web process saw it."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for key, value in self.headers if key.lower() == name]


@dataclass
class Web:
    """A web process on a Unix socket. `answers` by path: (status, headers, body); otherwise an echo."""

    socket: str
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, tuple[int, list[tuple[str, str]], bytes]] = field(default_factory=dict)
    hangs_up: bool = False  # takes the request and closes without a word


@contextlib.contextmanager
def web() -> Iterator[Web]:
    """A web process that notes what it is asked."""
    with tempfile.TemporaryDirectory(prefix="phien-web-") as folder:
        made = Web(str(Path(folder) / "web.sock"))

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def address_string(self) -> str:
                return "unix"

            def log_message(self, *_: Any) -> None:
                pass

            def _body(self) -> bytes:
                if self.headers.get("transfer-encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("content-length", 0)))
                parts = []
                while size := int(self.rfile.readline(), 16):
                    parts.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(parts)

            def _any(self) -> None:
                headers = list(self.headers.items())
                asked = Asked(self.command, self.path, headers, self._body())
                made.asked.append(asked)
                if made.hangs_up:
                    self.close_connection = True
                    return
                echo = json.dumps({"method": asked.method, "path": asked.path}).encode()
                found = made.answers.get(self.path.split("?")[0])
                status, more, body = found or (200, [("Content-Type", "application/json")], echo)
                self.send_response(status)
                for name, value in more:
                    self.send_header(name, value)
                if status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD" and status not in (204, 304):
                    self.wfile.write(body)

        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            setattr(Handler, f"do_{method}", Handler._any)

        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True

            def get_request(self) -> tuple[socket.socket, Any]:
                taken, _ = super().get_request()
                return taken, ("unix", 0)

        with Server(made.socket, Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            yield made
            server.shutdown()
            thread.join(PATIENCE)


class Served:
    """An edge that serves on `port`; `edge` is its inside."""

    def __init__(self, web_socket: str = "", *, with_desks: bool = True) -> None:
        os.environ.setdefault("BUYER_COOKIE_KEY", "only-for-tests")
        given = {"DATABASE_URL": dsn_of_test(), "PHIEN_WEB_SOCKET": web_socket}
        before = {name: os.environ.get(name) for name in given}
        os.environ.update(given)
        try:
            self.app = make_app(with_desks=with_desks)
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(self.listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            self.app,
            http=HandOverProtocol,
            loop="none",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        self.server = uvicorn.Server(config)
        self.loop = Loop(uvloop.new_event_loop())
        self.serving = self.loop.start(self.server.serve([self.listener]))
        began = time.monotonic()
        while not self.server.started:
            assert not self.serving.done(), "the edge does not start"
            assert time.monotonic() - began < PATIENCE, "the edge does not start in time"
            time.sleep(0.01)

    @property
    def edge(self) -> Edge:
        """What the live routes hold."""
        inside: Edge = self.app.state.edge
        return inside

    def serves(self, session: int) -> None:
        """Wait until the session's desk is here."""

        async def look() -> None:
            self.edge.desks.notice.set()

        began = time.monotonic()
        while session not in self.edge.desks.serving:
            assert time.monotonic() - began < PATIENCE, "no desk came"
            self.loop.run(look())
            time.sleep(0.02)

    def client(self, **more: Any) -> httpx.Client:
        """A client that keeps its cookies."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, **more)

    def close(self) -> None:
        """Stop as uvicorn does when it is told to."""
        if self.loop.loop.is_closed():
            return
        self.server.should_exit = True
        self.serving.result(15)
        self.listener.close()
        self.loop.close()


@contextlib.contextmanager
def served(web_socket: str = "", *, with_desks: bool = True) -> Iterator[Served]:
    """An edge for the time of a test."""
    made = Served(web_socket, with_desks=with_desks)
    try:
        yield made
    finally:
        made.close()


class Watching:
    """A viewer on a raw socket."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{k}: {v}" for k, v in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.got = b""

    def until(self, text: bytes, within: float = PATIENCE) -> bytes:
        """Read until `text` has come; all that came so far."""
        self.socket.settimeout(within)
        while text not in self.got:
            part = self.socket.recv(65536)
            if not part:
                raise AssertionError(f"the stream ended before {text!r}: {self.got[-300:]!r}")
            self.got += part
        return self.got

    def quiet(self, seconds: float) -> bytes:
        """All that comes in a while."""
        began = time.monotonic()
        while (left := seconds - (time.monotonic() - began)) > 0:
            self.socket.settimeout(left)
            with contextlib.suppress(TimeoutError):
                part = self.socket.recv(65536)
                if not part:
                    break
                self.got += part
        return self.got

    def to_the_end(self, within: float = PATIENCE) -> bytes:
        """Read until the server closes."""
        self.socket.settimeout(within)
        with contextlib.suppress(ConnectionResetError):
            while part := self.socket.recv(65536):
                self.got += part
        return self.got

    def close(self) -> None:
        """Leave."""
        self.socket.close()


def press(edge: Served, session: Any, **more: Any) -> Any:
    """Press the buy button, once more."""
    return edge.loop.run(
        edge.edge.desks.ask(Ask(session.pk, "place", f"k{time.monotonic_ns()}", wish(**more)))
    )


def ask(edge: Served, session: Any, do: str, body: dict[str, Any]) -> Any:
    """The answer to one command."""
    return edge.loop.run(edge.edge.desks.ask(Ask(session.pk, do, f"k{time.monotonic_ns()}", body)))


def ids(text: bytes) -> list[str]:
    """The ids in what a stream said."""
    return re.findall(r"^id: (\S+)$", text.decode(), re.M)


def facts(text: bytes, kind: str) -> list[Any]:
    """What it said of one kind."""
    found = re.findall(rf"^event: {kind}\ndata: (.*)$", text.decode(), re.M)
    return [json.loads(each) for each in found]
