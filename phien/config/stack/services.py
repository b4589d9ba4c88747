"""The commands of our own services: what `phien up` starts, and `phien edge|web|…` on several machines."""

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

WEB_THREADS = 8


def edge_command() -> list[str]:
    """The public port: buying, comments, streams; the rest goes on to the web."""
    return [sys.executable, "-m", "phien.config.edge_server"]


def jobs_command() -> list[str]:
    """The worker of the job queue."""
    return [sys.executable, "-m", "phien.config.jobs_worker"]


def desk_command() -> list[str]:
    """Order desks alone, without a public port."""
    return [sys.executable, "-m", "phien.config.desk_server"]


def owners(name: str, count: int) -> list[tuple[str, dict[str, str]]]:
    """`count` services of one kind: each one's name (edge, edge-2, …) and what it alone is told.

    PHIEN_OWNER stays the same while this run lasts: since the supervisor sees the old one die (and ends its
    group) before it starts the next, the next may take over its desks at once instead of watching them for
    three seconds.
    """
    run = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    names = [name if slot == 1 else f"{name}-{slot}" for slot in range(1, count + 1)]
    return [(each, {"PHIEN_OWNER": f"{run}-{each}"}) for each in names]


def web_command(socket: str) -> list[str]:
    """Django under gunicorn, on a Unix socket's path or `host:port`.

    Threads, not processes: one import, one pool of connections. Kept connections outlive the edge's idle
    time, so that the edge never writes into one that is just being closed.
    """
    bind = f"unix:{socket}" if socket.startswith("/") else socket
    flags = f"--worker-class gthread --threads {WEB_THREADS} --workers 1 --keep-alive 75 --graceful-timeout 8"
    return [
        *(sys.executable, "-m", "gunicorn", "phien.config.wsgi:application", "--bind", bind),
        *(*flags.split(), "--no-control-socket"),
    ]


def environment(
    base: Mapping[str, str], *, connected: Mapping[str, str], port: int, host: str, web_socket: Path
) -> dict[str, str]:
    """What every service is told; `connected` is what `where.connect_env` gives to other commands."""
    # Compiled modules are kept, whatever the shell says: without them each start takes a second longer.
    kept = {name: value for name, value in base.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        **connected,
        "PHIEN_PORT": str(port),
        "PHIEN_HOST": host,
        "PHIEN_WEB_SOCKET": str(web_socket),
        "DJANGO_SETTINGS_MODULE": "phien.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
