"""What is not on the shelf: how many, what then, what the buyer is told, and back again."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.kernel.refusals import Refusal
from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.live.errors import LineHasLess
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.selling.answers import answer, url
from phien.office.selling.forms import ShortForm
from phien.office.selling.packing import pages, rooms
from phien.office.selling.who import PACK
from phien.orders import actions, queries
from phien.orders.contracts import Missing
from phien.orders.errors import ConsentMissing
from phien.plumbing.templatetags.phien import dong
from phien.stock import queries as stock

if TYPE_CHECKING:
    from phien.live.queries import SheetRow
    from phien.orders.models import Order, Shortage


@require_GET
@staff_of_coop(*PACK)
def waiting(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/packing/waiting/?page=: orders of which something is awaited, and how much is free now."""
    context = rooms(request)
    found = queries.with_lines(queries.waiting_for_goods(coop=request.coop))
    page = pages(request, found, count=context["rooms"].waiting)
    orders = list(page)
    awaited = queries.awaited(coop=request.coop, orders=orders)
    context |= {"orders": orders, "page": page, "here": "waiting"}
    numbers = stock.numbers(coop=request.coop, variant_ids=[row.allotment.variant_id for row in awaited])
    for row in awaited:
        row.free = numbers[row.allotment.variant_id].free  # type: ignore[attr-defined]
    for order in orders:
        order.awaited = [row for row in awaited if row.order_id == order.pk]  # type: ignore[attr-defined]
    return render(request, "office/selling/waiting.html", context)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*PACK)
def shortages(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/packing/<code>/shortages/: which line, how many, what then. `line` chooses the line."""
    order = queries.one(coop=request.coop, code=code)
    lines = [line for line in order.lines.all() if line.counted]
    form = ShortForm(
        request.POST or None,
        lines=lines,
        others=_others(request, order),
        initial={"line": request.GET.get("line") or (lines[0].pk if len(lines) == 1 else None), "qty": 1,
                 "what": Missing.WAIT, "key": secrets.token_hex(8)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        fields: dict[type[Refusal], str | None] = {ConsentMissing: "consent", LineHasLess: "qty"}
        if tried(form, partial(_fall_short, request, order, form.cleaned_data), fields=fields) is not None:
            return HttpResponseRedirect(url(request, "shortage_told", code))
    context = {"order": order, "form": form, "lines": lines, "here": "packing"}
    return render(request, "office/selling/short.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_of_coop(*PACK)
def told(request: StaffRequest, code: str) -> HttpResponse:
    """GET /<coop>/packing/<code>/shortages/told/: what was done, the words for the buyer, and its undo."""
    order = queries.one(coop=request.coop, code=code)
    found = queries.shortages_of(coop=request.coop, order=order)
    living = [shortage for shortage in found if not shortage.settled]
    context = {
        "order": order,
        "shortages": found,
        "message": message_to(order, living) if living else "",
        "back": 0 if any(shortage.awaited for shortage in living) else order.to_send_back,
        "here": "packing",
    }
    return render(request, "office/selling/short_told.html", context)


@require_POST
@staff_of_coop(*PACK)
def telling(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/packing/<code>/shortages/told/mark/: the buyer was written to or called."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(actions.told_of_shortage, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return answer(request, act, said=_("Marked: the buyer knows."), back=url(request, "shortage_told", code))


@require_POST
@staff_of_coop(*PACK)
def settling(request: StaffRequest, code: str, shortage_id: int) -> HttpResponse:
    """POST /<coop>/packing/<code>/shortages/<id>/settling/ with how=came|found|left_out."""
    order = queries.one(coop=request.coop, code=code)
    shortage = queries.shortage(coop=request.coop, order=order, shortage_id=shortage_id)
    how = request.POST.get("how", "")
    said = {
        "came": _("{name} is here: the order is to pack again."),
        "found": _("{name} is in the order again."),
        "left_out": _("{name} is left out."),
    }
    if how not in said:
        messages.warning(request, _("Say what happened to the goods: came, found or left out."))
        return HttpResponseRedirect(url(request, "shortage_told", code))
    act = partial(
        ask_desk,
        coop=request.coop,
        session_id=order.session_id or 0,
        do="settle",
        body={"shortage": shortage.pk, "how": how},
        key=f"settle:{shortage.pk}:{how}",
        by=request.person,
    )
    sentence = said[how].format(name=f"{shortage.qty} {shortage.name}")
    return answer(request, act, said=sentence, back=url(request, "shortage_told", code))


def message_to(order: Order, shortages: list[Shortage]) -> str:
    """What is sent to the buyer: in Vietnamese, as the buyers speak, with the order's link."""
    with override("vi"):
        parts = [_part(shortage).format(goods=f"{shortage.qty} {shortage.name}", instead=shortage.instead)
                 for shortage in reversed(shortages)]  # fmt: skip
        if order.state == "cancelled":
            parts.append(_("Nothing of the order is left, so it is cancelled."))
        elif any(shortage.what != Missing.WAIT for shortage in shortages):
            parts.append(_("The order comes to {total} now.").format(total=dong(order.total)))
        if order.to_send_back and not any(shortage.awaited for shortage in shortages):
            parts.append(_("We send {amount} back to you.").format(amount=dong(order.to_send_back)))
        hello = _("Hello {name}, about order {code}:").format(
            name=order.buyer_name or _("you"), code=order.code
        )
        link = _("See it here: {link}").format(link=f"{settings.PUBLIC_URL}/o/{order.token}")
        return " ".join([hello, *parts, link])


def _part(shortage: Shortage) -> str:
    if shortage.what == Missing.WAIT:
        return _("{goods} is not on the shelf just now; we wait for it and send everything together.")
    if shortage.what == Missing.REPLACE:
        return _("{goods} is gone; as agreed we send {instead} instead.")
    return _("{goods} is gone, we are sorry; it is taken off the order.")


def _fall_short(request: StaffRequest, order: Order, said: dict[str, Any]) -> dict[str, Any]:
    """Ask the desk. Who has it in hand, and whether it is still here, is looked at first."""
    if said["what"] == Missing.REPLACE and not said["consent"]:
        raise ConsentMissing
    actions.may_fall_short(coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    body = {
        "order": order.pk,
        "line": said["line"],
        "qty": said["qty"],
        "what": said["what"],
        "note": said["note"],
        "code": said["instead"],
        "own_price": said["price"] == "own",
    }
    return ask_desk(
        coop=request.coop,
        session_id=order.session_id or 0,
        do="short",
        body=body,
        key=f"short:{order.pk}:{said['key']}",
        by=request.person,
    )


def _others(request: StaffRequest, order: Order) -> list[SheetRow]:
    """The live's other goods with how many could be sent, the same product's sizes first."""
    mine = {line.variant_id for line in order.lines.all()}
    session = live.session(coop=request.coop, session_id=order.session_id or 0)
    rows = live.run_sheet(coop=request.coop, session=session, at=now()) if session else []
    products = {row.item.variant.product_id for row in rows if row.item.variant_id in mine}
    found = [row for row in rows if row.item.allotment_id and row.free + row.left > 0]
    return sorted(found, key=lambda row: row.item.variant.product_id not in products)
