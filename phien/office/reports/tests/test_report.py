"""The report's figures, and that the rows behind each of them add up to it."""

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from phien.office.reports import papers, sets
from phien.office.reports.figures import report_of
from phien.office.reports.findings import findings
from phien.office.reports.tests.conftest import BEGIN
from phien.orders.models import Order
from phien.plumbing.templatetags.phien import dong
from phien.testing import factories
from phien.testing.watching import assert_queries

QUERIES_REPORT, QUERIES_ROWS = 20, 8


def rows(client, live, query: str):
    """The context of the page of rows, and every row of all its pages."""
    url = f"/an-thu/sessions/{live.pk}/report/rows/?{query}"
    first = client.get(url)
    assert first.status_code == 200
    listed = []
    for number in range(1, first.context["page"].paginator.num_pages + 1):
        listed += list(client.get(f"{url}&page={number}").context["page"])
    return first, listed


@pytest.fixture
def client_in(client, bookkeeper):
    return client.as_(bookkeeper)


def test_each_order_is_in_exactly_one_set(coop, live):
    money = report_of(coop=coop, session=live).money
    assert money.count == {
        "sold": 8, "settled": 5, "unpaid": 3, "returned": 1, "cancelled": 1, "expired": 1, "merged": 1,
    }  # fmt: skip
    assert money.count["settled"] + money.count["unpaid"] == money.count["sold"]
    ends = sum(money.count[kind] for kind in ("returned", "cancelled", "expired", "merged"))
    assert money.count["sold"] + ends == Order.objects.of(coop).filter(session_id=live.pk).count()


def test_revenue_is_goods_less_discounts_to_the_dong(coop, live):
    report = report_of(coop=coop, session=live)
    goods = 2 * 145 + (145 + 270 - 15) + 2 * 270 + 145 + 5 * 40 + 3 * 145 + 145 + 2 * 40
    assert report.money.revenue == goods * 1000
    assert sum(item.amount for item in report.items) == report.money.revenue + 15_000
    assert report.money.each == round(goods * 1000 / 8)


@pytest.mark.parametrize("kind", sets.ORDERS)
def test_the_rows_behind_a_figure_of_orders_add_up(client_in, coop, live, kind):
    money = report_of(coop=coop, session=live).money
    page, listed = rows(client_in, live, f"of={kind}")
    assert page.context["count"] == len(listed) == money.count[kind]
    assert page.context["goods"] == sum(order.goods - order.discount for order in listed)
    if kind == "sold":
        assert page.context["goods"] == money.revenue


@pytest.mark.parametrize("kind", sets.COMMENTS)
def test_the_rows_behind_a_figure_of_comments_add_up(client_in, coop, live, kind):
    talk = report_of(coop=coop, session=live).talk
    _, listed = rows(client_in, live, f"of={kind}")
    assert len(listed) == getattr(talk, kind)


def test_from_comment_to_money(coop, live):
    talk = report_of(coop=coop, session=live).talk
    assert (talk.comments, talk.wanted, talk.bought, talk.settled) == (9, 4, 2, 2)
    assert (talk.asked, talk.undecided, talk.slow) == (3, 1, 240)


def test_the_rows_behind_an_item_add_up(client_in, coop, live):
    for item in report_of(coop=coop, session=live).items:
        _, listed = rows(client_in, live, f"of=sold&item={item.code}")
        lines = [line for order in listed for line in order.lines.all() if line.code == item.code]
        assert sum(line.counted for line in lines) == item.pieces
        assert sum(line.amount for line in lines) == item.amount
        _, waited = rows(client_in, live, f"of=waited&item={item.code}")
        assert len(waited) == item.waited


def test_who_waited_and_who_was_refused_is_missed(coop, live):
    first = report_of(coop=coop, session=live).items[0]
    assert (first.code, first.pieces, first.waited, first.missed) == ("A1", 8, 2, 2 + 3 + 4 + 1)
    assert first.sold_out_at == BEGIN + timedelta(minutes=14)


def test_the_minutes_add_up_and_open_their_rows(client_in, coop, live):
    report = report_of(coop=coop, session=live)
    assert sum(bar.orders for bar in report.timeline.bars) + report.timeline.outside == 8
    assert report.timeline.outside == 1, "entered by hand after the close"
    page = client_in.get(f"/an-thu/sessions/{live.pk}/report/").content.decode()
    links = re.findall(r"report/rows/(\?of=sold&amp;since=[^\"]+)\"", page)
    counted = []
    for link in links:
        _, listed = rows(client_in, live, link.removeprefix("?").replace("&amp;", "&"))
        counted.append(len(listed))
    best = report.timeline.best
    assert best is not None
    assert (best.code, best.turn, best.orders) == ("A1", 2, 4)
    assert counted == [4, *[bar.orders for bar in report.timeline.bars if bar.orders]]


