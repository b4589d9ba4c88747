"""The bookkeeper's figures agree with the orders to the đồng, and say who recorded what."""

import io
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from phien.office.reports.days import Sums, day_of, month_of
from phien.office.reports.tests.conftest import BEGIN
from phien.orders.models import Order
from phien.payments.models import Receipt
from phien.testing import factories
from phien.testing.watching import assert_queries

NOVEMBER = date(2026, 11, 1)
GOODS = 2_235_000


def sold(coop) -> list[Order]:
    gone = ["cancelled", "expired", "merged", "returned"]
    return list(Order.objects.of(coop).exclude(state__in=gone))


@pytest.fixture
def outside(coop, live):
    """An order of another month, and one of this month that belongs to no live."""
    factories.make_order(live, at=BEGIN + timedelta(days=40), held=False)
    order = factories.make_order(live, at=BEGIN + timedelta(days=2), held=False)
    order.session_id = None
    order.save()
    return order


def test_days_and_lives_agree_with_the_orders(coop, live, live_before, outside):
    month = month_of(coop=coop, first=NOVEMBER)
    placed = [order for order in sold(coop) if order.placed_at.month == 11]
    expected = Sums(
        orders=len(placed),
        goods=sum(order.goods - order.discount for order in placed),
        shipping=sum(order.shipping for order in placed),
        total=sum(order.total for order in placed),
        paid=sum(order.paid for order in placed),
        owed=sum(max(order.total - order.paid, 0) for order in placed),
        over=sum(max(order.paid - order.total, 0) for order in placed),
    )
    assert month.whole == expected
    for parts in ([day.sums for day in month.days], [row.sums for row in month.sessions]):
        summed = Sums()
        for part in parts:
            summed.add(part)
        assert summed == expected
    assert expected.total == expected.paid + expected.owed - expected.over
    assert expected.goods == GOODS + 145_000 + 145_000
    assert [row.session for row in month.sessions] == [live, live_before, None]


def test_money_is_counted_on_the_day_it_was_recorded(coop, live):
    month = month_of(coop=coop, first=NOVEMBER)
    standing = Receipt.objects.of(coop).filter(undone_at=None)
    assert month.received == sum(receipt.amount for receipt in standing) == 145_000 + 30_000 + 10_000
    assert {day.date.day: day.received for day in month.days if day.received} == {22: 175_000, 23: 10_000}


def test_a_day_says_who_recorded_what(coop, live):
    day = day_of(coop=coop, on=date(2026, 11, 22))
    assert [(each.name, each.receipts, each.amount) for each in day.people] == [("Quản lý thử", 1, 175_000)]
    assert (day.received, day.undone, len(day.receipts)) == (175_000, 99_000, 2)
    assert day_of(coop=coop, on=date(2026, 11, 23)).people[0].name == "", "another program"
    assert (day.sums.orders, day.sums.goods) == (8, GOODS)


def test_a_day_ends_at_midnight_here(coop, live):
    late = BEGIN + timedelta(hours=3, minutes=59)
    factories.make_order(live, at=late, held=False)
    factories.make_order(live, at=late + timedelta(minutes=1), held=False)
    assert day_of(coop=coop, on=date(2026, 11, 22)).sums.orders == 9
    assert day_of(coop=coop, on=date(2026, 11, 23)).sums.orders == 1


def test_parcels_and_the_cash_to_collect(coop, live):
    day = day_of(coop=coop, on=date(2026, 11, 23))
    assert (day.handed_over, day.to_collect) == (2, 2 * 270_000 + 30_000), "what came back is not collected"


def test_the_pages_open_with_few_queries(client, bookkeeper, live, live_before):
    client.as_(bookkeeper)
    for count in (1, 40):
        for number in range(count):
            if number:
                Receipt.every_coop.create(
                    coop=live.coop, order=sold(live.coop)[0], amount=1, at=BEGIN, person=bookkeeper
                )
        with assert_queries(7):
            page = client.get("/an-thu/figures/?month=2026-11")
        assert page.status_code == 200
        with assert_queries(6):
            assert client.get("/an-thu/figures/2026-11-22/").status_code == 200


@pytest.mark.parametrize("path", ["?month=2026-13", "?month=nothing", ""])
def test_a_month_that_is_none_is_this_one(client, bookkeeper, path):
    page = client.as_(bookkeeper).get(f"/an-thu/figures/{path}")
    assert page.context["is_this"]
    assert "chưa có đơn" in page.content.decode()


def test_a_day_that_is_none_is_not_found(client, bookkeeper):
    assert client.as_(bookkeeper).get("/an-thu/figures/2026-2-30/").status_code == 404


def test_the_workbook_adds_up(client, bookkeeper, coop, live, live_before, outside):
    answer = client.as_(bookkeeper).get("/an-thu/figures/export.xlsx?month=2026-11")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    days, lives, receipts, orders = (book.get_sheet_by_index(number).to_python() for number in range(4))
    whole = month_of(coop=coop, first=NOVEMBER).whole
    assert days[-1][1:8] == lives[-1][1:8]
    assert days[-1][4] == whole.total == orders[-1][5]
    assert receipts[-1][2] == 185_000 == days[-1][8]
    assert len(receipts) == 3 + 2, "what was undone stands there too, with nothing"
