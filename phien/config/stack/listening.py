"""Ports. The supervisor holds the public one and lends it to every edge: nobody is refused meanwhile."""

import errno
import socket

from phien.config.stack.errors import StackError

BACKLOG = 4096  # who connects while no edge accepts waits here


def public_socket(host: str, port: int) -> socket.socket:
    """Listen on the port; connections wait until an edge takes them. Raises StackError, one sentence.

    One socket for all edges, not one each by SO_REUSEPORT: the kernel would go on giving a stopped edge its
    share of the buyers, while from one queue whoever is alive takes the next.
    """
    public = socket.socket()
    public.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        public.bind((host, port))
        public.listen(BACKLOG)
    except OSError as error:
        public.close()
        raise StackError(_why_not(error, host, port)) from None
    return public


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _why_not(error: OSError, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} is kept for the system; choose one over 1023."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program; choose another, as in `make run PORT={port + 1}`."
    return f"{host} is no address of this machine; use --host 127.0.0.1 or 0.0.0.0."
