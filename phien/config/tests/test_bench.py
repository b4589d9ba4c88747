"""The benchmarks run to their end and name every figure that has a bar; how fast they are is not tested."""

import asyncio
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from phien.config.bench import load
from phien.config.bench.cpu import families, seconds
from phien.config.tests.benches import bench

ROOT = Path(__file__).resolve().parents[3]
TOP = (
    "single_best batched_limit bare_http_32 place_256 http_32 http_32_while_pages http_p99_ms_at_1000 "
    "cpu_ms_per_order idle_p50_ms comments_per_s"
).split()


def test_orders_in_its_short_form() -> None:
    found = bench("orders --seconds 0.3 --rounds 1")
    assert [name for name in TOP if not found[name] > 0] == []
    parts = found["parts"]
    assert parts["3000 buyers at one instant, 2000 jars"][0]["statuses"] == {"201": 2000, "409": 1000}
    assert set(parts["comments in lists of 50, 8 lists in flight"][0]["statuses"]) == {"200"}
    assert "lost" not in parts["HTTP, 32 in flight"][0]["statuses"]


class Answering(asyncio.Protocol):
    """A server that answers 201 to everything, and notes what it was asked."""

    asked: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        Answering.asked.append(data)
        self.transport.write(b"HTTP/1.1 201 Created\r\nContent-")  # the head may come in pieces
        self.transport.write(b"Length: 2\r\n\r\n{}")


@pytest.mark.parametrize(
    ("more", "n"),
    [
        ({"most": 40, "in_flight": 4, "seconds": 5.0}, 40),
        ({"rate": 200.0, "seconds": 0.5, "in_flight": 3}, 100),
    ],
    ids=["as fast as it goes", "steadily"],
)
def test_the_load_sends_what_it_says(more: dict[str, Any], n: int) -> None:
    Answering.asked.clear()

    async def all_of_it() -> load.Told:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = await asyncio.get_running_loop().create_server(Answering, sock=listener)
            port = listener.getsockname()[1]
            told = await load.run(
                load.Task(port=port, kind="orders", sessions=[7], items=["A1", "A2"], **more)
            )
            server.close()
            return told

    told = asyncio.run(all_of_it())
    assert (len(told.times), dict(told.statuses)) == (n, {"201": n})
    bodies = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in Answering.asked]
    assert len({body["key"] for body in bodies}) == n
    assert {body["items"][0]["code"] for body in bodies} == {"A1", "A2"}


def test_cpu_seconds_are_counted_by_service() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "x = sum(range(20_000_000)); input()"], stdin=subprocess.PIPE
    )
    try:
        assert families(child.pid) == {"up": [child.pid]}
        deadline = 100
        while seconds([child.pid]) < 0.1 and deadline:
            deadline -= 1
            subprocess.run(["sleep", "0.1"], check=True)
        assert seconds([child.pid]) >= 0.1
    finally:
        child.communicate(b"\n", timeout=10)
