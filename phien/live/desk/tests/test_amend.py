"""Changes and cancellations by comment: decided in the batch, refused where the order moved on."""

from typing import Any

import pytest
from django.utils import timezone

from phien.checkout.models import Wish
from phien.comments.models import Comment
from phien.live.contracts import Ask
from phien.orders.models import Order
from phien.testing.desks import remark
from phien.testing.truths import assert_all_true

LAN = "c:facebook:lan"


def said(session: Any, *rows: tuple[str, str]) -> Ask:
    """(author, text) as one list of comments."""
    return Ask(session.pk, "comments", "", {"rows": [remark(text, author=who) for who, text in rows]})


def outcomes(bench: Any, session: Any, *rows: tuple[str, str]) -> list[str]:
    return [answer.body["outcome"] for answer in bench.batch([said(session, *rows)])]


def lines(order: Order) -> list[tuple[str, int]]:
    return list(order.lines.order_by("pk").values_list("code", "qty"))


@pytest.fixture
def sent(bench, monkeypatch) -> list[int]:
    """How many statements each transaction had."""
    counted: list[int] = []
    before = bench.desk.line.send

    async def send(statements, *, begin=False, commit=False):
        if commit:
            counted.append(len(statements))
        return await before(statements, begin=begin, commit=commit)

    monkeypatch.setattr(bench.desk.line, "send", send)
    return counted


def test_many_authors_change_and_cancel_in_one_transaction(bench, session, item, sent):
    authors = [f"a{n}" for n in range(6)]
    outcomes(bench, session, *((who, "chốt A1 1 chai, A2 2 chai") for who in authors[:4]))
    assert len(sent) == 1
    heard = outcomes(
        bench,
        session,
        ("a0", "huỷ giúp em"),
        ("a1", "đổi A1 còn 2 chai"),
        ("a4", "chốt A1 3 chai"),
        ("a2", "bỏ A1 giúp em"),
        ("a5", "mật có đóng đường không shop"),
    )
    assert heard == ["cancelled", "changed", "order", "cancelled", "question"]
    assert len(sent) == 2
    assert Order.every_coop.get(buyer_key="c:facebook:a0").state == "cancelled"
    assert lines(Order.every_coop.get(buyer_key="c:facebook:a1")) == [("A1", 2), ("A2", 2)]
    assert lines(Order.every_coop.get(buyer_key="c:facebook:a2")) == [("A2", 2)]
    assert item("A1").allotment.taken == 2 + 1 + 3
    assert_all_true()


def test_an_order_may_be_made_changed_and_cancelled_in_one_batch(bench, session, item, sent):
    heard = outcomes(
        bench,
        session,
        ("lan", "chốt A1 2 chai"),
        ("lan", "đổi A1 còn 1 chai"),
        ("lan", "huỷ hết giúp em"),
        ("lan", "chốt A2 1 chai"),
    )
    assert heard == ["order", "changed", "cancelled", "order"]
    assert len(sent) == 1
    first, second = Order.every_coop.filter(buyer_key=LAN).order_by("pk")
    assert (first.state, lines(first), first.ended_at is not None) == (
        "cancelled",
        [("A1", 1)],
        True,
    )
    assert (second.state, lines(second)) == ("held", [("A2", 1)])
    assert (item("A1").allotment.taken, item("A2").allotment.taken) == (0, 1)
    assert Comment.every_coop.order_by("pk").values_list("order_id", flat=True)[2] == first.pk
    assert_all_true()


def test_an_order_that_is_there_may_grow_shrink_and_end_in_one_batch(bench, session, item):
    outcomes(bench, session, ("lan", "chốt A1 2 chai"))
    heard = outcomes(
        bench,
        session,
        ("lan", "thêm A2 2 chai"),
        ("lan", "đổi A1 còn 1 chai"),
        ("hoa", "chốt A1 1 chai"),
    )
    assert heard == ["order", "changed", "order"]
    order = Order.every_coop.get(buyer_key=LAN)
    assert (lines(order), order.goods) == (
        [("A1", 1), ("A2", 2)],
        sum(each.qty * each.price for each in order.lines.all()),
    )
    assert outcomes(bench, session, ("lan", "thêm A2 1 chai"), ("lan", "huỷ hết giúp em")) == [
        "order",
        "cancelled",
    ]
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert (item("A1").allotment.taken, item("A2").allotment.taken) == (1, 0)
    assert_all_true()


def test_what_a_cancellation_frees_goes_to_who_waits_within_the_batch(bench, session, item):
    outcomes(bench, session, ("lan", "chốt A1 10 chai"))
    heard = outcomes(bench, session, ("hoa", "chốt A1 4 chai"), ("lan", "huỷ giúp em"))
    assert heard == ["waitlisted", "cancelled"]
    assert lines(Order.every_coop.get(buyer_key="c:facebook:hoa")) == [("A1", 4)]
    assert item("A1").allotment.remaining == 6
    assert_all_true()


MOVED = {
    "confirmed": {"state": "confirmed", "payment": "cod"},
    "paid": {"money_at": timezone.now()},
    "claimed": {"claimed_at": timezone.now()},
}


@pytest.mark.parametrize("text", ["huỷ giúp em", "đổi A1 thành 1 chai", "thêm A1 1 chai"])
@pytest.mark.parametrize("how", MOVED)
def test_an_order_that_moved_on_is_neither_changed_nor_cancelled(bench, session, item, text, how):
    """The desk does not know; the statement does. Neighbours in the batch are served."""
    outcomes(bench, session, ("lan", "chốt A1 2 chai"))
    Order.every_coop.filter(buyer_key=LAN).update(**MOVED[how])
    heard = outcomes(bench, session, ("hoa", "chốt A1 1 chai"), ("lan", text), ("mai", "chốt A1 1 chai"))
    assert (heard[0], heard[2]) == ("order", "order")
    order = Order.every_coop.filter(buyer_key=LAN).order_by("pk")[0]
    assert lines(order) == [("A1", 2)]
    if text.startswith("thêm"):
        assert heard[1] == "order"  # a new one beside it
    else:
        assert heard[1] == "review"
    assert lines(Order.every_coop.get(buyer_key="c:facebook:hoa")) == [("A1", 1)]
    assert Wish.every_coop.filter(source="facebook").count() == (4 if text.startswith("thêm") else 3)
