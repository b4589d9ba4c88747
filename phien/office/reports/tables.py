"""Reports as XLSX: what stands on the page, and the rows that it counts. Sums are formulas too."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, cast

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phien.office.access import MONEY, StaffRequest, staff_of_coop
from phien.office.reports import sets
from phien.office.reports.days import Sums, midnight, month_from, month_of, receipts_between, sold_between
from phien.office.reports.figures import report_of
from phien.office.reports.findings import findings
from phien.office.reports.report import SEE, found
from phien.plumbing.tables.written import XLSX, Workbook

if TYPE_CHECKING:
    from phien.orders.models import Order

CHUNK = 500


@require_GET
@staff_of_coop(*SEE)
def live(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/report.xlsx: figures, items, minutes, orders, comments by outcome. No phones, no addresses."""
    session = found(request, session_id)
    report = report_of(coop=request.coop, session=session)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = Workbook(file)
    money, talk = report.money, report.talk
    book.sheet(
        _("Figures"),
        [session.title, ""],
        [
            [_("Sold"), money.revenue],
            [_("Shipping"), money.shipping],
            [_("Orders"), money.count["sold"]],
            *([_(kind.title), money.count[name]] for name, kind in sets.ORDERS.items() if name != "sold"),
            [_("An order, on average"), money.each],
            [_("Comments"), talk.comments],
            [_("Comments that wanted to buy"), talk.wanted],
            [_("Comments that became orders"), talk.bought],
            [_("Comments that a person decided"), talk.asked],
            [_("New buyers"), report.buyers.new],
            [_("Buyers who had bought before"), report.buyers.returning],
            *([_("To remember"), _(each.sentence).format(**each.facts)] for each in findings(report)),
        ],
    )
    book.sheet(
        _("Items"),
        [
            _("Code"), _("Name"), _("Offered"), _("Pieces"), _("Amount"), _("Waited"), _("Missed"),
            _("Sold out"),
        ],
        (
            [
                item.code, item.name, item.offered, item.pieces, item.amount, item.waited, item.missed,
                item.sold_out_at,
            ]
            for item in report.items
        ),
        summed=(3, 4, 5, 6),
    )  # fmt: skip
    book.sheet(
        _("Minutes"),
        [_("From"), _("Orders"), _("Pinned")],
        ([bar.begin, bar.orders, bar.pinned] for bar in report.timeline.bars),
        summed=(1,),
    )
    sold = sets.orders_of(coop=request.coop, session=session)
    _orders(book, sold)
    return _sent(book, file, f"report-{localtime(session.opened_at):%Y%m%d-%H%M}.xlsx")


@require_GET
@staff_of_coop(*MONEY)
def days(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/figures/export.xlsx?month=: days, lives, receipts with who recorded them, orders."""
    month = month_of(coop=request.coop, first=month_from(request.GET.get("month", "")))
    since, until = midnight(month.first), midnight(month.after)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = Workbook(file)
    heads = [
        _("Orders"),
        _("Goods"),
        _("Shipping"),
        _("Total"),
        _("Paid"),
        _("Still to pay"),
        _("Paid too much"),
    ]
    book.sheet(
        _("Days"),
        [_("Day"), *heads, _("Money received"), _("Receipts")],
        ([each.date, *_cells(each.sums), each.received, each.receipts] for each in reversed(month.days)),
        summed=range(1, 10),
    )
    outside = _("Outside of a live")
    book.sheet(
        _("Lives"),
        [_("Live"), *heads],
        ([each.session.title if each.session else outside, *_cells(each.sums)] for each in month.sessions),
        summed=range(1, 8),
    )
    book.sheet(
        _("Receipts"),
        [_("When"), _("Order"), _("Amount"), _("How"), _("Reference"), _("Recorded by"), _("Undone")],
        (
            [
                receipt.at, receipt.order.code, 0 if receipt.undone_at else receipt.amount, receipt.method,
                receipt.reference, str(receipt.person or ""), receipt.undone_at,
            ]
            for receipt in receipts_between(coop=request.coop, since=since, until=until).iterator(CHUNK)
        ),
        summed=(2,),
    )  # fmt: skip
    sold = sold_between(coop=request.coop, since=since, until=until).order_by("placed_at", "pk")
    _orders(book, sold)
    return _sent(book, file, f"figures-{month.first:%Y-%m}.xlsx")


def _orders(book: Workbook, sold: QuerySet[Order]) -> None:
    book.sheet(
        _("Orders"),
        [_("Code"), _("Ordered"), _("Goods"), _("Discount"), _("Shipping"), _("Total"), _("Paid")],
        (
            [row.code, row.placed_at, row.goods, -row.discount, row.shipping, row.total, row.paid]
            for row in sold.iterator(chunk_size=CHUNK)
        ),
        summed=(2, 3, 4, 5, 6),
    )


def _cells(sums: Sums) -> list[int]:
    return [sums.orders, sums.goods, sums.shipping, sums.total, sums.paid, sums.owed, sums.over]


def _sent(book: Workbook, file: IO[bytes], name: str) -> HttpResponse:
    book.close()
    return cast(HttpResponse, FileResponse(file, as_attachment=True, filename=name, content_type=XLSX))
