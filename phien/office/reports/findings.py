"""What to remember for the next live, in words. Pure: a report in, sentences out, the most useful first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from phien.kernel.words import gettext_noop
from phien.office.reports.figures import ItemSold, Report

MOST = 7
PINNED_WELL = 5  # orders after a pin, from which on it is worth saying
STAYED = 0.5  # part of an item that nobody bought
MANY_STAYED = 5  # pieces
SLOW = 120  # seconds that a doubt waited
ASKED_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with its figures, its icon, and the rows behind it (a query for the page of rows)."""

    icon: str
    sentence: str
    facts: dict[str, object] = field(default_factory=dict)
    rows: str = ""
    careful: bool = False


def findings(report: Report) -> list[Finding]:
    """At most seven."""
    found = [
        *_sold_out(report),
        *_pins(report),
        *_stayed(report),
        *_asked(report),
        *_doubts(report),
        *_buyers(report),
    ]
    return found[:MOST]


def bring(item: ItemSold) -> int:
    """How many to bring next time: what was sold and what was missed, up to the next five."""
    return 5 * ceil((item.pieces + item.missed) / 5)


def _sold_out(report: Report) -> Iterator[Finding]:
    begin = report.session.opened_at
    short = [item for item in report.items if item.sold_out_at and item.missed]
    for item in sorted(short, key=lambda each: -each.missed)[:3]:
        after = int((item.sold_out_at - begin).total_seconds() // 60) if begin and item.sold_out_at else 0
        yield Finding(
            "triangle-alert",
            gettext_noop(
                "{code} was sold out after {minutes} minutes, {missed} more were asked for: bring {bring}."
            ),
            {"code": item.code, "minutes": after, "missed": item.missed, "bring": bring(item)},
            rows=f"of=waited&item={item.code}",
            careful=True,
        )


def _pins(report: Report) -> Iterator[Finding]:
    best = report.timeline.best
    if best is None or best.orders < PINNED_WELL:
        return
    minutes = max(1, round((best.end - best.begin).total_seconds() / 60))
    sentence = (
        gettext_noop("Pin {code} again: the second time brought {orders} orders in {minutes} minutes.")
        if best.turn > 1
        else gettext_noop("Pinning {code} brought {orders} orders in {minutes} minutes: pin it twice.")
    )
    yield Finding("pin", sentence, {"code": best.code, "orders": best.orders, "minutes": minutes})


def _stayed(report: Report) -> Iterator[Finding]:
    stayed = [item for item in report.items if item.left >= MANY_STAYED and item.left > STAYED * item.offered]
    for item in sorted(stayed, key=lambda each: -each.left)[:1]:
        yield Finding(
            "package",
            gettext_noop("{left} of {offered} {code} stayed: bring fewer, or show them earlier."),
            {"left": item.left, "offered": item.offered, "code": item.code},
            careful=True,
        )


def _asked(report: Report) -> Iterator[Finding]:
    often = [group for group in report.questions if group.people >= ASKED_OFTEN]
    if often:
        asked = ", ".join(f"“{group.words}” ({group.people})" for group in often)
        yield Finding(
            "circle-question-mark", gettext_noop("Asked most: {asked}. Say it early."), {"asked": asked}
        )


def _doubts(report: Report) -> Iterator[Finding]:
    talk = report.talk
    if talk.undecided:
        yield Finding(
            "clock",
            gettext_noop("Comments that still wait for a person: {count}."),
            {"count": talk.undecided},
            rows="of=undecided",
            careful=True,
        )
    if talk.slow is not None and talk.slow > SLOW:
        yield Finding(
            "clock",
            gettext_noop("Doubts waited {minutes} minutes for an answer: let two people answer."),
            {"minutes": round(talk.slow / 60)},
            rows="of=asked",
            careful=True,
        )


def _buyers(report: Report) -> Iterator[Finding]:
    if report.buyers.returning:
        yield Finding(
            "heart",
            gettext_noop("{returning} of {all} buyers had bought before."),
            {"returning": report.buyers.returning, "all": report.buyers.all},
            rows="of=returning",
        )
