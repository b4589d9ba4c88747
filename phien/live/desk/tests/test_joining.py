"""Two open orders become one, which belongs to both buyers, and two again."""

from typing import Any

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.orders import actions as orders
from phien.orders import doors
from phien.orders.models import Line, Order
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

PRICE = 145_000


def of(buyer: str) -> Order:
    return Order.every_coop.filter(buyer_key=buyer).latest("id")


def lines(order: Order) -> list[tuple[str, int]]:
    return sorted(Line.every_coop.filter(order=order).values_list("code", "qty"))


def merge(bench: Any, gone: Order, into: Order, do: str = "merge") -> Any:
    return bench.ask(do, {"order": gone.pk, "into": into.pk})


@pytest.fixture
def two(bench: Any) -> tuple[Order, Order]:
    """lan's two of A1 and one of A2 (a comment's), and b:2's one of A1 with phone and name."""
    bench.comment("chốt A1 2 chai, A2 1 chai", author="lan")
    bench.place("A1", 1, buyer="b:2", phone="+84900000002")
    return of("c:facebook:lan"), of("b:2")


def test_the_survivor_has_all_of_it_and_the_other_link_shows_it(bench, two, item):
    lan, other = two
    answer = merge(bench, other, lan)
    assert (answer.status, answer.body["total"]) == (200, 4 * PRICE + lan.shipping)
    lan.refresh_from_db()
    other.refresh_from_db()
    assert (lines(lan), lan.goods, lan.state) == ([("A1", 3), ("A2", 1)], 4 * PRICE, "held")
    assert (other.state, other.merged_into) == ("merged", lan)
    assert (lan.phone, lan.buyer_name) == ("+84900000002", "lan"), "what it lacks comes from the other"
    assert lan.pay_by is None, "the later end of the two: a comment's has none"
    assert item("A1").allotment.taken == 3
    shown = doors.by_token(other.token)
    assert shown is not None
    assert shown.pk == lan.pk
    kinds = Entry.every_coop.filter(kind__in=["order.merged", "order.joined"]).values_list(
        "kind", "subject_id"
    )
    assert sorted(kinds) == [("order.joined", lan.pk), ("order.merged", other.pk)]
    assert_all_true()


def test_both_buyers_own_it_from_then_on_also_after_a_takeover(bench, two):
    lan, other = two
    merge(bench, other, lan)
    bench.place("A2", 1, buyer="b:2")
    bench.sit_down()
    bench.place("A2", 1, buyer="b:2")
    bench.comment("thêm A2 1 chai", author="lan")
    assert Order.every_coop.filter(state="held").count() == 1
    assert lines(lan) == [("A1", 3), ("A2", 4)]
    orders.confirm(coop=lan.coop, order_id=lan.pk, at=timezone.now(), by=None, actor="shell")
    bench.place("A2", 1, buyer="b:2")
    assert lines(of("b:2")) == [("A2", 1)], "after that a new order begins"
    assert_all_true()


def test_limits_count_for_both_buyers(bench, two):
    lan, other = two
    bench.ask("price", {"code": "A1", "limit_per_buyer": 3})
    merge(bench, other, lan)
    for _ in range(2):
        assert bench.place("A1", 1, buyer="b:2", phone="+84900000077").body["code"] == "limit"
        assert bench.place("A1", 1, buyer="c:facebook:lan").body["code"] == "limit"
        bench.sit_down()


def test_who_waited_gets_it_into_the_joined_order(bench, two):
    lan, other = two
    bench.place("A1", 7, buyer="b:3")
    bench.place("A1", 4, buyer="b:2")  # waits
    merge(bench, other, lan)
    bench.ask("cancel", {"order": of("b:3").pk})
    assert lines(lan) == [("A1", 7), ("A2", 1)]
    assert_all_true()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("moved_on", ["confirm", "claim", "ended"])
def test_only_open_orders_are_joined(bench, two, which, moved_on):
    order = two[which]
    if moved_on == "confirm":
        orders.confirm(coop=order.coop, order_id=order.pk, at=timezone.now(), by=None, actor="shell")
    elif moved_on == "claim":
        orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=timezone.now())
    else:
        bench.ask("cancel", {"order": order.pk})
    with assert_nothing_happened():
        answer = merge(bench, two[1], two[0])
    assert answer.body == {"code": "only_open_orders_join", "name": order.code}


def test_with_itself_or_with_nobody_it_is_not_found(bench, two):
    lan, _ = two
    with assert_nothing_happened():
        assert merge(bench, lan, lan).status == 404
        assert bench.ask("merge", {"order": lan.pk, "into": 999_999_999}).status == 404


def test_undone_both_have_what_they_had(bench, two, item):
    lan, other = two
    ends = other.pay_by
    merge(bench, other, lan)
    assert merge(bench, other, lan, "unmerge").status == 200
    lan.refresh_from_db()
    other.refresh_from_db()
    assert (lines(lan), lan.goods) == ([("A1", 2), ("A2", 1)], 3 * PRICE)
    assert (lines(other), other.goods, other.state, other.merged_into) == ([("A1", 1)], PRICE, "held", None)
    assert (other.pay_by, ends is None) == (None, False), "it lives as long as the joined order would have"
    for _ in range(2):
        bench.place("A2", 1, buyer="b:2")
        bench.sit_down()
    assert (lines(lan), lines(other)) == ([("A1", 2), ("A2", 1)], [("A1", 1), ("A2", 2)])
    assert item("A1").allotment.taken == 3
    assert_all_true()


def test_a_chain_is_undone_link_by_link(bench, two):
    lan, second = two
    bench.place("A2", 1, buyer="b:3")
    third = of("b:3")
    merge(bench, third, second)
    merge(bench, second, lan)
    merge(bench, second, lan, "unmerge")
    for _ in range(2):
        book = bench.desk.book
        assert {key: order.id for key, order in book.open.items()} == {
            "c:facebook:lan": lan.pk,
            "b:2": second.pk,
            "b:3": second.pk,
        }
        bench.sit_down()
    assert (lines(lan), lines(second)) == ([("A1", 2), ("A2", 1)], [("A1", 1), ("A2", 1)])
    assert_all_true()


def test_what_has_changed_since_is_not_undone(bench, two):
    lan, other = two
    merge(bench, other, lan)
    bench.ask("edit", {"order": lan.pk, "lines": [{"code": "A2", "qty": 1, "price": PRICE}]})
    with assert_nothing_happened():
        assert merge(bench, other, lan, "unmerge").body["code"] == "joined_order_changed"
    assert merge(bench, lan, other, "unmerge").status == 404
