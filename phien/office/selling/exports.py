"""The filtered orders as a table to keep: CSV for whatever program, XLSX for the bookkeeper."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phien.coops.models import Coop
from phien.kernel.phones import mask
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.finding import Asked, asked
from phien.office.selling.forms import PAYMENTS, STATES, ExportForm
from phien.office.selling.templatetags.selling import source_word
from phien.office.selling.who import LISTS, sees_every_phone
from phien.orders import actions, queries
from phien.plumbing.tables.written import XLSX, Workbook, csv_lines
from phien.shipping.queries import spaced_phone

if TYPE_CHECKING:
    from phien.orders.models import Order

CHUNK = 500
MANY = 2000  # such a file takes a while to make: say so


@require_http_methods(["GET", "POST"])
@staff_of_coop(*LISTS)
def export(request: StaffRequest) -> HttpResponse:
    """/<coop>/orders/export/?<filters of the list>: which file, how many orders; then the file, recorded."""
    look = asked(request.GET, coop=request.coop, roles=request.roles)
    whole = sees_every_phone(request.roles)
    count = sum(queries.count_by_state(coop=request.coop, wanted=look.wanted).values())
    form = ExportForm(request.POST or None, initial={"form": "xlsx"})
    if request.method == "GET" or not form.is_valid():
        context = {"look": look, "form": form, "count": count, "whole_phone": whole, "more": count > MANY}
        return render(request, "office/selling/export.html", context, status=422 if form.is_bound else 200)
    kind = form.cleaned_data["form"]
    actions.exported(
        coop=request.coop, count=count, form=kind, whole_phones=whole, by=request.person, at=now()
    )
    rows = partial(_rows, request.coop, look, whole=whole)
    if kind == "xlsx":
        return _xlsx(rows())
    return _csv(rows, "," if kind == "csv-comma" else ";")


def _csv(rows: Callable[[], Iterator[list[Any]]], delimiter: str) -> HttpResponse:
    """UTF-8 with a mark, as Excel wants it; sent as it is read."""
    lines = _csv_lines(rows, delimiter, get_language() or "vi")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_name()}.csv"'
    return cast(HttpResponse, response)


def _xlsx(rows: Iterator[list[Any]]) -> HttpResponse:
    """Written row by row to a file of its own, never whole in memory."""
    book = Workbook(tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it
    book.sheet(_("Orders"), next(rows), rows, fixed=1)
    book.close()
    made = FileResponse(book.file, as_attachment=True, filename=f"{_name()}.xlsx", content_type=XLSX)
    return cast(HttpResponse, made)


def _csv_lines(rows: Callable[[], Iterator[list[Any]]], delimiter: str, language: str) -> Iterator[str]:
    with override(language):  # the view is long over when this runs
        yield from csv_lines(([_plain(value) for value in row] for row in rows()), delimiter)


def _plain(value: Any) -> str | int:
    """What stands in a CSV cell: moments as they sort, words on one line."""
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value if isinstance(value, int) else " ".join(str(value).split("\n"))


def _rows(coop: Coop, look: Asked, *, whole: bool) -> Iterator[list[Any]]:
    """The names of the columns, then one row an order, read by portions."""
    yield [
        _("Code"), _("Ordered"), _("State"), _("Payment"), _("Buyer"), _("Phone"), _("Street"),
        _("Commune"), _("Province"), _("Note"), _("Items"), _("Goods"), _("Discount"), _("Shipping"),
        _("Total"), _("Paid"), _("To collect"), _("Live"), _("Ordered by"),
    ]  # fmt: skip
    titles = {session.pk: session.title for session in look.sessions}
    found = queries.with_lines(queries.found(coop=coop, wanted=look.wanted))
    for order in found.iterator(chunk_size=CHUNK):
        yield [*_row(order, whole=whole), titles.get(order.session_id or 0, ""), source_word(order.source)]


def _row(order: Order, *, whole: bool) -> list[Any]:
    phone = (spaced_phone(order.phone) if whole else mask(order.phone)) if order.phone else ""
    items = ", ".join(f"{line.code} {line.name} ×{line.counted}".strip() for line in order.lines.all())
    payment = str(PAYMENTS.get(order.payment, ""))
    return [
        order.code, order.placed_at, str(STATES[order.state]), payment,
        order.shown_name, phone, order.street, order.commune, order.province, order.note, items, order.goods,
        order.discount, order.shipping, order.total, order.paid, order.to_collect,
    ]  # fmt: skip


def _name() -> str:
    return f"orders-{localtime():%Y%m%d-%H%M}"
