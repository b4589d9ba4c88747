"""Views of the people page: who serves here, what they do, a link for a new password, removal with undo."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.activity import queries as activity
from phien.coops import actions, errors, inviting, queries
from phien.coops.queries import Colleague
from phien.kernel.text import fold
from phien.kernel.words import gettext_noop
from phien.office.access import MANAGING, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.frame.forms import ColleagueForm
from phien.office.frame.inviting import link_page
from phien.office.paging import looked_for, page_of

PER_PAGE = 50
UNDO = {  # what the list may offer to undo: where, and what to say of it
    "removal": ("frame:return", gettext_noop("Removed. They cannot come in any more.")),
    "roles": ("frame:former", gettext_noop("Saved.")),
    "invitation": ("frame:invitation_return", gettext_noop("The link lets nobody in any more.")),
}
FIELDS = {
    errors.PhoneTaken: "phone",
    errors.BadPhone: "phone",
    errors.NoRole: "roles",
    errors.UnknownRole: "roles",
    errors.LastManager: "roles",
}


@require_GET
@staff_of_coop(*MANAGING)
def people(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/people/?q=&page=&invited=: who serves here, who was invited; `?undo=` offers one undo."""
    what, _dash, of = request.GET.get("undo", "").partition("-")
    undo = UNDO.get(what) if of.isascii() and of.isdigit() and len(of) < 19 else None
    text = looked_for(request)
    here = [
        one for one in queries.people(coop=request.coop) if _called(text, one.person.name, one.person.login)
    ]
    invited = [one for one in queries.invited(coop=request.coop) if _called(text, one.name)]
    context: dict[str, object] = {
        "page": page_of(request, here, PER_PAGE),
        "invited": page_of(request, invited, PER_PAGE, name="invited"),
        "text": text,
        "now": timezone.now(),
    }
    if undo:
        context |= {"undo_url": reverse(undo[0], args=[request.coop.slug, int(of)]), "undo_words": _(undo[1])}
    return render(request, "office/people.html", context)


def with_undo(request: StaffRequest, what: str, of: int) -> HttpResponse:
    """Back to the list, which offers to undo what was just done."""
    return redirect(f"{reverse('frame:people', args=[request.coop.slug])}?undo={what}-{of}")


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
            return with_undo(request, "roles", person_id)
    entries = activity.of_subject(coop=request.coop, subject="person", subject_id=person_id)[:20]
    context = {"form": form, "colleague": colleague, "entries": entries}
    return render(request, "office/person.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@staff_of_coop(*MANAGING)
def link(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/link/: a link to a new password, to be handed out; the older one ends."""
    invited = inviting.invite_again(
        coop=request.coop, person_id=person_id, by=request.person, at=timezone.now()
    )
    return link_page(request, invited, for_password=True)


@require_POST
@staff_of_coop(*MANAGING)
def removal(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/removal/: they no longer serve here; the list offers to undo it."""
    actions.remove_person(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    return with_undo(request, "removal", person_id)


@require_POST
@staff_of_coop(*MANAGING)
def taken_back(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/return/: undo of a removal."""
    actions.take_back_person(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    return redirect("frame:people", coop=request.coop.slug)


@require_POST
@staff_of_coop(*MANAGING)
def former(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/former-roles/: undo of a change of roles."""
    actions.restore_roles(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    return redirect("frame:people", coop=request.coop.slug)


def _called(text: str, *names: str) -> bool:
    """Whether one of the names has these letters, without marks."""
    return any(fold(text) in fold(name) for name in names)


def _colleague(request: StaffRequest, person_id: int) -> Colleague:
    colleague = queries.colleague(coop=request.coop, person_id=person_id)
    if colleague is None:
        raise Http404
    return colleague
