"""Labels and slips of chosen orders as one PDF, and the same again from any number on."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.paging import looked_for, page_of
from phien.office.selling.answers import url, wanted
from phien.office.selling.packing import A_YEAR, PAPER_COOKIE, rooms
from phien.office.selling.parcels import chosen
from phien.office.selling.who import PACK
from phien.shipping import actions, queries
from phien.shipping.queries import Paper, Papers

PER_PAGE = 20


@require_POST
@staff_of_coop(*PACK)
def papers(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/papers.pdf with code=…, papers= and paper=: printed together, numbered from 1."""
    kind, paper = _read(Papers, request, "papers"), _read(Paper, request, "paper")
    run = actions.begin_run(
        coop=request.coop,
        codes=chosen(request),
        papers=Papers(kind),
        paper=Paper(paper),
        at=now(),
        by=request.person,
    )
    if run is None:
        messages.warning(request, _("Tick at least one order that can be sent."))
        return HttpResponseRedirect(wanted(request) or url(request, "packing"))
    made = queries.papers_of_run(coop=request.coop, run=run, public_url=settings.PUBLIC_URL)
    response = pdf(made, f"{kind}-{localtime():%Y%m%d-%H%M}-{len(run.codes)}")
    response.set_cookie(PAPER_COOKIE, paper, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


@require_GET
@staff_of_coop(*PACK)
def runs(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/prints/?q=&page=: what was printed, to print a part of it again."""
    text = looked_for(request)
    page = page_of(request, queries.runs(coop=request.coop, text=text), PER_PAGE)
    context = rooms(request) | {"page": page, "text": text, "here": "packing"}
    return render(request, "office/selling/prints.html", context)


@require_GET
@staff_of_coop(*PACK)
def again(request: StaffRequest, run_id: int) -> HttpResponse:
    """GET /<coop>/packing/prints/<id>/papers.pdf?number=7&how=from|only: from number 7 on, or 7 alone."""
    run = queries.run(coop=request.coop, run_id=run_id)
    first, last = queries.numbers_asked(
        run=run, number=request.GET.get("number", ""), alone=request.GET.get("how") == "only"
    )
    made = queries.papers_of_run(
        coop=request.coop, run=run, public_url=settings.PUBLIC_URL, first=first, last=last
    )
    return pdf(made, f"{run.papers}-{run.pk}-{first}-{last}")


def pdf(made: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows."""
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _read(kind: type[Paper] | type[Papers], request: StaffRequest, name: str) -> str:
    """What the form says, or the first kind there is."""
    known = [one.value for one in kind]
    typed = request.POST.get(name, "")
    return typed if typed in known else known[0]
