"""The bookkeeper's pages: a month by day and by live, and one day with who recorded which money."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from phien.office.access import MONEY, StaffRequest, staff_of_coop
from phien.office.areas import may_enter
from phien.office.reports.days import day_of, month_from, month_of


@require_GET
@staff_of_coop(*MONEY)
def days(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/figures/?month=2026-11: the month's days and lives; this month unless told."""
    month = month_of(coop=request.coop, first=month_from(request.GET.get("month", "")))
    context = {"month": month, "is_this": month.after > localdate()}
    return render(request, "office/reports/month.html", context)


@require_GET
@staff_of_coop(*MONEY)
def day(request: StaffRequest, year: int, month: int, day: int) -> HttpResponse:
    """GET /<coop>/figures/2026-11-30/: the day's money, who recorded it, what left."""
    try:
        on = date(year, month, day)
    except ValueError:
        raise Http404 from None
    context = {
        "day": day_of(coop=request.coop, on=on),
        "first": on.replace(day=1),
        "may_sessions": may_enter(request.roles, "sessions/"),
    }
    return render(request, "office/reports/day.html", context)
