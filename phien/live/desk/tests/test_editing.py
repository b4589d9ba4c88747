"""Staff change what is in an order, also one that is confirmed or paid."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.orders import actions as orders
from phien.orders.models import Line, Order
from phien.payments import actions as payments
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam
PRICE = 145_000


def ordered(bench: Any, *items: tuple[str, int], buyer: str = "b:1") -> Order:
    for code, qty in items:
        bench.place(code, qty, buyer=buyer)
    return Order.every_coop.get(buyer_key=buyer, state="held")


def lines(order: Order) -> list[tuple[str, int, int]]:
    return sorted(Line.every_coop.filter(order=order).values_list("code", "qty", "price"))


def edit(bench: Any, order: Order, *wanted: tuple[str, int], seen: Any = None, price: Any = PRICE) -> Any:
    body: dict[str, Any] = {
        "order": order.pk,
        "lines": [{"code": code, "qty": qty, "price": price} for code, qty in wanted],
    }
    if seen is not None:
        body["seen"] = [{"code": code, "qty": qty, "price": PRICE} for code, qty in seen]
    return bench.ask("edit", body)


def confirm(order: Order) -> None:
    orders.confirm(coop=order.coop, order_id=order.pk, at=timezone.now(), by=None, actor="shell")


@pytest.mark.parametrize("confirmed", [False, True])
def test_quantities_go_up_down_and_away_and_an_item_comes_in(bench, item, confirmed):
    order = ordered(bench, ("A1", 2))
    if confirmed:
        confirm(order)
    answer = edit(bench, order, ("A1", 3))
    assert (answer.status, answer.body["total"]) == (200, 3 * PRICE + order.shipping)
    edit(bench, order, ("A1", 1), ("A2", 2))
    assert lines(order) == [("A1", 1, PRICE), ("A2", 2, PRICE)]
    edit(bench, order, ("A2", 2))
    order.refresh_from_db()
    assert (lines(order), order.goods) == ([("A2", 2, PRICE)], 2 * PRICE)
    assert (item("A1").allotment.taken, item("A2").allotment.taken) == (0, 2)
    assert bench.desk.book.known(order.pk).goods == 2 * PRICE
    assert_all_true()


def test_it_grows_as_far_as_there_is_stock_and_nobody_waits(bench, item):
    order = ordered(bench, ("A1", 2))
    bench.place("A1", 5, buyer="b:2")
    answer = edit(bench, order, ("A1", 9))
    assert (answer.body["lacking"], lines(order)) == ({"A1": 4}, [("A1", 5, PRICE)])
    assert (item("A1").allotment.remaining, bench.desk.book.places) == (0, {})
    assert_all_true()


def test_limits_hold_for_the_shop_too(bench):
    order = ordered(bench, ("A1", 2))
    bench.ask("price", {"code": "A1", "limit_per_buyer": 3})
    answer = edit(bench, order, ("A1", 6))
    assert (answer.body["limited"], lines(order)) == ({"A1": 3}, [("A1", 3, PRICE)])


def test_what_is_given_back_goes_to_who_waits(bench, item):
    order = ordered(bench, ("A1", 9))
    bench.place("A1", 3, buyer="b:2")
    edit(bench, order, ("A1", 7))
    assert lines(Order.every_coop.get(buyer_key="b:2")) == [("A1", 3, PRICE)]
    order.refresh_from_db()
    assert order.goods == 7 * PRICE
    assert_all_true()


def test_a_buyer_who_waits_for_more_of_it_gets_it_into_the_same_order(bench):
    order = ordered(bench, ("A1", 9))
    bench.place("A1", 3, buyer="b:1")
    edit(bench, order, ("A1", 7))
    order.refresh_from_db()
    assert (lines(order), order.goods) == ([("A1", 10, PRICE)], 10 * PRICE)
    assert_all_true()


def test_a_line_keeps_its_price_and_what_comes_in_has_todays(bench):
    order = ordered(bench, ("A1", 1))
    bench.ask("price", {"code": "A1", "price": 99_000})
    bench.ask(
        "edit",
        {
            "order": order.pk,
            "lines": [{"code": "A1", "price": PRICE, "qty": 2}, {"code": "A1", "price": None, "qty": 1}],
        },
    )
    order.refresh_from_db()
    assert (lines(order), order.goods) == ([("A1", 1, 99_000), ("A1", 2, PRICE)], 2 * PRICE + 99_000)


def test_paid_and_made_smaller_more_was_paid_than_it_costs_and_larger_something_is_missing(bench, manager):
    order = ordered(bench, ("A1", 2))
    payments.record_money(coop=order.coop, order_id=order.pk, amount=order.total, at=AT, by=manager)
    edit(bench, order, ("A1", 1))
    order.refresh_from_db()
    assert (order.state, order.paid - order.total) == ("confirmed", PRICE)
    edit(bench, order, ("A1", 3))
    order.refresh_from_db()
    assert (order.state, order.owed) == ("confirmed", PRICE)
    assert_all_true()


def test_a_part_that_is_all_of_a_smaller_order_confirms_it(bench, manager):
    order = ordered(bench, ("A1", 2))
    enough = PRICE + order.shipping
    payments.record_money(coop=order.coop, order_id=order.pk, amount=enough, at=AT, by=manager)
    edit(bench, order, ("A1", 1))
    order.refresh_from_db()
    assert (order.state, order.owed) == ("confirmed", 0)


@pytest.mark.parametrize(
    ("wanted", "seen", "code"),
    [
        ([], None, "order_would_be_empty"),
        ([("A9", 1)], None, "unknown_code"),
        ([("A1", 1)], [("A1", 3)], "order_changed_meanwhile"),
        ([("A2", 1)], None, "not_enough"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_happens(bench, wanted, seen, code):
    order = ordered(bench, ("A1", 2))
    bench.place("A2", 10, buyer="b:2")
    with assert_nothing_happened():
        assert edit(bench, order, *wanted, seen=seen).body["code"] == code
    assert bench.desk.book.known(order.pk).have() == {next(iter(bench.desk.book.items)): 2}


@pytest.mark.parametrize(
    ("state", "code"),
    [("packed", "parcel_closed"), ("handed_over", "order_moved_on"), ("cancelled", "order_moved_on")],
)
def test_what_is_packed_gone_or_ended_stays_as_it_is(bench, state, code):
    order = ordered(bench, ("A1", 2))
    Order.every_coop.update(state=state, street="1", commune="2", province="3")
    with assert_nothing_happened():
        assert edit(bench, order, ("A1", 1)).body["code"] == code


def test_the_record_keeps_both_and_a_key_used_twice_edits_once(bench):
    order = ordered(bench, ("A1", 2))
    body = {"order": order.pk, "lines": [{"code": "A1", "price": None, "qty": 3}]}
    first = bench.ask("edit", body, key="edit-1")
    edit(bench, order, ("A1", 1))
    assert bench.ask("edit", body, key="edit-1") == first
    assert lines(order) == [("A1", 1, PRICE)]
    facts = Entry.every_coop.filter(kind="order.edited").earliest("id").facts
    assert facts["before"] == [{"code": "A1", "price": PRICE, "qty": 2}]
    assert facts["after"] == [{"code": "A1", "price": PRICE, "qty": 3}]
