"""What counts as set right by people, and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.activity.actions import record
from phien.live.actions import ask_desk
from phien.office.reports.mending import mended
from phien.office.reports.tests.reading_rows import cancelled, edited, say
from phien.testing import factories
from phien.testing.watching import assert_queries

NOW = timezone.now().replace(microsecond=0) - timedelta(hours=3)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(coop):
    """Open for an hour from NOW, then closed; A1 and A2."""
    variants = [factories.make_variant(coop, stock=50) for _ in range(2)]
    session = factories.make_session(coop, [(each, 20) for each in variants], open=True, at=NOW)
    session.state, session.closed_at = "closed", NOW + 60 * MINUTE
    session.save()
    return session


@pytest.fixture
def order(session):
    one, two = factories.items_of(session)
    return factories.make_order(session, [(one, 2), (two, 1)], at=NOW, buyer_key="c:facebook:u1")


def right(session):
    return mended(coop=session.coop, sessions=[session])[session.pk]


def test_what_nobody_touched_is_left_as_it_was(session, order):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    assert right(session) == set()


def test_the_shops_own_change_of_the_goods_named_counts(session, order, keeper):
    first = say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    say(session, "A2", NOW, order=order, items=(("A2", 1),))
    rows = [{"code": "A1", "price": 145_000, "qty": 1}, {"code": "A2", "price": 145_000, "qty": 1}]
    ask_desk(
        coop=session.coop,
        session_id=session.pk,
        do="edit",
        by=keeper,
        body={"order": order.pk, "lines": rows},
    )
    assert right(session) == {first.pk}


def test_of_two_that_named_it_the_last_before_the_change_counts(session, order, keeper):
    say(session, "A1", NOW, order=order, items=(("A1", 1),))
    second = say(session, "A1 nữa", NOW + MINUTE, order=order, items=(("A1", 1),))
    say(session, "thêm A1", NOW + 9 * MINUTE, order=order, items=(("A1", 1),))
    edited(order, {"A1": 2, "A2": 1}, {"A1": 1, "A2": 1}, NOW + 5 * MINUTE, by=keeper)
    assert right(session) == {second.pk}


def test_what_was_put_back_counts_no_more(session, order, keeper):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    edited(order, {"A1": 2}, {"A1": 1}, NOW + MINUTE, by=keeper)
    edited(order, {"A1": 1}, {"A1": 2}, NOW + 2 * MINUTE, by=keeper)
    assert right(session) == set()


def test_goods_that_nobody_had_named_are_no_correction(session, order, keeper):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    edited(order, {"A1": 2}, {"A1": 2, "A2": 3}, NOW + MINUTE, by=keeper)
    assert right(session) == set()


def test_another_price_of_the_same_goods_is_no_correction(session, order, keeper):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    record(
        coop=session.coop, kind="order.edited", subject="order", subject_id=order.pk, actor="x", by=keeper,
        at=NOW + MINUTE,
        facts={
            "before": [{"code": "A1", "price": 1, "qty": 2}],
            "after": [{"code": "A1", "price": 2, "qty": 1}, {"code": "A1", "price": 1, "qty": 1}],
        },
    )  # fmt: skip
    assert right(session) == set()


def test_an_order_that_the_shop_cancels_on_air_was_read_wrongly(session, order, keeper):
    both = [say(session, code, NOW, order=order, items=((code, 1),)).pk for code in ("A1", "A2")]
    cancelled(order, NOW + 10 * MINUTE, by=keeper)
    assert right(session) == set(both)


@pytest.mark.parametrize("after", [61, 600])
def test_one_that_is_cancelled_after_the_live_was_not(session, order, keeper, after):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    cancelled(order, NOW + after * MINUTE, by=keeper)
    assert right(session) == set()


def test_what_the_buyer_does_is_the_buyers_affair(session, order):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    cancelled(order, NOW + MINUTE, by=None)
    assert right(session) == set()


def test_what_another_comment_asked_for_is_no_correction(session, order, keeper):
    """A keeper's yes to "huỷ hết nha" ends the order in the moment of the decision."""
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    at = NOW + 7 * MINUTE
    cancelled(order, at, by=keeper)
    record(
        coop=session.coop, kind="comment.decided", subject="session", subject_id=session.pk, by=keeper, at=at
    )
    assert right(session) == set()


def test_an_order_that_lives_again_was_not_cancelled(session, order, keeper):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),))
    cancelled(order, NOW + MINUTE, by=keeper)
    order.state, order.ended_at = "confirmed", None
    order.save()
    assert right(session) == set()


def test_a_comment_that_a_person_decided_is_no_reading_of_ours(session, order, keeper):
    say(session, "A1 2", NOW, order=order, items=(("A1", 2),), decision="corrected")
    edited(order, {"A1": 2}, {"A1": 1}, NOW + MINUTE, by=keeper)
    assert right(session) == set()


@pytest.mark.parametrize("lives", [1, 4])
def test_three_queries_however_many_lives_and_each_has_its_own(coop, keeper, lives):
    sessions, expected = [], {}
    for _ in range(lives):
        session = factories.make_session(
            coop, [(factories.make_variant(coop, stock=9), 5)], open=True, at=NOW
        )
        order = factories.make_order(session, at=NOW)
        wrong = say(session, "A1", NOW, order=order, items=(("A1", 1),))
        edited(order, {"A1": 1}, {"A1": 3}, NOW + MINUTE, by=keeper)
        sessions.append(session)
        expected[session.pk] = {wrong.pk}
    with assert_queries(3):
        assert mended(coop=coop, sessions=sessions) == expected
