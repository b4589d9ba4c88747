"""The orders of this phone: whatever its cookie bought, in any cooperative. Nobody else can ask for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phien.audience import actions as audience
from phien.audience import queries as kept
from phien.kernel.refusals import Refusal
from phien.live.cookie import NAME, read_buyer
from phien.orders import doors
from phien.orders import queries as orders
from phien.plumbing.middleware import refusal_sentence
from phien.shopfront.orders.consent import promises
from phien.shopfront.orders.way import top_of

if TYPE_CHECKING:
    from phien.orders.models import Order

View = Callable[[HttpRequest], HttpResponse]
A_PAGE = 30


def own(view: View) -> View:
    """Nobody lists or keeps this page: it is another one on every phone."""

    @wraps(view)
    def kept_to_oneself(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Cache-Control"] = "no-store"
        return response

    return kept_to_oneself


@own
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """GET /orders/: newest first, each with where it stands."""
    found = [order for order in _mine(request) if order.state != "merged"]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    at = now()
    rows = [
        {"order": order, "top": top_of(order, at=at, said=False), "brief": _brief(order)}
        for order in orders.filled(page.object_list)
    ]
    return render(request, "shopfront_orders/mine.html", {"rows": rows, "page": page})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """GET /orders/privacy/: what is kept of a buyer, in plain words."""
    return render(request, "shopfront_orders/privacy.html", {"promises": promises(seller=_("the shop"))})


@own
@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """/orders/erasure/: all of this phone's orders, or none of it where one is still needed."""
    buyer = read_buyer(request.COOKIES)
    if request.method == "POST" and buyer:
        try:
            count = audience.erase_buyer(buyer_key=buyer, at=now())
        except Refusal as refusal:
            return _asked(request, refusal, status=refusal.status)
        response = render(request, "shopfront_orders/erased.html", {"count": count})
        response.delete_cookie(NAME, samesite="Lax")
        return response
    return _asked(request, kept.why_not_yet(orders=_mine(request), at=now()))


def _asked(request: HttpRequest, refusal: Refusal | None, *, status: int = 200) -> HttpResponse:
    found = [order for order in _mine(request) if order.erased_at is None and order.state != "merged"]
    open_ones = [order for order in found if orders.why_not_over(order=order, at=now())]
    context = {
        "count": len(found),
        "open": open_ones,
        "known": read_buyer(request.COOKIES) is not None,
        "years": settings.KEEP_BUYERS_YEARS,
        "refusal": refusal_sentence(refusal) if refusal else "",
    }
    return render(request, "shopfront_orders/my_erasure.html", context, status=status)


def _mine(request: HttpRequest) -> list[Order]:
    buyer = read_buyer(request.COOKIES)
    return doors.of_buyer(buyer) if buyer else []


def _brief(order: Order) -> str:
    return ", ".join(f"{line.code or line.name} ×{line.counted}" for line in order.lines.all())
