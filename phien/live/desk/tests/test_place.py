"""The buy button: what one press gets, what it writes, what is said where it cannot be had."""

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.checkout.models import Waiting, Wish
from phien.live.contracts import Ask
from phien.orders.models import Order
from phien.testing.desks import wish
from phien.testing.truths import assert_all_true


def test_a_press_becomes_an_order_with_its_answer_kept_whole(bench, session, item):
    before = timezone.now()
    answer = bench.place("A1", 2, buyer="b:1", key="k1", phone="+84900000001")
    order = Order.every_coop.get()
    assert answer.status == 201
    assert answer.body == {
        "order": order.code,
        "state": "held",
        "total": 2 * 145_000 + session.coop.shipping_fee,
        "pay_by": order.pay_by.isoformat(),
        "link": f"/o/{order.token}",
    }
    assert timedelta(minutes=29) < order.pay_by - before < timedelta(minutes=31)
    assert (item("A1").allotment.remaining, item("A1").allotment.taken) == (8, 2)
    kept = Wish.every_coop.get()
    assert (kept.external_id, kept.outcome, kept.answer) == (
        "k1",
        "order",
        {"status": 201, "body": answer.body},
    )
    assert_all_true()


def test_what_is_typed_at_the_button_wins_over_a_comments_name_and_phone(bench):
    assert bench.comment("A1 1 chai 0900000001", author="b:1", source="live")["outcome"] == "order"
    typed = wish("A1", 1, buyer="b:1", phone="+84900000002", name="Khách thử 2")
    answer = bench.ask("place", typed)
    order = Order.every_coop.get(code=answer.body["order"])
    assert (order.buyer_name, order.phone) == ("Khách thử 2", "+84900000002")
    bench.comment("thêm A1 1 chai 0900000003", author="b:1", source="live")
    order.refresh_from_db()
    assert (order.buyer_name, order.phone) == ("Khách thử 2", "+84900000002")
    assert_all_true()


def test_a_second_press_adds_to_the_open_order(bench):
    first = bench.place("A1", 1, buyer="b:1")
    second = bench.place("A2", 2, buyer="b:1")
    order = Order.every_coop.get()
    assert (second.status, second.body["order"], second.body["link"]) == (
        201,
        first.body["order"],
        first.body["link"],
    )
    assert second.body["total"] == order.total == 3 * 145_000 + order.shipping
    assert order.pay_by.isoformat() == second.body["pay_by"] > first.body["pay_by"]
    assert sorted(order.lines.values_list("code", "qty")) == [("A1", 1), ("A2", 2)]
    assert_all_true()


def test_without_a_cookie_each_key_is_a_buyer_of_its_own_and_a_phone_joins_nothing(bench):
    for key in ("one", "two"):
        bench.place("A1", buyer=f"k:{key}", phone="+84900000001")
    assert Order.every_coop.count() == 2


def test_a_wish_that_lacks_anything_holds_nothing(bench, session, item):
    bench.place("A1", 9)
    both = [{"code": "A1", "qty": 2}, {"code": "A2", "qty": 1}]
    answer = bench.ask("place", {**wish(), "items": both})
    assert (answer.status, answer.body["code"], answer.body["items"]) == (409, "sold_out", ["A1"])
    assert (item("A1").allotment.remaining, item("A2").allotment.remaining) == (1, 10)
    assert_all_true()


def test_the_same_item_twice_in_a_wish_is_counted_together(bench, item):
    twice = [{"code": "A1", "qty": 6}, {"code": "A1", "qty": 6}]
    answer = bench.ask("place", {**wish(), "items": twice})
    assert (answer.status, answer.body["code"]) == (409, "sold_out")
    assert item("A1").allotment.remaining == 10


def test_an_unknown_code_is_no_wish_and_its_key_stays_free(bench):
    assert bench.place("Z9", key="k").status == 422
    assert not Wish.every_coop.exists()
    assert bench.place("A1", key="k").status == 201


