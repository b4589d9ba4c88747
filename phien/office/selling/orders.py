"""The list of orders: find some by what somebody remembers of them; many can be ticked at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phien.office.access import StaffRequest, may, staff_of_coop
from phien.office.paging import Counted
from phien.office.selling.finding import Asked, asked
from phien.office.selling.forms import STATES, FilterForm
from phien.office.selling.rounds import CHOICES
from phien.office.selling.who import KEEP, LISTS, sees_every_phone
from phien.orders import queries
from phien.orders.contracts import MOST, Wanted

PER_PAGE = 30
SESSIONS = 40  # the newest ones stand in the filter


@require_GET
@staff_of_coop(*LISTS)
def listing(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/orders/?q=&state=&session=&payment=&source=&since=&until=&page=."""
    look = asked(request.GET, coop=request.coop, roles=request.roles)
    by_state = queries.count_by_state(coop=request.coop, wanted=_any_state(look))
    count = by_state.get(look.wanted.state, 0) if look.wanted.state else sum(by_state.values())
    found = queries.with_lines(queries.found(coop=request.coop, wanted=look.wanted))
    kept = list(queries.kept_filters(coop=request.coop, person=request.person))
    context = {
        "page": Counted(found, PER_PAGE, count=count).get_page(request.GET.get("page")),
        "look": look,
        "form": FilterForm(initial=look.given),
        "query": look.query,
        "states": _tabs(look, by_state),
        "sessions": look.sessions[:SESSIONS],
        "kept": kept,
        "kept_here": next((one for one in kept if one.query == look.query), None),
        "choices": CHOICES if may(request.roles, *KEEP) else CHOICES[-1:],
        "keeps": may(request.roles, *KEEP),
        "most": MOST,
        "whole_phone": sees_every_phone(request.roles),
    }
    return render(request, "office/selling/orders.html", context)


def _any_state(look: Asked) -> Wanted:
    return replace(look.wanted, state="")


def _tabs(look: Asked, by_state: dict[str, int]) -> list[dict[str, Any]]:
    """All, then one tab a state that has orders of what is looked for; and the chosen one."""
    tabs = [
        (state, name) for state, name in STATES.items() if by_state.get(state) or state == look.wanted.state
    ]
    return [
        {
            "name": name,
            "count": by_state.get(state, 0) if state else sum(by_state.values()),
            "here": state == look.wanted.state,
            "query": _with_state(look.query, state),
        }
        for state, name in [("", _("All")), *tabs]
    ]


def _with_state(query: str, state: str) -> str:
    changed = QueryDict(query, mutable=True)
    changed.pop("state", None)
    if state:
        changed["state"] = state
    return changed.urlencode()
