"""`phien desk` that can be stopped at one exact point and whose wall clock can jump: the real process with
two hooks, `python -m tests.faults.desk_process`.

FAULTS_TOLD names a JSON file that it reads again and again: `stop` (a point of the next batch at which it
sends itself SIGSTOP, once) and `clock` (seconds by which its wall clock is wrong).

The clock: `datetime.now`, `utcnow`, `today`, `time.time` and `time.time_ns` of this process, wherever the
product reads them. Not covered: what C code reads by itself, PostgreSQL's own `now()`, the other processes;
nor is the monotonic clock touched, which no jump of a wall clock moves. The machine's clock stays as it is.
"""

import datetime as datetime_module
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import psycopg  # before the clock is exchanged: it keeps the real type  # noqa: F401

TOLD = Path(os.environ["FAULTS_TOLD"])
Real = datetime_module.datetime
real_time, real_time_ns = time.time, time.time_ns
_read_at, _told = -1.0, dict[str, Any]()


def told() -> dict[str, Any]:
    """What the file says, read at most twenty times a second."""
    global _read_at, _told
    now = time.monotonic()
    if now - _read_at > 0.05:
        _read_at, _told = now, json.loads(TOLD.read_text())
    return _told


def wrong_by() -> float:
    """Seconds by which the clock is wrong now."""
    return float(told().get("clock", 0))


class AsReal(type):
    """Every datetime is one of ours."""

    def __instancecheck__(cls, other: object) -> bool:
        return isinstance(other, Real)


class Wrong(Real, metaclass=AsReal):
    """datetime.datetime with a wrong `now`; what it makes are real ones."""

    def __new__(cls, *given: Any, **named: Any) -> Any:
        return Real(*given, **named)

    @classmethod
    def now(cls, tz: datetime_module.tzinfo | None = None) -> Any:
        return Real.now(tz) + datetime_module.timedelta(seconds=wrong_by())

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(datetime_module.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return cls.now()


def make_the_clock_wrong() -> None:
    """Exchange the clock, before the product is imported."""
    datetime_module.datetime = Wrong  # type: ignore[misc]
    time.time = lambda: real_time() + wrong_by()
    time.time_ns = lambda: real_time_ns() + int(wrong_by() * 1e9)


def stop_if(point: str) -> bool:
    """SIGSTOP here, where the file says so, once; whether it was."""
    if told().get("stop") != point:
        return False
    TOLD.write_text(json.dumps({**_told, "stop": ""}))
    _told["stop"] = ""
    os.kill(os.getpid(), signal.SIGSTOP)
    return True


def make_it_stop() -> None:
    """Hook into the one place where a batch is sent."""
    from phien.live.desk.line import Line

    send = Line.send

    async def sending(self: Line, statements: Any, *, begin: bool = False, commit: bool = False) -> Any:
        if not (begin and commit):
            return await send(self, statements, begin=begin, commit=commit)
        stop_if("before send")
        if told().get("stop") != "before commit":
            return await send(self, statements, begin=begin, commit=commit)
        await send(self, statements, begin=begin)
        stop_if("before commit")
        await self.alive.execute("commit")  # it was stopped and goes on
        os._exit(70)  # a desk that slept through its takeover has committed

    Line.send = sending  # type: ignore[method-assign]


if __name__ == "__main__":
    make_the_clock_wrong()
    make_it_stop()
    from phien.config.desk_server import main

    main()
