"""Reading comments: the latest, the queue, questions, the public chat, and truth 2."""

import pytest
from django.utils import timezone

from phien.comments import actions, queries
from phien.comments.models import Comment
from phien.testing.factories import make_coop, make_order, make_session, make_variant
from phien.testing.watching import assert_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(coop):
    return make_session(coop, [(make_variant(coop, stock=20), 10)], open=True)


def said(session, text, **more):
    given = {"author_id": "u1", "intent": "other", "outcome": "other", **more}
    return Comment.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        source="facebook",
        external_id=f"c{Comment.every_coop.count()}",
        text=text,
        at=timezone.now(),
        **given,
    )


def test_the_latest_come_newest_first_with_one_query(coop, session):
    for number in range(60):
        said(session, f"câu {number}")
    with assert_queries(1):
        rows = queries.latest(coop=coop, session_id=session.pk)
    assert [row.segments[0].text for row in rows[:2]] == ["câu 59", "câu 58"]
    assert len(rows) == queries.LATEST


def test_another_cooperatives_comments_are_not_seen(coop, session):
    said(session, "A1 2")
    other = make_coop()
    assert queries.latest(coop=other, session_id=session.pk) == []
    assert queries.review_cases(coop=other, session_id=session.pk) == []
    assert queries.review_count(coop=other, session_id=session.pk) == 0
    assert queries.chat(coop=other, session_id=session.pk) == []


def test_the_queue_holds_what_nobody_decided_first_come_first(coop, session):
    first = said(
        session, "cho a 2", outcome="review", intent="order", items=[{"code": "A1", "qty": 2}],
        options=[[{"code": "A1", "qty": 2}], [{"code": "A2", "qty": 2}]], reason="vocative_or_code",
    )  # fmt: skip
    said(session, "chốt 3", outcome="review", decision="dropped")
    second = said(session, "chốt 145", outcome="review", intent="order")
    cases = queries.review_cases(coop=coop, session_id=session.pk)
    assert [case.comment.id for case in cases] == [first.pk, second.pk]
    assert [(choice.label, choice.value) for choice in cases[0].choices] == [
        ("A1 ×2", "A1:2"),
        ("A2 ×2", "A2:2"),
    ]
    assert cases[1].choices == []
    assert queries.review_counts(coop=coop) == {session.pk: 2}


def test_questions_come_with_one_query_and_without_what_was_hidden(coop, session):
    one = said(session, "ship bao nhiêu", outcome="question", author_id="u1")
    two = said(session, "phí giao hàng sao", outcome="question", author_id="u2")
    said(session, "giá đất ở đây sao", outcome="question", author_id="u3", hidden_at=timezone.now())
    said(session, "ship 2 chai", outcome="order", order=make_order(session))
    with assert_queries(1):
        (group,) = queries.question_groups(coop=coop, session_id=session.pk)
    assert (group.people, group.comments) == (2, [two.pk, one.pk])
    assert queries.question_groups(coop=make_coop(), session_id=session.pk) == []


def test_whose_words_were_deleted_asks_nothing_any_more(coop, session):
    gone = said(session, "ship bao nhiêu", outcome="question")
    assert queries.question_groups(coop=coop, session_id=session.pk)
    actions.erase(coop=coop, sessions={session.pk: {"c:facebook:u1"}}, orders=[])
    assert queries.question_groups(coop=coop, session_id=session.pk) == []
    gone.refresh_from_db()
    assert gone.text == ""


def test_the_public_chat_masks_phones_and_marks_orders_and_the_shop(coop, session):
    said(session, "Chào cả nhà", author_id="host")
    said(session, "A1 2, 0912 345 678", outcome="order", order=make_order(session))
    lines = queries.chat(coop=coop, session_id=session.pk)
    assert [(line.text, line.tag) for line in lines] == [
        ("Chào cả nhà", "host"),
        ("A1 2, 0912 ••• 678", "order"),
    ]


def test_outcomes_are_counted(coop, session):
    said(session, "a")
    said(session, "b")
    said(session, "hỏi", outcome="question")
    assert queries.outcome_counts(coop=coop, session_id=session.pk) == {"other": 2, "question": 1}


def test_a_comment_that_became_an_order_has_one(session):
    order = make_order(session)
    good = said(session, "A1", outcome="order", order=order)
    assert queries.broken_truths() == []
    stray = said(session, "A1 nữa", outcome="order")
    elsewhere = make_session(session.coop, [(make_variant(session.coop, stock=5), 5)], open=True)
    wrong = said(elsewhere, "A1", outcome="order", order=order)
    (broken,) = queries.broken_truths()
    assert broken.truth == 2
    assert {row["id"] for row in broken.rows} == {stray.pk, wrong.pk}
    assert good.pk not in {row["id"] for row in broken.rows}
