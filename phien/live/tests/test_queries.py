"""What sessions earned, what a run sheet says while people buy, what viewers may know."""

from datetime import UTC, datetime, timedelta

import pytest

from phien.checkout.models import Waiting
from phien.live import doors, queries
from phien.live.models import Item, Session
from phien.testing.factories import items_of, make_coop, make_order, make_session, make_variant
from phien.testing.watching import assert_queries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)


@pytest.fixture
def session(coop):
    return make_session(
        coop,
        [(make_variant(coop, stock=50), 20), (make_variant(coop, stock=9, price=90_000), 9)],
        open=True,
        at=AT,
    )


def test_living_orders_and_their_goods_are_counted(coop, session):
    first, second = items_of(session)
    make_order(session, [(first, 2)], at=AT - timedelta(seconds=30))
    make_order(session, [(second, 1)], held=False, at=AT - timedelta(minutes=5))
    make_order(session, [(first, 3)], state="cancelled", at=AT)
    with assert_queries(1):
        found = queries.numbers(coop=coop, session_ids=[session.pk], at=AT)
    assert found == {session.pk: queries.Numbers(orders=2, revenue=380_000, last_minute=1)}
    assert queries.numbers(coop=make_coop(), session_ids=[session.pk], at=AT) == {}


def test_the_run_sheet_tells_left_held_sold_and_waiting(coop, session):
    first, _second = items_of(session)
    make_order(session, [(first, 2)])
    make_order(session, [(first, 3)], held=False)
    make_order(session, [(first, 1)], money_at=AT, paid=1)
    Waiting.every_coop.create(
        coop=coop,
        session_id=session.pk,
        allotment_id=first.allotment_id,
        code="A1",
        name="x",
        unit="chai",
        qty=4,
        price=1,
        source="button",
        buyer_key="b:1",
        token="t1",
    )
    with assert_queries(3):
        row, other = queries.run_sheet(coop=coop, session=session, at=AT)
    assert (row.left, row.held, row.sold, row.allotted, row.waiting) == (14, 2, 4, 20, 1)
    assert (row.on_hand, row.free, row.taken) == (50, 30, 6)
    assert (other.left, other.low, other.waiting) == (9, True, 0)


def test_before_the_opening_only_the_plan_counts(coop):
    session = make_session(coop, [(make_variant(coop, stock=50), 20)])
    with assert_queries(2):
        (row,) = queries.run_sheet(coop=coop, session=session, at=AT)
    assert (row.left, row.allotted, row.free, row.spare) == (0, 0, 50, 30)


def test_the_latest_orders_come_first_with_their_lines(coop, session):
    older = make_order(session, at=AT)
    newer = make_order(session, at=AT + timedelta(minutes=1))
    with assert_queries(2):
        found = queries.latest_orders(coop=coop, session_id=session.pk)
        assert [[line.code for line in order.lines.all()] for order in found] == [["A1"], ["A1"]]
    assert [order.pk for order in found] == [newer.pk, older.pk]


def test_what_to_say_next_is_the_pinned_items_line_then_the_sheets(coop, session):
    first, second = items_of(session)
    Item.every_coop.filter(pk=first.pk).update(say="một")
    Item.every_coop.filter(pk=second.pk).update(say="hai")
    rows = queries.run_sheet(coop=coop, session=session, at=AT)
    assert queries.next_to_say(rows, pinned=second.pk).say == "hai"
    assert queries.next_to_say(rows, pinned=None).say == "một"
    Item.every_coop.update(said_at=AT)
    assert queries.next_to_say(queries.run_sheet(coop=coop, session=session, at=AT), pinned=None) is None


def test_viewers_see_the_flash_price_while_it_runs(session):
    first, _ = items_of(session)
    Item.every_coop.filter(pk=first.pk).update(flash_price=99_000, flash_until=AT + timedelta(minutes=5))
    Session.every_coop.filter(pk=session.pk).update(pinned=first)
    with assert_queries(2):
        seen = doors.public_session(session_id=session.pk, at=AT)
    assert (seen.pinned.code, seen.pinned.price, seen.pinned.base_price) == ("A1", 99_000, 145_000)
    later = doors.public_session(session_id=session.pk, at=AT + timedelta(minutes=5))
    assert (later.pinned.price, later.pinned.flash_until) == (145_000, None)
    assert seen.state_id == "0.0"


def test_viewers_learn_nothing_of_a_sheet_that_is_not_open(coop):
    session = make_session(coop, [(make_variant(coop, stock=5), 5)])
    assert doors.public_session(session_id=session.pk, at=AT).items == []
    assert doors.public_session(session_id=session.pk + 1, at=AT) is None


def test_the_front_lists_what_is_on_air_and_what_comes(coop, session):
    soon = make_session(coop, scheduled_at=AT + timedelta(hours=1))
    make_session(make_coop(), scheduled_at=AT - timedelta(days=1))  # forgotten by its cooperative
    assert [one.pk for one in doors.on_air()] == [session.pk]
    assert [one.pk for one in doors.upcoming(at=AT)] == [soon.pk]
    with assert_queries(1):
        goods = doors.shown_on_front(session_ids=[session.pk, soon.pk])
    assert len(goods[session.pk]) == 2
