"""How an edge stops: it is not ready any more, then takes nobody new, answers what is in flight, says goodbye
to its viewers and hands its desks over. No Django.
"""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from phien.plumbing import meters
from phien.plumbing.readiness import Readiness

IN_FLIGHT = 5  # seconds for what is in flight: as long as a desk may take for an ask
log = logging.getLogger("phien.edge")
JUST_COME = 0.3  # seconds for the request of who has just connected
CLOSE = (b"connection", b"close")  # while the door still stands open: who keeps connections lets go of ours


def patience() -> float:
    """PHIEN_DRAIN: seconds between "not ready" and closing the door, for a balancer that asks /readyz."""
    return float(os.environ.get("PHIEN_DRAIN", "0") or 0)


class DrainingServer(uvicorn.Server):
    """uvicorn, but the first SIGTERM closes the door only after PHIEN_DRAIN seconds; a second at once."""

    def __init__(
        self, config: uvicorn.Config, readiness: Readiness, *, on_drain: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(config)
        self.readiness, self.on_drain = readiness, on_drain
        self.patience = patience()
        self.close_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: not ready from now on."""
        self.readiness.draining = True
        meters.draining.set(1)
        if self.close_at is None and self.patience > 0:
            self._captured_signals.append(sig)
            self.close_at = time.monotonic() + self.patience
            return
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to stop now."""
        if self.close_at is not None and time.monotonic() >= self.close_at:
            self.should_exit = True
        stop = await super().on_tick(counter)
        if self.close_at is not None:
            self._let_go()
        return stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody new; who has just come in may still ask; then as uvicorn does.

        Without the pause uvicorn hangs up on a connection whose request it has not read yet.
        """
        log.info("told to stop: %s connections are served to their end", len(self.server_state.connections))
        for server in self.servers:
            server.close()
        self._let_go()
        await asyncio.sleep(JUST_COME)
        await super().shutdown(sockets)

    def _let_go(self) -> None:
        """Every answer from now on is its connection's last, and no desk is taken over any more."""
        self.on_drain()
        if CLOSE not in self.server_state.default_headers:
            self.server_state.default_headers = [*self.server_state.default_headers, CLOSE]
