"""The keeper's decision on a comment, and its undo."""

from datetime import UTC, datetime

import pytest

from phien.activity.models import Entry
from phien.checkout.models import Waiting
from phien.comments.models import Comment
from phien.orders import actions as orders
from phien.orders.models import Line, Order
from phien.testing.truths import assert_all_true

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def lines(order: Order) -> list[tuple[str, int, int]]:
    return sorted(Line.every_coop.filter(order=order).values_list("code", "qty", "short_qty"))


@pytest.fixture
def doubt(bench) -> Comment:
    bench.comment("lấy mật ong", author="lan", key="f1")
    return Comment.every_coop.get()


def test_as_read_makes_the_order(bench, doubt, manager):
    answer = bench.ask(
        "resolve",
        {"comment": doubt.pk, "decision": "as_read"},
        person=manager.pk,
        actor=f"person:{manager.pk}",
    )
    doubt.refresh_from_db()
    order = Order.every_coop.get()
    assert answer.body == {"outcome": "order", "comment": doubt.pk}
    assert (doubt.decision, doubt.decided_by, doubt.outcome, doubt.order) == (
        "as_read",
        manager,
        "order",
        order,
    )
    assert (order.buyer_key, order.pay_by, doubt.amount) == ("c:facebook:lan", None, 145_000)
    assert Entry.every_coop.get(kind="comment.decided").person == manager
    assert bench.desk.book.reviews == 0
    assert_all_true()


def test_corrected_takes_what_the_keeper_says(bench, doubt):
    items = [{"code": "A2", "qty": 3}]
    bench.ask("resolve", {"comment": doubt.pk, "decision": "corrected", "items": items})
    assert lines(Order.every_coop.get()) == [("A2", 3, 0)]


def test_dropped_is_no_order(bench, doubt):
    bench.ask("resolve", {"comment": doubt.pk, "decision": "dropped"})
    doubt.refresh_from_db()
    assert (doubt.outcome, doubt.decision, Order.every_coop.count()) == ("other", "dropped", 0)


def test_a_second_decision_comes_too_late(bench, doubt):
    bench.ask("resolve", {"comment": doubt.pk, "decision": "dropped"})
    answer = bench.ask("resolve", {"comment": doubt.pk, "decision": "as_read"})
    assert (answer.status, answer.body["code"]) == (409, "already_decided")


def test_undo_gives_back_what_it_took_and_only_that(bench, doubt, item):
    bench.comment("chốt A1 2 chai", author="lan")
    items = [{"code": "A1", "qty": 1}, {"code": "A2", "qty": 3}]
    bench.ask("resolve", {"comment": doubt.pk, "decision": "corrected", "items": items})
    bench.ask("reopen_review", {"comment": doubt.pk})
    doubt.refresh_from_db()
    assert (doubt.outcome, doubt.decision, doubt.order) == ("review", "", None)
    assert lines(Order.every_coop.get()) == [("A1", 2, 0)]
    assert bench.desk.book.reviews == 1
    assert_all_true()


def test_undo_leaves_what_could_not_be_had_then_alone(bench, doubt, item):
    bench.comment("chốt A1 2 chai", author="lan")
    bench.place("A1", 8)
    bench.place("A1", 10)
    items = [{"code": "A1", "qty": 1}, {"code": "A2", "qty": 3}]
    bench.ask("resolve", {"comment": doubt.pk, "decision": "corrected", "items": items})
    bench.ask("reopen_review", {"comment": doubt.pk})
    assert lines(Order.every_coop.get(buyer_key="c:facebook:lan")) == [("A1", 2, 0)]
    assert_all_true()


def test_undo_leaves_the_line_it_was_put_in(bench, doubt):
    bench.place("A1", 10)
    bench.ask("resolve", {"comment": doubt.pk, "decision": "corrected", "items": [{"code": "A1", "qty": 2}]})
    assert Waiting.every_coop.get().state == "waiting"
    bench.ask("reopen_review", {"comment": doubt.pk})
    assert Waiting.every_coop.get().state == "dropped"


def test_undo_of_an_order_that_moved_on_is_refused(bench, doubt):
    bench.ask("resolve", {"comment": doubt.pk, "decision": "as_read"})
    order = Order.every_coop.get()
    orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=AT)
    answer = bench.ask("reopen_review", {"comment": doubt.pk})
    assert (answer.status, answer.body["code"]) == (409, "order_moved_on")


def test_a_change_of_what_was_bought_makes_no_second_order_by_itself(bench):
    bench.comment("chốt A1 2 chai", author="lan")
    order = Order.every_coop.get()
    orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=AT)
    bench.comment("đổi thành 3 chai A1", author="lan")
    doubt = Comment.every_coop.get(outcome="review")
    answer = bench.ask("resolve", {"comment": doubt.pk, "decision": "as_read"})
    assert (answer.status, answer.body["code"]) == (409, "order_moved_on")
    assert Order.every_coop.count() == 1


def test_another_sessions_comment_is_not_there(bench, doubt):
    Comment.every_coop.filter(pk=doubt.pk).update(session_id=0)
    assert bench.ask("resolve", {"comment": doubt.pk, "decision": "dropped"}).status == 404
