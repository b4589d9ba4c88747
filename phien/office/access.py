"""Who may see a screen of a cooperative.

`@staff_of_coop("keeper", "packer")` on `def view(request: StaffRequest, ...)` with a URL `/<slug:coop>/...`:
signed out goes to sign-in; another's cooperative or none is 404; the wrong role in one's own is 403 with a
page that says who may. A manager may do all. The view gets `request.coop`, `request.person`, `request.roles`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from phien.coops import doors
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
    serves_several: bool


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
            request.serves_several = len(places) > 1
            if not may(place.roles, *wanted):
                return not_your_job(request, wanted)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def not_your_job(request: StaffRequest, wanted: tuple[str, ...]) -> HttpResponse:
    """403 that says which roles may."""
    names = [gettext(str(role.label)) for role in Role if role.value in {*wanted, "manager"}]
    return render(request, "office/not_your_job.html", {"role_names": names}, status=403)
