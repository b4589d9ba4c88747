"""Who may see a screen of a cooperative.

`@staff_of_coop("keeper", "packer")` on `def view(request: StaffRequest, ...)` with a URL `/<slug:coop>/...`:
signed out goes to sign-in; another's cooperative or none is 404; the wrong role in one's own is 403 with a
page that says who may; so is who lacks the second step that the cooperative asks for. A manager may do all.
The view gets `request.coop`, `request.person`, `request.roles`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from phien.coops import devices, doors, second_step
from phien.coops.models import Coop, Person, Role

P = ParamSpec("P")

ANYBODY: Final = tuple(role.value for role in Role)
SELLING: Final = ("host", "keeper")  # sessions and the studio
ORDERS: Final = ("keeper",)  # orders, calls, review
PACKING: Final = ("packer",)
MONEY: Final = ("bookkeeper",)
GOODS: Final = ("keeper",)  # products and stock
RECEIVING: Final = ("keeper", "packer")
MANAGING: Final = ("manager",)


class StaffRequest(HttpRequest):
    """A request of somebody who serves this cooperative."""

    coop: Coop
    person: Person
    roles: frozenset[str]
    places: list[doors.Place]
    serves_several: bool
    second_step_by: datetime | None  # until when this person may come in without one, where it is asked for


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]


def may(roles: frozenset[str], *wanted: str) -> bool:
    """True for a manager and for anybody with one of these roles."""
    return "manager" in roles or not roles.isdisjoint(wanted)


def staff_of_coop(*wanted: str) -> Callable[[StaffView[P]], Callable[..., HttpResponse]]:
    """Only for people of the URL's cooperative with one of these roles."""

    def decorate(view: StaffView[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            slug = str(kwargs.pop("coop"))
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            places = doors.places(person=request.user)
            place = next((place for place in places if place.coop.slug == slug), None)
            if place is None:
                raise Http404
            request.coop, request.person, request.roles = place.coop, request.user, place.roles
            request.places, request.serves_several = places, len(places) > 1
            at = timezone.now()
            devices.note_seen(request, person=request.user, at=at)
            request.second_step_by = _lacks_second_step(place.coop, request.user)
            if request.second_step_by and request.second_step_by <= at:
                return render(request, "office/second_step.html", status=403)
            if not may(place.roles, *wanted):
                return not_your_job(request, wanted)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _lacks_second_step(coop: Coop, person: Person) -> datetime | None:
    """From when on they may not enter; None where nothing is asked or they have it. Then one query."""
    asked = coop.second_step_from
    return asked if asked and not second_step.has_second_step(person=person) else None


def not_your_job(request: StaffRequest, wanted: tuple[str, ...]) -> HttpResponse:
    """403 that says which roles may."""
    names = [gettext(str(role.label)) for role in Role if role.value in {*wanted, "manager"}]
    return render(request, "office/not_your_job.html", {"role_names": names}, status=403)
