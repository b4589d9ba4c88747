"""What the pages of one session show: its run sheet, or its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now

from phien.activity import queries as activity
from phien.comments import queries as comments
from phien.kernel.text import clean
from phien.live import queries
from phien.live.contracts import REOPENABLE
from phien.live.queries import Last, SheetRow, Weight
from phien.office.access import StaffRequest, may
from phien.office.areas import may_enter
from phien.office.readiness import told
from phien.office.sessions.forms import ItemForm, PlanForm, RepeatForm
from phien.office.sessions.who import BEGIN_AND_END
from phien.plumbing.templatetags.phien import day_name
from phien.stock import queries as stock

if TYPE_CHECKING:
    from phien.live.models import Repeat, Session

LATEST_RECORDS = 30
FOUND = 8  # variants shown at once to add; a search finds the others


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the run sheet with its form."""

    row: SheetRow
    form: ItemForm
    open: bool
    place: int
    first: bool
    last: bool
    before: Last | None

    @property
    def dearer(self) -> int:
        """How much more than last time, in đồng; less where negative."""
        return self.row.item.price - self.before.price if self.before else 0

    @property
    def cheaper(self) -> int:
        """How much less than last time, in đồng."""
        return -self.dearer

    @property
    def owner(self) -> str:
        """The id of the row's form; prices and numbers stand outside it."""
        return f"form-{self.row.item.pk}"


def sheet(
    request: StaffRequest,
    session: Session,
    *,
    plan: PlanForm | None = None,
    repeat: RepeatForm | None = None,
    bound: dict[int, ItemForm] | None = None,
    open_item: str = "",
    status: int = 200,
) -> HttpResponse:
    """The run sheet editor."""
    rows = queries.run_sheet(coop=request.coop, session=session, at=now())
    last = queries.last_prices(
        coop=request.coop, variant_ids=[row.item.variant_id for row in rows], but=session.pk
    )
    notes = told(rows, coop=request.coop)
    context: dict[str, Any] = {
        "session": session,
        "plan": plan or PlanForm.of(session),
        "lines": [
            _line(row, session, bound or {}, open_item, place, len(rows), last)
            for place, row in enumerate(rows)
        ],
        "notes": notes,
        "ready": all(weight != Weight.LACK for weight, _words in notes),
        "may_open": may(request.roles, *BEGIN_AND_END),
        "whole": sum(row.item.price * row.item.planned for row in rows),
        "repeat": repeat or RepeatForm(),
        "weekly": (weekly := _weekly(session)),
        "weekly_day": day_name(weekly.weekday if weekly else localtime(session.scheduled_at).weekday()),
        "pieces": sum(row.item.planned for row in rows),
        **_found(request, {row.item.variant_id for row in rows}),
        "earlier": queries.earlier_sheets(coop=request.coop, but=session.pk),
    }
    return render(request, "office/sessions/sheet.html", context, status=status)


def variants(request: StaffRequest, session: Session) -> HttpResponse:
    """The part of the sheet's page that finds what to add."""
    here = set(session.items.values_list("variant_id", flat=True))
    context = {"session": session, **_found(request, here)}
    return render(request, "office/sessions/_found.html", context)


def _found(request: StaffRequest, here: set[int]) -> dict[str, Any]:
    """`variants`: the first that ?find= fits, else the first that are not on the sheet (each knows whether
    it is `here`); `more`: there are others."""
    find = clean(request.GET.get("find", ""))[:80]
    fitting = stock.rows(coop=request.coop, search=find)
    rows = list((fitting if find else fitting.exclude(pk__in=here))[: FOUND + 1])
    for variant in rows:
        variant.here = variant.pk in here  # type: ignore[attr-defined]
    return {"find": find, "any_here": bool(here), "variants": rows[:FOUND], "more": len(rows) > FOUND}


def _weekly(session: Session) -> Repeat | None:
    """The rule by which this session comes again, while it does."""
    repeat = session.repeat
    return repeat if repeat is not None and repeat.stopped_at is None else None


def numbers(request: StaffRequest, session: Session) -> HttpResponse:
    """What a session has earned so far, or in all."""
    at = now()
    rows = queries.run_sheet(coop=request.coop, session=session, at=at)
    earned = queries.numbers(coop=request.coop, session_ids=[session.pk], at=at)
    outcomes = comments.outcome_counts(coop=request.coop, session_id=session.pk)
    records = activity.of_subject(coop=request.coop, subject="session", subject_id=session.pk)
    best = sorted(rows, key=lambda row: -row.taken)
    context = {
        "session": session,
        "numbers": earned.get(session.pk, queries.Numbers()),
        "rows": best,
        "most": max((row.taken for row in rows), default=0),
        "pieces": sum(row.taken for row in rows),
        "unpaid": sum(row.held for row in rows),
        "waiting": sum(row.waiting for row in rows),
        "comments": sum(outcomes.values()),
        "asked": outcomes.get("review", 0),
        "orders_read": outcomes.get("order", 0) + outcomes.get("changed", 0),
        "may_close": may(request.roles, *BEGIN_AND_END),
        "may_call": may_enter(request.roles, "calls/"),
        "may_orders": may_enter(request.roles, "orders/"),
        "may_pack": may_enter(request.roles, "packing/"),
        "may_reopen": session.closed_at is not None
        and at < session.closed_at + REOPENABLE
        and may(request.roles, *BEGIN_AND_END),
        "reopen_until": session.closed_at + REOPENABLE if session.closed_at else None,
        "entries": records[:LATEST_RECORDS],
    }
    return render(request, "office/sessions/numbers.html", context)


def _line(
    row: SheetRow,
    session: Session,
    bound: dict[int, ItemForm],
    open_item: str,
    place: int,
    count: int,
    last: dict[int, Last],
) -> Line:
    return Line(
        row=row,
        form=bound.get(row.item.pk) or ItemForm.of(row.item, session),
        open=open_item == str(row.item.pk),
        place=place + 1,
        first=place == 0,
        last=place == count - 1,
        before=last.get(row.item.variant_id),
    )
