"""Views of the people page: who serves here, letting somebody in, roles, one-time links."""

from functools import partial

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.activity import queries as activity
from phien.coops import actions, errors, queries, rules
from phien.coops.contracts import Invited
from phien.coops.queries import Colleague
from phien.office.access import MANAGING, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.frame.forms import ColleagueForm, NewColleagueForm

FIELDS = {
    errors.BadLogin: "login",
    errors.LoginTaken: "login",
    errors.PhoneTaken: "phone",
    errors.BadPhone: "phone",
    errors.NoRole: "roles",
    errors.UnknownRole: "roles",
    errors.LastManager: "roles",
}


@require_GET
@staff_of_coop(*MANAGING)
def people(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/people/: who serves here and what they do."""
    removed = request.GET.get("removed", "")
    undo = (
        reverse("frame:return", args=[request.coop.slug, int(removed)])
        if removed.isascii() and removed.isdigit() and len(removed) < 19
        else ""
    )
    context = {"people": queries.people(coop=request.coop), "undo_url": undo}
    return render(request, "office/people.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_of_coop(*MANAGING)
def new(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/people/new/: let somebody in; the answer shows their one-time link."""
    form = NewColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.add_person, coop=request.coop, by=request.person, at=timezone.now(), **form.cleaned_data
        )
        if invited := tried(form, act, fields=FIELDS):
            return _link_page(request, invited)
    return render(request, "office/person_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*MANAGING)
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    """GET and POST /<coop>/people/<id>/: name, phone, roles."""
    colleague = _colleague(request, person_id)
    known = {"name": colleague.person.name, "phone": colleague.person.phone, "roles": list(colleague.roles)}
    form = ColleagueForm(request.POST) if request.method == "POST" else ColleagueForm(initial=known)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.change_person,
            coop=request.coop,
            person_id=person_id,
            by=request.person,
            at=timezone.now(),
            **form.cleaned_data,
        )
        if tried(form, act, fields=FIELDS):
            messages.success(request, _("Saved."))
            return redirect("frame:people", coop=request.coop.slug)
    entries = activity.of_subject(coop=request.coop, subject="person", subject_id=person_id)[:20]
    context = {"form": form, "colleague": colleague, "entries": entries}
    return render(request, "office/person.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@staff_of_coop(*MANAGING)
def link(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/link/: a new one-time link; the older one ends."""
    invited = actions.invite_again(
        coop=request.coop, person_id=person_id, by=request.person, at=timezone.now()
    )
    return _link_page(request, invited)


@require_POST
@staff_of_coop(*MANAGING)
def removal(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/removal/: they no longer serve here; the list offers to undo it."""
    actions.remove_person(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    return redirect(f"{reverse('frame:people', args=[request.coop.slug])}?removed={person_id}")


@require_POST
@staff_of_coop(*MANAGING)
def taken_back(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/return/: undo of a removal."""
    actions.take_back_person(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    return redirect("frame:people", coop=request.coop.slug)


def _colleague(request: StaffRequest, person_id: int) -> Colleague:
    colleague = queries.colleague(coop=request.coop, person_id=person_id)
    if colleague is None:
        raise Http404
    return colleague


def _link_page(request: StaffRequest, invited: Invited) -> HttpResponse:
    """The link is shown once, here and now: only its digest is kept."""
    address = f"{settings.PUBLIC_URL}/invitations/{invited.token}/" if invited.token else ""
    drawing = segno.make(address, error="m").svg_inline(border=4, omitsize=True) if address else ""
    context = {
        "invited": invited,
        "colleague": _colleague(request, invited.person_id),
        "address": address,
        "qr": mark_safe(drawing),  # noqa: S308 - drawn by segno from our own address
        "days": rules.INVITATION_DAYS,
    }
    return render(request, "office/person_link.html", context)
