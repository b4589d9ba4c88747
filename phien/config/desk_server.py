"""Order desks alone, without a public port: `phien desk`, in any number, on any machine. No Django here."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any

import uvloop

from phien.config.collector import quiet_collector
from phien.config.watch import database_answers, loop_watched, new_pool, owner, watches
from phien.live.desk.desks import Desks
from phien.plumbing import meters
from phien.plumbing.bus import Bus
from phien.plumbing.logs import log_as
from phien.plumbing.lookout import keep_lookout
from phien.plumbing.readiness import Readiness, alive


def main() -> None:
    """Serve desks until SIGINT or SIGTERM; what is queued is finished, then the desks are released."""
    log_as("desk")
    quiet_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())


async def serve() -> None:
    """From the environment: DATABASE_URL, NATS_URL, PHIEN_OWNER (a name that one living process has)."""
    dsn = os.environ["DATABASE_URL"]
    asked_to_stop = asyncio.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, asked_to_stop.set)
    bus = Bus(os.environ["NATS_URL"])
    if not await _before(bus.connect(), asked_to_stop):
        return
    async with new_pool(dsn, most=4) as pool:
        desks = Desks(dsn=dsn, bus=bus, pool=pool, owner=owner(), only_by_bus=True)
        await desks.start()
        readiness = Readiness(
            {"database": lambda: database_answers(pool), "desks": lambda: watches(desks, wanted=True)}
        )
        loop = asyncio.get_running_loop()
        watched = keep_lookout("desk", alive=alive(loop), ready=readiness.from_threads(loop))
        with meters.here.holding(desks=desks.serving, bus=bus):
            async with loop_watched():
                await asked_to_stop.wait()
                readiness.draining = True
                meters.draining.set(1)
                await desks.stop()
        if watched is not None:
            watched.close()
    await bus.close()


async def _before(doing: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """Whether this was done before anybody asked to stop; a first connection may take for ever."""
    tasks = [asyncio.ensure_future(each) for each in (doing, stop.wait())]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    tasks[1].cancel()
    if not tasks[0].done():
        tasks[0].cancel()
        return False
    await tasks[0]
    return True


if __name__ == "__main__":
    main()
