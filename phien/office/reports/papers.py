"""The report as a PDF of one or two A4 pages, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from phien.office.access import StaffRequest, staff_of_coop
from phien.office.reports.chart import drawn
from phien.office.reports.figures import ItemSold, Report, report_of
from phien.office.reports.findings import findings
from phien.office.reports.report import SEE, found
from phien.office.reports.words import STEPS
from phien.plumbing.templatetags.phien import clock, day, dong, weekday, whole
from phien.shipping.queries import printable, typeset

DOCUMENT = Path(__file__).parent / "documents" / "report.typ"
MOST_ITEMS = 40


@require_GET
@staff_of_coop(*SEE)
def pdf(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/report.pdf."""
    report = report_of(coop=request.coop, session=found(request, session_id))
    response = HttpResponse(
        typeset(DOCUMENT, told(report, request.coop.name)), content_type="application/pdf"
    )
    name = f"report-{localtime(report.session.opened_at):%Y%m%d-%H%M}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def told(report: Report, seller: str) -> dict[str, Any]:
    """What the document shows: words and numbers as they are printed, bars from 0 to 1."""
    session, money = report.session, report.money
    return {
        "lang": (get_language() or "vi")[:2],
        "title": printable(session.title),
        "seller": printable(seller),
        "when": f"{weekday(session.opened_at)}, {clock(session.opened_at)}–{clock(session.closed_at)}",
        "printed": _("Printed {day} {time}").format(day=day(now()), time=clock(now())),
        "lead": [_("Sold"), dong(money.revenue)],
        "sums": [
            [_("Orders"), whole(money.count["sold"])],
            [_("An order, on average"), dong(money.each)],
            [_("Paid, or cash on delivery"), whole(money.count["settled"])],
            [_("Waiting for money"), whole(money.count["unpaid"])],
            [_("Came back"), whole(money.count["returned"])],
            [_("Bought before"), f"{whole(report.buyers.returning)} / {whole(report.buyers.all)}"],
        ],
        "timeline": _timeline(report),
        "items": {
            "title": _("By item"),
            "rows": [_item(report, item) for item in report.items[:MOST_ITEMS]],
        },
        "way": {"title": _("From comment to money"), "rows": _way(report)},
        "findings": {
            "title": _("To remember for the next live"),
            "rows": [printable(_(each.sentence).format(**each.facts)) for each in findings(report)],
            "none": _("Nothing stood out."),
        },
        "earlier": {"title": _("Beside the lives before"), "rows": _earlier(report)},
    }


def _timeline(report: Report) -> dict[str, Any]:
    timeline, chart = report.timeline, drawn(report.timeline)
    width = timeline.width
    title = ngettext("Orders a minute.", "Orders each %(width)s minutes.", width) % {"width": width}
    return {
        "title": title,
        "bars": [[bar.orders / timeline.most if timeline.most else 0, bar.lead] for bar in timeline.bars],
        "marks": [
            [float(mark.x) / 100, mark.code, clock(mark.window.begin)]
            for mark in chart.marks
            if not mark.wide_only
        ],
        "most": whole(timeline.most),
        "ticks": [clock(bar.begin) for bar in chart.ticks] + [clock(timeline.bars[-1].end)],
    }


def _item(report: Report, item: ItemSold) -> dict[str, Any]:
    most = max((each.amount for each in report.items), default=0)
    missed = ""
    if item.missed:
        facts = {"time": clock(item.sold_out_at), "missed": whole(item.missed)}
        missed = _("None left at %(time)s, %(missed)s more asked for") % facts
    elif item.left:
        facts = {"left": whole(item.left), "offered": whole(item.offered)}
        missed = _("%(left)s of %(offered)s stayed") % facts
    return {
        "code": item.code,
        "name": printable(item.name),
        "pieces": f"×{whole(item.pieces)}",
        "amount": dong(item.amount),
        "part": item.amount / most if most else 0,
        "note": missed,
    }


def _way(report: Report) -> list[list[Any]]:
    talk = report.talk
    counts = (talk.comments, talk.wanted, talk.bought, talk.settled)
    return [
        [whole(count), _(words), count / talk.comments if talk.comments else 0]
        for (_kind, words), count in zip(STEPS, counts, strict=True)
    ]


def _earlier(report: Report) -> list[list[Any]]:
    if not report.earlier:
        return []
    rows = [(report.session, report.money.revenue)]
    rows += [(each.session, each.revenue) for each in report.earlier]
    most = max(revenue for _session, revenue in rows)
    return [
        [day(session.opened_at), printable(session.title), dong(revenue), revenue / most if most else 0]
        for session, revenue in rows
    ]
