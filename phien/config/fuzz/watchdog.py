"""A bound on the CPU time of a call: what takes longer is stopped, a loop without end too."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TypeVar

__all__ = ["TooSlow", "Watchdog"]

T = TypeVar("T")


class TooSlow(Exception):  # noqa: N818 - it says what happened
    """A call took longer than it may."""


class Watchdog:
    """Entered once, in the main thread; `ms` is the latest call's CPU time, whatever came of it.

    The timer counts the CPU time of this process, so others on the machine cannot make a call look slow.
    Python's regular expressions are stopped too: they look for signals as they search.
    """

    def __init__(self, most_ms: float) -> None:
        self.most_ms = most_ms
        self.ms = 0.0

    def __enter__(self) -> Watchdog:
        self._before = signal.signal(signal.SIGVTALRM, _ring)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _raised: object, _trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGVTALRM, self._before)

    def watch(self, call: Callable[[], T]) -> T:
        """What the call gives, or raises; TooSlow where it takes more than `most_ms`."""
        began = time.thread_time()  # that of the process is coarse while its timer runs
        signal.setitimer(signal.ITIMER_VIRTUAL, self.most_ms / 1e3)
        try:
            return call()
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self.ms = (time.thread_time() - began) * 1e3


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlow
