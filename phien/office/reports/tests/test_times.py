"""Bars cover the live, count each order once, and know what was pinned."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from phien.office.reports.chart import drawn
from phien.office.reports.times import Pin, timeline

BEGIN = datetime(2026, 11, 22, 13, 0, 20, tzinfo=UTC)
END = BEGIN + timedelta(minutes=60)


def at(minute: float) -> datetime:
    return BEGIN + timedelta(minutes=minute)


def test_every_order_is_in_one_bar_or_outside():
    placed = [at(0), at(0.5), at(1), at(59.9), at(90), at(-3)]
    told = timeline(placed, [], begin=BEGIN, end=END)
    assert sum(bar.orders for bar in told.bars) + told.outside == len(placed)
    assert told.outside == 2
    assert [bar.orders for bar in told.bars[:3]] == [2, 1, 0]


@pytest.mark.parametrize(("minutes", "width"), [(5, 1), (79, 1), (81, 2), (240, 5), (1500, 30)])
def test_long_lives_have_wider_bars(minutes: int, width: int):
    told = timeline([], [], begin=BEGIN, end=at(minutes))
    assert told.width == width
    assert len(told.bars) <= 81
    assert told.bars[-1].end >= at(minutes)


def test_a_pins_orders_are_those_until_the_next_pin_six_minutes_at_most():
    pins = [Pin(at(0), "A1"), Pin(at(3), "A2"), Pin(at(30), "A1")]
    placed = [at(1), at(2.9), at(3), at(8), at(9.1), at(30), at(31), at(35.9), at(36)]
    told = timeline(placed, pins, begin=BEGIN, end=END)
    assert [(each.code, each.turn, each.orders) for each in told.windows] == [
        ("A1", 1, 2),
        ("A2", 1, 2),
        ("A1", 2, 3),
    ]
    assert told.best == told.windows[2]
    assert [bar.pinned for bar in told.bars[:5]] == ["A1", "A1", "A1", "A2", "A2"]


def test_a_live_without_orders_has_bars_without_height():
    told = timeline([], [Pin(at(1), "A1")], begin=BEGIN, end=END)
    assert (told.most, told.best, told.peak) == (0, None, None)
    assert {column.height for column in drawn(told).columns} == {"0"}


def test_a_label_stands_on_no_other_and_the_best_always_stands():
    pins = [Pin(at(minute), f"A{minute}") for minute in range(0, 60, 2)]
    told = timeline([at(33), at(33.5)], pins, begin=BEGIN, end=END)
    marks = drawn(told).marks
    places = [float(mark.x) for mark in marks]
    assert all(after - before >= 8.5 for before, after in itertools.pairwise(places))
    assert "A32" in [mark.code for mark in marks]
    assert not next(mark for mark in marks if mark.code == "A32").wide_only
