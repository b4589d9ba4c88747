"""Views of certificates: what a paper says, until which day, of which products."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.catalog import actions, errors, queries
from phien.office.access import GOODS, StaffRequest, staff_of_coop
from phien.office.answers import Fields, tried
from phien.office.frame.todo import left_of
from phien.office.goods.forms import CertificateForm
from phien.office.paging import looked_for, page_of

if TYPE_CHECKING:
    from phien.catalog.models import Certificate

A_PAGE = 50
FIELDS: Fields = {errors.NoCertificateName: "name"}
CALM = {queries.Nearness.FAR, queries.Nearness.IN_60}


@require_GET
@staff_of_coop(*GOODS)
def certificates(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/certificates/?q=&away=1&page=: the first to run out first."""
    away = request.GET.get("away") == "1"
    text = looked_for(request)
    page = page_of(request, queries.certificates(coop=request.coop, archived=away, text=text), A_PAGE)
    context = {
        "page": page,
        "lines": [_line(paper) for paper in page],
        "away": away,
        "text": text,
        "undo_url": _undo_url(request),
    }
    return render(request, "office/certificates.html", context)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*GOODS)
def new(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/certificates/new/."""
    form = CertificateForm(request.POST or None, coop=request.coop)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.add_certificate,
            coop=request.coop,
            facts=form.facts(),
            by=request.person,
            at=timezone.now(),
        )
        if tried(form, act, fields=FIELDS):
            return redirect("goods:certificates", coop=request.coop.slug)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*GOODS)
def certificate(request: StaffRequest, certificate_id: int) -> HttpResponse:
    """GET and POST /<coop>/certificates/<id>/: renewed, or mistyped."""
    known = queries.certificate(coop=request.coop, certificate_id=certificate_id)
    if known is None:
        raise Http404
    form = CertificateForm.of(known, request.coop, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.change_certificate,
            coop=request.coop,
            certificate_id=certificate_id,
            facts=form.facts(),
            by=request.person,
            at=timezone.now(),
        )
        if tried(form, act, fields=FIELDS):
            return redirect("goods:certificates", coop=request.coop.slug)
    return _form_page(request, form, known)


@require_POST
@staff_of_coop(*GOODS)
def archive(request: StaffRequest, certificate_id: int) -> HttpResponse:
    """POST /<coop>/certificates/<id>/archive/: put away; the list offers to undo it."""
    actions.archive_certificate(
        coop=request.coop, certificate_id=certificate_id, by=request.person, at=timezone.now()
    )
    here = reverse("goods:certificates", args=[request.coop.slug])
    return redirect(f"{here}?put_away={certificate_id}")


@require_POST
@staff_of_coop(*GOODS)
def restored(request: StaffRequest, certificate_id: int) -> HttpResponse:
    """POST /<coop>/certificates/<id>/return/: take it back."""
    actions.restore_certificate(
        coop=request.coop, certificate_id=certificate_id, by=request.person, at=timezone.now()
    )
    return redirect("goods:certificates", coop=request.coop.slug)


def _line(paper: Certificate) -> dict[str, object]:
    today = timezone.localdate()
    near = queries.nearness(paper.valid_until, on=today)
    sign = "good" if near in CALM else "bad" if near is queries.Nearness.OVER else "warn"
    return {"paper": paper, "sign": sign, "left": left_of(paper, today) if paper.valid_until else ""}


def _undo_url(request: StaffRequest) -> str:
    put_away = request.GET.get("put_away", "")
    if not (put_away.isascii() and put_away.isdigit() and len(put_away) < 19):
        return ""
    return reverse("goods:certificate_return", args=[request.coop.slug, int(put_away)])


def _form_page(
    request: StaffRequest, form: CertificateForm, known: Certificate | None = None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "office/certificate.html", {"form": form, "paper": known}, status=status)
