"""An ended order whose money came late: it fits and lives again, or waits first in line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from phien.live.contracts import Ask
from phien.live.deskless import run_here
from phien.orders import queries
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.stock.models import Stock
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


@pytest.fixture
def late(bench: Any) -> Order:
    """Four of A1 whose hold ran out, paid in full afterwards."""
    bench.place("A1", 4, buyer="b:1", at=AT)
    order = Order.every_coop.select_related("coop").get()
    bench.ask("expire", {"orders": [order.pk]}, at=AT + timedelta(days=1))
    pay(order, order.total)
    return order


def pay(order: Order, amount: int) -> None:
    payments.record_money(
        coop=order.coop, order_id=order.pk, amount=amount, at=timezone.now(), by=None, actor="shell"
    )


def revive(bench: Any, order: Order, do: str = "revive") -> Any:
    return bench.ask(do, {"order": order.pk})


def test_where_it_fits_it_is_confirmed_with_its_money(bench, late, item):
    assert revive(bench, late).body == {"outcome": "revived", "order": late.code, "lacking": {}}
    late.refresh_from_db()
    assert (late.state, late.paid, late.expired_at) == ("confirmed", late.total, None)
    assert (item("A1").allotment.taken, bench.desk.book.settled[late.pk].code) == (4, late.code)
    assert not queries.to_refund(coop=late.coop).exists()
    assert_all_true()


def test_with_a_part_of_the_money_it_is_held_and_no_timer_ends_it(bench, item):
    bench.place("A1", 4, buyer="b:1", at=AT)
    order = Order.every_coop.select_related("coop").get()
    bench.ask("cancel", {"order": order.pk})
    pay(order, 1000)
    revive(bench, order)
    later = timezone.now() + timedelta(days=90)
    assert bench.ask("expire", {"orders": [order.pk]}, at=later).body == {"expired": 0}
    order.refresh_from_db()
    assert (order.state, order.ended_at, item("A1").allotment.taken) == ("held", None, 4)
    assert_all_true()


def test_undoing_its_money_later_holds_it_for_a_person(bench, late, manager):
    revive(bench, late)
    receipt = late.receipts.get()
    payments.undo_money(coop=late.coop, receipt_id=receipt.pk, at=timezone.now(), by=manager)
    late.refresh_from_db()
    assert (late.state, late.paid) == ("held", 0)
    assert late.claimed_at is not None
    assert_all_true()


def test_where_it_does_not_fit_it_is_first_in_line(bench, late, item):
    bench.place("A1", 8, buyer="b:2")
    bench.place("A1", 2, buyer="b:4")
    bench.place("A1", 3, buyer="b:3")  # waits
    assert revive(bench, late).body["outcome"] == "returning"
    assert revive(bench, late).body["lacking"] == {"A1": 4}, "asked again it keeps its place"
    bench.sit_down()
    bench.ask("cancel", {"order": Order.every_coop.get(buyer_key="b:2").pk})
    late.refresh_from_db()
    assert (late.state, late.reviving_at) == ("confirmed", None)
    assert Order.every_coop.get(buyer_key="b:3").state == "held", "then who waited, for the rest"
    assert item("A1").allotment.taken == 4 + 2 + 3
    assert_all_true()


def test_who_gives_up_no_longer_waits_and_is_paid_back(bench, late):
    bench.place("A1", 8, buyer="b:2")
    revive(bench, late)
    assert revive(bench, late, "give_up").body["outcome"] == "given_up"
    bench.ask("cancel", {"order": Order.every_coop.get(buyer_key="b:2").pk})
    late.refresh_from_db()
    assert (late.state, late.reviving_at) == ("expired", None)
    assert list(queries.to_refund(coop=late.coop)) == [late]


def test_money_taken_back_meanwhile_brings_nothing_back(bench, late, manager, item):
    """The statement sees it, undoes the whole batch, and the desk decides anew."""
    bench.place("A1", 8, buyer="b:2")
    revive(bench, late)
    payments.undo_money(coop=late.coop, receipt_id=late.receipts.get().pk, at=timezone.now(), by=manager)
    other = Order.every_coop.get(buyer_key="b:2")
    assert bench.ask("cancel", {"order": other.pk}).status == 200
    late.refresh_from_db()
    assert (late.state, item("A1").allotment.taken) == ("expired", 0)
    assert_all_true()


def test_after_the_close_it_takes_from_what_is_free_in_the_store(bench, late, session, item):
    bench.ask("close", {})
    ask = Ask(session.pk, "revive", "again", {"order": late.pk})
    assert run_here(ask, at=timezone.now()).body["outcome"] == "revived"  # type: ignore[call-overload]
    part = item("A1").allotment
    assert (part.allotted, part.remaining, part.taken) == (4, 0, 4)
    assert_all_true()


def test_after_the_close_it_waits_where_the_store_has_too_few(bench, late, session, item):
    bench.ask("close", {})
    Stock.every_coop.filter(pk=item("A1").variant_id).update(reserved=0)
    Stock.every_coop.filter(pk=item("A1").variant_id).update(on_hand=3)
    ask = Ask(session.pk, "revive", "again", {"order": late.pk})
    answer = run_here(ask, at=timezone.now())
    assert answer.body == {"outcome": "returning", "order": late.code, "lacking": {"A1": 1}}
    part = item("A1").allotment
    assert (part.allotted, part.remaining) == (0, 0), "nothing is reserved for half an order"


@pytest.mark.parametrize(
    ("state", "paid", "code"),
    [
        ("expired", 0, "revive_needs_money"),
        ("confirmed", 1, "order_lives"),
        ("merged", 1, "order_moved_on"),
    ],
)
def test_what_cannot_live_again_says_why(bench, late, state, paid, code):
    Order.every_coop.update(state=state, paid=paid)
    with assert_nothing_happened():
        assert revive(bench, late).body["code"] == code
