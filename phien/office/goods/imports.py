"""Views of goods that come in as a table: bring, look, save, take back; and what came before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.office.access import GOODS, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.goods import sheet_words
from phien.office.paging import looked_for, page_of
from phien.plumbing.tables.reader import MOST_BYTES
from phien.sheets import actions, queries

if TYPE_CHECKING:
    from phien.sheets.models import Sheet

A_PAGE = 20
ROWS_A_PAGE = 50
KINDS = ("bad", "moved", "kept", "changed", "new")  # what is shown first stands first


class FileForm(forms.Form):
    """The one file."""

    file = forms.FileField(
        label=_("File with your products (.xlsx or .csv)"),
        error_messages={
            "required": _("Choose a file first: XLSX or CSV."),
            "empty": _("Choose a file first: XLSX or CSV."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
    )


@require_http_methods(["GET", "POST"])
@staff_of_coop(*GOODS)
def imports(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/imports/?q=&page=: bring a file; what came before. POST: the file."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        act = partial(
            actions.bring,
            coop=request.coop,
            name=sent.name,
            content=sent.read(MOST_BYTES + 1),
            by=request.person,
            at=timezone.now(),
        )
        if sheet := tried(form, act, fields={}):
            return redirect("goods:import", coop=request.coop.slug, sheet_id=sheet.pk)
    page = page_of(request, queries.sheets(coop=request.coop, text=looked_for(request)), A_PAGE)
    context = {"form": form, "page": page, "text": looked_for(request)}
    return render(request, "office/imports.html", context, status=422 if form.errors else 200)


@require_GET
@staff_of_coop(*GOODS)
def one(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """GET /<coop>/products/imports/<id>/?show=&page=: how far it is, what it would change, what it did."""
    sheet = _sheet(request, sheet_id)
    kinds = _kinds(sheet)
    shown = request.GET.get("show", "")
    shown = shown if shown in kinds else next(iter(kinds), "")
    page = None
    if shown and not sheet.working:
        rows = queries.rows(
            coop=request.coop,
            sheet_id=sheet.pk,
            kind="" if shown == "moved" else shown,
            kept=shown == "kept",
        )
        if shown == "moved":
            rows = rows.filter(number__in=sheet.moved)
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    names = sheet_words.KIND_NAMES
    context = {
        "sheet": sheet,
        "why": sheet_words.problem(sheet),
        "kinds": [(kind, names[kind], count, kind == shown) for kind, count in kinds.items()],
        "shown": shown,
        "page": page,
        "lines": [sheet_words.line(row, sheet) for row in page] if page is not None else [],
        "ignored": ", ".join(sheet.ignored),
    }
    return render(request, "office/import.html", context)


@require_POST
@staff_of_coop(*GOODS)
def confirmation(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """POST /<coop>/products/imports/<id>/confirmation/: save it all."""
    actions.confirm(coop=request.coop, sheet_id=sheet_id, by=request.person, at=timezone.now())
    return redirect("goods:import", coop=request.coop.slug, sheet_id=sheet_id)


@require_POST
@staff_of_coop(*GOODS)
def undo(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """POST /<coop>/products/imports/<id>/undo/: take back what it changed."""
    actions.undo(coop=request.coop, sheet_id=sheet_id, by=request.person, at=timezone.now())
    return redirect("goods:import", coop=request.coop.slug, sheet_id=sheet_id)


@require_GET
@staff_of_coop(*GOODS)
def file(request: StaffRequest, sheet_id: int) -> HttpResponse:
    """GET /<coop>/products/imports/<id>/file/: as it came, to keep; never opened by the browser itself."""
    sheet = _sheet(request, sheet_id)
    content = queries.content(coop=request.coop, sheet_id=sheet.pk)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = sheet_words.attachment(sheet.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _sheet(request: StaffRequest, sheet_id: int) -> Sheet:
    sheet = queries.sheet(coop=request.coop, sheet_id=sheet_id)
    if sheet is None:
        raise Http404
    return sheet


def _kinds(sheet: Sheet) -> dict[str, int]:
    """What there is to show, with how many rows."""
    counted = {
        "bad": sheet.bad,
        "moved": len(sheet.moved),
        "kept": sheet.kept if sheet.state == "undone" else 0,
        "changed": sheet.changed,
        "new": sheet.new,
    }
    return {kind: counted[kind] for kind in KINDS if counted[kind]}
