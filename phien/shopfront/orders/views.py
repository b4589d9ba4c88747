"""The buyer's page `/o/<token>`: an order or a place in line. No account: who has the link has the order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.activity import queries as activity
from phien.checkout import doors as checkout
from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop
from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.orders import actions, doors
from phien.orders import queries as orders
from phien.orders.contracts import ENDED
from phien.orders.errors import AddressMissing, PhoneWrong
from phien.payments import queries as payments
from phien.plumbing.middleware import refusal_sentence
from phien.shopfront.orders.consent import promises
from phien.shopfront.orders.forms import AddressForm, PaymentForm, quantities_of
from phien.shopfront.orders.way import mark_of, shape_of, steps_of, top_of

if TYPE_CHECKING:
    from phien.orders.models import Order

View = Callable[..., HttpResponse]
FIELDS: dict[type[Refusal], str] = {PhoneWrong: "phone", AddressMissing: "street"}
CHANGED = {
    "changed": ("success", gettext_noop("Your order is changed.")),
    "cancelled": ("success", gettext_noop("Your order is cancelled.")),
    "waitlisted": ("warning", gettext_noop("Not all of it is free now; the rest waits in line.")),
    "sold_out": ("warning", gettext_noop("Not all of it is left. What could be changed is changed.")),
    "limit": (
        "warning",
        gettext_noop("That is more than one buyer may take. What could be changed is changed."),
    ),
}


def private(view: View) -> View:
    """Nobody lists, keeps or passes on this page. The referrer stays with us: `no-referrer` would make the
    browser send `Origin: null`, and Django would take the buyer's own forms for a stranger's."""

    @wraps(view)
    def kept(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    return kept


@private
@require_GET
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET /o/<token>."""
    order, place = found(token)
    if order is None:
        return render(request, "shopfront_orders/waiting.html", _waiting_context(token, place))
    return _order_page(request, token, order)


@private
@require_GET
def status(request: HttpRequest, token: str) -> HttpResponse:
    """GET /o/<token>/status: the part that keeps itself fresh; 204 where `seen` says nothing changed."""
    order, place = found(token)
    if order is None:
        context = _waiting_context(token, place)
        mark, template = context["mark"], "shopfront_orders/_waiting.html"
    else:
        mark, template = mark_of(order, at=now()), "shopfront_orders/_status.html"
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    if order is not None:
        context = context_of(token, order)
    return render(request, template, context)


@private
@require_GET
def qr(request: HttpRequest, token: str) -> HttpResponse:
    """GET /o/<token>/qr.png: the payment QR to keep on the phone."""
    order = order_of(token)
    response = HttpResponse(
        payments.transfer_png(coop=order.coop, order=order), headers={"Content-Type": "image/png"}
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{order.code}.png"'
    return response


@private
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """/o/<token>/address/: where the parcel goes."""
    order = order_of(token)
    form = AddressForm(request.POST or None, order=order, whole=True)
    if request.method == "POST" and form.is_valid():
        write = partial(actions.give_address, coop=order.coop, order_id=order.pk, at=now())
        if _tried(form, partial(write, address=form.address(), consent=form.consent)):
            messages.success(request, _("Your address is written down."))
            return redirect("shopfront_orders:page", token)
    status = 422 if form.is_bound else 200
    return render(
        request, "shopfront_orders/address.html", context_of(token, order, form=form), status=status
    )


@private
@require_POST
def payment(request: HttpRequest, token: str) -> HttpResponse:
    """POST /o/<token>/payment/: how to pay, with the address."""
    order = order_of(token)
    form = PaymentForm(request.POST, order=order)
    if form.is_valid():
        choose = partial(actions.choose_payment_and_address, coop=order.coop, order_id=order.pk, at=now())
        way = form.cleaned_data["payment"]
        if _tried(form, partial(choose, payment=way, address=form.address(), consent=form.consent)):
            return redirect("shopfront_orders:page", token)
    return _order_page(request, token, order, form=form, status=422)


@private
@require_POST
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """POST /o/<token>/claim/: "Tôi đã chuyển"."""
    order = order_of(token)
    session = live.session(coop=order.coop, session_id=order.session_id or 0)
    closed = session.closed_at if session and session.state == "closed" else None
    until = orders.claim_until(coop=order.coop, closed_at=closed)
    actions.claim_transfer(coop=order.coop, order_id=order.pk, until=until, at=now())
    messages.success(request, _("Thank you. We look into our account and keep your goods meanwhile."))
    return redirect("shopfront_orders:page", token)


@private
@require_POST
def quantities(request: HttpRequest, token: str) -> HttpResponse:
    """POST /o/<token>/quantities/: how many of each; the desk decides."""
    order = order_of(token)
    codes = [row["code"] for row in _by_code(orders.with_goods(coop=order.coop, order=order))]
    items = quantities_of(request.POST, codes)
    if items is None:
        messages.error(request, _("Write whole numbers from 0 to 999."))
        return redirect("shopfront_orders:page", token)
    body = {"order": order.pk, "items": items}
    answer = ask_desk(
        coop=order.coop, session_id=order.session_id or 0, do="change", body=body, actor="buyer"
    )
    level, sentence = CHANGED.get(str(answer.get("outcome")), CHANGED["changed"])
    getattr(messages, level)(request, _(sentence))
    return redirect("shopfront_orders:page", token)


@private
@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, token: str) -> HttpResponse:
    """/o/<token>/cancellation/: asks first, since nobody can bring the goods back."""
    order = order_of(token)
    if request.method == "GET":
        return render(request, "shopfront_orders/cancellation.html", context_of(token, order))
    body = {"order": order.pk}
    ask_desk(
        coop=order.coop,
        session_id=order.session_id or 0,
        do="cancel",
        body=body,
        actor="buyer",
    )
    return redirect("shopfront_orders:page", token)


