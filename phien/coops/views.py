"""How somebody comes in: by an invitation, to their cooperatives, or by asking for a new link."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.coops import actions, doors, errors, inviting
from phien.coops import devices as signed_in_devices
from phien.coops.errors import AlreadyBegun, InvitationOver, WrongStartCode
from phien.coops.forms import NewPersonForm, PasswordForm, StartForm
from phien.coops.models import Invitation, Person
from phien.coops.start import is_start_code
from phien.plumbing.answers import tried

FIELDS = {
    errors.WrongStartCode: "code",
    errors.SlugTaken: "slug",
    errors.SlugReserved: "slug",
    errors.BadPrefix: "order_prefix",
    errors.BadLogin: "login",
    errors.LoginTaken: "login",
    errors.BadPhone: "phone",
    errors.PhoneTaken: "phone",
}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET and POST /invitations/<token>/: into a cooperative, or a new password; once."""
    found = doors.invitation(token=token, at=timezone.now())
    if found is None:
        raise InvitationOver
    if found.roles is None:
        response = _new_password(request, token, found)
    elif isinstance(request.user, Person):
        response = _join(request, token, found, request.user)
    else:
        response = _join_as_new(request, token, found)
    # the token is in the address; `no-referrer` would make the form come back with Origin: null (CSRF)
    response["Referrer-Policy"] = "same-origin"
    return response


def _new_password(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    """For who forgot theirs, or was let in by command."""
    if found.person is None:
        raise InvitationOver
    form = PasswordForm(request.POST or None, person=found.person)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        person = inviting.set_password(token=token, password=password, at=timezone.now())
        messages.success(request, _("Your password is set. Sign in as %(login)s.") % {"login": person.login})
        return redirect("account_login")
    places = doors.places(person=found.person)
    context = {"form": form, "person": found.person, "places": places}
    return render(request, "coops/invitation.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, token: str, found: Invitation, person: Person) -> HttpResponse:
    """For who is signed in: one press."""
    if request.method == "POST":
        coop = inviting.join(token=token, person=person, at=timezone.now())
        messages.success(request, _("You work for %(coop)s now.") % {"coop": coop.name})
        return redirect(f"/{coop.slug}/")
    context = {"invitation": found, "role_words": doors.role_words(found.roles or ())}
    return render(request, "coops/join.html", context)


def _join_as_new(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    """For who is not: an account, or to sign-in and back here."""
    form = NewPersonForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        act = partial(inviting.join_as_new, token=token, at=timezone.now(), **form.person())
        if joined := tried(form, act, fields=FIELDS):
            person, coop = joined
            signed_in(request, person)
            return redirect(f"/{coop.slug}/")
    context = {"form": form, "invitation": found, "role_words": doors.role_words(found.roles or ())}
    return render(request, "coops/join.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET and POST /accounts/start/: a new installation's first cooperative, for who has the start code."""
    if not doors.nobody_is_here_yet():
        raise AlreadyBegun
    form = StartForm(request.POST or None, initial={"code": request.GET.get("code", "")[:40]})
    if (
        request.method == "POST"
        and form.is_valid()
        and (person := tried(form, lambda: _begin(form), fields=FIELDS))
    ):
        signed_in(request, person)
        return redirect("places")
    response = render(request, "coops/start.html", {"form": form}, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"  # the code may stand in the address
    return response


def _begin(form: StartForm) -> Person:
    """Check the code, then make it; both refusals are said in the form."""
    if not is_start_code(form.cleaned_data["code"], secret_key=settings.SECRET_KEY):
        raise WrongStartCode
    return actions.begin(coop=form.coop(), at=timezone.now(), **form.person())


def signed_in(request: HttpRequest, person: Person) -> None:
    """Who has just chosen a password need not type it once more."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])


@require_GET
@login_required
def places(request: HttpRequest) -> HttpResponse:
    """GET /accounts/cooperatives/: straight into the one somebody serves, or a choice."""
    person = request.user
    mine = doors.places(person=person) if isinstance(person, Person) else []
    if len(mine) == 1:
        return redirect(f"/{mine[0].coop.slug}/")
    return render(request, "coops/places.html", {"places": mine})


@never_cache
@require_GET
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """GET /accounts/devices/: where one is signed in."""
    person, key = _me(request), request.session.session_key
    found = signed_in_devices.of_person(person=person, session_key=key)
    return render(request, "coops/devices.html", {"devices": found})


@require_POST
@login_required
def device_sign_out(request: HttpRequest, device_id: int) -> HttpResponse:
    """POST /accounts/devices/<id>/sign-out/: one of one's own."""
    if not signed_in_devices.sign_out(person=_me(request), device_id=device_id):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("devices")


@require_POST
@login_required
def other_devices_sign_out(request: HttpRequest) -> HttpResponse:
    """POST /accounts/devices/sign-out/: all of one's own but this one."""
    signed_in_devices.sign_out_others(person=_me(request), session_key=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("devices")


def _me(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    signed_in_devices.note_seen(request, person=request.user, at=timezone.now())
    return request.user


@require_GET
def forgotten(request: HttpRequest) -> HttpResponse:
    """GET /accounts/password/reset/: most have no e-mail; the manager hands out a new link."""
    return render(request, "coops/forgotten.html")


@require_GET
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """GET /accounts/signup/: nobody signs up alone."""
    return redirect("account_login")
