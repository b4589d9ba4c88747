"""One fault under load, from a fresh session to the comparison row by row; what it measured."""

import contextlib
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.crowd import Crowd
from tests.faults.ledger import compare
from tests.faults.stack import Stack, wait_for

RATE = 30.0  # buyers a second
STOCKED = 2.5  # seconds' worth of buyers, in pieces of each item: A1 is soon sold out, then its line full
BACK = 40.0  # seconds within which answers must flow again once the cause has gone
SLOW = 8.0  # seconds that no answer may take, not even a 503
PHONE = re.compile(r"\b0900\d{6}\b|\+84900\d{6}\b")


@dataclass
class Scene:
    """Where a fault happens; `notes` go into the report."""

    stack: Stack
    session: int
    crowd: Crowd
    name: str
    notes: list[str] = field(default_factory=list)
    settled: bool = False  # what is killed must have lived for so long that it starts again at once
    last: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    healed_at: float = 0.0
    desk: Any = None  # the desk process of this fault
    wire: Any = None  # the wire to the database that it cuts

    def healed(self) -> None:
        """The cause has gone: from now on it must come back by itself."""
        self.healed_at = time.monotonic()

    def note(self, words: str) -> None:
        """Something worth telling."""
        self.notes.append(words)


@dataclass(frozen=True)
class Fault:
    """`prepare` sets the scene before the load; `bring` does the harm, and undoes it where that is needed."""

    name: str
    says: str
    bring: Callable[[Scene], None]
    prepare: Callable[[Scene], None] = lambda scene: None
    on_disk_of_its_own: bool = False
    long: bool = False  # takes too long for `make test`
    unnoticed: bool = False  # no buyer may have to ask twice


@dataclass(frozen=True)
class Seen:
    """What one run measured. Seconds."""

    fault: str
    gap: float
    orders: int
    waiting: int
    refused: int
    unheard: int  # requests without any answer
    told_to_retry: int
    slowest_refusal: float
    notes: tuple[str, ...]

    def line(self) -> str:
        """For the terminal."""
        more = f"; {'; '.join(self.notes)}" if self.notes else ""
        return (
            f"{self.fault:<22} gap {self.gap:5.1f} s   {self.orders} orders, {self.waiting} waiting, "
            f"{self.refused} refused, {self.told_to_retry} × 503 (slowest {self.slowest_refusal:.1f} s), "
            f"{self.unheard} × no answer{more}"
        )


def run(
    fault: Fault,
    stack: Stack,
    *,
    name: str,
    rate: float = RATE,
    before: float = 1.5,
    after: float = 1.5,
    settled: bool = False,
) -> Seen:
    """Bring the fault under load; AssertionError where anything acknowledged was lost or doubled."""
    stock = round(rate * STOCKED)
    session = stack.new_session(stock=stock)
    crowd = Crowd(stack.port, session, rate=rate, name=name)
    scene = Scene(stack, session, crowd, name, settled=settled)
    marks = {log: len(text) for log, text in stack.logs().items()}
    with scene.last:
        scene.last.callback(crowd.close)
        fault.prepare(scene)
        crowd.start()
        wait_for(crowd.times, within=15, what="the first answer")
        time.sleep(before)
        began = time.monotonic()
        fault.bring(scene)
        since = scene.healed_at or time.monotonic()
        wait_for(lambda: crowd.answered_since(since) > rate / 2, within=BACK, what=f"{fault.name}: back")
        time.sleep(after)
        crowd.stop()
        crowd.ask_again(crowd.buyers[:: max(1, len(crowd.buyers) // 40)])
        told = compare(stack, crowd, stock=stock)
        stack.check()
        stack.close_session(session)
        stack.check()
        assert stack.page("/") == 200, "the web is not back"
        _look_at_logs(stack, marks, scene)
        return _seen(fault, scene, told, began)


def _seen(fault: Fault, scene: Scene, told: dict[str, int], began: float) -> Seen:
    crowd = scene.crowd
    strange = [each for each in crowd.refused if each.status not in (0, 503)]
    assert not strange, strange[:5]
    mute = [each for each in crowd.refused if each.status == 503 and not each.retry_after]
    assert not mute, "503 without Retry-After"
    assert not (fault.unnoticed and crowd.refused), f"it was noticed: {crowd.refused[:3]}"
    slowest = max((each.took for each in crowd.refused), default=0.0)
    assert slowest < SLOW, f"a buyer waited {slowest:.1f} s for nothing"
    return Seen(
        fault.name,
        crowd.gap(began),
        told["order"],
        told["waitlisted"],
        told["sold_out"],
        crowd.count(lambda each: each.status == 0),
        crowd.count(lambda each: each.status == 503),
        max((each.took for each in crowd.refused if each.status == 503), default=0.0),
        tuple(scene.notes),
    )


def _look_at_logs(stack: Stack, marks: dict[str, int], scene: Scene) -> None:
    """No phone in any log; tracebacks are counted."""
    counts: Counter[str] = Counter()
    for log, text in stack.logs().items():
        new = text[marks.get(log, 0) :]
        phones = PHONE.findall(new)
        assert not phones, f"{log} holds phones: {phones[:3]}"
        counts[log] += new.count("Traceback (most recent call last)")
    for log, n in counts.items():
        if n:
            scene.note(f"{n} tracebacks in {log}")
