"""Starts one edge process on the public port. No Django here."""

import logging
import os
import resource
import sys

import uvicorn

from phien.config.collector import quiet_collector
from phien.config.edge import make_app
from phien.plumbing.streams.server import HandOverProtocol


def main() -> None:
    """Serve until told to stop. PHIEN_PORT and PHIEN_HOST say where."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    if not os.environ.get("BUYER_COOKIE_KEY"):
        sys.exit("BUYER_COOKIE_KEY is missing: without it anybody could sign a buyer's cookie.")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    quiet_collector()
    uvicorn.run(
        make_app(),
        host=os.environ.get("PHIEN_HOST", "0.0.0.0"),  # noqa: S104 - the public port is meant to be public
        port=int(os.environ.get("PHIEN_PORT", "8000")),
        http=HandOverProtocol,
        loop="uvloop",
        backlog=4096,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
