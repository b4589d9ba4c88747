"""Two real connections at one order: who writes its row against what the shop does to it, in both orders.

Merging, editing, splitting and reviving are commands of the desk: they lock the order's row and decide on
what they read. The last test takes that lock away, and shows what was lost by it.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from phien.live.desk import locked
from phien.live.desk.tests.test_races import (
    ADDRESS,
    OUTSIDE,
    pieces,
    told_outside,
    wait_for_a_lock,
    while_the_desk_holds,
)
from phien.orders import actions as orders
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.testing import factories
from phien.testing.truths import assert_all_true, broken

PRICE = 145_000


def merge(bench: Any, order: Order) -> Any:
    other = Order.every_coop.get(buyer_key="b:2")
    return bench.ask("merge", {"order": order.pk, "into": other.pk})


def edit(bench: Any, order: Order) -> Any:
    return bench.ask("edit", {"order": order.pk, "lines": [{"code": "A1", "qty": 3, "price": PRICE}]})


def split(bench: Any, order: Order) -> Any:
    return bench.ask("split", {"order": order.pk, "lines": [{"code": "A1", "qty": 1, "price": PRICE}]})


def revive(bench: Any, order: Order) -> Any:
    return bench.ask("revive", {"order": order.pk})


INSIDE = {"merge": merge, "edit": edit, "split": split, "revive": revive}

# (outside first) what the desk answers, the order's state afterwards, its pieces, what is taken in all
OUTSIDE_FIRST: dict[tuple[str, str], tuple[str, str, int, int]] = {
    ("confirm", "merge"): ("only_open_orders_join", "confirmed", 2, 3),
    ("pay", "merge"): ("only_open_orders_join", "confirmed", 2, 3),
    ("claim", "merge"): ("only_open_orders_join", "held", 2, 3),
    ("hand_over", "merge"): ("only_open_orders_join", "handed_over", 2, 3),
    ("confirm", "edit"): ("edited", "confirmed", 3, 4),
    ("pay", "edit"): ("edited", "confirmed", 3, 4),  # what is missing now is shown on the order
    ("claim", "edit"): ("edited", "held", 3, 4),
    ("hand_over", "edit"): ("order_moved_on", "handed_over", 2, 3),
    ("confirm", "split"): ("split", "confirmed", 1, 3),
    ("pay", "split"): ("split", "confirmed", 1, 3),
    ("claim", "split"): ("confirm_first", "held", 2, 3),
    ("hand_over", "split"): ("order_moved_on", "handed_over", 2, 3),
    # what ended cannot be confirmed, claimed or handed over: nothing changed before the desk came
    ("confirm", "revive"): ("revived", "held", 2, 3),
    ("pay", "revive"): ("revived", "confirmed", 2, 3),
    ("claim", "revive"): ("revived", "held", 2, 3),
    ("hand_over", "revive"): ("revived", "held", 2, 3),
}
# (desk first) what the one outside is told (None: done), the state afterwards, pieces, what is taken
INSIDE_FIRST: dict[tuple[str, str], tuple[str | None, str, int, int]] = {
    ("confirm", "merge"): ("order_merged", "merged", 2, 3),
    ("pay", "merge"): (None, "merged", 2, 3),  # it is the survivor's money
    ("claim", "merge"): ("order_merged", "merged", 2, 3),
    ("hand_over", "merge"): (None, "handed_over", 2, 3),
    ("confirm", "edit"): (None, "confirmed", 3, 4),
    ("pay", "edit"): (None, "held", 3, 4),  # what was transferred is now a part of the total
    ("claim", "edit"): (None, "held", 3, 4),
    ("hand_over", "edit"): (None, "handed_over", 2, 3),
    ("confirm", "split"): (None, "confirmed", 2, 3),  # not confirmed yet, it was not split
    ("pay", "split"): (None, "confirmed", 2, 3),
    ("claim", "split"): (None, "held", 2, 3),
    ("hand_over", "split"): (None, "handed_over", 2, 3),
    ("confirm", "revive"): (None, "confirmed", 2, 3),
    ("pay", "revive"): (None, "confirmed", 2, 3),
    ("claim", "revive"): ("order_already_paid", "held", 2, 3),
    ("hand_over", "revive"): ("order_not_packed", "held", 2, 3),
}


@pytest.fixture
def order(bench: Any, request: Any) -> Order:
    """Two of A1 of b:1 beside one of b:2; packed where the pair is about handing over; ended, with a part
    of its money, where it is about reviving."""
    bench.place("A1", 2, buyer="b:1")
    made: Order = Order.every_coop.select_related("coop").get()
    bench.place("A1", 1, buyer="b:2")
    if "revive" in request.node.name:
        bench.ask("expire", {"orders": [made.pk]}, at=timezone.now() + timedelta(days=1))
        assert Order.every_coop.get(pk=made.pk).state == "expired"
        payments.record_money(
            coop=made.coop, order_id=made.pk, amount=1000, at=timezone.now(), by=None, actor="shell"
        )
    elif "hand_over" in request.node.name:
        orders.choose_payment_and_address(
            coop=made.coop, order_id=made.pk, payment="cod", address=ADDRESS, at=timezone.now()
        )
        keeper = factories.make_person(made.coop)
        orders.pack(coop=made.coop, order_id=made.pk, at=timezone.now(), by=keeper)
    made.refresh_from_db()
    return made


@pytest.fixture
def staff(coop: Any) -> Any:
    return factories.make_person(coop)


@pytest.mark.parametrize("desk_does", INSIDE)
@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("how", ["before", "while the desk waits for the row"])
def test_who_writes_the_row_first(bench, order, staff, item, outside, desk_does, how):
    act, command = OUTSIDE[outside], INSIDE[desk_does]
    if how == "before":
        told_outside(act, order, staff)
        answer = command(bench, order)
    else:
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                Order.objects.of(order.coop).select_for_update().get(pk=order.pk)
                told_outside(act, order, staff)
                asked = pool.submit(command, bench, order)
                wait_for_a_lock(asked)
            answer = asked.result(15)
    said, state, qty, taken = OUTSIDE_FIRST[outside, desk_does]
    assert answer.body.get("code", answer.body.get("outcome")) == said
    order.refresh_from_db()
    assert (order.state, pieces(order), item("A1").allotment.taken) == (state, qty, taken)
    assert_all_true()


@pytest.mark.parametrize("desk_does", INSIDE)
@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("how", ["before", "while the other waits for the row"])
def test_the_desk_first(bench, order, staff, item, outside, desk_does, how):
    act, command = OUTSIDE[outside], INSIDE[desk_does]
    if how == "before":
        command(bench, order)
        told = told_outside(act, order, staff)
    else:
        told = while_the_desk_holds(
            bench, lambda: command(bench, order), lambda: told_outside(act, order, staff)
        )
    refused, state, qty, taken = INSIDE_FIRST[outside, desk_does]
    assert told == refused
    order.refresh_from_db()
    assert (order.state, pieces(order), item("A1").allotment.taken) == (state, qty, taken)
    if outside == "pay":
        living = Order.every_coop.exclude(state__in=["merged", "expired"])
        there = living.aggregate(paid=Sum("paid"))["paid"] - (1000 if desk_does == "revive" else 0)
        assert there == 2 * PRICE + order.shipping, "money is never lost"
    assert_all_true()


LOST = {
    # a merge that did not wait takes the goods of an order that was paid meanwhile
    ("pay", "merge"): "merged",
    # an edit that did not wait changes a parcel that left
    ("hand_over", "edit"): "handed_over",
    # a split that did not wait knows nothing of the money
    ("pay", "split"): "confirmed",
}


@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize(("outside", "desk_does"), LOST)
def test_without_the_lock_the_loser_is_not_told(
    bench, order, staff, item, monkeypatch, capsys, outside, desk_does, waits
):
    """The same race with `for update` taken out: what the desk read is old when it writes."""
    if not waits:
        bare = locked.LOCK.removesuffix(" for update")
        assert bare != locked.LOCK
        monkeypatch.setattr(locked, "LOCK", bare)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            OUTSIDE[outside](order, staff)
            asked = pool.submit(INSIDE[desk_does], bench, order)
            wait_for_a_lock(asked)
        answer = asked.result(15)
    said = answer.body.get("code", answer.body.get("outcome"))
    wrong = said != OUTSIDE_FIRST[outside, desk_does][0] or bool(broken())
    order.refresh_from_db()
    with capsys.disabled():
        if not waits:
            print(f"\nwithout the lock: {outside}, then {desk_does}: told {said}, is {order.state}")
    assert wrong is not waits
