"""What a buyer keeps of an order, and how they end what we keep of them: opened by the token alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phien.audience import actions as audience
from phien.audience import queries as kept
from phien.kernel.refusals import Refusal
from phien.plumbing.middleware import refusal_sentence
from phien.shopfront.orders.confirmation import Confirmation, confirmation_of, pdf_of
from phien.shopfront.orders.views import context_of, order_of, private
from phien.shopfront.orders.way import top_of

if TYPE_CHECKING:
    from phien.orders.models import Order


@private
@require_GET
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """GET /o/<token>/confirmation/: who sold what to whom, and the ways out."""
    order = order_of(token)
    context = {"token": token, "order": order, "coop": order.coop, "paper": _confirmed(order)}
    return render(request, "shopfront_orders/confirmation.html", context)


@private
@require_GET
def confirmation_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """GET /o/<token>/confirmation.pdf: the same to keep."""
    order = order_of(token)
    made = pdf_of(_confirmed(order), link=f"{settings.PUBLIC_URL}/o/{token}")
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{order.code}.pdf"'
    return response


@private
@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest, token: str) -> HttpResponse:
    """/o/<token>/erasure/: says what goes and what stays, then does it."""
    order = order_of(token)
    context = context_of(token, order, years=settings.KEEP_BUYERS_YEARS)
    if request.method == "POST":
        try:
            audience.erase_order(order=order, at=now())
        except Refusal as refusal:
            context["refusal"] = refusal_sentence(refusal)
            return render(request, "shopfront_orders/erasure.html", context, status=refusal.status)
        messages.success(request, _("Deleted. Your name, phone and address are no longer here."))
        return redirect("shopfront_orders:page", token)
    refused = kept.why_not_yet(orders=[order], at=now())
    context["refusal"] = refusal_sentence(refused) if refused else ""
    return render(request, "shopfront_orders/erasure.html", context)


def _confirmed(order: Order) -> Confirmation:
    return confirmation_of(order, state=top_of(order, at=now(), said=False).title)
