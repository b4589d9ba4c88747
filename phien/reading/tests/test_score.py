"""The score says what the acceptance script says."""

from __future__ import annotations

import pytest

from phien.reading.contracts import Reading
from phien.reading.score import Score

ORDER = Reading("order", (("K1", 2),), None, False, "", ())
GUESS = Reading("order", (("K1", 2),), None, True, "bare_number", ())
OTHER = Reading("other", (), None, False, "", ())


def _truth(intent="order", qty=2, *, review=False, phone=None):
    items = [{"code": "k1", "qty": qty}] if intent in ("order", "change") else []
    return {"intent": intent, "items": items, "review": review, "phone": phone}


@pytest.mark.parametrize(
    ("truth", "reading", "precision", "recall", "false_orders"),
    [
        (_truth(), ORDER, 1.0, 1.0, 0.0),
        (_truth(qty=3), ORDER, 0.0, 0.0, 0.0),
        (_truth(review=True), ORDER, 0.0, 0.0, 0.0),
        (_truth("change"), ORDER, 0.0, 0.0, 0.0),
        (_truth(), GUESS, 0.0, 0.0, 0.0),
        (_truth("other"), ORDER, 0.0, 0.0, 1000.0),
        (_truth("question"), GUESS, 0.0, 0.0, 0.0),
        (_truth("other"), OTHER, 0.0, 0.0, 0.0),
    ],
)
def test_one_comment_is_scored(truth, reading, precision, recall, false_orders):
    score = Score()
    score.add(truth, reading)
    figures = score.figures()
    assert (figures["precision"], figures["recall"], figures["false_per_1000"]) == (
        precision,
        recall,
        false_orders,
    )


def test_shares_are_of_all_comments():
    score = Score()
    score.add(_truth(phone="+84912000111"), ORDER)
    score.add(_truth(), GUESS)
    figures = score.figures()
    assert (figures["n"], figures["phone"], figures["intent"], figures["review_share"]) == (2, 0.5, 1.0, 0.5)


def test_nothing_scored_is_no_error():
    assert Score().figures()["precision"] == 0.0
