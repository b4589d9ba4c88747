"""One thing done to many orders: choose, do, see what came of it, take it back; messages one by one."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from phien.kernel.refusals import Refusal
from phien.live.actions import ask_desk
from phien.live.errors import ALL as LIVE_REFUSALS
from phien.office.access import StaffRequest, may, not_your_job, staff_of_coop
from phien.office.selling.answers import answer, claim_until, told, url
from phien.office.selling.finding import asked
from phien.office.selling.forms import MessageForm, ReasonForm
from phien.office.selling.messages import filled, places, reminder, sms_link
from phien.office.selling.who import KEEP, LISTS, sees_every_phone
from phien.orders import actions, errors, queries
from phien.orders.contracts import ENDED, MOST, Does
from phien.orders.errors import AlreadyConfirmed, AlreadyReached, NothingChosen, UnknownOrder
from phien.plumbing.middleware import refusal_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from phien.orders.models import Order, Round

REFUSALS = LIVE_REFUSALS | {
    one.code: one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Refusal)
}
PER_PAGE = 30
CHOICES = (
    (Does.CONFIRM.value, gettext_lazy("Confirm")),
    (Does.MESSAGE.value, gettext_lazy("Write to each buyer")),
    (Does.CONTACT.value, gettext_lazy("Mark as reached")),
    (Does.CANCEL.value, gettext_lazy("Cancel them")),
    ("export", gettext_lazy("Take out as a file")),
)
AT_ONCE = (Does.CONFIRM, Does.CONTACT)  # harmless and undone by one tap: no second question


@require_POST
@staff_of_coop(*LISTS)
def chosen(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/orders/rounds/ {do, code[] or all=1, query}: with the ticked orders, or all found."""
    do, query = request.POST.get("do", ""), request.POST.get("query", "")[:2000]
    back = f"{url(request, 'orders')}?{query}"
    if do == "export":
        codes = QueryDict(mutable=True)
        codes.setlist("code", request.POST.getlist("code")[:MOST])
        return redirect(f"{url(request, 'export')}?{query if _all(request) else codes.urlencode()}")
    if not may(request.roles, *KEEP):
        return not_your_job(request, KEEP)
    try:
        does = Does(do) if do in set(Does) else None
        if does is None:
            raise NothingChosen
        ids = _chosen_ids(request, query)
        words = reminder() if does is Does.MESSAGE else ""
        made = actions.make_round(
            coop=request.coop, does=does, order_ids=ids, by=request.person, at=now(), words=words
        )
    except Refusal as refusal:
        messages.error(request, refusal_sentence(refusal))
        return redirect(back)
    if does in AT_ONCE:
        return _run(request, made)
    return redirect("selling:round", request.coop.slug, made.pk)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def one(request: StaffRequest, round_id: int) -> HttpResponse:
    """/<coop>/orders/rounds/<id>/: what came of it; before a cancellation: why; a message: its text."""
    this = queries.round_of(coop=request.coop, round_id=round_id)
    if this.does == Does.MESSAGE:
        return _message(request, this)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _run(request, this, words=form.cleaned_data["reason"])
    context = {"round": this, "form": form, "asks": this.run_at is None, **_result(request, this)}
    return render(request, "office/selling/round.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_of_coop(*KEEP)
def undoing(request: StaffRequest, round_id: int) -> HttpResponse:
    """POST /<coop>/orders/rounds/<id>/undoing/: each of them back, where it can be."""
    this = queries.round_of(coop=request.coop, round_id=round_id)
    each = _back(request, this.does, now())
    try:
        back, stayed = actions.undo_round(coop=request.coop, round_id=this.pk, each=each, at=now())
    except Refusal as refusal:
        messages.error(request, refusal_sentence(refusal))
        return redirect("selling:round", request.coop.slug, this.pk)
    said = ngettext("%(count)s order is as before.", "%(count)s orders are as before.", back) % {
        "count": back
    }
    if stayed:
        said += " " + _("%(count)s had moved on and stay as they are.") % {"count": stayed}
    return told(request, said, back=url(request, "round", this.pk))


@require_POST
@staff_of_coop(*KEEP)
def sent(request: StaffRequest, round_id: int, code: str) -> HttpResponse:
    """POST /<coop>/orders/rounds/<id>/<code>/sent/: this buyer has the message."""
    this, order = _of_round(request, round_id, code)
    act = partial(actions.contacted, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    said = _("{name}: written to.").format(name=order.buyer_name or code)
    undo = url(request, "round_sent_undoing", this.pk, code)
    return answer(request, act, said=said, back=url(request, "round", this.pk), undo=undo)


@require_POST
@staff_of_coop(*KEEP)
def sent_undoing(request: StaffRequest, round_id: int, code: str) -> HttpResponse:
    """POST /<coop>/orders/rounds/<id>/<code>/sent/undoing/."""
    this, order = _of_round(request, round_id, code)
    act = partial(actions.not_contacted, coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return answer(request, act, said=_("Back on the list."), back=url(request, "round", this.pk))


@require_POST
@staff_of_coop(*KEEP)
def phone(request: StaffRequest, round_id: int, code: str) -> HttpResponse:
    """POST /<coop>/orders/rounds/<id>/<code>/phone/: the number for one SMS; that it was seen is recorded."""
    this, order = _of_round(request, round_id, code)
    actions.phone_shown(coop=request.coop, order_id=order.pk, at=now(), by=request.person)
    return _message(request, this, shown=order.pk)


def _all(request: StaffRequest) -> bool:
    return request.POST.get("all") == "1"


def _chosen_ids(request: StaffRequest, query: str) -> list[int]:
    if _all(request):
        look = asked(QueryDict(query), coop=request.coop, roles=request.roles)
        found = queries.found(coop=request.coop, wanted=look.wanted)
    else:
        found = queries.of_codes(coop=request.coop, codes=request.POST.getlist("code")[: MOST + 1])
    return list(found.values_list("pk", flat=True)[: MOST + 1])


def _of_round(request: StaffRequest, round_id: int, code: str) -> tuple[Round, Order]:
    this = queries.round_of(coop=request.coop, round_id=round_id)
    order = queries.one(coop=request.coop, code=code)
    if order.pk not in this.orders:
        raise UnknownOrder
    return this, order


def _run(request: StaffRequest, this: Round, *, words: str = "") -> HttpResponse:
    at = now()
    each = _each(request, this.does, at, words)
    try:
        done = actions.run_round(coop=request.coop, round_id=this.pk, each=each, at=at, words=words)
    except Refusal as refusal:
        messages.error(request, refusal_sentence(refusal))
        return redirect("selling:round", request.coop.slug, this.pk)
    count = len(done.done)
    said = ngettext("Done for %(count)s order.", "Done for %(count)s orders.", count) % {"count": count}
    undo = url(request, "round_undoing", this.pk) if count and this.does in AT_ONCE else ""
    return told(request, said, back=url(request, "round", this.pk), undo=undo)


def _each(request: StaffRequest, does: str, at: datetime, words: str) -> Callable[[Order], object]:
    who: dict[str, Any] = {"coop": request.coop, "at": at, "by": request.person}

    def confirm(order: Order) -> None:
        if actions.confirm(order_id=order.pk, **who).confirmed_at != at:
            raise AlreadyConfirmed

    def contact(order: Order) -> None:
        if order.contacted_at is not None:
            raise AlreadyReached
        actions.contacted(order_id=order.pk, **who)

    def cancel(order: Order) -> None:
        if order.state in ENDED:
            raise REFUSALS[f"order_{order.state}"]
        ask_desk(
            coop=request.coop,
            session_id=order.session_id or 0,
            do="cancel",
            body={"order": order.pk},
            by=request.person,
        )
        actions.cancelled_because(order_id=order.pk, reason=words, **who)

    return {Does.CONFIRM.value: confirm, Does.CONTACT.value: contact, Does.CANCEL.value: cancel}[does]


def _back(request: StaffRequest, does: str, at: datetime) -> Callable[[Order], object]:
    who: dict[str, Any] = {"coop": request.coop, "at": at, "by": request.person}
    if does == Does.CONTACT:
        return lambda order: actions.not_contacted(order_id=order.pk, **who)

    def unconfirm(order: Order) -> None:
        before: str = order.payment_before  # type: ignore[attr-defined]
        until = claim_until(request, order) if order.pay_by is None else None
        actions.unconfirm(order_id=order.pk, payment=before, until=until, **who)

    return unconfirm


def _result(request: StaffRequest, this: Round) -> dict[str, Any]:
    """Whose orders, and the refused ones by their reason."""
    codes = dict(queries.of_ids(coop=request.coop, ids=this.orders).values_list("pk", "code"))
    why: dict[str, list[str]] = {}
    for order_id, refused in this.refused.items():
        refusal = REFUSALS.get(refused, Refusal)
        why.setdefault(refusal_sentence(refusal()), []).append(codes[int(order_id)])
    return {
        "codes": list(codes.values()),
        "done_codes": [codes[pk] for pk in this.done],
        "refused": sorted(why.items()),
        "may_undo": bool(this.done) and this.does in AT_ONCE and this.undone_at is None,
    }


def _message(request: StaffRequest, this: Round, *, shown: int | None = None) -> HttpResponse:
    form = MessageForm(request.POST if "words" in request.POST else None, initial={"words": this.words})
    if form.is_bound and form.is_valid():
        actions.set_words(coop=request.coop, round_id=this.pk, words=form.cleaned_data["words"])
        return told(request, _("Kept."), back=url(request, "round", this.pk))
    rows = queries.unsent_first(coop=request.coop, ids=this.orders, since=this.made_at)
    page = Paginator(queries.with_lines(rows), PER_PAGE).get_page(request.GET.get("page"))
    for order in page:
        order.words = filled(this.words, order)  # type: ignore[attr-defined]
        seen = order.pk == shown or sees_every_phone(request.roles)
        order.sms = sms_link(order, order.words) if seen else ""  # type: ignore[attr-defined]
    left = queries.unsent(coop=request.coop, ids=this.orders, since=this.made_at).count()
    context = {
        "round": this,
        "form": form,
        "page": page,
        "left": left,
        "sent_count": page.paginator.count - left,
        "places": places(),
    }
    return render(request, "office/selling/messages.html", context, status=422 if form.errors else 200)
