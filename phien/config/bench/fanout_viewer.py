"""One viewer of a crowd, and what a crowd is wished to do."""

import json
import socket
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Wish:
    """What a crowd does.

    `slow` viewers stop reading when counting begins (every second one reads a few bytes a second), and read
    again after `AWAKE`. `returns`: who is cut off comes back by its last event's id, and asks for the state
    after a `reset`.
    """

    port: int
    path: str
    viewers: int
    host: str = "127.0.0.1"
    state: str = ""  # path of the state
    first: int = 1  # the last part of the first address it comes from
    addresses: int = 4
    slow: int = 0
    returns: bool = False
    tls: bool = False

    def to_json(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))


class Viewer:
    """One connection."""

    __slots__ = (
        *(
            "asks",
            "carry",
            "comes_back",
            "counts",
            "events",
            "last",
            "number",
            "ready",
            "recv_into",
            "retry",
            "slow",
        ),
        "socket",
    )

    def __init__(self, number: int) -> None:
        self.number, self.events, self.ready, self.slow, self.comes_back = number, 0, False, False, False
        self.counts = True  # not of the slow ones
        self.asks = False  # for the state, in a moment
        self.carry = self.last = b""
        self.retry = 2.0  # seconds, as the stream says
        self.socket: socket.socket | None = None
        self.recv_into: Any = None
