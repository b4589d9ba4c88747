"""Orders joined, split into parcels, brought back to life; their buyer blocked. Each can be undone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.live import actions as live_actions
from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.paging import looked_for, page_of
from phien.office.selling.answers import answer, url
from phien.office.selling.edit_forms import fresh_key, key_of, numbers_of
from phien.office.selling.who import KEEP
from phien.orders import queries

if TYPE_CHECKING:
    from phien.orders.models import Order

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def merging(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/merging/: another open order of the live comes into this one."""
    order = queries.one(coop=request.coop, code=code)
    if request.method == "POST":
        other = queries.one(coop=request.coop, code=request.POST.get("other", "").strip().upper())
        act = partial(_joined, request, "merge", other, order, key_of(request.POST))
        undo = url(request, "merging_undoing", code, other.code)
        said = _("Order {code} is joined into this one.").format(code=other.code)
        return answer(request, act, said=said, back=url(request, "order", code), undo=undo)
    found = queries.joinable(coop=request.coop, order=order)
    context = {"order": order, "found": found, "key": fresh_key()}
    return render(request, "office/selling/merging.html", context)


@require_POST
@staff_of_coop(*KEEP)
def merging_undoing(request: StaffRequest, code: str, other: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/merging/<other>/undoing/: two orders again."""
    order, gone = (queries.one(coop=request.coop, code=each) for each in (code, other))
    act = partial(_joined, request, "unmerge", gone, order, fresh_key())
    said = _("Two orders again: {code} is back.").format(code=other)
    return answer(request, act, said=said, back=url(request, "order", code))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def splitting(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/splitting/: what goes into a second parcel."""
    order = queries.one(coop=request.coop, code=code)
    lines = [line for line in order.lines.all() if line.counted]
    if request.method == "GET":
        named = [(line, f"line-{line.pk}") for line in lines]
        context = {"order": order, "lines": named, "key": fresh_key()}
        return render(request, "office/selling/splitting.html", context)
    wanted = numbers_of(request.POST, [f"line-{line.pk}" for line in lines])
    rows = [
        {"code": line.code, "price": line.price, "qty": qty} for line, qty in zip(lines, wanted, strict=True)
    ]
    act = partial(_ask, request, order, "split", {"order": order.pk, "lines": rows}, key_of(request.POST))
    return answer(
        request,
        act,
        said=lambda made: _("Two parcels now; the second is {code}.").format(code=made["new"]),
        back=url(request, "order", code),
        undo=lambda made: url(request, "splitting_undoing", code, made["new"]),
    )


@require_POST
@staff_of_coop(*KEEP)
def splitting_undoing(request: StaffRequest, code: str, other: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/splitting/<other>/undoing/: one parcel again."""
    order, second = (queries.one(coop=request.coop, code=each) for each in (code, other))
    act = partial(_joined, request, "rejoin", second, order, fresh_key())
    return answer(request, act, said=_("One parcel again."), back=url(request, "order", code))


@require_POST
@staff_of_coop(*KEEP)
def revival(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/revival/: its money came late; it lives again, or waits first in line."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(_ask, request, order, "revive", {"order": order.pk}, fresh_key())
    return answer(request, act, said=_revived, back=url(request, "order", code))


@require_POST
@staff_of_coop(*KEEP)
def revival_undoing(request: StaffRequest, code: str) -> HttpResponse:
    """POST /<coop>/orders/<code>/revival/undoing/: it no longer waits; its money goes back."""
    order = queries.one(coop=request.coop, code=code)
    act = partial(_ask, request, order, "give_up", {"order": order.pk}, fresh_key())
    said = _("It no longer waits. It stands under money to send back.")
    return answer(request, act, said=said, back=url(request, "order", code))


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def blocking(request: StaffRequest, code: str) -> HttpResponse:
    """/<coop>/orders/<code>/blocking/: this buyer orders here no more; says why."""
    order = queries.one(coop=request.coop, code=code)
    if request.method == "GET":
        return render(request, "office/selling/blocking.html", {"order": order})
    block = partial(
        live_actions.block_buyer,
        coop=request.coop,
        buyer_key="" if order.buyer_key.startswith("h:") else order.buyer_key,
        name=order.buyer_name or order.code,
        reason=request.POST.get("reason", "")[:200],
        by=request.person,
        at=now(),
    )
    return answer(
        request,
        block,
        said=_("Blocked. Under “Blocked buyers” it can be lifted."),
        back=url(request, "order", code),
        undo=lambda made: url(request, "blocking_undoing", code, made),
    )


@require_POST
@staff_of_coop(*KEEP)
def blocking_undoing(request: StaffRequest, code: str, block_id: int) -> HttpResponse:
    """POST /<coop>/orders/<code>/blocks/<id>/lifting/: the undo, back on the order."""
    order = queries.one(coop=request.coop, code=code)
    lift = partial(live_actions.lift_block, coop=request.coop, block_id=block_id, by=request.person, at=now())
    return answer(request, lift, said=_("No longer blocked."), back=url(request, "order", order.code))


@require_GET
@staff_of_coop(*KEEP)
def blocks(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/blocks/?q=&page=: who is blocked, why and by whom."""
    text = looked_for(request)
    page = page_of(request, live.blocks(coop=request.coop, text=text), PER_PAGE)
    return render(request, "office/selling/blocks.html", {"page": page, "text": text})


@require_POST
@staff_of_coop(*KEEP)
def lifting(request: StaffRequest, block_id: int) -> HttpResponse:
    """POST /<coop>/blocks/<id>/lifting/: the undo of a block."""
    lift = partial(live_actions.lift_block, coop=request.coop, block_id=block_id, by=request.person, at=now())
    return answer(request, lift, said=_("No longer blocked."), back=url(request, "blocks"))


def _joined(request: StaffRequest, do: str, gone: Order, order: Order, key: str) -> dict[str, Any]:
    if gone.session_id != order.session_id:
        raise Http404
    return _ask(request, order, do, {"order": gone.pk, "into": order.pk}, key)


def _ask(request: StaffRequest, order: Order, do: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    return ask_desk(
        coop=request.coop,
        session_id=order.session_id or 0,
        do=do,
        body=body,
        key=f"{do}:{key}",
        by=request.person,
    )


def _revived(done: dict[str, Any]) -> str:
    if done["outcome"] == "revived":
        return _("The order lives again.")
    items = ", ".join(f"{code} ×{qty}" for code, qty in done["lacking"].items())
    return _("Not left: {items}. The order waits first in line.").format(items=items)
