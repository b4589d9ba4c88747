"""The list of orders: find one by what somebody remembers of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from phien.live import queries as live
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.forms import STATES, FilterForm
from phien.office.selling.who import LISTS, sees_every_phone
from phien.orders import queries

PER_PAGE = 50
SESSIONS = 40  # the newest ones stand in the filter


@require_GET
@staff_of_coop(*LISTS)
def listing(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/orders/?q=&state=&session=&page=."""
    asked = FilterForm(request.GET).asked()
    found = queries.with_lines(queries.listing(coop=request.coop, **asked))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    sessions = list(live.sessions(coop=request.coop)[:SESSIONS])
    titles = {session.pk: session.title for session in sessions}
    for order in page:
        order.session_title = titles.get(order.session_id or 0, "")  # type: ignore[attr-defined]
    context = {
        "page": page,
        "asked": asked,
        "query": _query(request),
        "counts": _counts(request, asked["state"]),
        "sessions": sessions,
        "whole_phone": sees_every_phone(request.roles),
    }
    return render(request, "office/selling/orders.html", context)


def _counts(request: StaffRequest, chosen: str) -> list[dict[str, Any]]:
    """One tab a state that has orders, and the chosen one."""
    counts = queries.count_by_state(coop=request.coop)
    return [
        {"state": state, "name": name, "count": counts.get(state, 0), "here": state == chosen}
        for state, name in STATES.items()
        if counts.get(state) or state == chosen
    ]


def _query(request: StaffRequest) -> str:
    """The filters without the page, for links."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
