"""The bus for processes with threads (web, jobs, command line): one event loop in a thread of its own.

Started after fork, at first use; callers wait with a deadline.
"""

import asyncio
import threading

from phien.plumbing.bus import Bus

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_bus: Bus | None = None


def _ready(url: str) -> tuple[asyncio.AbstractEventLoop, Bus]:
    global _loop, _bus
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="bus", daemon=True).start()
        if _bus is None or _bus.url != url:
            bus = Bus(url)
            asyncio.run_coroutine_threadsafe(bus.connect(), _loop).result(10)
            _bus = bus
        return _loop, _bus


def request(url: str, subject: str, payload: bytes, *, within: float) -> bytes:
    """Ask over the bus from any thread; raises NobodyAnswers after `within` seconds."""
    loop, bus = _ready(url)
    return asyncio.run_coroutine_threadsafe(bus.request(subject, payload, within=within), loop).result(
        within + 2
    )


def publish(url: str, subject: str, payload: bytes) -> None:
    """Tell over the bus from any thread."""
    loop, bus = _ready(url)
    asyncio.run_coroutine_threadsafe(bus.publish(subject, payload), loop).result(5)
