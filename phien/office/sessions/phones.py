"""Handing the studio over to another phone: the QR code here, the one press there, and signing it out."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.sessions.models import Session as SignIn
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.live import actions, doors, queries
from phien.live.errors import LinkOver
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.sessions.sheet import found
from phien.office.sessions.who import SEE

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@never_cache
@require_http_methods(["GET", "POST"])
@staff_of_coop(*SEE)
def phone(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET and POST …/studio/phone/: what it is for; POST makes the link and shows it, once."""
    session = found(request, session_id)
    address = ""
    if request.method == "POST":
        token = actions.make_phone_link(coop=request.coop, session_id=session_id, by=request.person, at=now())
        address = f"{settings.PUBLIC_URL}/phones/{token}/"
    drawing = segno.make(address, error="m").svg_inline(border=4, omitsize=True) if address else ""
    context = {
        "session": session,
        "address": address,
        "qr": mark_safe(drawing),  # noqa: S308 - drawn by segno from our own address
        "seconds": int(actions.LINK_LASTS.total_seconds()),
        "until": now() + actions.LINK_LASTS,
        "now": now(),
        "phones": others(request, session_id),
    }
    return render(request, "office/sessions/phone.html", context)


@never_cache
@require_GET
@staff_of_coop(*SEE)
def phones(request: StaffRequest, session_id: int) -> HttpResponse:
    """GET …/studio/phones/: which other phones are in, for the page that waits for one."""
    context = {"session": found(request, session_id), "phones": others(request, session_id)}
    return render(request, "office/sessions/_phones.html", context)


@require_POST
@staff_of_coop(*SEE)
def sign_out(request: StaffRequest, session_id: int, phone_id: int) -> HttpResponse:
    """POST: the other phone is signed out at once."""
    key = actions.sign_phone_out(
        coop=request.coop, session_id=session_id, phone_id=phone_id, by=request.person, at=now()
    )
    SignIn.objects.filter(session_key=key).delete()
    messages.success(request, _("The other phone is signed out. You have the studio here."))
    return redirect("sessions:studio", coop=request.coop.slug, session_id=session_id)


@never_cache
@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest, token: str) -> HttpResponse:
    """GET and POST /phones/<token>/, on the other phone. Only the press uses the link: a preview does not."""
    link = doors.phone_link(token=token, at=now())
    if link is None:
        raise LinkOver
    if request.method == "POST":
        return _sign_in(request, token)
    response = render(request, "office/sessions/arrival.html", {"link": link})
    # the token is in the address; `no-referrer` would make the form come back with Origin: null (CSRF)
    response["Referrer-Policy"] = "same-origin"
    return response


@transaction.atomic
def _sign_in(request: HttpRequest, token: str) -> HttpResponse:
    link = actions.use_phone_link(token=token, at=now())
    login(request, link.person, backend=BACKEND)
    request.session.set_expiry(actions.SIGN_IN_LASTS)
    request.session.save()
    actions.note_sign_in(phone=link, key=str(request.session.session_key))
    return redirect("sessions:studio", coop=link.coop.slug, session_id=link.session_id)


def others(request: StaffRequest, session_id: int) -> list[Any]:
    """The other phones on which this person has this studio."""
    own = request.session.session_key
    rows = queries.phones(coop=request.coop, session_id=session_id, person=request.person)
    return [row for row in rows if row.sign_in != own]
