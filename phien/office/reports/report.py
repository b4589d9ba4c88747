"""The report of a live, and the rows behind each of its figures."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from phien.comments import queries as comments
from phien.live import queries as live
from phien.live.contracts import SessionState
from phien.office.access import MONEY, SELLING, StaffRequest, may, staff_of_coop
from phien.office.areas import may_enter
from phien.office.reports import reading, sets
from phien.office.reports.chart import drawn
from phien.office.reports.figures import Report, report_of, returning_buyers
from phien.office.reports.findings import findings
from phien.orders import queries as orders
from phien.reading.reasons import SENTENCES

if TYPE_CHECKING:
    from phien.live.models import Session

SEE = (*SELLING, *MONEY)
PER_PAGE = 50


@require_GET
@staff_of_coop(*SEE)
def page(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/report/: what the live brought. Before it began there is none."""
    session = found(request, session_id)
    if session.state == SessionState.SCHEDULED:
        return redirect("sessions:session", request.coop.slug, session.pk)
    report = report_of(coop=request.coop, session=session)
    return render(request, "office/reports/report.html", _context(request, report))


@require_GET
@staff_of_coop(*SEE)
def rows(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/report/rows/?of=sold&item=A1&since=&until=&page=: the rows of a figure, and their sum."""
    session = found(request, session_id)
    kind = request.GET.get("of", "sold")
    item = _item(request, session)
    context: dict[str, Any] = {"session": session, "item": item, "of": kind, "query": _query(request)}
    page: Any
    allotment = item.allotment_id if item else None
    if kind in sets.COMMENTS | sets.READ:
        said, title = _comments(request, session, kind)
        page = Paginator(said.select_related("order"), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"title": title, "count": page.paginator.count, "page": page}
        context["comments"] = [(comments.shown(row), row) for row in page]
        context["back"] = "reading" if kind in sets.READ or "reason" in request.GET else "report"
    elif kind in sets.WAITING:
        waited = sets.waiting_of(coop=request.coop, session=session, item=allotment)
        page = Paginator(waited.select_related("order"), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"title": gettext(sets.WAITING[kind]), "count": page.paginator.count, "page": page}
        context["waiting"] = page
    else:
        found_orders, title = _orders(request, session, kind, allotment)
        page = Paginator(orders.with_lines(found_orders), PER_PAGE).get_page(request.GET.get("page"))
        sums = found_orders.order_by().aggregate(count=Count("pk"), goods=Sum(sets.GOODS, default=0))
        context |= {"title": title, "count": sums["count"], "goods": sums["goods"], "page": page}
        context["orders"] = page
    context["may_open"] = may_enter(request.roles, "orders/")
    return render(request, "office/reports/rows.html", context)


def found(request: StaffRequest, session_id: int) -> Session:
    """The cooperative's session, or 404."""
    session = live.session(coop=request.coop, session_id=session_id)
    if session is None:
        raise Http404
    return session


def _context(request: StaffRequest, report: Report) -> dict[str, Any]:
    return {
        "session": report.session,
        "report": report,
        "chart": drawn(report.timeline),
        "findings": findings(report),
        "top": max((item.amount for item in report.items), default=0),
        "most": max([report.money.revenue, *(each.revenue for each in report.earlier)]),
        "change": _change(report),
        "may_remind": may_enter(request.roles, "orders/"),
        "may_sessions": may(request.roles, *SELLING),
        "on_air": report.session.state == SessionState.OPEN,
    }


def _change(report: Report) -> int | None:
    """Percent more (or less) than the live before; None where there is nothing to compare with."""
    before = report.earlier[0].revenue if report.earlier else 0
    return round(100 * (report.money.revenue - before) / before) if before else None


def _comments(request: StaffRequest, session: Session, kind: str) -> tuple[QuerySet[Any], str]:
    reason, word = request.GET.get("reason", ""), request.GET.get("word", "")
    said = reading.rows_of(coop=request.coop, session=session, kind=kind, reason=reason, word=word)
    if said is None:
        raise Http404
    title = gettext((sets.COMMENTS | sets.READ)[kind].title)
    if kind == "word":
        title = f"{title}: “{word}”"
    elif kind == "asked" and reason:
        title = gettext(SENTENCES[reason])
    return said, title


def _orders(
    request: StaffRequest, session: Session, kind: str, allotment: int | None
) -> tuple[QuerySet[Any], str]:
    if kind == "returning":
        people = returning_buyers(coop=request.coop, session=session)
        known = [key for key, before in people.items() if before]
        found_orders = sets.orders_of(coop=request.coop, session=session).filter(buyer_key__in=known)
        return found_orders, gettext("Orders of buyers who had bought before")
    if kind not in sets.ORDERS:
        raise Http404
    since, until = _moment(request, "since"), _moment(request, "until")
    found_orders = sets.orders_of(
        coop=request.coop, session=session, kind=kind, item=allotment, since=since, until=until
    )
    return found_orders, gettext(sets.ORDERS[kind].title)


def _item(request: StaffRequest, session: Session) -> Any:
    """The run-sheet item of `?item=`; 404 for a code that the live does not have."""
    code = request.GET.get("item", "")
    if not code:
        return None
    item = live.item(coop=request.coop, session_id=session.pk, code=code)
    if item is None:
        raise Http404
    return item


def _moment(request: StaffRequest, name: str) -> datetime | None:
    """An ISO moment with its offset, or None; what is not one is as if it were not there."""
    try:
        moment = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) else None


def _query(request: StaffRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"&{kept.urlencode()}" if kept else ""
