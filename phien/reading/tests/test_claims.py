"""Each claim about readings is noticed where it does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from phien.reading.claims import Claims
from phien.reading.contracts import Reading, Span
from phien.reading.tests.shops import STILL

TEXT = "K1 2 chai 0912000111"
PHONE = Span(10, 20, "phone", "+84912000111")
GOOD = Reading("order", (("K1", 2),), "+84912000111", False, "", (Span(0, 2, "code", "K1"), PHONE))
ASKED = replace(GOOD, review=True, reason="how_many", options=((("K1", 2),), (("K1", 1),)))


def test_a_good_reading_breaks_nothing():
    nested = replace(GOOD, spans=(Span(0, 2, "code"), Span(3, 20, "address"), Span(5, 9, "unit"), PHONE))
    assert [Claims(STILL).broken(reading, TEXT) for reading in (GOOD, ASKED, nested)] == ["", "", ""]


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (replace(GOOD, items=(("K9", 1),)), "not on the run sheet"),
        (replace(GOOD, items=(("K1", 0),)), "not whole units"),
        (replace(GOOD, items=(("K1", 1.0),)), "not whole units"),
        (replace(GOOD, items=(("K1", True),)), "not whole units"),
        (replace(GOOD, items=(("K1", 1), ("K1", 2))), "a code stands twice"),
        (replace(ASKED, options=((("K1", -1),),)), "not whole units"),
        (replace(GOOD, spans=(PHONE, Span(0, 2, "code"))), "stands after one that begins at 10"),
        (replace(GOOD, spans=(Span(0, 0, "code"), PHONE)), "is not inside"),
        (replace(GOOD, spans=(Span(-1, 2, "code"), PHONE)), "is not inside"),
        (replace(GOOD, spans=(PHONE, Span(19, 21, "code"))), "is not inside of 20 characters"),
        (replace(GOOD, spans=(Span(0, 9, "unit"), Span(3, 11, "code"), PHONE)), "cross"),
        (replace(GOOD, spans=(Span(0, 2, "colour"), PHONE)), "is of no known kind"),
        (replace(GOOD, phone="0912000111", spans=(Span(10, 20, "phone", "0912000111"),)), "in E.164"),
        (replace(GOOD, phone=None), "the phone is None"),
        (replace(GOOD, review=True), "review is True with the reason ''"),
        (replace(ASKED, reason="because"), "with the reason 'because'"),
        (replace(ASKED, items=(("K1", 1),)), "is not the first option"),
        (replace(GOOD, intent="question"), "question with"),
        (replace(GOOD, items=()), "order of nothing"),
    ],
)
def test_what_does_not_hold_is_said(reading, said):
    assert said in Claims(STILL).broken(reading, TEXT)


def test_the_host_never_orders():
    assert Claims(STILL).broken(GOOD, TEXT, by_host=True) == "the host's words are order"
