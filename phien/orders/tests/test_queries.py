"""What the lists hold, in which order, and what `phien check` says of broken rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from phien.coops.models import Coop
from phien.kernel.text import fold
from phien.orders import doors, queries
from phien.orders.contracts import Wanted
from phien.orders.errors import UnknownOrder
from phien.orders.models import Line, Order
from phien.orders.tests.conftest import AT

Make = Callable[..., Order]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen", ["Nguyễn Thị Thử"]),
        ("NGUYỄN", ["Nguyễn Thị Thử"]),
        ("thi  thu", ["Nguyễn Thị Thử"]),
        ("duc", ["Đức mẫu"]),
        ("0900 000 012", ["Nguyễn Thị Thử"]),
        ("000013", ["Đức mẫu"]),
        ("+84900000013", ["Đức mẫu"]),
        ("thử 012", []),
        ("%", []),
        ("", ["Nguyễn Thị Thử", "Đức mẫu"]),
    ],
)
def test_an_order_is_found_by_name_without_marks_and_by_digits(coop, order_of: Make, text, found):
    order_of(buyer_name="Nguyễn Thị Thử", phone="+84900000012")
    order_of(buyer_name="Đức mẫu", phone="+84900000013")
    names = [one.buyer_name for one in queries.found(coop=coop, wanted=Wanted(text=text, every_phone=True))]
    assert sorted(names) == sorted(found)


@pytest.mark.parametrize(
    ("text", "masked", "whole"),
    [
        ("0905 123 456", 1, 1),
        ("+84905123456", 1, 1),
        ("905123456", 1, 1),
        ("456", 1, 1),
        ("3456", 0, 1),
        ("23456", 0, 1),
        ("5123456", 0, 1),
        ("0905", 0, 0),
        ("123", 0, 0),
        ("56", 0, 0),
    ],
)
def test_a_search_tells_no_more_of_a_phone_than_the_screen(coop, order_of: Make, text, masked, whole):
    order_of(phone="+84905123456")
    for every_phone, count in ((False, masked), (True, whole)):
        wanted = Wanted(text=text, every_phone=every_phone)
        assert queries.found(coop=coop, wanted=wanted).count() == count, every_phone


def test_the_database_folds_names_as_the_search_does(order_of: Make):
    names = ["Nguyễn Thị Thử", "ĐẶNG ƯỚC Ẩn", "Y Bhơ̆m Niê", "Francois Ünal", "Ngô Ðê", ""]
    for name in names:
        order = order_of(buyer_name=name)
        order.refresh_from_db()
        assert order.folded_name == fold(name), name


def test_an_order_is_found_by_its_code_or_a_part_of_it(coop, order_of: Make):
    order, _ = order_of(buyer_name="a"), order_of(buyer_name="b")
    for text in (order.code, order.code.lower(), order.code[2:7]):
        assert [one.pk for one in queries.found(coop=coop, wanted=Wanted(text=text))] == [order.pk]


def test_a_list_is_filtered_by_state_and_session_newest_first(coop, order_of: Make):
    first, second = order_of(), order_of(session_id=2)
    order_of(state="expired")
    assert [one.pk for one in queries.found(coop=coop, wanted=Wanted(state="held"))] == [second.pk, first.pk]
    both = Wanted(state="held", session_id=2)
    assert [one.pk for one in queries.found(coop=coop, wanted=both)] == [second.pk]
    assert queries.count_by_state(coop=coop) == {"held": 2, "expired": 1}


def test_calls_are_comment_orders_without_address_the_uncontacted_oldest_first(coop, order_of: Make):
    called = order_of(placed_at=AT, contacted_at=AT)
    later = order_of(placed_at=AT + timedelta(minutes=2))
    early = order_of(placed_at=AT + timedelta(minutes=1))
    order_of(source="button")
    order_of(addressed=True)
    order_of(state="cancelled")
    paid = order_of(source="button", state="confirmed", placed_at=AT + timedelta(minutes=3))
    assert [one.pk for one in queries.to_call(coop=coop)] == [early.pk, later.pk, paid.pk, called.pk]


def test_money_to_check_is_claimed_or_partly_paid(coop, order_of: Make):
    part = order_of(paid=1000, money_at=AT, state_before_money="held")
    claimed = order_of(claimed_at=AT)
    order_of()
    order_of(state="confirmed", claimed_at=AT, money_at=AT, paid=320_000)
    assert [one.pk for one in queries.to_check(coop=coop)] == [claimed.pk, part.pk]


def test_to_pack_is_confirmed_with_an_address_the_longest_waiting_first(coop, order_of: Make):
    second = order_of(state="confirmed", addressed=True, confirmed_at=AT + timedelta(minutes=1))
    first = order_of(state="confirmed", addressed=True, confirmed_at=AT)
    order_of(state="confirmed", confirmed_at=AT)
    order_of(state="packed", addressed=True)
    assert [one.pk for one in queries.to_pack(coop=coop)] == [first.pk, second.pk]


def test_the_pick_list_sums_what_is_really_sent(coop, variant, order_of: Make):
    order_of(state="confirmed", addressed=True, qty=2)
    short = order_of(state="confirmed", addressed=True, qty=3)
    Line.every_coop.filter(order=short).update(short_qty=1)
    order_of(state="held", addressed=True, qty=9)
    assert queries.pick_list(coop=coop) == [
        queries.Pick(variant.pk, "Mật ong hoa cà phê 500 ml", "chai", ("A1",), 4, 2)
    ]


def test_a_code_of_another_cooperative_is_unknown(coop, order_of: Make):
    other = Coop.objects.create(slug="nha-khac", name="Nhà khác", order_prefix="NK")
    order = order_of()
    assert queries.one(coop=coop, code=order.code) == order
    with pytest.raises(UnknownOrder):
        queries.one(coop=other, code=order.code)


def test_a_token_opens_its_order_and_a_merged_one_shows_the_survivor(order_of: Make):
    survivor = order_of()
    merged = order_of(state="merged", merged_into=survivor, buyer_key="x")
    assert doors.by_token(survivor.token) == survivor
    assert doors.by_token(merged.token) == survivor
    assert doors.by_token("no-such-token") is None


def test_the_truths_hold_and_their_breaking_is_printed_row_by_row(coop, order_of: Make):
    good, sum_off, ended = order_of(), order_of(), order_of(state="expired", expired_at=AT)
    assert queries.broken_truths() == []
    Line.every_coop.filter(order=sum_off).update(price=1)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table orders_order drop constraint money_is_never_ended_by_a_timer")
        cursor.execute(
            "update orders_order set money_at = %s where id = %s", [AT - timedelta(minutes=1), ended.pk]
        )
    broken = queries.broken_truths()
    assert [(one.truth, [row["code"] for row in one.rows]) for one in broken] == [
        (3, [sum_off.code]),
        (4, [ended.code]),
    ]
    assert good.code not in str(broken)
