"""What is not on the shelf: awaited, left out, replaced, and each of it taken back; the truths hold."""

import pytest

from phien.activity.models import Entry
from phien.live.desk.tests.test_commands import lines, ordered
from phien.orders.models import Order, Shortage
from phien.stock.models import Ledger, Stock
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

ADDRESS = {"street": "12 Đường Thử", "commune": "Phường Pleiku", "province": "Gia Lai"}


@pytest.fixture
def order(bench) -> Order:
    """Four of A1 and one of A2, to pack."""
    made = ordered(bench, ("A1", 4), ("A2", 1))
    Order.every_coop.filter(pk=made.pk).update(state="confirmed", payment="cod", **ADDRESS)
    made.refresh_from_db()
    return made


def of_line(order: Order, code: str = "A1") -> dict[str, object]:
    return {"order": order.pk, "line": order.lines.get(code=code).pk}


def numbers(item, code: str = "A1") -> tuple[int, ...]:
    part, stock = item(code).allotment, Stock.every_coop.get(pk=item(code).variant_id)
    return part.allotted, part.remaining, part.taken, stock.on_hand, stock.reserved


def like_new(bench) -> bool:
    """The desk that lived knows what one that loads now would know."""
    lived = {key: dict(order.lines) for key, order in bench.desk.book.settled.items()}
    counts = (
        dict(bench.desk.book.taken),
        {key: (i.allotted, i.remaining) for key, i in bench.desk.book.items.items()},
    )
    bench.sit_down()
    fresh = bench.desk.book
    return lived == {key: dict(order.lines) for key, order in fresh.settled.items()} and counts == (
        dict(fresh.taken),
        {key: (i.allotted, i.remaining) for key, i in fresh.items.items()},
    )


@pytest.mark.parametrize("what", ["wait", "leave"])
def test_the_jar_is_not_there_so_promise_reserve_and_store_fall_together(bench, item, order, what):
    body = {**of_line(order), "qty": 3, "what": what, "note": "hũ vỡ"}
    answer = bench.ask("short", body, actor="person:1")
    assert answer.body == {"order": order.code, "what": what, "qty": 3}
    order.refresh_from_db()
    assert lines(order) == [("A1", 4, 3), ("A2", 1, 0)]
    assert (order.goods, order.total, order.state) == (290_000, 290_000 + order.shipping, "confirmed")
    assert numbers(item) == (7, 6, 1, 17, 7)
    last = Ledger.every_coop.latest("id")
    assert (last.kind, last.delta, last.reason) == ("adjusted", -3, "Not on the shelf when it was picked")
    kept = Shortage.every_coop.get(order=order)
    assert (kept.what, kept.qty, kept.price, kept.note, kept.awaited) == (
        what,
        3,
        145_000,
        "hũ vỡ",
        what == "wait",
    )
    assert Entry.every_coop.filter(kind=f"order.short_{what}", subject_id=order.pk).count() == 1
    assert_all_true()
    assert like_new(bench)


def test_twice_by_the_same_key_is_short_once(bench, item, order):
    for _ in range(2):
        bench.ask("short", {**of_line(order), "qty": 1, "what": "leave"}, key="k")
    assert numbers(item) == (9, 6, 3, 19, 9)
    assert Shortage.every_coop.count() == 1


def test_what_is_awaited_comes_back_from_free_stock_and_only_from_there(bench, item, order):
    bench.ask("short", {**of_line(order), "qty": 3, "what": "wait"})
    kept = Shortage.every_coop.get(order=order)
    Stock.every_coop.filter(pk=item("A1").variant_id).update(on_hand=9)  # 2 free
    with assert_nothing_happened():
        answer = bench.ask("settle", {"shortage": kept.pk, "how": "came"})
    assert (answer.status, answer.body) == (409, {"code": "nothing_free", "left": 2})
    Stock.every_coop.filter(pk=item("A1").variant_id).update(on_hand=17)
    for _ in range(2):
        assert bench.ask("settle", {"shortage": kept.pk, "how": "came"}).status == 200
    order.refresh_from_db()
    assert lines(order) == [("A1", 4, 0), ("A2", 1, 0)]
    assert order.goods == 5 * 145_000
    assert numbers(item) == (10, 6, 4, 17, 10)
    assert bench.ask("settle", {"shortage": kept.pk, "how": "found"}).body == {"code": "shortage_settled"}
    assert_all_true()
    assert like_new(bench)


