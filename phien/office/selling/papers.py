"""Labels and slips of chosen orders as one PDF."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.answers import url, wanted
from phien.office.selling.packing import COOKIE
from phien.office.selling.parcels import chosen
from phien.office.selling.who import PACK
from phien.shipping.queries import Paper, Papers, papers_of

A_YEAR = 60 * 60 * 24 * 365


@require_POST
@staff_of_coop(*PACK)
def papers(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/packing/papers.pdf with code=…, papers= and paper=."""
    kind, paper = _read(Papers, request, "papers"), _read(Paper, request, "paper")
    made, count = papers_of(
        coop=request.coop,
        codes=chosen(request),
        papers=Papers(kind),
        paper=Paper(paper),
        public_url=settings.PUBLIC_URL,
    )
    if not count:
        messages.warning(request, _("Tick at least one order that can be sent."))
        return HttpResponseRedirect(wanted(request) or url(request, "packing"))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{kind}-{localtime():%Y%m%d-%H%M}-{count}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_cookie(COOKIE, paper, max_age=A_YEAR, httponly=True, samesite="Lax")
    return response


def _read(kind: type[Paper] | type[Papers], request: StaffRequest, name: str) -> str:
    """What the form says, or the first kind there is."""
    known = [one.value for one in kind]
    typed = request.POST.get(name, "")
    return typed if typed in known else known[0]
