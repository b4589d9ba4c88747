"""Filters that somebody keeps under a name: chips above the list of orders."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from phien.kernel.text import clean
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.selling.answers import answer, url
from phien.office.selling.finding import asked
from phien.office.selling.who import LISTS
from phien.orders import actions, queries


@require_POST
@staff_of_coop(*LISTS)
def filters(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/orders/filters/ {name, query, shared}: keep what is looked for now."""
    look = asked(QueryDict(request.POST.get("query", "")[:2000]), coop=request.coop, roles=request.roles)
    act = partial(
        actions.keep_filter,
        coop=request.coop,
        name=clean(request.POST.get("name", "")),
        query=look.query,
        shared=request.POST.get("shared") == "1",
        by=request.person,
        at=now(),
    )
    return answer(request, act, said=_("Kept. It stands above the list."), back=_list(request, look.query))


@require_POST
@staff_of_coop(*LISTS)
def renaming(request: StaffRequest, filter_id: int) -> HttpResponse:
    """POST /<coop>/orders/filters/<id>/ {name}."""
    act = partial(actions.rename_filter, name=clean(request.POST.get("name", "")))
    return _changed(request, filter_id, act, said=_("Renamed."))


@require_POST
@staff_of_coop(*LISTS)
def removal(request: StaffRequest, filter_id: int) -> HttpResponse:
    """POST /<coop>/orders/filters/<id>/removal/."""
    undo = url(request, "filter_return", filter_id)
    return _changed(request, filter_id, actions.remove_filter, said=_("Filter removed."), undo=undo)


@require_POST
@staff_of_coop(*LISTS)
def taken_back(request: StaffRequest, filter_id: int) -> HttpResponse:
    """POST /<coop>/orders/filters/<id>/return/: undo of the removal."""
    return _changed(request, filter_id, actions.return_filter, said=_("The filter is back."))


def _changed(
    request: StaffRequest, filter_id: int, act: Callable[..., Any], *, said: str, undo: str = ""
) -> HttpResponse:
    kept = queries.kept_filter(coop=request.coop, person=request.person, filter_id=filter_id)
    done = partial(act, coop=request.coop, filter_id=filter_id, by=request.person, at=now())
    return answer(request, done, said=said, back=_list(request, kept.query), undo=undo)


def _list(request: StaffRequest, query: str) -> str:
    return f"{url(request, 'orders')}?{query}"