def test_found_after_all_puts_everything_back_as_it_was(bench, item, order):
    before = numbers(item)
    bench.ask("short", {**of_line(order), "qty": 4, "what": "leave"})
    bench.ask("settle", {"shortage": Shortage.every_coop.get(order=order).pk, "how": "found"})
    order.refresh_from_db()
    assert (numbers(item), lines(order)) == (before, [("A1", 4, 0), ("A2", 1, 0)])
    assert Ledger.every_coop.latest("id").delta == 4
    assert_all_true()
    assert like_new(bench)


def test_nothing_left_ends_the_order_and_found_revives_it(bench, item, order):
    bench.ask("short", {**of_line(order, "A2"), "qty": 1, "what": "leave"})
    answer = bench.ask("short", {**of_line(order), "qty": 4, "what": "leave"})
    order.refresh_from_db()
    assert (answer.body["ended"], order.state, order.goods) == (True, "cancelled", 0)
    assert_all_true()
    latest = Shortage.every_coop.filter(order=order).latest("id")
    assert bench.ask("settle", {"shortage": latest.pk, "how": "found"}).status == 200
    order.refresh_from_db()
    assert (order.state, order.ended_at, lines(order)) == ("confirmed", None, [("A1", 4, 0), ("A2", 1, 1)])
    assert_all_true()
    assert like_new(bench)


def test_waiting_no_more_ends_what_has_nothing_else(bench, item, order):
    bench.ask("short", {**of_line(order, "A2"), "qty": 1, "what": "wait"})
    bench.ask("short", {**of_line(order), "qty": 4, "what": "wait"})
    order.refresh_from_db()
    assert (order.state, order.total) == ("confirmed", order.shipping)
    states = []
    for kept in Shortage.every_coop.filter(order=order).order_by("id"):
        bench.ask("settle", {"shortage": kept.pk, "how": "left_out"})
        order.refresh_from_db()
        states.append(order.state)
    assert states == ["confirmed", "cancelled"]
    assert_all_true()


@pytest.mark.parametrize(("own_price", "goods"), [(False, 5 * 145_000), (True, 3 * 145_000 + 2 * 160_000)])
def test_another_item_goes_instead_from_what_is_left_and_free(bench, item, order, own_price, goods):
    bench.ask("price", {"code": "A2", "price": 160_000})
    bench.place("A2", 8)  # one is left in the session, ten are free in the store
    body = {
        **of_line(order),
        "qty": 2,
        "what": "replace",
        "code": "A2",
        "own_price": own_price,
        "note": "gọi 9:10",
    }
    assert bench.ask("short", body).status == 200
    order.refresh_from_db()
    assert order.goods == goods
    assert numbers(item) == (8, 6, 2, 18, 8)
    assert numbers(item, "A2") == (11, 0, 11, 20, 11)
    kept = Shortage.every_coop.get(order=order)
    assert (kept.instead, kept.more) == (item("A2").name, goods - 5 * 145_000)
    assert_all_true()
    assert like_new(bench)
    bench.ask("settle", {"shortage": kept.pk, "how": "found"})
    order.refresh_from_db()
    assert (lines(order), order.goods) == ([("A1", 4, 0), ("A2", 1, 0)], 5 * 145_000)
    assert numbers(item, "A2") == (11, 2, 9, 20, 11), "what stays here is for sale in this live"
    assert_all_true()
    assert like_new(bench)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"qty": 5, "what": "leave"}, "line_has_less"),
        ({"qty": 0, "what": "leave"}, "line_has_less"),
        ({"qty": 1, "what": "replace", "code": "Z9"}, "unknown_code"),
        ({"qty": 1, "what": "replace", "code": "A1"}, "unknown_code"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(bench, order, body, code):
    with assert_nothing_happened():
        assert bench.ask("short", {**of_line(order), **body}).body["code"] == code


@pytest.mark.parametrize("state", ["held", "packed", "handed_over"])
def test_only_what_is_to_pack_falls_short(bench, order, state):
    Order.every_coop.filter(pk=order.pk).update(state=state)
    with assert_nothing_happened():
        assert bench.ask("short", {**of_line(order), "qty": 1, "what": "wait"}).body == {
            "code": "order_moved_on",
            "state": state,
        }
