"""What is in an order, changed by the shop; the last change undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phien.activity import queries as activity
from phien.live import errors
from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.live.contracts import SessionState
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.selling.answers import answer, told, url
from phien.office.selling.edit_forms import ItemsForm, key_of
from phien.office.selling.who import KEEP
from phien.orders import queries
from phien.plumbing.templatetags.phien import dong

if TYPE_CHECKING:
    from phien.live.queries import SheetRow
    from phien.orders.models import Order

FIELDS = {errors.NotEnough: None, errors.WouldBeEmpty: None}


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def items(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/items/: quantities up, down and away, another item in."""
    order = queries.one(coop=request.coop, code=code)
    rows, closed = sheet_of(request, order.session_id)
    form = ItemsForm(request.POST or None, order=order, rows=rows, closed=closed)
    if request.method == "POST" and form.is_valid():
        act = partial(_edit, request, order, form.body(order), key_of(request.POST))
        done = tried(form, act, fields=FIELDS)
        if done is not None:
            undo = url(request, "items_undoing", code)
            return told(request, _said(done), back=url(request, "order", code), undo=undo)
    context = {"order": order, "form": form}
    return render(request, "office/selling/items.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_of_coop(*KEEP)
def items_undoing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/items/undoing/: undo of the shop's last change."""
    order = queries.one(coop=request.coop, code=code)
    entries = activity.of_subject(coop=request.coop, subject="order", subject_id=order.pk)
    last = entries.filter(kind="order.edited").first()
    if last is None:
        raise Http404
    body = {"order": order.pk, "lines": last.facts["before"], "seen": last.facts["after"]}
    act = partial(_edit, request, order, body, f"edit-undo:{last.pk}")
    return answer(request, act, said=_("The change is undone."), back=url(request, "order", code))


def sheet_of(request: StaffRequest, session_id: int | None) -> tuple[list[SheetRow], bool]:
    """The run sheet of an order's live with its counts, and whether that live has ended."""
    session = live.session(coop=request.coop, session_id=session_id or 0)
    if session is None:
        return [], True
    rows = live.run_sheet(coop=request.coop, session=session, at=now())
    return rows, session.state == SessionState.CLOSED


def _edit(request: StaffRequest, order: Order, body: dict[str, Any], key: str) -> dict[str, Any]:
    return ask_desk(
        coop=request.coop,
        session_id=order.session_id or 0,
        do="edit",
        body=body,
        key=f"edit:{key}",
        by=request.person,
    )


def _said(done: dict[str, Any]) -> str:
    """What became of it: what could not be had, and the money that is too much or missing."""
    words = [_("Order changed: {amount} in all.").format(amount=dong(done["total"]))]
    for name, sentence in (
        ("lacking", _("Not left: {items}.")),
        ("limited", _("Past the limit for one buyer: {items}.")),
    ):
        if done[name]:
            items = ", ".join(f"{code} ×{qty}" for code, qty in done[name].items())
            words.append(sentence.format(items=items))
    paid = done["paid"]
    if paid > done["total"]:
        words.append(_("{amount} to send back.").format(amount=dong(paid - done["total"])))
    elif 0 < paid < done["total"]:
        words.append(_("{amount} still to pay.").format(amount=dong(done["total"] - paid)))
    return " ".join(words)
