"""Views of the second step for everybody, and of what a manager does when a phone is lost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from phien.coops import devices, errors, second_step
from phien.office.access import MANAGING, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.frame.forms import SecondStepForm


@require_http_methods(["GET", "POST"])
@staff_of_coop(*MANAGING)
def security(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/people/security/: from when on everybody needs a second step; who has one."""
    form = SecondStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        days = int(form.cleaned_data["days"])
        if tried(
            form,
            lambda: second_step.require(coop=request.coop, days=days, by=request.person, at=timezone.now()),
            fields={errors.SecondStepFirst: None},
        ):
            return redirect("frame:security", coop=request.coop.slug)
    people = second_step.people(coop=request.coop)
    context = {
        "form": form,
        "people": people,
        "lacking": sum(not one.has for one in people),
        "mine": any(one.has and one.person == request.person for one in people),
        "now": timezone.now(),
    }
    return render(request, "office/security.html", context, status=422 if form.errors else 200)


@require_POST
@staff_of_coop(*MANAGING)
def password_only(request: StaffRequest) -> HttpResponse:
    """POST /<coop>/people/security/password-only/: a password is enough again."""
    second_step.stop_requiring(coop=request.coop, by=request.person, at=timezone.now())
    return redirect("frame:security", coop=request.coop.slug)


@require_POST
@staff_of_coop(*MANAGING)
def sign_out(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/sign-out/: every device of a colleague must sign in anew."""
    devices.sign_out_colleague(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    messages.success(request, _("Signed out everywhere."))
    return redirect("frame:people", coop=request.coop.slug)


@require_POST
@staff_of_coop(*MANAGING)
def lost_phone(request: StaffRequest, person_id: int) -> HttpResponse:
    """POST /<coop>/people/<id>/lost-phone/: their second step goes and every device is signed out."""
    second_step.take_off(coop=request.coop, person_id=person_id, by=request.person, at=timezone.now())
    messages.success(
        request, _("Their second step is gone; they sign in with the password and add a new one.")
    )
    return redirect("frame:people", coop=request.coop.slug)
