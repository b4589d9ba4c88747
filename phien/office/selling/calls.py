"""The call list: buyers from comments who have no page of their own yet, and money to look for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.coops.models import Coop
from phien.office.access import StaffRequest, may, staff_of_coop
from phien.office.answers import tried
from phien.office.paging import looked_for, page_of
from phien.office.selling.answers import answer, url
from phien.office.selling.forms import AddressForm
from phien.office.selling.messages import reply_to
from phien.office.selling.who import KEEP, TAKE_MONEY, sees_every_phone
from phien.orders import actions, queries
from phien.orders.contracts import Wanted
from phien.orders.errors import AddressMissing, PhoneWrong

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from phien.orders.models import Order

PER_PAGE = 30
FIELDS = {PhoneWrong: "phone", AddressMissing: "street"}


@require_GET
@staff_of_coop(*KEEP)
def to_call(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/calls/?q=&page=: not yet contacted first, oldest first."""
    found = _looked_through(request, queries.to_call(coop=request.coop))
    page = page_of(request, found, PER_PAGE)
    for order in page:
        order.reply = reply_to(order, coop=request.coop)
    context = {
        "page": page,
        "call_count": _call_count(request.coop) if looked_for(request) else page.paginator.count,
        "text": looked_for(request),
        "money_count": _money_count(request.coop),
        "may_call": True,
        "here": "calls",
    }
    return render(request, "office/selling/calls.html", context)


@require_GET
@staff_of_coop(*TAKE_MONEY)
def to_check(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/calls/money/?q=&page=&refunds=: what to compare with the bank, then what must go back."""
    text = looked_for(request)
    claims = page_of(request, _looked_through(request, queries.to_check(coop=request.coop)), PER_PAGE)
    back = _looked_through(request, queries.to_refund(coop=request.coop))
    refunds = page_of(request, back, PER_PAGE, name="refunds")
    context = {
        "claims": claims,
        "refunds": refunds,
        "text": text,
        "call_count": _call_count(request.coop),
        "money_count": _money_count(request.coop)
        if text
        else claims.paginator.count + refunds.paginator.count,
        "whole_phone": sees_every_phone(request.roles),
        "may_call": may(request.roles, *KEEP),
        "here": "money",
    }
    return render(request, "office/selling/money.html", context)


@require_POST
@staff_of_coop(*KEEP)
def contact(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/calls/<code>/contact/ with how=message|call."""
    order = queries.one(coop=request.coop, code=code)
    how = "call" if request.POST.get("how") == "call" else "message"
    act = partial(
        actions.contacted, coop=request.coop, order_id=order.pk, at=now(), by=request.person, how=how
    )
    said = _("{name}: called.") if how == "call" else _("{name}: written to.")
    return answer(
        request,
        act,
        said=said.format(name=order.buyer_name or code),
        back=url(request, "calls"),
        undo=url(request, "contact_undoing", code),
    )


@require_POST
@staff_of_coop(*KEEP)
def contact_undoing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/calls/<code>/contact/undoing/."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(actions.not_contacted, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return answer(request, act, said=_("Back on the list."), back=url(request, "calls"))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def address(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/calls/<code>/address/: what the buyer told on the phone; cash on delivery, confirmed."""
    order = queries.one(coop=request.coop, code=code)
    form = AddressForm(request.POST or None, order=order, whole=True)
    if request.method == "POST" and form.is_valid():
        choose = partial(
            actions.choose_payment_and_address,
            coop=request.coop,
            order_id=order.pk,
            payment=order.payment or "cod",
            at=now(),
            by=request.person,
        )
        if tried(form, partial(choose, address=form.address()), fields=FIELDS):
            return redirect("selling:calls", request.coop.slug)
    context = {"order": order, "form": form, "here": "calls"}
    return render(request, "office/selling/call_address.html", context, status=422 if form.is_bound else 200)


def _looked_through(request: StaffRequest, orders: QuerySet[Order]) -> QuerySet[Order]:
    """Those of them that the box asks for, with their lines."""
    wanted = Wanted(text=looked_for(request), every_phone=sees_every_phone(request.roles))
    return queries.with_lines(queries.matching(orders, wanted))


def _call_count(coop: Coop) -> int:
    return queries.to_call(coop=coop).count()


def _money_count(coop: Coop) -> int:
    return queries.to_check(coop=coop).count() + queries.to_refund(coop=coop).count()
