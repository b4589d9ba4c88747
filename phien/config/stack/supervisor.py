"""Keeps services alive: starts them, starts again what dies, ends all of them in order."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from phien.config.stack.children import end, signal_group
from phien.config.stack.errors import StackError
from phien.plumbing.logs import sentence_of

PAUSES = (0.0, 0.2, 1.0, 2.0, 3.0)  # seconds before each new try in a row
SETTLED = 10.0  # a service that lived this long starts again from the first pause
LOG_LIMIT = 20_000_000  # bytes; then the log becomes `.1` and begins anew


@dataclass
class Service:
    """One program to keep alive. `start` gives its process, `stop` ends it."""

    name: str
    log: Path
    start: Callable[[], subprocess.Popen[bytes]]
    stop: Callable[[subprocess.Popen[bytes]], None] = end
    child: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    failures: int = 0
    again_at: float | None = None

    def begin(self) -> None:
        """Start it now."""
        self.again_at = None
        self.began = time.monotonic()
        self.child = self.start()

    def has_died(self) -> bool:
        """Whether it ended by itself since the last look."""
        return self.child is not None and self.child.poll() is not None

    def plan_again(self) -> float:
        """Clear what it left and plan its next start; gives the pause in seconds."""
        assert self.child is not None  # noqa: S101 - asked after has_died only
        signal_group(self.child, signal.SIGKILL)
        self.child = None
        lived = time.monotonic() - self.began
        self.failures = 1 if lived > SETTLED else self.failures + 1
        pause = PAUSES[min(self.failures - 1, len(PAUSES) - 1)]
        self.again_at = time.monotonic() + pause
        return pause

    def last_words(self) -> str:
        """The last line of its log, for a message."""
        with contextlib.suppress(OSError):
            text = self.log.read_bytes()[-4000:].decode("utf-8", errors="replace")
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            if lines:
                return sentence_of(lines[-1])
        return "it left no word"


@dataclass
class Supervisor:
    """The services in the order of their start. `say` shows one line to the person at the terminal."""

    say: Callable[[str], None]
    services: list[Service] = field(default_factory=list)
    _trimmed_at: float = 0.0

    def add(self, service: Service) -> Service:
        """Start one more service and keep it alive from now on."""
        self.services.append(service)
        service.begin()
        return service

    def mend(self, *, give_up_after: int | None = None) -> None:
        """Look once at every service: note deaths, start what is due.

        With `give_up_after`, that many deaths in a row raise StackError: what never ran is not mended.
        """
        for service in self.services:
            if service.has_died() and service.child is not None:
                how = cause_of_death(service.child.returncode)
                service.plan_again()
                if give_up_after and service.failures >= give_up_after:
                    raise StackError(why_not(service))
                self.say(f"{service.name} {how}; starting it again.")
            if service.again_at is not None and time.monotonic() >= service.again_at:
                try:
                    service.begin()
                except (StackError, OSError) as error:
                    self.say(f"{service.name} does not start: {error}")
                    service.failures += 1
                    service.again_at = time.monotonic() + PAUSES[min(service.failures, len(PAUSES) - 1)]

    def watch(self, bell: "Bell") -> None:
        """Mend for ever; a signal ends it by KeyboardInterrupt."""
        while True:
            due = [
                service.again_at - time.monotonic()
                for service in self.services
                if service.again_at is not None
            ]
            bell.nap(max(0.01, min([*due, 5.0])))
            self.mend()
            self._trim_logs()

    def end_all(self, order: list[tuple[str, ...]]) -> None:
        """End the named services group by group; within a group all are asked before any is waited for."""
        for names in order:
            going = [
                service for service in self.services if service.name in names and service.child is not None
            ]
            for service in going:
                service.again_at = None
                if len(going) > 1 and service.child is not None:
                    signal_group(service.child, signal.SIGTERM)
            for service in going:
                if service.child is not None:
                    service.stop(service.child)
                    service.child = None

    def kill_all(self) -> None:
        """The second Ctrl-C: at once. PostgreSQL gets over it."""
        for service in self.services:
            if service.child is not None:
                signal_group(service.child, signal.SIGKILL)

    def _trim_logs(self) -> None:
        """Keep each log under LOG_LIMIT, once a minute. The services append, so the file may be cut."""
        if time.monotonic() - self._trimmed_at < 60:
            return
        self._trimmed_at = time.monotonic()
        for service in self.services:
            with contextlib.suppress(OSError):
                if service.log.stat().st_size > LOG_LIMIT:
                    service.log.with_suffix(".log.1").write_bytes(service.log.read_bytes())
                    os.truncate(service.log, 0)


def cause_of_death(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"


def why_not(service: Service) -> str:
    """Why a service does not start, as one sentence."""
    words = service.last_words()
    if words.startswith("ModuleNotFoundError: No module named "):
        missing = words.split("'")[1]
        if missing.startswith("phien"):
            return f"{service.name} does not start: this version has no {missing}."
        return f"The package {missing} is missing; run `make setup`."
    if "No space left on device" in words:
        return f"The disk that holds {service.log.parent} is full; free some space and start again."
    return f"{service.name} does not start: {words.rstrip('.')} (see {service.log})."


class Bell:
    """Wakes the supervisor the moment a child ends or somebody asks us to stop.

    The first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt; once `ending` is set, further ones call
    `hurry` instead, so that an impatient second Ctrl-C never leaves something running.
    """

    def __init__(self) -> None:
        self.ending = False
        self.hurry: Callable[[], None] = lambda: None

    @contextlib.contextmanager
    def ringing(self) -> Iterator["Bell"]:
        """Listen to the signals inside this block."""
        self._read, self._write = (
            os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
        )
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        before = {which: signal.getsignal(which) for which in (*STOPPING, signal.SIGCHLD)}
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for which in STOPPING:
            signal.signal(which, self._asked_to_stop)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        try:
            yield self
        finally:
            signal.set_wakeup_fd(-1)
            for which, handler in before.items():
                signal.signal(which, handler)
            os.close(self._read)
            os.close(self._write)

    def nap(self, seconds: float) -> None:
        """Sleep, but wake at once for any signal."""
        select.select([self._read], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while os.read(self._read, 512):
                pass

    def _asked_to_stop(self, _which: int, _frame: FrameType | None) -> None:
        if self.ending:
            self.hurry()
            return
        self.ending = True
        raise KeyboardInterrupt


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
