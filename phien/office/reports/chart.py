"""Orders over time as an SVG in percent across, since our content policy refuses a style attribute."""

from dataclasses import dataclass
from datetime import timedelta

from phien.office.reports.times import Bar, Timeline, Window

SPACE = 17.0  # percent between two labels on a phone
SPACE_WIDE = 8.5
TICKS = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin over the bars: its place, its words, and whether a phone has no room for it."""

    x: str
    code: str
    turn: int
    window: Window
    anchor: str
    wide_only: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: percentages of width and height."""

    x: str
    y: str
    width: str
    height: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws. `peak_x` is where the highest bar's number stands."""

    columns: list[Column]
    marks: list[Mark]
    ticks: list[Bar]
    last: Bar | None


def drawn(timeline: Timeline) -> Chart:
    """Places of bars and pins for a timeline."""
    bars, most = timeline.bars, timeline.most
    step = 100 / max(1, len(bars))
    columns = [
        Column(
            x=f"{place * step + step * 0.1:.4g}",
            y=f"{100 - 100 * bar.orders / most:.4g}" if most else "100",
            width=f"{step * 0.8:.4g}",
            height=f"{100 * bar.orders / most:.4g}" if most else "0",
            bar=bar,
        )
        for place, bar in enumerate(bars)
    ]
    every = max(1, len(bars) // TICKS)
    return Chart(columns, _marks(timeline), bars[::every], bars[-1] if bars else None)


def _marks(timeline: Timeline) -> list[Mark]:
    """The pins that have room: the best one always, then from left to right."""
    if not timeline.bars:
        return []
    begin, end = timeline.bars[0].begin, timeline.bars[-1].end
    placed: list[tuple[float, Window]] = []
    for window in sorted(timeline.windows, key=lambda each: -each.orders):
        at = 100 * ((window.begin - begin) / max(end - begin, timedelta(minutes=1)))
        if 0 <= at <= 100 and all(abs(at - other) >= SPACE_WIDE for other, _ in placed):
            placed.append((at, window))
    kept: list[float] = []
    marks = []
    for at, window in placed:  # the most orders first, so a phone keeps those
        narrow = all(abs(at - other) >= SPACE for other in kept)
        if narrow:
            kept.append(at)
        anchor = "start" if at < 6 else "end" if at > 94 else "middle"
        marks.append(Mark(f"{at:.4g}", window.code, window.turn, window, anchor, not narrow))
    return sorted(marks, key=lambda mark: float(mark.x))
