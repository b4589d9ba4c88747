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


def test_each_intent_is_scored_by_itself_whatever_the_items_and_the_doubt():
    score = Score()
    score.add(_truth(qty=3), ORDER)
    score.add(_truth("change"), GUESS)
    score.add(_truth("other"), OTHER)
    score.add(_truth("question"), OTHER)
    assert score.pairs == {
        ("order", "order"): 1,
        ("change", "order"): 1,
        ("other", "other"): 1,
        ("question", "other"): 1,
    }
    assert [(one.intent, one.precision, one.recall) for one in score.intents()] == [
        ("order", 0.5, 1.0),
        ("change", None, 0.0),
        ("cancel", None, None),
        ("question", None, 0.0),
        ("other", 0.5, 1.0),
    ]


def test_the_share_asked_is_of_comments_that_want_something_also_of_those_that_only_a_person_can_tell():
    score = Score()
    score.add(_truth(review=True), GUESS)
    score.add(_truth(), ORDER)
    score.add(_truth("cancel"), GUESS)
    score.add(_truth("change"), OTHER)
    score.add(_truth("question"), GUESS)
    score.add(_truth("other"), OTHER)
    assert (score.figures()["asked_share"], score.figures()["review_share"]) == (0.5, 0.5)
    assert score.asked == {"bare_number": 3}
