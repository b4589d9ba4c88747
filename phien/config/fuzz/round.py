"""One round: a life of a few authors in one shop, of mutated comments. The same seed makes the same round."""

from __future__ import annotations

import hashlib
import random
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from phien.config.fuzz.mutations import LONG, blown_up, mutated
from phien.config.fuzz.sheets import SHEETS, said_in
from phien.config.fuzz.watchdog import TooSlow, Watchdog
from phien.reading.claims import Claims
from phien.reading.contracts import AuthorHistory, Reading, RunSheet
from phien.reading.reader import HOST, Reader

__all__ = ["Failure", "Found", "Round", "Shop", "shops"]

_SAID = 300  # comments of a round, before they are mutated
_AUTHORS = 30
_BY_HOST = 0.03
_LISTED = 20  # failures of a round that are told in full
_TRIES = 3
_QUARTER_MOST = 10.0  # times as long for four times the text: linear is 4, squared is 16
_GROWN = 3  # texts of a round whose time is compared with that of their first quarter
_WORTH_MEASURING_MS = 1.0

Current = Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Shop:
    """A run sheet and what was said about it; nothing said: made anew for each round."""

    name: str
    sheet: RunSheet
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One round to run: `number` chooses the shop and, with `seed`, everything in it."""

    seed: int
    number: int
    n: int
    most_ms: float
    shops: tuple[Shop, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A comment whose reading raised, took too long or broke a claim; `alone`: whatever was said before."""

    round: int
    shop: str
    text: str
    said: str
    alone: bool


@dataclass(slots=True)
class Found:
    """What a round found. `cpu_s`: of reading alone; `digest`: of all readings, in order."""

    number: int
    n: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    cpu_s: float = 0.0
    slowest_ms: float = 0.0
    slowest: str = ""
    long_ms: float = 0.0
    digest: str = ""
    peak_mb: float = 0.0


def shops() -> tuple[Shop, ...]:
    """The made-up ones."""
    return tuple(Shop(name, sheet) for name, sheet in SHEETS.items())


def run(task: Round) -> Found:
    """Reads the comments of a round, one after the other, and looks at each reading."""
    with Watchdog(task.most_ms) as watchdog:
        return _Life(task, watchdog).lived()


