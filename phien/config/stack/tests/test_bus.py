"""The embedded NATS, started for real."""

import asyncio
import os
import socket
import stat
from urllib.parse import urlsplit

import nats

from phien.config.stack.bus import new_bus, without_token
from phien.config.stack.children import end
from phien.testing.stack import scratch_folder, throwaway_bus


def test_the_token_is_in_a_private_file_and_not_on_the_command_line() -> None:
    with scratch_folder() as folder:
        bus = new_bus(folder=folder, log=folder / "nats.log")
        bus.write_configuration()
        assert stat.S_IMODE((folder / "nats.conf").stat().st_mode) == 0o600
        assert bus.token in (folder / "nats.conf").read_text()
        assert bus.token not in " ".join(bus.command())


def test_a_client_with_the_token_is_served_and_one_without_is_not() -> None:
    async def visit(url: str) -> None:
        client = await nats.connect(url, allow_reconnect=False, connect_timeout=2)
        await client.flush()
        await client.close()

    with throwaway_bus() as url:
        asyncio.run(visit(url))
        where = urlsplit(without_token(url))
        assert where.username is None
        with socket.create_connection((where.hostname, where.port), timeout=5) as line:
            line.recv(4096)
            line.sendall(b"CONNECT {}\r\nPING\r\n")
            assert line.recv(4096) == b"-ERR 'Authorization Violation'\r\n"


def test_a_killed_server_comes_back_at_the_same_address() -> None:
    with scratch_folder() as folder:
        bus = new_bus(folder=folder, log=folder / "nats.log")
        child = bus.start(os.environ)
        bus.wait_until_ready(child)
        child.kill()
        child.wait()
        again = bus.start(os.environ)
        try:
            bus.wait_until_ready(again)
        finally:
            end(again)
