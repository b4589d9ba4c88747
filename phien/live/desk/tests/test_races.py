"""Two real connections at one order: who writes its row against who commands the desk, in both orders.

Confirming, paying, "Tôi đã chuyển" and handing over are no desk commands; expiring, cancelling, changing
and adding are. Whoever is second decides on what the first left, and is told the truth. (What the shop does
to an order, merging, editing, splitting, reviving: test_races_keeping.py.)
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from phien.kernel.refusals import Refusal
from phien.live.contracts import Answer
from phien.orders import actions as orders
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.testing import factories
from phien.testing.truths import assert_all_true

ADDRESS = Address(
    name="Người mua thử 12", phone="0900000012", street="12 Thử", commune="Phường Thử", province="Gia Lai"
)


# those who write the order's row


def confirm(order: Order, staff: Any) -> None:
    orders.confirm(coop=order.coop, order_id=order.pk, at=timezone.now(), by=staff)


def pay(order: Order, staff: Any) -> None:
    payments.record_money(coop=order.coop, order_id=order.pk, amount=order.total, at=timezone.now(), by=staff)


def claim(order: Order, staff: Any) -> None:
    orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=timezone.now())


def hand_over(order: Order, staff: Any) -> None:
    orders.hand_over(coop=order.coop, order_id=order.pk, at=timezone.now(), by=staff)


OUTSIDE: dict[str, Callable[[Order, Any], None]] = {
    "confirm": confirm,
    "pay": pay,
    "claim": claim,
    "hand_over": hand_over,
}

# those who command the desk


def expire(bench: Any, order: Order) -> Any:
    return bench.ask("expire", {"orders": [order.pk]})


def cancel(bench: Any, order: Order) -> Any:
    return bench.ask("cancel", {"order": order.pk}, actor="shell")


def change(bench: Any, order: Order) -> Any:
    return bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 1}]}, actor="buyer")


def add(bench: Any, order: Order) -> Any:
    return bench.place("A1", 1, buyer=order.buyer_key)


INSIDE: dict[str, Callable[[Any, Order], Any]] = {
    "expire": expire,
    "cancel": cancel,
    "change": change,
    "add": add,
}

# (outside first) what the desk answers, the order's state afterwards, its pieces, what is taken in all
OUTSIDE_FIRST: dict[tuple[str, str], tuple[int, Any, str, int, int]] = {
    ("confirm", "expire"): (200, {"expired": 0}, "confirmed", 2, 2),
    ("confirm", "cancel"): (200, "cancelled", "cancelled", 2, 0),
    ("confirm", "change"): (409, "order_moved_on", "confirmed", 2, 2),
    ("confirm", "add"): (201, "a new order", "confirmed", 2, 3),
    ("pay", "expire"): (200, {"expired": 0}, "confirmed", 2, 2),
    ("pay", "cancel"): (200, "cancelled", "cancelled", 2, 0),
    ("pay", "change"): (409, "order_moved_on", "confirmed", 2, 2),
    ("pay", "add"): (201, "a new order", "confirmed", 2, 3),
    # a claim moves the end of the hold: here to the close, so no timer ends it now
    ("claim", "expire"): (200, {"expired": 0}, "held", 2, 2),
    ("claim", "cancel"): (200, "cancelled", "cancelled", 2, 0),
    ("claim", "change"): (409, "order_moved_on", "held", 2, 2),
    ("claim", "add"): (201, "a new order", "held", 2, 3),
    ("hand_over", "expire"): (200, {"expired": 0}, "handed_over", 2, 2),
    ("hand_over", "cancel"): (409, "order_moved_on", "handed_over", 2, 2),
    ("hand_over", "change"): (409, "order_moved_on", "handed_over", 2, 2),
    ("hand_over", "add"): (201, "a new order", "handed_over", 2, 3),
}
# (desk first) what the one outside is told (None: done), the state afterwards, pieces, what is taken
INSIDE_FIRST: dict[tuple[str, str], tuple[str | None, str, int, int]] = {
    ("confirm", "expire"): ("order_expired", "expired", 2, 0),
    ("confirm", "cancel"): ("order_cancelled", "cancelled", 2, 0),
    ("confirm", "change"): (None, "confirmed", 1, 1),
    ("confirm", "add"): (None, "confirmed", 3, 3),
    # money for an ended order is recorded and listed
    ("pay", "expire"): (None, "expired", 2, 0),
    ("pay", "cancel"): (None, "cancelled", 2, 0),
    ("pay", "change"): (None, "confirmed", 1, 1),
    ("pay", "add"): (None, "held", 3, 3),  # what was transferred is now a part of the total
    ("claim", "expire"): ("order_expired", "expired", 2, 0),
    ("claim", "cancel"): ("order_cancelled", "cancelled", 2, 0),
    ("claim", "change"): (None, "held", 1, 1),
    ("claim", "add"): (None, "held", 3, 3),
    ("hand_over", "cancel"): ("order_cancelled", "cancelled", 2, 0),
    ("hand_over", "expire"): (None, "handed_over", 2, 2),
    ("hand_over", "change"): (None, "handed_over", 2, 2),
    ("hand_over", "add"): (None, "handed_over", 2, 3),
}


@pytest.fixture
def order(bench: Any, request: Any) -> Order:
    """Two of A1, held; packed where the pair is about handing over."""
    bench.place("A1", 2, buyer="b:1")
    made: Order = Order.every_coop.select_related("coop").get()
    if "hand_over" in request.node.name:
        orders.choose_payment_and_address(
            coop=made.coop, order_id=made.pk, payment="cod", address=ADDRESS, at=timezone.now()
        )
        keeper = factories.make_person(made.coop)
        orders.pack(coop=made.coop, order_id=made.pk, at=timezone.now(), by=keeper)
    if "expire" in request.node.name:
        Order.every_coop.update(pay_by=timezone.now() - timedelta(seconds=1))
    made.refresh_from_db()
    return made


@pytest.fixture
def staff(coop: Any) -> Any:
    return factories.make_person(coop)


def told_by_the_desk(answer: Answer) -> tuple[int, Any]:
    body: Any = answer.body
    if answer.status == 201:
        return 201, "a new order"
    return answer.status, body.get("code") or ("cancelled" if body.get("outcome") == "cancelled" else body)


def pieces(order: Order) -> int:
    return sum(line.counted for line in order.lines.all())


@pytest.mark.parametrize("desk_does", INSIDE)
@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("how", ["before", "while the desk waits for the row"])
def test_who_writes_the_row_first(bench, order, staff, item, outside, desk_does, how):
    """The desk decides on what it reads under lock, whether that came before or while it waited."""
    act, command = OUTSIDE[outside], INSIDE[desk_does]
    if how == "before":
        act(order, staff)
        answer = command(bench, order)
    else:
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                act(order, staff)
                asked = pool.submit(command, bench, order)
                wait_for_a_lock(asked)
            answer = asked.result(15)
    status, told, state, qty, taken = OUTSIDE_FIRST[outside, desk_does]
    assert told_by_the_desk(answer) == (status, told)
    if told == "a new order":
        assert answer.body["order"] != order.code
    order.refresh_from_db()
    assert (order.state, pieces(order), item("A1").allotment.taken) == (state, qty, taken)
    assert_all_true()


def wait_for_a_lock(asked: Any) -> None:
    """Until the desk's connection waits for our row (or is done: adding to another order needs no lock)."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where application_name like 'phien-desk%%' "
                "and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] or asked.done():
                return
        threading.Event().wait(0.01)
    raise AssertionError("the desk neither waited nor finished")