def test_a_repeated_key_gets_the_first_answer_again(bench):
    body = wish("A1", 1)
    first = bench.ask("place", body, key="k")
    again = bench.ask("place", body, key="k")
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    assert Order.every_coop.count() == Wish.every_coop.count() == 1


def test_a_refusal_is_kept_too_and_stays_though_stock_came_back(bench):
    full = bench.place("A1", 10, buyer="b:all")
    order = Order.every_coop.get(code=full.body["order"])
    refused = bench.ask("place", body := {**wish(), "items": [{"code": "A1", "qty": 11}]}, key="late")
    assert refused.body["code"] == "sold_out"
    bench.ask("cancel", {"order": order.pk})
    assert bench.ask("place", body, key="late") == refused


def test_the_same_key_with_another_body_is_refused(bench):
    bench.place("A1", 1, key="k", phone="+84900000001")
    for other in (
        wish("A1", 2, phone="+84900000001"),
        wish("A2", 1, phone="+84900000001"),
        wish("A1", 1, phone="+84900000002"),
    ):
        answer = bench.ask("place", other, key="k")
        assert (answer.status, answer.body) == (422, {"code": "key_used"})
    assert Order.every_coop.count() == 1


def test_equal_keys_in_one_batch_are_folded(bench, session, item):
    body = wish("A1", 1)
    other = wish("A1", 3)
    asks = [Ask(session.pk, "place", "k", each) for each in (body, body, other, body)]
    statuses = [answer.status for answer in bench.batch(asks)]
    assert statuses == [201, 200, 422, 200]
    assert item("A1").allotment.taken == 1
    assert_all_true()


class TestLimits:
    @pytest.fixture(autouse=True)
    def two_each(self, bench, item):
        bench.ask("price", {"code": "A1", "price": 145_000, "limit_per_buyer": 2})

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"buyer": "b:1", "phone": "+84900000001"}, {"buyer": "b:1", "phone": "+84900000002"}),
            ({"buyer": "b:1", "phone": "+84900000001"}, {"buyer": "b:2", "phone": "+84900000001"}),
        ],
        ids=["same cookie", "same phone"],
    )
    def test_a_limit_counts_cookie_and_phone(self, bench, first, second):
        assert bench.place("A1", 2, **first).status == 201
        answer = bench.place("A1", 1, **second)
        assert (answer.status, answer.body["code"], answer.body["limit"]) == (409, "limit", 2)
        assert bench.place("A2", 1, **second).status == 201, "the limit is of one item"

    def test_a_limit_counts_an_author_and_the_phone_they_wrote(self, bench):
        assert bench.comment("chốt A1 2 chai 0900000001", author="lan")["outcome"] == "order"
        assert bench.comment("thêm A1 1 chai nữa", author="lan")["outcome"] in ("limit", "review")
        assert bench.comment("chốt A1 1 chai 0900000001", author="other")["outcome"] == "limit"
        assert bench.place("A1", 1, phone="+84900000001").body["code"] == "limit"

    def test_a_place_in_line_counts_too_by_cookie_and_by_phone(self, bench):
        for number in range(5):
            bench.place("A1", 2, buyer=f"b:full{number}")
        waits = bench.place("A1", 2, buyer="b:1", phone="+84900000001")
        assert waits.body["code"] == "waitlisted"
        assert bench.place("A1", 1, buyer="b:1").body["code"] == "limit"
        assert bench.place("A1", 1, buyer="b:2", phone="+84900000001").body["code"] == "limit"

    def test_what_is_given_back_may_be_bought_again(self, bench):
        answer = bench.place("A1", 2, buyer="b:1")
        bench.ask("cancel", {"order": Order.every_coop.get(code=answer.body["order"]).pk})
        assert bench.place("A1", 2, buyer="b:1").status == 201

    def test_a_phone_given_later_counts_for_what_the_order_holds_already(self, bench):
        assert bench.comment("chốt A1 1 chai", author="lan")["outcome"] == "order"
        bench.comment("số mình 0900000001 nha", author="lan")
        assert bench.place("A1", 2, phone="+84900000001").body["code"] == "limit"
        assert bench.place("A1", 1, phone="+84900000001").status == 201


