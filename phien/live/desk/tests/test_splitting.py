"""A confirmed order becomes two parcels: all adds up to the đồng, and no stock moves."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from phien.orders import actions as orders
from phien.orders.contracts import Address
from phien.orders.models import Line, Order
from phien.payments import actions as payments
from phien.payments.models import Receipt
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam
PRICE = 145_000
ADDRESS = Address(
    name="Người mua thử 12", phone="0900000012", street="12 Thử", commune="Phường Thử", province="Gia Lai"
)
SUMS = ("goods", "discount", "shipping", "total", "paid")


def lines(order: Order) -> list[tuple[str, int]]:
    return sorted(Line.every_coop.filter(order=order).values_list("code", "qty"))


def split(bench: Any, order: Order, *moved: tuple[str, int]) -> Any:
    rows = [{"code": code, "qty": qty, "price": PRICE} for code, qty in moved]
    return bench.ask("split", {"order": order.pk, "lines": rows})


def sums() -> dict[str, int]:
    living = Order.every_coop.exclude(state="merged")
    return living.aggregate(**{name: Sum(name) for name in SUMS})


@pytest.fixture
def order(bench: Any) -> Order:
    """Three of A1 and one of A2, cash on delivery, with an address."""
    bench.place("A1", 3, buyer="b:1")
    bench.place("A2", 1, buyer="b:1")
    made = Order.every_coop.select_related("coop").get()
    orders.choose_payment_and_address(
        coop=made.coop, order_id=made.pk, payment="cod", address=ADDRESS, at=timezone.now()
    )
    made.refresh_from_db()
    return made


def test_the_second_parcel_has_a_code_of_its_own_and_the_same_buyer(bench, order, item):
    before, taken = sums(), item("A1").allotment.taken
    answer = split(bench, order, ("A1", 1), ("A2", 1))
    second = Order.every_coop.get(code=answer.body["new"])
    order.refresh_from_db()
    assert (lines(order), lines(second)) == ([("A1", 2)], [("A1", 1), ("A2", 1)])
    assert (second.state, second.payment, second.address, second.phone, second.buyer_key) == (
        "confirmed",
        "cod",
        order.address,
        order.phone,
        order.buyer_key,
    )
    assert (order.shipping, second.shipping, second.token != order.token) == (30_000, 0, True)
    assert (order.to_collect, second.to_collect) == (2 * PRICE + 30_000, 2 * PRICE)
    assert (sums(), item("A1").allotment.taken) == (before, taken)
    assert_all_true()


@pytest.mark.parametrize("part", [False, True])
def test_money_and_discount_fill_the_first_parcel_up(bench, order, manager, part):
    Order.every_coop.update(discount=50_000, total=order.total - 50_000)
    order.refresh_from_db()
    first = 100_000
    payments.record_money(coop=order.coop, order_id=order.pk, amount=first, at=AT, by=manager)
    if not part:
        payments.record_money(
            coop=order.coop, order_id=order.pk, amount=order.total - first, at=AT, by=manager
        )
    before, receipts = sums(), Receipt.every_coop.aggregate(Sum("amount"))
    second = Order.every_coop.get(code=split(bench, order, ("A1", 2)).body["new"])
    order.refresh_from_db()
    assert sums() == before
    assert Receipt.every_coop.aggregate(Sum("amount")) == receipts
    for each in (order, second):
        paid = Receipt.every_coop.filter(order=each).aggregate(Sum("amount"))["amount__sum"] or 0
        assert paid == each.paid, "each parcel's receipts are what was paid for it"
    assert order.discount == 50_000
    if part:
        assert (order.paid, second.paid, second.money_at) == (first, 0, None)
    else:
        assert (order.owed, second.owed) == (0, 0)
    assert_all_true()


def test_joined_again_everything_is_as_it_was(bench, order, manager):
    payments.record_money(coop=order.coop, order_id=order.pk, amount=order.total, at=AT, by=manager)
    order.refresh_from_db()
    before = {name: getattr(order, name) for name in (*SUMS, "state", "money_at", "state_before_money")}
    second = Order.every_coop.get(code=split(bench, order, ("A1", 3)).body["new"])
    assert bench.ask("rejoin", {"order": second.pk, "into": order.pk}).status == 200
    order.refresh_from_db()
    second.refresh_from_db()
    assert {name: getattr(order, name) for name in before} == before
    assert (lines(order), second.state, second.merged_into) == ([("A1", 3), ("A2", 1)], "merged", order)
    payments.undo_money(
        coop=order.coop, receipt_id=Receipt.every_coop.filter(order=order)[0].pk, at=AT, by=manager
    )
    assert_all_true()


def test_what_is_split_off_is_known_after_a_takeover_too(bench, order):
    second = Order.every_coop.get(code=split(bench, order, ("A1", 1)).body["new"])
    for _ in range(2):
        book = bench.desk.book
        assert book.bought["b:1"] == {order.pk, second.pk}
        assert {pk: sum(book.settled[pk].lines.values()) for pk in book.bought["b:1"]} == {
            order.pk: 3,
            second.pk: 1,
        }
        bench.sit_down()
    bench.ask("cancel", {"order": second.pk})
    assert_all_true()


@pytest.mark.parametrize(
    ("moved", "code"),
    [
        ([], "split_needs_two"),
        ([("A1", 3), ("A2", 1)], "split_needs_two"),
        ([("A1", 4)], "order_changed_meanwhile"),
        ([("A9", 1)], "unknown_code"),
    ],
)
def test_what_makes_no_two_parcels_is_refused(bench, order, moved, code):
    with assert_nothing_happened():
        assert split(bench, order, *moved).body["code"] == code


@pytest.mark.parametrize(
    ("state", "code"),
    [("held", "confirm_first"), ("packed", "parcel_closed"), ("handed_over", "order_moved_on")],
)
def test_only_what_is_confirmed_and_not_packed_is_split(bench, order, state, code):
    Order.every_coop.update(state=state)
    with assert_nothing_happened():
        assert split(bench, order, ("A1", 1)).body["code"] == code