@pytest.mark.parametrize("desk_does", INSIDE)
@pytest.mark.parametrize("outside", OUTSIDE)
@pytest.mark.parametrize("how", ["before", "while the other waits for the row"])
def test_the_desk_first(bench, order, staff, item, outside, desk_does, how):
    """Whoever writes the row after the desk reads what it left, and is refused with the reason."""
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
        assert order.paid == 2 * 145_000 + order.shipping, "money is never lost"
    assert_all_true()


def test_money_seen_just_before_the_hold_ended_is_kept(bench, order, staff, item):
    """Its time was read before the row was free: it counts as come after the end, and is listed."""
    seen_at = timezone.now() - timedelta(seconds=5)
    Order.every_coop.update(pay_by=timezone.now() - timedelta(seconds=2))
    assert bench.ask("expire", {"orders": [order.pk]}).body == {"expired": 1}
    payments.record_money(coop=order.coop, order_id=order.pk, amount=1000, at=seen_at, by=staff)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at) == ("expired", 1000, order.expired_at)
    assert_all_true()


def told_outside(act: Callable[[Order, Any], None], order: Order, staff: Any) -> str | None:
    try:
        act(order, staff)
    except Refusal as refusal:
        return refusal.code
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()
    return None


def while_the_desk_holds(bench: Any, command: Callable[[], Any], act: Callable[[], Any]) -> Any:
    """Let the desk write all but its COMMIT, start the other one, give it time to wait, then commit."""
    line, send = bench.desk.line, bench.desk.line.send
    written, go_on = threading.Event(), threading.Event()

    async def paused(statements: Any, **how: Any) -> Any:
        if not how.get("commit"):
            return await send(statements, **how)
        rows = await send(statements, begin=how.get("begin", False))
        written.set()
        await asyncio.to_thread(go_on.wait, 10)
        await line.connection.execute("commit")
        line.seq = line.coming
        return rows

    line.send = paused
    with ThreadPoolExecutor(2) as pool:
        commanded = pool.submit(command)
        while not written.wait(0.02):  # a refused command writes nothing
            if commanded.done():
                break
        acting = pool.submit(act)
        threading.Event().wait(0.15)
        go_on.set()
        commanded.result(15)
        return acting.result(15)
