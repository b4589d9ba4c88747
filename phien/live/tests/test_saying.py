"""What was said on air is marked, taken back, and read in one query."""

from datetime import UTC, datetime, timedelta

import pytest

from phien.activity.models import Entry
from phien.comments.models import Comment
from phien.comments.queries import Answer
from phien.live import actions, errors, queries
from phien.testing.factories import items_of, make_coop, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def session(coop):
    return make_session(coop, [(make_variant(coop, stock=50), 20)], open=True, at=AT)


def by_shop(session, author="host"):
    return Comment.every_coop.create(
        coop=session.coop, session_id=session.pk, source="facebook", external_id=author, author_id=author,
        text="ship 30k nha", at=AT, intent="other", outcome="other",
    )  # fmt: skip


def answers(session, coop=None):
    return queries.answers_on_air(coop=coop or session.coop, session_id=session.pk, at=AT)


def test_a_line_that_was_said_is_marked_and_taken_back_in_an_open_session(coop, manager, session):
    item = items_of(session)[0]
    key = actions.mark_said(coop=coop, session_id=session.pk, item_id=item.pk, by=manager, at=AT)
    item.refresh_from_db()
    assert (key, item.said_at) == (f"i{item.pk}", AT)
    actions.take_back_said(coop=coop, session_id=session.pk, key=key, by=manager, at=AT)
    item.refresh_from_db()
    assert item.said_at is None
    kinds = Entry.objects.of(coop).order_by("pk").values_list("kind", "facts")
    assert list(kinds)[-2:] == [("session.said", {"item": item.pk}), ("session.unsaid", {"item": item.pk})]


def test_answers_are_remembered_with_what_they_were_about(coop, manager, session):
    say = {"coop": coop, "session_id": session.pk, "by": manager}
    first = actions.mark_answered(comments=[3, 4], at=AT, **say)
    later = AT + timedelta(minutes=1)
    second = actions.mark_answered(comments=[9], sense="delivery_fee", at=later, **say)
    actions.take_back_said(key=first, at=later, **say)
    with assert_queries(1):
        found = answers(session)
    assert found.given == (
        Answer(first, AT, frozenset({3, 4}), None),
        Answer(second, later, frozenset({9}), "delivery_fee"),
    )
    assert (found.taken_back, found.at) == (frozenset({first}), AT)


def test_what_the_shop_wrote_can_be_said_to_answer_nothing(coop, manager, session):
    comment = by_shop(session)
    key = f"c{comment.pk}"
    actions.take_back_said(coop=coop, session_id=session.pk, key=key, by=manager, at=AT)
    assert answers(session).taken_back == {key}


def test_what_nobody_said_is_not_taken_back(coop, manager, session):
    viewer = by_shop(session, "u1")
    elsewhere = make_session(coop, [(make_variant(coop, stock=5), 5)], open=True)
    key = actions.mark_answered(coop=coop, session_id=elsewhere.pk, comments=[1], by=manager, at=AT)
    for wrong in ("i999999", "e999999", key, f"c{viewer.pk}", f"i{items_of(elsewhere)[0].pk}"):
        with assert_nothing_happened(), pytest.raises(errors.Unknown):
            actions.take_back_said(coop=coop, session_id=session.pk, key=wrong, by=manager, at=AT)


def test_a_stranger_says_nothing_and_takes_nothing_back(coop, manager, session):
    item = items_of(session)[0]
    shop = by_shop(session)
    key = actions.mark_answered(coop=coop, session_id=session.pk, comments=[1], by=manager, at=AT)
    say = {"coop": make_coop(), "session_id": session.pk, "by": None, "at": AT}
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        actions.mark_said(item_id=item.pk, **say)
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        actions.mark_answered(comments=[1], **say)
    for theirs in (key, f"i{item.pk}", f"c{shop.pk}"):
        with assert_nothing_happened(), pytest.raises(errors.Unknown):
            actions.take_back_said(key=theirs, **say)
    assert answers(session, coop=say["coop"]).given == ()
