"""The call list: buyers from comments who have no page of their own yet, and money to look for."""

from __future__ import annotations

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.coops.models import Coop
from phien.office.access import StaffRequest, may, staff_of_coop
from phien.office.answers import tried
from phien.office.selling.answers import answer, url
from phien.office.selling.forms import AddressForm
from phien.office.selling.messages import reply_to
from phien.office.selling.who import KEEP, TAKE_MONEY, sees_every_phone
from phien.orders import actions, queries
from phien.orders.errors import AddressMissing, PhoneWrong

PER_PAGE = 50
FIELDS = {PhoneWrong: "phone", AddressMissing: "street"}


@require_GET
@staff_of_coop(*KEEP)
def to_call(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/calls/: not yet contacted first, oldest first."""
    found = queries.with_lines(queries.to_call(coop=request.coop))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    for order in page:
        order.reply = reply_to(order, coop=request.coop)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "call_count": page.paginator.count,
        "money_count": _money_count(request.coop),
        "may_call": True,
        "here": "calls",
    }
    return render(request, "office/selling/calls.html", context)


@require_GET
@staff_of_coop(*TAKE_MONEY)
def to_check(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/calls/money/: claims and parts to compare with the bank, then what must go back."""
    context = {
        "claims": queries.with_lines(queries.to_check(coop=request.coop))[:PER_PAGE],
        "refunds": queries.with_lines(queries.to_refund(coop=request.coop))[:PER_PAGE],
        "call_count": queries.to_call(coop=request.coop).count(),
        "money_count": _money_count(request.coop),
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


def _money_count(coop: Coop) -> int:
    return queries.to_check(coop=coop).count() + queries.to_refund(coop=coop).count()
