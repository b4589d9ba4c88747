"""What one buyer did here before: orders, refused parcels, what was cancelled."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.paging import Counted
from phien.office.selling.who import LISTS, sees_every_phone
from phien.orders import queries

PER_PAGE = 50


@require_GET
@staff_of_coop(*LISTS)
def history(request: StaffRequest, code: str) -> HttpResponse:
    """GET /<coop>/orders/<code>/buyer/: the orders of whoever made this one, newest first."""
    order = queries.one(coop=request.coop, code=code)
    rows = queries.with_lines(queries.same_buyer(coop=request.coop, order=order))
    told = queries.history(coop=request.coop, order=order)
    context = {
        "order": order,
        "history": told,
        "page": Counted(rows, PER_PAGE, count=told.orders).get_page(request.GET.get("page")),
        "whole_phone": sees_every_phone(request.roles),
    }
    return render(request, "office/selling/buyer.html", context)
