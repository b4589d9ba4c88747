"""The goods as a table to keep or to change and bring back; and the empty one to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, cast

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phien.catalog import queries as catalog
from phien.office.access import GOODS, StaffRequest, staff_of_coop
from phien.office.goods.forms import UNITS
from phien.plumbing.tables.written import XLSX, csv_lines, xlsx_file
from phien.sheets import queries
from phien.sheets.contracts import FIELDS, TITLES

Row = Sequence[str | int | None]
WIDTHS = {
    "id": 11, "name": 28, "category": 16, "brand": 16, "certificates": 18, "description": 36, "size": 14,
    "unit": 12, "content": 14, "price": 14, "stock": 12,
}  # fmt: skip
BEGUN = tuple(name for name in FIELDS if name != "id")  # a new product has no number yet


@require_GET
@staff_of_coop(*GOODS)
def xlsx_export(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/export.xlsx: every size sold now, written row by row."""
    rows = _with_titles(FIELDS, queries.goods(coop=request.coop))
    return _xlsx(_book(request, FIELDS, rows), _name("products"))


@require_GET
@staff_of_coop(*GOODS)
def csv_export(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/export.csv: the same, sent as it is read."""
    return _csv(_with_titles(FIELDS, queries.goods(coop=request.coop)), _name("products"))


@require_GET
@staff_of_coop(*GOODS)
def xlsx_template(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/template.xlsx: names of the columns, examples, what to know, drop-downs."""
    return _xlsx(_book(request, BEGUN, _with_titles(BEGUN, _examples())), "mau-san-pham")


@require_GET
@staff_of_coop(*GOODS)
def csv_template(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/template.csv: the same without notes."""
    return _csv(_with_titles(BEGUN, _examples()), "mau-san-pham")


def _with_titles(fields: Sequence[str], rows: Iterator[list[str | int]]) -> Iterator[Row]:
    yield [gettext(TITLES[name]) for name in fields]
    yield from rows


def _examples() -> Iterator[list[str | int]]:
    """Two rows to write over, passed over when they come back: what people here sell; data, not words."""
    name, sort = "Mật ong hoa cà phê (ví dụ)", "Mật ong"
    yield [name, sort, "", "OCOP 4 sao", "", "500 ml", "chai", "500 ml", 145_000, 40]
    yield [name, sort, "", "", "", "1 lít", "chai", "1 lít", 270_000, 12]


def _book(request: StaffRequest, fields: Sequence[str], rows: Iterator[Row]) -> IO[bytes]:
    places = {name: place for place, name in enumerate(fields)}
    choices: dict[int, Sequence[str]] = {places["unit"]: UNITS}
    categories = [name for name in catalog.categories(coop=request.coop) if "," not in name][:20]
    if categories and len(",".join(categories)) <= 255:  # Excel takes no longer list
        choices[places["category"]] = categories
    return xlsx_file(
        name=gettext("Products"),
        rows=rows,
        widths=[WIDTHS[name] for name in fields],
        choices=choices,
        whole=[
            (places["price"], 0, gettext("Write the price like 145000.")),
            (places["stock"], 0, gettext("Write a whole number from 0, without words.")),
        ],
        notes=_notes(),
        notes_name=gettext("How to fill it in"),
    )


def _notes() -> list[str]:
    return [
        _("One row is one size of a product. Several sizes are several rows with the same product name."),
        _("A new product needs a name, what it is counted in, and a price. The rest may stay empty."),
        _("An empty cell changes nothing: what is there stays."),
        _("“In the store” is what you counted: the number is set to it, and the stock's record says why."),
        _("Rows are found by product name and size, or by the Phiên ID where there is one: leave it."),
        _("Prices like 145000, 145.000 or 145k. Contents like 500 ml, 1,5 kg or 20 gói."),
        _("Write over the example rows. Nothing is saved before you have looked at it and pressed."),
    ]


def _xlsx(file: IO[bytes], name: str) -> HttpResponse:
    made = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    return cast(HttpResponse, made)


def _csv(rows: Iterator[Row], name: str) -> HttpResponse:
    language = get_language() or "vi"

    def lines() -> Iterator[str]:
        with override(language):  # the view is long over when this runs
            yield from csv_lines(rows)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return cast(HttpResponse, response)


def _name(what: str) -> str:
    return f"{what}-{localtime():%Y%m%d-%H%M}"