class _Life:
    def __init__(self, task: Round, watchdog: Watchdog) -> None:
        self._task = task
        self._watchdog = watchdog
        self._dice = random.Random(f"{task.seed}/{task.number}")  # noqa: S311 - to be repeated
        self._shop = task.shops[task.number % len(task.shops)]
        self._claims = Claims(self._shop.sheet)
        self._reader = Reader(self._shop.sheet)
        self._histories = [AuthorHistory() for _ in range(_AUTHORS)]
        codes = [item.code for item in self._shop.sheet.items[:20]]
        self._pins = (None, None, "", "ZZ9", *codes, *(code.lower() for code in codes))
        self._digest = hashlib.sha256()
        self._found = Found(task.number)

    def lived(self) -> Found:
        dice, found = self._dice, self._found
        said = self._shop.texts or said_in(self._shop.sheet, _SAID, dice)
        pinned: str | None = None
        for place in range(self._task.n):
            if place % 25 == 0:
                pinned = dice.choice(self._pins)
            self._read(mutated(dice.choice(said), said, dice), pinned)
        for _ in range(_GROWN):
            self._grow(blown_up(mutated(dice.choice(said), said, dice), dice)[:LONG], pinned)
        found.digest = self._digest.hexdigest()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found.peak_mb = most / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        return found

    def _read(self, text: str, pinned: str | None) -> None:
        by_host = self._dice.random() < _BY_HOST
        history = self._dice.choice(self._histories)
        current: Current = self._dice.choice((None, None, {}, dict(history.items)))
        said = self._attempt(text, pinned, history, current, by_host=by_host)
        found = self._found
        found.n += 1
        found.cpu_s += self._watchdog.ms / 1e3
        if not said and self._watchdog.ms > found.slowest_ms:
            self._slower(self._watchdog.ms, text, pinned)
        if said:
            self._fail(text, said, alone=self._fails_alone(text, pinned, by_host=by_host))
            # What broke off in the middle of a comment may have left anything behind.
            self._reader = Reader(self._shop.sheet)

    def _slower(self, ms: float, text: str, pinned: str | None) -> None:
        """Keeps the slowest text, if it was the text and not what else this machine had to do."""
        with suppress(TooSlow):
            ms = min(ms, self._best_ms(text, pinned, _TRIES))
        if ms > self._found.slowest_ms:
            self._found.slowest_ms, self._found.slowest = ms, text

    def _attempt(
        self, text: str, pinned: str | None, history: AuthorHistory, current: Current, *, by_host: bool
    ) -> str:
        """What is wrong with the reading of a text, or nothing."""

        def heard() -> Reading:
            reading = self._reading(self._reader, text, pinned, history, current, by_host)
            if not by_host:
                history.remember(text, reading)
            return reading

        try:
            reading = self._watchdog.watch(heard)
            self._digest.update(repr(reading).encode("utf-8", "surrogatepass"))
        except TooSlow:
            if not self._always_slow(text, pinned, by_host=by_host):
                return ""
            return f"takes more than {self._task.most_ms:g} ms of CPU"
        except Exception as error:
            return f"raises {type(error).__name__}: {error}"
        if not all(qty >= 1 for qty in history.items.values()):
            return f"the author has ordered {history.items}"
        return self._claims.broken(reading, text, by_host=by_host)

    def _reading(
        self,
        reader: Reader,
        text: str,
        pinned: str | None,
        history: AuthorHistory,
        current: Current,
        by_host: bool,
    ) -> Reading:
        author = HOST if by_host else "u1"
        return reader.read(text, author=author, pinned=pinned, history=history, current=current)

    def _always_slow(self, text: str, pinned: str | None, *, by_host: bool) -> bool:
        """Whether it was the text, and not something that this process had to do beside."""
        for _ in range(_TRIES):
            reader, history = Reader(self._shop.sheet), AuthorHistory()
            try:
                self._watchdog.watch(lambda: self._reading(reader, text, pinned, history, None, by_host))  # noqa: B023
            except TooSlow:
                continue
            return False
        return True

    def _fails_alone(self, text: str, pinned: str | None, *, by_host: bool) -> bool:
        reader, history = Reader(self._shop.sheet), AuthorHistory()
        try:
            reading = self._watchdog.watch(
                lambda: self._reading(reader, text, pinned, history, None, by_host)
            )
        except Exception:
            return True
        return bool(self._claims.broken(reading, text, by_host=by_host))

    def _fail(self, text: str, said: str, *, alone: bool) -> None:
        found = self._found
        found.failed += 1
        if len(found.failures) < _LISTED:
            found.failures.append(Failure(found.number, self._shop.name, text, said, alone))

    def _grow(self, text: str, pinned: str | None) -> None:
        """Four times the text takes about four times the time, not sixteen."""
        long = ((text or "chốt 2 ") * (LONG // max(1, len(text)) + 1))[:LONG]
        try:
            took, quarter = (self._best_ms(part, pinned, 3) for part in (long, long[: LONG // 4]))
            self._found.long_ms = took
            if took > _WORTH_MEASURING_MS and took > _QUARTER_MOST * quarter:
                took, quarter = (self._best_ms(part, pinned, 12) for part in (long, long[: LONG // 4]))
                if took > _QUARTER_MOST * quarter:
                    self._fail(
                        long, f"takes {took / quarter:.0f} times as long as its first quarter", alone=True
                    )
        except TooSlow:
            self._fail(long, f"takes more than {self._task.most_ms:g} ms of CPU", alone=True)
        except Exception as error:
            self._fail(long, f"raises {type(error).__name__}: {error}", alone=True)

    def _best_ms(self, text: str, pinned: str | None, times: int) -> float:
        took = []
        for _ in range(times):
            self._watchdog.watch(
                lambda: self._reading(self._reader, text, pinned, AuthorHistory(), None, False)
            )
            took.append(self._watchdog.ms)
        return min(took)
