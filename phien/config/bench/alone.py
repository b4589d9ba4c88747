"""The desk without HTTP: places of one wish each, a fixed number of them in flight.

`python -m phien.config.bench.alone` reads a JSON task and prints a JSON result; nobody else may serve the
sessions.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import psycopg
import uvloop

from phien.config.bench.parts import spread
from phien.config.collector import quiet_collector
from phien.live.contracts import Answer, Ask
from phien.live.desk.desk import Desk
from phien.live.desk.together import Together

TAKE = "update live_desk set fence = fence + 1, owner = 'bench' where session_id = %s returning fence, seq"


@dataclass(frozen=True)
class Alone:
    """`in_flight` wishes over all sessions together."""

    database_url: str
    sessions: list[int]
    items: list[str]
    in_flight: int
    seconds: float
    name: str


async def run(task: Alone) -> dict[str, Any]:
    """Orders a second, and the times of each."""
    together = Together(task.database_url)
    desks = [await _desk(task.database_url, session, together) for session in task.sessions]
    working = [asyncio.create_task(desk.work()) for desk in desks]
    took: list[float] = []
    numbers = count()
    began, cpu = time.perf_counter(), time.process_time()
    until = began + task.seconds
    gone = asyncio.Event()
    flying = 0

    def ask() -> None:
        nonlocal flying
        n = next(numbers)
        desk = desks[n % len(desks)]
        since = time.perf_counter()
        body = {
            "buyer_key": f"b:{task.name}-{n}",
            "source": "button",
            "name": "Người mua thử",
            "phone": f"+849{n % 10**8:08d}",
            "items": [{"code": task.items[n % len(task.items)], "qty": 1}],
        }
        (answer,) = desk.ask(Ask(desk.session, "place", f"{task.name}-{n}", body, "buyer"))
        flying += 1

        def told(future: "asyncio.Future[Answer]") -> None:
            nonlocal flying
            flying -= 1
            now = time.perf_counter()
            took.append(now - since)
            if future.result().status != 201:
                raise RuntimeError(future.result())
            if now < until:
                ask()
            elif not flying:
                gone.set()

        answer.add_done_callback(told)

    for _ in range(task.in_flight):
        ask()
    await gone.wait()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    for desk in desks:
        desk.stopping = True
        desk.wake.set()
    await asyncio.gather(*working)
    for desk in desks:
        await desk.line.close()
    await together.close()
    return {
        "per_s": round(len(took) / wall, 1),
        **spread([seconds * 1000 for seconds in took]),
        "cpu_us_per_order": round(cpu / len(took) * 1e6, 1),
        "n": len(took),
    }


async def _desk(url: str, session: int, together: Together) -> Desk:
    async def publish(frame: dict[str, Any]) -> None:
        return None

    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(TAKE, [session]).fetchone()
    if row is None:
        raise RuntimeError(f"session {session} was never opened")
    desk = Desk(dsn=url, session=session, fence=row[0], seq=row[1], publish=publish, together=together)
    await desk.start()
    return desk


def as_json(task: Alone) -> bytes:
    """For the other process's standard input."""
    return json.dumps(asdict(task)).encode()


if __name__ == "__main__":
    quiet_collector()
    json.dump(uvloop.run(run(Alone(**json.load(sys.stdin)))), sys.stdout)