@private
@require_POST
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """POST /o/<token>/leaving/: "Thôi đợi"."""
    order, place = found(token)
    if order is None and place is not None and place.waiting.state == "waiting":
        ask_desk(
            coop=place.waiting.coop,
            session_id=place.waiting.session_id,
            do="leave",
            body={"waiting": place.waiting.pk},
            key=f"leave:{place.waiting.pk}",
            actor="buyer",
        )
    return redirect("shopfront_orders:page", token)


def found(token: str) -> tuple[Order | None, checkout.Place | None]:
    """The order behind a token, or the place in line; once promoted a place is its order. 404 for neither."""
    order = doors.by_token(token)
    if order is not None:
        return order, None
    place = checkout.place_by_token(token)
    if place is None:
        raise Http404
    return place.waiting.order, place


def order_of(token: str) -> Order:
    """The order behind a token, 404 for none."""
    order, _place = found(token)
    if order is None:
        raise Http404
    return order


def _tried(form: AddressForm, act: Callable[[], object]) -> bool:
    """Do it; a refusal becomes a sentence at its field."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form.add_error(FIELDS.get(type(refusal)), refusal_sentence(refusal))
        return False
    return True


def _order_page(
    request: HttpRequest, token: str, order: Order, *, form: PaymentForm | None = None, status: int = 200
) -> HttpResponse:
    context = context_of(token, order, form=form or PaymentForm(order=order))
    return render(request, "shopfront_orders/order.html", context, status=status)


def context_of(token: str, order: Order, **more: Any) -> dict[str, Any]:
    """What the order's page and its questions show."""
    coop, at = order.coop, now()
    lines = orders.with_goods(coop=coop, order=order)
    session = live.session(coop=coop, session_id=order.session_id) if order.session_id else None
    on_air = session is not None and session.state == "open"
    rows = _by_code(lines)
    unpaid = order.state == "held" and order.money_at is None
    hold = order.pay_by - order.placed_at if order.pay_by else timedelta(0)
    short = any(line.short_qty for line in lines)
    shortages = orders.shortages_of(coop=coop, order=order) if short else []
    goes_back = order.state not in ENDED and not any(shortage.awaited for shortage in shortages)
    return {
        "token": token,
        "order": order,
        "coop": coop,
        "lines": lines,
        "rows": rows,
        "session": session,
        "on_air": on_air,
        "mark": mark_of(order, at=at),
        "shape": shape_of(order),
        "top": top_of(order, at=at, said=_said(order)),
        "steps": steps_of(order, where=coop.return_commune),
        "promises": promises(seller=coop.name),
        "transfer": payments.transfer_for(coop=coop, order=order),
        "running": unpaid and not order.claimed_at and order.pay_by is not None and order.pay_by > at,
        "hold": max(hold, timedelta(minutes=1)),
        "open": unpaid and not order.claimed_at,
        "changeable": order.state in ("held", "confirmed"),
        "brief": ", ".join(f"{row['code'] or row['name']} ×{row['qty']}" for row in rows),
        "shortages": shortages,
        "back": order.to_send_back if goes_back else 0,
        "dock": _next_thing(order, on_air=on_air),
        **more,
    }


def _said(order: Order) -> bool:
    """True where the buyer said it is sent; money taken back lists an order for a person as well."""
    if order.claimed_at is None or order.money_at is not None or order.state != "held":
        return False
    entries = activity.of_subject(coop=order.coop, subject="order", subject_id=order.pk)
    return not entries.filter(kind="order.money_undone", at=order.claimed_at).exists()


def _next_thing(order: Order, *, on_air: bool) -> str:
    """The one yellow thing of the page; empty where there is only to wait."""
    if order.state == "held" and not order.payment:
        return "choose"
    if order.state == "held":
        looked_for = order.claimed_at and order.money_at is None
        return "" if looked_for or not payments.takes_transfers(coop=order.coop) else "transfer"
    if order.state == "confirmed" and not order.addressed:
        return "address"
    return "live" if on_air and order.state not in ENDED else ""


def _waiting_context(token: str, place: checkout.Place | None) -> dict[str, Any]:
    if place is None:
        raise Http404
    waiting = place.waiting
    session = live.session(coop=waiting.coop, session_id=waiting.session_id)
    return {
        "token": token,
        "place": place,
        "waiting": waiting,
        "coop": waiting.coop,
        "session": session,
        "on_air": session is not None and session.state == "open",
        "mark": f"{waiting.state}-{place.position}-{place.held}",
        "sum": waiting.price * waiting.qty,
    }


def _by_code(lines: list[Any]) -> list[dict[str, Any]]:
    """One row a run-sheet code, as the desk changes them: a code bought at two prices counts once."""
    rows: dict[str, dict[str, Any]] = {}
    for line in lines:
        row = rows.setdefault(line.code, {"code": line.code, "name": line.name, "unit": line.unit, "qty": 0})
        row["qty"] += line.counted
    return list(rows.values())
