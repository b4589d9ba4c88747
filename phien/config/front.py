"""The first page: who works for a cooperative goes to work, everybody else sees what is on air.

A new installation shows the way to its first cooperative instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from phien.coops import doors
from phien.coops.models import Person
from phien.shopfront.live.views import front


@require_GET
def first_page(request: HttpRequest) -> HttpResponse:
    """GET /."""
    person = request.user
    if isinstance(person, Person) and doors.places(person=person):
        return redirect("places")
    if doors.nobody_is_here_yet():
        return render(request, "coops/welcome.html")
    return front(request)
