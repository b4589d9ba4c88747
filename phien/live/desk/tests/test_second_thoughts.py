"""What was joined, split, confirmed or ended, and then taken back in another order than it was done."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from phien.live.contracts import Ask
from phien.live.desk.tests.test_load import assert_loads_the_same
from phien.live.deskless import run_here
from phien.orders import actions as orders
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.testing.truths import assert_all_true

PRICE = 145_000
SHELL: dict[str, Any] = {"by": None, "actor": "shell"}


def of(buyer: str) -> Order:
    return Order.every_coop.select_related("coop").filter(buyer_key=buyer).latest("pk")


def confirm(order: Order) -> None:
    orders.confirm(coop=order.coop, order_id=order.pk, at=timezone.now(), **SHELL)


def unconfirm(order: Order, **more: Any) -> None:
    orders.unconfirm(coop=order.coop, order_id=order.pk, at=timezone.now(), **SHELL, **more)


def merge(bench, gone: Order, into: Order, do: str = "merge") -> Any:
    return bench.ask(do, {"order": gone.pk, "into": into.pk})


def test_orders_joined_before_the_close_and_parted_after_it_have_an_end(bench, session):
    bench.comment("chốt A1 1 chai", author="lan")
    bench.comment("chốt A2 1 chai", author="mai")
    lan, mai = of("c:facebook:lan"), of("c:facebook:mai")
    merge(bench, lan, mai)
    bench.ask("close", {})
    parted = run_here(Ask(session.pk, "unmerge", "k", {"order": lan.pk, "into": mai.pk}), at=timezone.now())
    assert parted.status == 200
    assert of("c:facebook:lan").pay_by == of("c:facebook:mai").pay_by is not None
    late = Ask(session.pk, "expire", "", {"orders": [lan.pk, mai.pk]})
    assert run_here(late, at=timezone.now() + timedelta(days=2)).body == {"expired": 2}
    assert_all_true()


def test_parcels_of_one_order_are_no_two_open_orders(bench):
    bench.place("A1", 2, buyer="b:1")
    order = of("b:1")
    confirm(order)
    bench.ask("split", {"order": order.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 1}]})
    second = of("b:1")
    assert merge(bench, second, order, "rejoin").status == 200
    unconfirm(order)
    refused = merge(bench, second, order, "unmerge")
    assert (refused.status, refused.body) == (409, {"code": "joined_order_changed"})
    assert_all_true()


def test_whichever_parcel_stays_it_is_of_all_whose_orders_were_joined(bench):
    bench.place("A1", 1, buyer="b:2")
    bench.place("A2", 1, buyer="b:1")
    order = of("b:1")
    merge(bench, of("b:2"), order)
    confirm(order)
    bench.ask("split", {"order": order.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 1}]})
    assert merge(bench, order, of("b:1"), "rejoin").status == 200
    assert set(bench.desk.book.settled[of("b:1").pk].owners) == {"b:1", "b:2"}
    assert_loads_the_same(bench)
    assert_all_true()


def test_a_buyer_who_is_joined_in_twice_is_counted_once(bench):
    """b:2's order went into b:1's, which was confirmed by mistake; meanwhile b:2 opened another one."""
    bench.ask("price", {"code": "A1", "limit_per_buyer": 4})
    bench.place("A1", 1, buyer="b:1")
    bench.place("A1", 1, buyer="b:2")
    order = of("b:1")
    merge(bench, of("b:2"), order)
    confirm(order)
    bench.ask("edit", {"order": order.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 2}]})
    bench.place("A1", 1, buyer="b:2")
    unconfirm(order)
    assert merge(bench, of("b:2"), order).status == 200
    item = bench.desk.book.codes["A1"]
    assert (bench.desk.book.already(item, ["b:2"]), bench.desk.book.already(item, ["b:1"])) == (3, 3)
    assert_loads_the_same(bench)
    assert bench.place("A1", 1, buyer="b:2").status == 201, "the fourth of four"
    assert_all_true()


def test_what_a_confirmation_taken_back_opens_ends_no_other_order(bench):
    """Two open orders are b:2's then: the joined one, and one of their own."""
    bench.place("A1", 1, buyer="b:1")
    bench.place("A1", 1, buyer="b:2")
    first = of("b:1")
    merge(bench, of("b:2"), first)
    confirm(first)
    bench.ask("edit", {"order": first.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 2}]})
    bench.place("A1", 1, buyer="b:2")
    own = of("b:2")
    unconfirm(first)
    bench.ask("edit", {"order": first.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 1}]})
    bench.ask("edit", {"order": own.pk, "lines": [{"code": "A1", "price": PRICE, "qty": 2}]})
    assert {first.pk, own.pk} == set(bench.desk.book.orders)
    assert_loads_the_same(bench)
    bench.place("A2", 1, buyer="b:2")
    assert [line.code for line in own.lines.order_by("pk")] == ["A1", "A2"], "what they add goes to their own"
    assert_all_true()


def test_a_confirmation_taken_back_after_the_close_leaves_no_hold_without_an_end(bench, session):
    bench.comment("chốt A1 1 chai", author="lan")
    order = of("c:facebook:lan")
    confirm(order)
    bench.ask("close", {})
    until = timezone.now() + timedelta(hours=12)
    unconfirm(order, until=until)
    order.refresh_from_db()
    assert order.pay_by == until


def test_who_waits_to_live_again_keeps_the_place_when_asked_twice(bench):
    bench.place("A1", 6, buyer="b:1")
    bench.place("A1", 4, buyer="b:2")
    one, two = of("b:1"), of("b:2")
    for order in (one, two):
        bench.ask("cancel", {"order": order.pk})
        payments.record_money(coop=order.coop, order_id=order.pk, amount=1000, at=timezone.now(), **SHELL)
    bench.place("A1", 9, buyer="b:3")
    for order in (one, two, one):
        assert bench.ask("revive", {"order": order.pk}).body["outcome"] == "returning"
    assert list(bench.desk.book.returning) == [one.pk, two.pk]
    assert list(bench.sit_down().book.returning) == [one.pk, two.pk]


def test_an_opened_parcel_that_lives_again_is_to_pack(bench):
    bench.place("A1", 1, buyer="b:1")
    order = of("b:1")
    address = {"phone": "+84900000012", "street": "1", "commune": "2", "province": "3"}
    Order.every_coop.filter(pk=order.pk).update(state="packed", packed_at=timezone.now(), **address)
    bench.ask("cancel", {"order": order.pk})
    order.refresh_from_db()
    payments.record_money(coop=order.coop, order_id=order.pk, amount=order.total, at=timezone.now(), **SHELL)
    assert bench.ask("revive", {"order": order.pk}).body["outcome"] == "revived"
    order.refresh_from_db()
    assert (order.state, order.packed_at, order.packed_by) == ("confirmed", None, None)


@pytest.mark.parametrize("qty", [0, -3])
def test_stock_is_not_found_by_losing_it(bench, item, qty):
    answer = bench.ask("lose", {"variant": item("A1").variant_id, "qty": qty, "reason": "vỡ"})
    assert (answer.status, answer.body["code"], item("A1").allotment.remaining) == (
        409,
        "more_than_remaining",
        10,
    )
