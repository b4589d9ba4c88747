"""One session: its run sheet before the live, its numbers after. Every write goes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from phien.catalog import queries as catalog
from phien.kernel.refusals import Refusal
from phien.live import actions, queries
from phien.live.contracts import SessionState
from phien.live.errors import CodeNotValid, CodeTaken
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.sessions import pages
from phien.office.sessions.forms import ItemForm, PlanForm, first_fields
from phien.office.sessions.who import SEE, WRITE_SHEET
from phien.office.sessions.words import said_of
from phien.plumbing.middleware import refusal_sentence

if TYPE_CHECKING:
    from phien.live.models import Session

CODE_FIELDS = {CodeTaken: "code", CodeNotValid: "code"}


@require_GET
@staff_of_coop(*SEE)
def one(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET /<coop>/sessions/<id>/: the run sheet; while on air and afterwards, the numbers."""
    session = found(request, session_id)
    if session.state == SessionState.SCHEDULED:
        return pages.sheet(request, session, open_item=request.GET.get("item", ""))
    return pages.numbers(request, session)


@require_POST
@staff_of_coop(*WRITE_SHEET)
def plan(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: another title or time."""
    session, form = found(request, session_id), PlanForm(request.POST)
    if not form.is_valid():
        return pages.sheet(request, session, plan=form, status=422)
    act = partial(
        actions.reschedule_session,
        coop=request.coop,
        session_id=session_id,
        **form.cleaned_data,
        by=request.person,
        at=now(),
    )
    return done(request, session_id, act, said=_("Saved."))


@require_POST
@staff_of_coop(*WRITE_SHEET)
def removal(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST: drop a session that never began."""
    actions.drop_session(coop=request.coop, session_id=session_id, by=request.person, at=now())
    messages.success(request, _("The live was dropped. Nothing had been promised in it."))
    return redirect("sessions:sessions", coop=request.coop.slug)


@require_POST
@staff_of_coop(*WRITE_SHEET)
def copy(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {from}: take over the rows of an earlier session."""
    source = request.POST.get("from", "")
    if not (source.isascii() and source.isdigit() and len(source) < 19):
        raise Http404
    act = partial(
        actions.copy_sheet,
        coop=request.coop,
        session_id=session_id,
        from_session_id=int(source),
        by=request.person,
        at=now(),
    )
    return done(request, session_id, act, told=said_of)


@require_GET
@staff_of_coop(*WRITE_SHEET)
def variants(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET ?find=: what can be put on the sheet, as a part of the page."""
    return pages.variants(request, found(request, session_id))


@require_POST
@staff_of_coop(*WRITE_SHEET)
def items(request: StaffRequest, session_id: int) -> HttpResponse:
    """POST {variant}: a new row, opened to be filled in."""
    session, variant_id = found(request, session_id), request.POST.get("variant", "")
    if not (variant_id.isascii() and variant_id.isdigit() and len(variant_id) < 19):
        return redirect("sessions:session", coop=request.coop.slug, session_id=session_id)
    variant = catalog.variant(coop=request.coop, variant_id=int(variant_id))
    if variant is None:
        raise Http404
    taken = list(session.items.values_list("code", flat=True))
    made = actions.add_item(
        coop=request.coop,
        session_id=session_id,
        variant_id=variant.pk,
        fields=first_fields(variant, taken, limit=request.coop.limit_per_buyer),
        by=request.person,
        at=now(),
    )
    return HttpResponseRedirect(f"{_here(request, session_id)}?item={made.pk}#item-{made.pk}")


@require_POST
@staff_of_coop(*WRITE_SHEET)
def item(request: StaffRequest, session_id: int, item_id: int) -> HttpResponse:
    """POST: what a row says."""
    session = found(request, session_id)
    row = session.items.filter(pk=item_id).first()
    if row is None:
        raise Http404
    form = ItemForm.of(row, session, request.POST)
    if form.is_valid():
        fields = form.fields_of(session, row)
        act = partial(
            actions.change_item,
            coop=request.coop,
            session_id=session_id,
            item_id=item_id,
            fields=fields,
            by=request.person,
            at=now(),
        )
        if tried(form, act, fields=CODE_FIELDS):
            messages.success(request, _("%(code)s saved.") % {"code": row.code})
            return HttpResponseRedirect(f"{_here(request, session_id)}#item-{item_id}")
    return pages.sheet(request, session, bound={item_id: form}, open_item=str(item_id), status=422)


@require_POST
@staff_of_coop(*WRITE_SHEET)
def place(request: StaffRequest, session_id: int, item_id: int) -> HttpResponse:
    """POST {way: up|down}: one place on the sheet; {to: 3}: to the third."""
    row: dict[str, Any] = {"coop": request.coop, "session_id": session_id, "item_id": item_id}
    to = request.POST.get("to", "")
    if to.isascii() and to.isdigit() and len(to) < 6:
        act = partial(actions.place_item, **row, place=int(to), by=request.person, at=now())
    else:
        up = request.POST.get("way") == "up"
        act = partial(actions.move_item, **row, up=up, by=request.person, at=now())
    return done(request, session_id, act, anchor=f"#item-{item_id}")


@require_POST
@staff_of_coop(*WRITE_SHEET)
def item_removal(request: StaffRequest, session_id: int, item_id: int) -> HttpResponse:
    """POST: take a row off the sheet."""
    act = partial(
        actions.remove_item,
        coop=request.coop,
        session_id=session_id,
        item_id=item_id,
        by=request.person,
        at=now(),
    )
    return done(request, session_id, act, said=_("Taken off the run sheet. Add it again any time."))


def found(request: StaffRequest, session_id: int) -> Session:
    """The session of this cooperative, or 404."""
    session = queries.session(coop=request.coop, session_id=session_id)
    if session is None:
        raise Http404
    return session


def done(
    request: StaffRequest,
    session_id: int,
    act: Callable[[], Any],
    *,
    said: str = "",
    told: Callable[[Any], str] | None = None,
    undo: str = "",
    anchor: str = "",
) -> HttpResponse:
    """Do it, say so (`told` of what came of it), go back to the session. `undo` is where it is taken back.
    A refusal says what is; a 404 goes on as it is."""
    try:
        came = act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal_sentence(refusal))
    else:
        words = told(came) if told else said
        if words:
            messages.success(request, words, extra_tags=undo)
    return HttpResponseRedirect(_here(request, session_id) + anchor)


def _here(request: StaffRequest, session_id: int) -> str:
    return reverse("sessions:session", args=[request.coop.slug, session_id])
