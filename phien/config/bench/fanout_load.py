"""What a fan-out measurement is made of: crowds in other processes, a beat of events, a neighbour."""

import contextlib
import http.client
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from phien.config.bench.fanout_viewer import Wish
from phien.config.bench.parts import at, command
from phien.config.stack.errors import StackError

MOST_A_CROWD = 10_000  # viewers a process: more take it a core, and its files
PAUSE = 4.0  # seconds for the last events to arrive
LINES = 6  # items in an event: about 300 bytes


class Crowds:
    """One or several crowds that do the same."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        count = -(-wish.viewers // MOST_A_CROWD)
        self.children: list[subprocess.Popen[str]] = []
        for n in range(count):
            share = wish.viewers * (n + 1) // count - wish.viewers * n // count
            slow = wish.slow * (n + 1) // count - wish.slow * n // count
            part = replace(wish, viewers=share, slow=slow, first=wish.first + n * wish.addresses)
            self.children.append(
                subprocess.Popen(  # noqa: S603 - our own command
                    [*command("crowd"), part.to_json()],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )

    def ready(self) -> float:
        """Wait until all have come; the seconds it took the slowest crowd."""
        told = [self._line(child) for child in self.children]
        here = sum(each["ready"] for each in told)
        if here < self.wish.viewers:
            raise StackError(f"Only {here} of {self.wish.viewers} viewers got their first bytes.")
        return max(float(each["seconds"]) for each in told)

    def say(self, word: str) -> None:
        """`count` or `stop`."""
        for child in self.children:
            if child.stdin is not None:
                child.stdin.write(word + "\n")
                child.stdin.flush()

    def stop(self) -> dict[str, Any]:
        """End them; their findings added up, lags as p50_ms, p99_ms, max_ms."""
        self.say("stop")
        found = [self._line(child) for child in self.children]
        for child in self.children:
            child.wait(10)
        return _added(found)

    def leave(self) -> None:
        """Whatever happens."""
        for child in self.children:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _line(self, child: "subprocess.Popen[str]") -> dict[str, Any]:
        line = child.stdout.readline().removeprefix("READY") if child.stdout is not None else ""
        if not line:
            raise StackError("A crowd of viewers ended by itself.")
        told: dict[str, Any] = json.loads(line)
        return told


@contextlib.contextmanager
def crowds(wish: Wish) -> Iterator[Crowds]:
    """Crowds for the time of a measurement."""
    made = Crowds(wish)
    try:
        yield made
    finally:
        made.leave()


def quantile(steps: list[tuple[int, int]], part: float) -> float | None:
    """A quantile of a histogram in µs, as ms; None where nothing was counted."""
    wanted, seen = part * sum(count for _, count in steps), 0
    for bound, count in steps:
        seen += count
        if seen >= wanted:
            return round(bound / 1000, 2)
    return None


def _added(found: list[dict[str, Any]]) -> dict[str, Any]:
    added: dict[str, Any] = {}
    for key, value in found[0].items():
        values = [each[key] for each in found if each[key] is not None]
        if key in ("lags", "state_ms"):
            total: dict[int, int] = {}
            for bound, count in (step for each in values for step in each):
                total[bound] = total.get(bound, 0) + count
            steps = sorted(total.items())
            name = "" if key == "lags" else "state_"
            for label, part in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
                added[f"{name}{label}_ms"] = quantile(steps, part)
        elif key in ("fewest", "most", "back_s", "all_states_s"):
            added[key] = min(values, default=None) if key == "fewest" else max(values, default=None)
        else:
            added[key] = round(sum(values), 3) if value is not None else None
    return added


def event(n: int) -> dict[str, Any]:
    """The facts of an event of about 300 bytes, with the moment it is told."""
    items = [{"code": f"A{item}", "left": 1000 - n % 1000, "waiting": 0} for item in range(1, LINES + 1)]
    return {"at": f"@T{time.monotonic_ns():019d}", "items": items}


def beat(tell: Callable[[int], None], *, each_second: float, seconds: float) -> int:
    """Call `tell(n)` at a steady rate; how often it was called."""
    began, n = time.monotonic(), 0
    while (due := began + n / each_second) < began + seconds:
        time.sleep(max(0.0, due - time.monotonic()))
        tell(n)
        n += 1
    return n


class Neighbour:
    """Asks another route again and again on a kept connection, in a thread; `lags` in ms."""

    def __init__(self, port: int, path: str, *, apart: float = 0.02) -> None:
        self.port, self.path, self.apart = port, path, apart
        self.lags: list[float] = []
        self.wrong = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._ask, daemon=True)

    def start(self) -> None:
        """From now on."""
        self.thread.start()

    def stop(self) -> None:
        """Until here."""
        self.over.set()
        self.thread.join(10)

    def _ask(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.over.wait(self.apart):
            began = time.monotonic()
            try:
                line.request("GET", self.path)
                answer = line.getresponse()
                answer.read()
                self.wrong += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.wrong += 1
                line.close()
                continue
            self.lags.append((time.monotonic() - began) * 1000)
        line.close()

    def part(self, part: float) -> float | None:
        """A quantile in ms."""
        return at(sorted(self.lags), part) if self.lags else None
