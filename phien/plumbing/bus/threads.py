"""The bus for processes with threads (web, jobs, command line): one event loop in a thread of its own.

Started after fork, at first use; callers wait with a deadline.
"""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from phien.plumbing.bus import AWAY, Bus, NobodyAnswers

T = TypeVar("T")
CONNECT = 3.0  # seconds for the first connection
PUBLISH = 3.0

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_bus: Bus | None = None
_thread: threading.Thread | None = None
_process = 0


def _ready(url: str) -> tuple[asyncio.AbstractEventLoop, Bus]:
    """This process's loop and bus; raises NobodyAnswers where the bus cannot be reached."""
    global _loop, _bus, _thread, _process
    with _lock:
        if _loop is None or _process != os.getpid():
            _loop, _bus, _process = asyncio.new_event_loop(), None, os.getpid()
            _thread = threading.Thread(target=_loop.run_forever, name="bus", daemon=True)
            _thread.start()
        if _bus is None or _bus.url != url:
            bus = Bus(url)
            _wait(_loop, bus.connect(), CONNECT)
            _bus = bus
        return _loop, _bus


def _wait(loop: asyncio.AbstractEventLoop, doing: Coroutine[Any, Any, T], within: float) -> T:
    future = asyncio.run_coroutine_threadsafe(doing, loop)
    try:
        return future.result(within)
    except (*AWAY, TimeoutError) as error:
        future.cancel()
        raise NobodyAnswers from error


def request(url: str, subject: str, payload: bytes, *, within: float) -> bytes:
    """Ask over the bus from any thread; raises NobodyAnswers after `within` seconds."""
    loop, bus = _ready(url)
    return _wait(loop, bus.request(subject, payload, within=within), within + 1)


def publish(url: str, subject: str, payload: bytes) -> None:
    """Tell over the bus from any thread; raises NobodyAnswers where it is away."""
    loop, bus = _ready(url)
    _wait(loop, bus.publish(subject, payload), PUBLISH)


def leave() -> None:
    """End the connection and its thread. Tests do so; a process that ends need not."""
    global _loop, _bus
    with _lock:
        if _loop is not None and _thread is not None and _process == os.getpid():
            if _bus is not None:
                _wait(_loop, _bus.close(), PUBLISH)
            _wait(_loop, _give_up(), PUBLISH)
            _loop.call_soon_threadsafe(_loop.stop)
            _thread.join(PUBLISH)
            _loop.close()
        _loop = _bus = None


async def _give_up() -> None:
    """End what is still being tried, such as a first connection."""
    trying = asyncio.all_tasks() - {asyncio.current_task()}
    for task in trying:
        task.cancel()
    await asyncio.gather(*trying, return_exceptions=True)
