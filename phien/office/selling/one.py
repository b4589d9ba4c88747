"""One order: what is in it, who bought it, what was done, and what the keeper may do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.activity import queries as activity
from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.office.access import MONEY, ORDERS, PACKING, StaffRequest, may, staff_of_coop
from phien.office.answers import tried
from phien.office.selling.answers import answer, claim_until, told, url
from phien.office.selling.forms import AddressForm, MoneyForm
from phien.office.selling.who import KEEP, LOOK, TAKE_MONEY, sees_phone
from phien.orders import actions, queries
from phien.orders.contracts import ENDED
from phien.orders.errors import AddressMissing, PhoneWrong
from phien.payments import actions as payments
from phien.payments import queries as receipts
from phien.payments.errors import AmountWrong

if TYPE_CHECKING:
    from phien.orders.models import Order

ENTRIES = 50
FIELDS = {PhoneWrong: "phone", AddressMissing: "street"}


@require_GET
@staff_of_coop(*LOOK)
def page(request: StaffRequest, code: str) -> HttpResponse:
    """GET /<coop>/orders/<code>/."""
    order = queries.one(coop=request.coop, code=code)
    return _page(request, order, shown=sees_phone(request.roles, order))


@require_POST
@staff_of_coop(*KEEP)
def phone(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/phone/: the keeper's tap, recorded, shows the whole number once."""
    order = queries.one(coop=request.coop, code=code)
    actions.phone_shown(coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return _page(request, order, shown=True)


@require_POST
@staff_of_coop(*KEEP)
def confirmation(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/confirmation/."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(actions.confirm, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return answer(request, act, said=_("Order confirmed."), back=url(request, "order", code))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def address(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/address/."""
    order = queries.one(coop=request.coop, code=code)
    form = AddressForm(request.POST or None, order=order)
    if request.method == "POST" and form.is_valid():
        write = partial(
            actions.give_address, coop=request.coop, order_id=order.pk, at=now(), by=request.person
        )
        if tried(form, partial(write, address=form.address(), clears_note=True), fields=FIELDS):
            back, undo = url(request, "order", code), url(request, "address_undoing", code)
            return told(request, _("Address kept."), back=back, undo=undo)
    context = {"order": order, "form": form}
    return render(request, "office/selling/address.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_of_coop(*KEEP)
def address_undoing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/address/undoing/: name, phone, address and note as they were."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(
        actions.take_address_back, coop=request.coop, order_id=order.pk, at=now(), by=request.person
    )
    return answer(request, act, said=_("The change is undone."), back=url(request, "order", code))


@require_POST
@staff_of_coop(*TAKE_MONEY)
def receipt(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/receipts/: money was seen; a part is allowed."""
    order = queries.one(coop=request.coop, code=code)
    form = MoneyForm(request.POST)
    if not form.is_valid():
        return _page(request, order, shown=sees_phone(request.roles, order), form=form, status=422)
    keep = partial(payments.record_money, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    made = tried(form, partial(keep, **form.cleaned_data), fields={AmountWrong: "amount"})
    if made is None:
        return _page(request, order, shown=sees_phone(request.roles, order), form=form, status=409)
    undo = url(request, "receipt_undoing", code, made.pk)
    return told(request, _("Money recorded."), back=url(request, "order", code), undo=undo)


@require_POST
@staff_of_coop(*TAKE_MONEY)
def receipt_undoing(request: StaffRequest, code: str, receipt_id: int) -> HttpResponse:
    """POST /<coop>/orders/<code>/receipts/<id>/undoing/: it was another order's money."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(
        payments.undo_money,
        coop=request.coop,
        receipt_id=receipt_id,
        at=now(),
        by=request.person,
        until=claim_until(request, order),
    )
    return answer(request, act, said=_("The money is taken back."), back=url(request, "order", code))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def cancellation(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/cancellation/: asks first, since the goods go to who waits."""
    order = queries.one(coop=request.coop, code=code)
    if request.method == "GET":
        return render(request, "office/selling/cancellation.html", {"order": order})
    act = partial(
        ask_desk,
        coop=request.coop,
        session_id=order.session_id or 0,
        do="cancel",
        body={"order": order.pk},
        by=request.person,
    )
    return answer(request, act, said=_("Order cancelled."), back=url(request, "order", code))


def _page(
    request: StaffRequest, order: Order, *, shown: bool, form: MoneyForm | None = None, status: int = 200
) -> HttpResponse:
    session = live.session(coop=request.coop, session_id=order.session_id) if order.session_id else None
    entries = activity.of_subject(coop=request.coop, subject="order", subject_id=order.pk)[:ENTRIES]
    joinable: list[Any] = queries.joinable(coop=request.coop, order=order) if order.phone else []
    context: dict[str, Any] = {
        "order": order,
        "session": session,
        "entries": entries,
        "receipts": receipts.receipts_of(coop=request.coop, order_id=order.pk),
        "form": form or MoneyForm(initial={"amount": order.owed or None, "seen": order.paid}),
        "phone_shown": shown,
        "keeps": may(request.roles, *ORDERS),
        "takes_money": may(request.roles, *ORDERS, *MONEY),
        "packs": may(request.roles, *PACKING, *ORDERS),
        "next": _next_thing(order),
        "same_phone": [each for each in joinable if each.same_phone],
        "ended": order.state in ENDED,
    }
    return render(request, "office/selling/order.html", context, status=status)


def _next_thing(order: Order) -> str:
    """The one yellow thing: what this order waits for."""
    if order.state == "held":
        money = order.claimed_at or order.money_at or order.payment == "transfer"
        return "money" if money else "confirm" if order.addressed else "address"
    if order.state == "confirmed":
        return "pack" if order.addressed else "address"
    if order.paid and order.state in ("expired", "cancelled"):
        return "returning" if order.reviving_at else "revive"
    return {"packed": "handover", "handed_over": "delivery"}.get(order.state, "")
