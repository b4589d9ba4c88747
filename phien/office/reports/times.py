"""Orders over the time of a live, and the pins above them. Pure: moments in, bars out."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTHS = (1, 2, 5, 10, 15, 30, 60)  # minutes a bar
MOST_BARS = 80
AFTER_A_PIN = timedelta(minutes=6)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pin:
    """When the host pinned which item."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Window:
    """What came after a pin: until the next one, six minutes at most. `turn`: the how-manieth of its item."""

    code: str
    turn: int
    begin: datetime
    end: datetime
    orders: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Orders placed in [begin, end); `pinned` is what was on screen at its end."""

    begin: datetime
    end: datetime
    orders: int
    pinned: str
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars from the opening to the close, `width` minutes each; `outside` came before or after (by hand)."""

    width: int
    bars: list[Bar]
    windows: list[Window]
    best: Window | None
    outside: int

    @property
    def most(self) -> int:
        """Orders of the highest bar."""
        return max((bar.orders for bar in self.bars), default=0)

    @property
    def peak(self) -> Bar | None:
        """The highest bar, the first of equals."""
        return max(self.bars, key=lambda bar: bar.orders, default=None) if self.most else None


def timeline(placed: Sequence[datetime], pins: Sequence[Pin], *, begin: datetime, end: datetime) -> Timeline:
    """Bars of whole minutes that cover [begin, end]; `placed` in any order."""
    moments = sorted(placed)
    start = begin.replace(second=0, microsecond=0)
    minutes = max(1, -(-int((end - start).total_seconds() + 1) // 60))
    width = next((each for each in WIDTHS if minutes <= each * MOST_BARS), WIDTHS[-1])
    windows = _windows(moments, pins, end=end)
    best = max((each for each in windows if each.orders), key=lambda each: each.orders, default=None)
    bars = []
    for number in range(-(-minutes // width)):
        since = start + number * width * MINUTE
        until = since + width * MINUTE
        bars.append(
            Bar(
                begin=since,
                end=until,
                orders=_between(moments, since, until),
                pinned=next((pin.code for pin in reversed(pins) if pin.at < until), ""),
                lead=best is not None and since < best.end and until > best.begin,
            )
        )
    inside = sum(bar.orders for bar in bars)
    return Timeline(width, bars, windows, best, len(moments) - inside)


def _windows(moments: Sequence[datetime], pins: Sequence[Pin], *, end: datetime) -> list[Window]:
    found, turns = [], dict[str, int]()
    for number, pin in enumerate(pins):
        turns[pin.code] = turns.get(pin.code, 0) + 1
        following = pins[number + 1].at if number + 1 < len(pins) else end
        until = min(pin.at + AFTER_A_PIN, max(following, pin.at))
        found.append(Window(pin.code, turns[pin.code], pin.at, until, _between(moments, pin.at, until)))
    return found


def _between(moments: Sequence[datetime], since: datetime, until: datetime) -> int:
    return bisect_left(moments, until) - bisect_left(moments, since)