class TestWaiting:
    @pytest.fixture(autouse=True)
    def nine_are_gone(self, bench):
        self.first = bench.place("A1", 9, buyer="b:first")

    def test_past_the_count_a_wish_of_one_item_waits_and_is_told_its_place(self, bench, item):
        one = bench.place("A1", 2, buyer="b:1")
        two = bench.place("A1", 3, buyer="b:2")
        places = list(Waiting.every_coop.order_by("id"))
        assert (one.status, one.body) == (
            409,
            {"code": "waitlisted", "position": 1, "item": "A1", "link": f"/o/{places[0].token}"},
        )
        assert two.body["position"] == 2
        assert item("A1").allotment.remaining == 1
        assert_all_true()

    def test_what_still_fits_is_taken_past_the_line(self, bench):
        bench.place("A1", 2)
        assert bench.place("A1", 1).status == 201

    def test_a_full_line_is_sold_out(self, bench, item):
        assert bench.place("A1", 8).body["code"] == "waitlisted"
        assert bench.place("A1", 2).body["code"] == "waitlisted"
        assert bench.place("A1", 2).body["code"] == "sold_out", "as many wait as are allotted"

    def test_the_earliest_that_fits_comes_first_and_its_token_becomes_the_orders(self, bench, item):
        for buyer, qty in (("b:1", 6), ("b:2", 2), ("b:3", 2)):
            assert bench.place("A1", qty, buyer=buyer).body["code"] == "waitlisted"
        places = {place.buyer_key: place for place in Waiting.every_coop.all()}
        order = Order.every_coop.get(buyer_key="b:first")
        bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 6}]})  # 4 are left now
        for buyer in ("b:2", "b:3"):
            promoted = Order.every_coop.get(buyer_key=buyer)
            place = Waiting.every_coop.get(pk=places[buyer].pk)
            assert (promoted.token, place.state, place.order_id) == (place.token, "promoted", promoted.pk)
            assert promoted.pay_by > timezone.now() + timedelta(minutes=29), "a fresh hold"
        assert Waiting.every_coop.get(buyer_key="b:1").state == "waiting", "six do not fit into four"
        assert item("A1").allotment.remaining == 0
        assert_all_true()

    def test_who_leaves_the_line_is_out_of_it(self, bench):
        bench.place("A1", 2, buyer="b:1")
        place = Waiting.every_coop.get()
        assert bench.ask("leave", {"waiting": place.pk}, actor="buyer").body == {"outcome": "left"}
        place.refresh_from_db()
        assert place.state == "dropped"
        assert bench.ask("leave", {"waiting": place.pk}).status == 404
        bench.ask("cancel", {"order": Order.every_coop.get().pk})
        assert Order.every_coop.filter(buyer_key="b:1").count() == 0

    def test_whose_own_order_ends_is_promoted_to_a_new_one(self, bench):
        """One buyer has one open order at any moment, also inside the transaction (the model found it)."""
        bench.place("A1", 1, buyer="b:1")
        bench.place("A1", 3, buyer="b:1")
        order = Order.every_coop.get(buyer_key="b:1")
        bench.ask("cancel", {"order": Order.every_coop.get(buyer_key="b:first").pk})
        bench.place("A1", 6, buyer="b:2")
        bench.place("A1", 2, buyer="b:1")
        assert bench.ask("cancel", {"order": order.pk}).status == 200
        assert [(o.state, o.goods) for o in Order.every_coop.filter(buyer_key="b:1").order_by("id")] == [
            ("cancelled", 4 * 145_000),
            ("held", 2 * 145_000),
        ]
        assert_all_true()
