"""Three NATS servers that form one cluster on loopback, any of which may be killed. For tests."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from phien.config.stack.bus import Bus
from phien.config.stack.children import end
from phien.plumbing.bus import Bus as Client
from phien.testing.stack import scratch_folder

TOKEN = "t-of-the-test"
CLUSTER = """
cluster {{
    name: phien
    no_advertise: true
    listen: "127.0.0.1:{route}"
    authorization {{ user: route, password: secret, timeout: 3 }}
    routes: [{others}]
}}
ping_interval: "1s"
ping_max: 2
"""


@dataclass(frozen=True)
class Member(Bus):
    """One server of a cluster: `route` is its port for the others, `routes` are theirs."""

    route: int = 0
    routes: tuple[int, ...] = ()

    def write_configuration(self) -> None:
        """The embedded server's own, and the cluster."""
        super().write_configuration()
        others = ", ".join(f'"nats-route://route:secret@127.0.0.1:{port}"' for port in self.routes)
        with self._configuration().open("a", encoding="utf-8") as out:
            out.write(CLUSTER.format(route=self.route, others=others))


@dataclass
class Cluster:
    """The servers by their place in the list, and the processes that run now."""

    servers: list[Member]
    running: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """NATS_URL: all of them."""
        return ",".join(server.url for server in self.servers)

    def start(self, n: int) -> None:
        """Start one (again) and wait until it answers."""
        self.running[n] = self.servers[n].start(os.environ)
        self.servers[n].wait_until_ready(self.running[n])

    def signal(self, n: int, which: signal.Signals) -> None:
        """Stop one with SIGSTOP, let it go on with SIGCONT."""
        self.running[n].send_signal(which)

    def kill(self, n: int) -> None:
        """kill -9."""
        self.signal(n, signal.SIGKILL)
        self.running.pop(n).wait()

    def server_of(self, pid: int) -> int:
        """Which server a process is connected to now."""
        ports = {server.port: n for n, server in enumerate(self.servers)}
        peers = peers_of(pid)
        return next(n for port, n in ports.items() if port in peers)


def peers_of(pid: int) -> set[int]:
    """The TCP ports that a process is connected to on this machine."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            inodes.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return {int(row[2].rpartition(":")[2], 16) for row in rows if row[3] == "01" and row[9] in inodes}


@contextlib.contextmanager
def nats_cluster(size: int = 3) -> Iterator[Cluster]:
    """A running cluster; what is left of it ends with the block."""
    ports = free_ports(2 * size)
    clients, routes = ports[:size], ports[size:]
    with scratch_folder() as folder:
        servers = []
        for n in range(size):
            (folder / str(n)).mkdir()
            others = tuple(port for port in routes if port != routes[n])
            log = folder / str(n) / "nats.log"
            servers.append(Member(folder / str(n), log, clients[n], TOKEN, routes[n], others))
        made = Cluster(servers)
        try:
            for n in range(size):
                made.start(n)
            yield made
        finally:
            for child in made.running.values():
                child.send_signal(signal.SIGCONT)
                end(child, patience=3)


async def with_two(
    buses: Awaitable[tuple[Client, Client]], doing: Callable[[Client, Client], Awaitable[None]]
) -> None:
    """Do this with two connected buses, and close them."""
    one, two = await buses
    try:
        await doing(one, two)
    finally:
        await one.close()
        await two.close()


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now, all different."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
