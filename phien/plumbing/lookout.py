"""The lookout: a port of its own, on loopback, where one process shows its figures and its health. No Django.

    /metrics   for Prometheus
    /healthz   200: the process lives (a process with an event loop is asked whether that turns)
    /readyz    200 or 503 with the part that is not ready

Off unless PHIEN_METRICS_PORT is set. Several processes of one machine are told the same number: each kind has
its own place after it, and a second process of a kind takes the next ten (see `OFFSETS`).
"""

import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from phien.plumbing.meters import REGISTRY, process

log = logging.getLogger("phien.lookout")
OFFSETS = {"edge": 0, "web": 1, "jobs": 2, "desk": 3}
STEP = 10  # ports between two processes of one kind
MOST = 20  # processes of one kind on one machine
Health = Callable[[], Mapping[str, str]]


def nothing_wrong() -> Mapping[str, str]:
    """Every part is well: there is none."""
    return {}


def answer(parts: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and JSON body of a health answer; `parts` maps a part to "ok" or to what is wrong with it."""
    good = all(state == "ok" for state in parts.values())
    return 200 if good else 503, json.dumps({"ok": good, "parts": dict(parts)}).encode()


class Lookout(ThreadingHTTPServer):
    """The port, served by threads of its own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], *, alive: Health, ready: Health) -> None:
        super().__init__(address, Handler)
        self.alive, self.ready = alive, ready

    def close(self) -> None:
        """Show nothing any more."""
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has gone."""
        log.debug("lookout: a request broke off", exc_info=True)


class Handler(BaseHTTPRequestHandler):
    """GET of three paths."""

    server: Lookout
    timeout = 10
    server_version = "phien"
    sys_version = ""

    def do_GET(self) -> None:
        """Figures or health."""
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._send(200, generate_latest(REGISTRY), CONTENT_TYPE_PLAIN_0_0_4)
        elif path == "/healthz":
            self._send(*answer(self.server.alive()), "application/json")
        elif path == "/readyz":
            self._send(*answer(self.server.ready()), "application/json")
        else:
            self._send(404, b"", "text/plain")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Every scrape is no news."""


def keep_lookout(
    kind: str, *, alive: Health = nothing_wrong, ready: Health = nothing_wrong
) -> Lookout | None:
    """Serve this process's figures from a thread; None where PHIEN_METRICS_PORT is not set or none is free.

    PHIEN_METRICS_PORT: a port, on loopback; or `address:port` for an address of a private network.
    """
    host, _, port = os.environ.get("PHIEN_METRICS_PORT", "").strip().rpartition(":")
    if not port.isdecimal():
        return None
    for n in range(MOST):
        place = (host or "127.0.0.1", int(port) + OFFSETS[kind] + STEP * n)
        with contextlib.suppress(OSError, OverflowError):
            made = Lookout(place, alive=alive, ready=ready)
            process.info({"kind": kind})
            threading.Thread(target=made.serve_forever, args=(0.1,), name="lookout", daemon=True).start()
            log.info("lookout: %s shows its figures on %s:%s", kind, *place)
            return made
    log.warning("lookout: no free port from %s on; the figures of this process are not shown", port)
    return None
