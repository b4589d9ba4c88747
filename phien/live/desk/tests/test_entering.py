"""An order that the keeper enters for who called or wrote."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from phien.live.contracts import Ask
from phien.live.deskless import run_here
from phien.orders.models import Order
from phien.stock.models import Stock
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


def body(*items: tuple[str, int], phone: str = "+84900000012") -> dict[str, Any]:
    rows = [{"code": code, "qty": qty} for code, qty in items]
    return {"source": "phone", "name": "Người mua thử 12", "phone": phone, "items": rows}


def test_it_is_an_order_like_any_other_from_what_is_left_in_the_live(bench, item):
    answer = bench.ask("enter", body(("A1", 2), ("A2", 1)))
    order = Order.every_coop.get(code=answer.body["order"])
    assert (order.source, order.buyer_name, order.phone, order.state, order.goods) == (
        "phone",
        "Người mua thử 12",
        "+84900000012",
        "held",
        3 * 145_000,
    )
    assert (order.pay_by, item("A1").allotment.taken) == (None, 2)
    assert_all_true()


def test_a_double_tap_makes_one_order(bench):
    first = bench.ask("enter", body(("A1", 2)), key="tapped")
    assert bench.ask("enter", body(("A1", 2)), key="tapped") == first
    bench.ask("enter", body(("A1", 2)), key="another call")
    assert Order.every_coop.count() == 2, "each call is a buyer of its own: a phone joins no orders"


def test_the_limit_counts_the_phone_and_nothing_is_taken_by_halves(bench, item):
    bench.ask("price", {"code": "A1", "limit_per_buyer": 3})
    bench.place("A1", 2, phone="+84900000012")
    with assert_nothing_happened():
        assert bench.ask("enter", body(("A1", 2))).body["code"] == "limit"
        assert bench.ask("enter", body(("A2", 1), ("A1", 11), phone="")).body["code"] == "limit"
        answer = bench.ask("enter", body(("A2", 11)))
    assert answer.body == {"code": "not_enough", "name": item("A2").name, "left": 10}


def test_after_the_close_it_comes_from_the_store_and_is_held_as_long_as_a_comments(bench, session, item):
    bench.ask("close", {}, at=AT)
    ask = Ask(session.pk, "enter", "called", body(("A1", 12)))
    code = run_here(ask, at=AT).body["order"]  # type: ignore[call-overload]
    order = Order.every_coop.get(code=code)
    assert order.pay_by == AT + timedelta(hours=12)
    stock = Stock.every_coop.get(pk=item("A1").variant_id)
    assert (stock.on_hand, stock.reserved, item("A1").allotment.taken) == (20, 12, 12)
    ask = Ask(session.pk, "enter", "called again", body(("A1", 9)))
    assert run_here(ask, at=AT).body == {"code": "not_enough", "name": item("A1").name, "left": 8}
    assert_all_true()


@pytest.mark.parametrize(("items", "code"), [([], "order_needs_items"), ([("A9", 1)], "unknown_code")])
def test_what_is_no_order_is_refused(bench, items, code):
    with assert_nothing_happened():
        answer = bench.ask("enter", body(*items))
    assert (answer.status, answer.body["code"]) == (422, code)


def test_the_shop_may_enter_what_it_stopped_and_nobody_else(bench, item):
    bench.ask("stop", {"code": "A1"})
    assert bench.place("A1", 1, buyer="b:1").status == 409
    assert bench.ask("enter", body(("A1", 2))).status == 200
    assert item("A1").allotment.taken == 2
    assert_all_true()