def test_a_buyer_is_known_again_by_phone(client_in, coop, live, live_before):
    report = report_of(coop=coop, session=live)
    assert (report.buyers.all, report.buyers.returning, report.buyers.new) == (8, 1, 7)
    _, listed = rows(client_in, live, "of=returning")
    assert [order.buyer_key for order in listed] == ["cookie:cu"]


def test_it_stands_beside_the_lives_before(client_in, coop, live, live_before):
    report = report_of(coop=coop, session=live)
    assert [(each.session, each.revenue, each.orders) for each in report.earlier] == [
        (live_before, 145_000, 1)
    ]
    page = client_in.get(f"/an-thu/sessions/{live.pk}/report/")
    assert page.context["change"] == round(100 * (report.money.revenue - 145_000) / 145_000)


def test_what_to_remember_is_said_in_words(coop, live, live_before):
    found = findings(report_of(coop=coop, session=live))
    with translation.override("en"):
        said = [each.sentence.format(**each.facts) for each in found]
    assert said == [
        "A1 was sold out after 14 minutes, 10 more were asked for: bring 20.",
        "27 of 30 A2 stayed: bring fewer, or show them earlier.",
        "Asked most: “Ship bao nhiêu vậy shop?” (3). Say it early.",
        "Comments that still wait for a person: 1.",
        "Doubts waited 4 minutes for an answer: let two people answer.",
        "1 of 8 buyers had bought before.",
    ]


def test_the_page_says_its_figures(client_in, live):
    page = client_in.get(f"/an-thu/sessions/{live.pk}/report/").content.decode()
    assert dong(2_235_000) in page
    assert "A1 hết sau 14 phút, còn 10 phần hỏi mua: phiên sau đưa 20." in page


def test_before_the_live_there_is_no_report(client_in, coop, live):
    to_come = factories.make_session(coop)
    answer = client_in.get(f"/an-thu/sessions/{to_come.pk}/report/")
    assert (answer.status_code, answer.url) == (302, f"/an-thu/sessions/{to_come.pk}/")


@pytest.mark.parametrize("query", ["of=nothing", "of=sold&item=Z9", "of=waited&item=Z9"])
def test_a_figure_that_is_none_is_not_found(client_in, live, query):
    assert client_in.get(f"/an-thu/sessions/{live.pk}/report/rows/?{query}").status_code == 404


def test_a_wrong_moment_is_as_if_it_were_not_there(client_in, live):
    page, _ = rows(client_in, live, "of=sold&since=yesterday&until=2026-99-99T00:00:00Z")
    assert page.context["count"] == 8


@pytest.mark.parametrize("more", [0, 300])
def test_as_many_queries_however_many_orders(client_in, coop, live, live_before, more):
    one = Order.objects.of(coop).get(state="cancelled")
    Order.every_coop.bulk_create(
        Order(
            **{field.attname: getattr(one, field.attname) for field in Order._meta.fields}
            | {"id": 10**6 + number, "code": f"X{number}", "token": f"x{number}", "buyer_key": f"x{number}"},
        )
        for number in range(more)
    )
    with assert_queries(QUERIES_REPORT):
        client_in.get(f"/an-thu/sessions/{live.pk}/report/")
    with assert_queries(QUERIES_ROWS):
        client_in.get(f"/an-thu/sessions/{live.pk}/report/rows/?of=cancelled")


def test_the_workbook_holds_the_same_figures(client_in, coop, live, live_before):
    report = report_of(coop=coop, session=live)
    answer = client_in.get(f"/an-thu/sessions/{live.pk}/report.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    sheets = [book.get_sheet_by_index(number).to_python() for number in range(4)]
    figures = dict(row[:2] for row in sheets[0])
    assert figures["Bán được"] == report.money.revenue
    items, minutes, orders = sheets[1:]
    assert items[-1][3:7] == [
        sum(item.pieces for item in report.items),
        sum(item.amount for item in report.items),
        2,
        10,
    ]
    assert minutes[-1][1] == 7
    assert orders[-1][2] + orders[-1][3] == report.money.revenue
    assert len(orders) == 8 + 2


def test_the_pdf_says_the_same(client_in, coop, live):
    answer = client_in.get(f"/an-thu/sessions/{live.pk}/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    with translation.override("vi"):
        told = papers.told(report_of(coop=coop, session=live), coop.name)
    assert told["lead"] == ["Bán được", dong(2_235_000)]
    assert Counter(len(row) for row in told["way"]["rows"]) == {3: 4}
    assert [item["amount"] for item in told["items"]["rows"]] == [
        dong(1_160_000), dong(810_000), dong(280_000),
    ]  # fmt: skip


def test_in_hindi_too(client_in, live):
    client_in.cookies["phien-language"] = "hi"
    assert client_in.get(f"/an-thu/sessions/{live.pk}/report.pdf").content.startswith(b"%PDF-")
