"""Views of the stock: the list, one variant's ledger, receiving, counting again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from phien.catalog import queries as catalog
from phien.live import actions as live
from phien.live.queries import sessions
from phien.office.access import GOODS, RECEIVING, StaffRequest, may, staff_of_coop
from phien.office.answers import tried
from phien.office.goods.forms import CountForm, ReceiptForm
from phien.stock import actions, errors, queries

if TYPE_CHECKING:
    from phien.catalog.models import Variant
    from phien.stock.queries import Numbers

F = TypeVar("F", ReceiptForm, CountForm)
A_PAGE = 50
MOVES_A_PAGE = 40
FIELDS = {
    errors.NothingReceived: "qty",
    errors.TooMany: None,
    errors.NothingChanged: "counted",
    errors.NoReason: "reason",
    errors.BelowNothing: "counted",
}


@require_GET
@staff_of_coop(*RECEIVING)
def stock(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/stock/?q=&low=1&page=: on hand, promised, free; only what is nearly gone."""
    search, only_low = request.GET.get("q", "")[:80], request.GET.get("low") == "1"
    found = (
        queries.low(coop=request.coop, search=search)
        if only_low
        else queries.rows(coop=request.coop, search=search)
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "search": search,
        "low": request.coop.low_stock,
        "only_low": only_low,
        "may_import": may(request.roles, *GOODS),
    }
    return render(request, "office/stock.html", context)


@require_GET
@staff_of_coop(*RECEIVING)
def ledger(request: StaffRequest, variant_id: int) -> HttpResponse:
    """GET /<coop>/stock/<variant>/: what moved, who, when, why; receiving and counting."""
    variant, numbers = _variant(request, variant_id)
    return _page(request, variant, numbers)


@require_POST
@staff_of_coop(*RECEIVING)
def receipt(request: StaffRequest, variant_id: int) -> HttpResponse:
    """POST /<coop>/stock/<variant>/receipts/: pieces came in."""
    _variant(request, variant_id)
    form = ReceiptForm(request.POST)
    if form.is_valid():
        act = partial(
            actions.receive,
            coop=request.coop,
            variant_id=variant_id,
            qty=form.cleaned_data["qty"],
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["last"],
            by=request.person,
            at=timezone.now(),
        )
        if kept := tried(form, act, fields=FIELDS):
            messages.success(request, _("Received. Now %(count)s are there.") % {"count": kept.on_hand})
            return redirect("goods:ledger", coop=request.coop.slug, variant_id=variant_id)
    return _page(request, *_variant(request, variant_id), receiving=form)


@require_POST
@staff_of_coop("keeper")
def count(request: StaffRequest, variant_id: int) -> HttpResponse:
    """POST /<coop>/stock/<variant>/counts/: what is really there, with a reason.

    Below what lives have promised only their desks can give: asked for a second time on purpose
    (`below=1`), because buyers' orders fall short.
    """
    _variant(request, variant_id)
    form = CountForm(request.POST)
    if form.is_valid():
        act = partial(_lose if request.POST.get("below") == "1" else _adjust, request, variant_id, form)
        if tried(form, act, fields=FIELDS):
            messages.success(request, _("Counted again."))
            return redirect("goods:ledger", coop=request.coop.slug, variant_id=variant_id)
    return _page(request, *_variant(request, variant_id), counting=form)


def _adjust(request: StaffRequest, variant_id: int, form: CountForm) -> bool:
    actions.adjust(
        coop=request.coop,
        variant_id=variant_id,
        delta=form.delta(),
        reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["last"],
        by=request.person,
        at=timezone.now(),
    )
    return True


def _lose(request: StaffRequest, variant_id: int, form: CountForm) -> bool:
    """First what is free, then what sessions hold: each desk shrinks its own part."""
    if form.cleaned_data["last"] not in (
        None,
        queries.latest_by_hand(coop=request.coop, variant_id=variant_id),
    ):
        raise errors.MovedMeanwhile
    numbers = queries.numbers(coop=request.coop, variant_ids=[variant_id])[variant_id]
    gone, reason = -form.delta(), form.cleaned_data["reason"]
    promised = max(gone - numbers.free, 0)
    if promised:
        promised -= live.adjust_below_reserved(
            coop=request.coop, variant_id=variant_id, qty=promised, reason=reason, by=request.person
        )
    if free := min(gone, numbers.free):
        actions.adjust(
            coop=request.coop,
            variant_id=variant_id,
            delta=-free,
            reason=reason,
            by=request.person,
            at=timezone.now(),
        )
    if promised:
        raise errors.BelowReserved(reserved=promised, wanted=form.cleaned_data["counted"])
    return True


def _variant(request: StaffRequest, variant_id: int) -> tuple[Variant, Numbers]:
    variant = catalog.variant(coop=request.coop, variant_id=variant_id)
    if variant is None:
        raise Http404
    return variant, queries.numbers(coop=request.coop, variant_ids=[variant_id])[variant_id]


def _page(
    request: StaffRequest,
    variant: Variant,
    numbers: Numbers,
    receiving: ReceiptForm | None = None,
    counting: CountForm | None = None,
) -> HttpResponse:
    known = {
        "last": queries.latest_by_hand(coop=request.coop, variant_id=variant.pk),
        "seen": numbers.on_hand,
    }
    receiving = _knowing(known, receiving) or ReceiptForm(initial=known)
    counting = _knowing(known, counting) or CountForm(initial=known)
    held = queries.holders(coop=request.coop, variant_id=variant.pk) if numbers.reserved else []
    named = sessions(coop=request.coop).filter(pk__in=[session for session, _qty in held]) if held else []
    titles = {session.pk: session.title for session in named}
    moves = queries.ledger(coop=request.coop, variant_id=variant.pk)
    bad = receiving.errors or counting.errors
    context = {
        "variant": variant,
        "numbers": numbers,
        "receiving": receiving,
        "counting": counting,
        "holders": [(pk, titles.get(pk, ""), qty) for pk, qty in held],
        "moves": Paginator(moves, MOVES_A_PAGE).get_page(request.GET.get("page")),
        "may_count": may(request.roles, "keeper"),
        "below": counting.is_bound and counting.has_error(NON_FIELD_ERRORS, "below_reserved"),
    }
    return render(request, "office/ledger.html", context, status=422 if bad else 200)


def _knowing(known: dict[str, int], form: F | None) -> F | None:
    """A form that was refused, pressed again: it goes by the numbers that the page shows now."""
    if form is not None:
        form.data = {**{name: form.data[name] for name in form.data}, **known}
    return form
