"""Starts one edge process on the public port. No Django here."""

import contextlib
import os
import resource
import socket
import sys

import uvicorn

from phien.config.collector import quiet_collector
from phien.config.drain import IN_FLIGHT, DrainingServer
from phien.config.edge import make_app
from phien.live.desk.desks import Desks
from phien.plumbing.logs import log_as
from phien.plumbing.streams.server import HandOverProtocol

BACKLOG = 4096
SYSTEMD = "3"  # where sd_listen_fds begins


def main() -> None:
    """Serve until told to stop. PHIEN_PORT and PHIEN_HOST say where, unless a socket is lent."""
    log_as("edge")
    if not os.environ.get("BUYER_COOKIE_KEY"):
        sys.exit("BUYER_COOKIE_KEY is missing: without it anybody could sign a buyer's cookie.")
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    quiet_collector()
    app = make_app(with_desks=not os.environ.get("PHIEN_WITHOUT_DESKS"))
    config = uvicorn.Config(
        app,
        host=os.environ.get("PHIEN_HOST", "0.0.0.0"),  # noqa: S104 - the public port is meant to be public
        port=int(os.environ.get("PHIEN_PORT", "8000")),
        http=HandOverProtocol,
        loop="uvloop",
        backlog=BACKLOG,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=IN_FLIGHT,
    )
    public = lent_socket()
    with contextlib.suppress(KeyboardInterrupt):
        DrainingServer(config, app.state.readiness, on_drain=lambda: claim_no_more(app.state.edge.desks)).run(
            sockets=[public] if public else None
        )


def claim_no_more(desks: Desks) -> None:
    """While we drain, desks that fall free go to others: we would only hand them on a moment later."""
    desks.leaving = True
    desks.notice.set()


def lent_socket() -> socket.socket | None:
    """The listening socket that whoever started us holds, so that nobody is refused while we start anew:
    `phien up` names it in PHIEN_LISTEN_FD, systemd (a socket unit) by its own protocol.

    Without one we bind the port ourselves, alone (no SO_REUSEPORT): a second edge started by mistake says
    that the port is in use instead of taking half of the buyers.
    """
    lent = os.environ.get("PHIEN_LISTEN_FD")
    if lent is None and os.environ.get("LISTEN_PID") == str(os.getpid()):
        lent = SYSTEMD if os.environ.get("LISTEN_FDS") == "1" else None
    return socket.socket(fileno=int(lent)) if lent else None


if __name__ == "__main__":
    main()
