"""Views of inviting: a link into the cooperative as picture, as words to send, and back again."""

from functools import partial
from urllib.parse import quote

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from phien.coops import errors, inviting, rules
from phien.coops.contracts import Invited
from phien.office.access import MANAGING, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.frame.forms import InviteForm

FIELDS = {errors.NoRole: "roles", errors.UnknownRole: "roles"}


@never_cache
@require_http_methods(["GET", "POST"])
@staff_of_coop(*MANAGING)
def new(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/people/new/: invite somebody; the answer shows their link."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(
            inviting.invite, coop=request.coop, by=request.person, at=timezone.now(), **form.cleaned_data
        )
        if invited := tried(form, act, fields=FIELDS):
            return link_page(request, invited)
    return render(request, "office/person_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_POST
@staff_of_coop(*MANAGING)
def link(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """POST /<coop>/people/invitations/<id>/link/: another link for a week; the one before ends."""
    invited = inviting.make_link_anew(
        coop=request.coop, invitation_id=invitation_id, by=request.person, at=timezone.now()
    )
    return link_page(request, invited)


@require_POST
@staff_of_coop(*MANAGING)
def withdrawal(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """POST /<coop>/people/invitations/<id>/withdrawal/: the link ends; the list offers to undo it."""
    inviting.withdraw(coop=request.coop, invitation_id=invitation_id, by=request.person, at=timezone.now())
    return redirect(f"{reverse('frame:people', args=[request.coop.slug])}?undo=invitation-{invitation_id}")


@require_POST
@staff_of_coop(*MANAGING)
def taken_back(request: StaffRequest, invitation_id: int) -> HttpResponse:
    """POST /<coop>/people/invitations/<id>/return/: undo of a withdrawal."""
    inviting.restore(coop=request.coop, invitation_id=invitation_id, by=request.person, at=timezone.now())
    return redirect("frame:people", coop=request.coop.slug)


def link_page(request: StaffRequest, invited: Invited, *, for_password: bool = False) -> HttpResponse:
    """The link is shown once, here and now: only its digest is kept."""
    address = f"{settings.PUBLIC_URL}/invitations/{invited.token}/"
    drawing = segno.make(address, error="m").svg_inline(border=4, omitsize=True)
    told = {
        "coop": request.coop.name,
        "address": address,
        "days": rules.INVITATION_DAYS,
        "hours": rules.PASSWORD_LINK_HOURS,
    }
    text = (
        _("A new password for Chợ Phiên, %(coop)s. Open this within %(hours)s hours: %(address)s")
        if for_password
        else _("%(coop)s invites you to Chợ Phiên. Open this within %(days)s days: %(address)s")
    ) % told
    context = {
        "invited": invited,
        "address": address,
        "qr": mark_safe(drawing),  # noqa: S308 - drawn by segno from our own address
        "days": rules.INVITATION_DAYS,
        "hours": rules.PASSWORD_LINK_HOURS,
        "for_password": for_password,
        "text": text,
        "sms": f"sms:?&body={quote(text)}",  # the form that both Android and iPhone read
    }
    return render(request, "office/person_link.html", context)
