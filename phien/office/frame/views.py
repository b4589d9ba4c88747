"""Home, more, settings, record."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from phien.activity import queries as activity
from phien.activity.models import Entry
from phien.coops import actions, errors
from phien.office.access import ANYBODY, MANAGING, MONEY, ORDERS, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.areas import areas_of, may_enter
from phien.office.frame.finding import named_in
from phien.office.frame.forms import SettingsForm
from phien.office.frame.record import SUBJECTS, told_about
from phien.office.frame.todo import today
from phien.office.paging import looked_for
from phien.payments import queries as payments

ENTRIES_A_PAGE = 50
TOGETHER = {"product": ["product", "variant"], "person": ["person", "invitation"]}
SETTINGS_FIELDS = {
    errors.UnknownBank: "bank_bin",
    errors.HalfAccount: "bank_account",
    errors.BadAccount: "bank_account",
    errors.BadPhone: "return_phone",
    errors.BadTaxCode: "tax_code",
    errors.BadSellerPhone: "seller_phone",
}


@require_GET
@staff_of_coop(*ANYBODY)
def home(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/: what needs a person now."""
    sees_lives = may_enter(request.roles, "sessions/")
    context = {
        "today": today(coop=request.coop, roles=request.roles, at=timezone.now()),
        "sees_lives": sees_lives,
    }
    return render(request, "office/home.html", context)


@require_GET
@staff_of_coop(*ANYBODY)
def more(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/more/: everything this person may enter, and their account."""
    areas = [{"url": f"/{request.coop.slug}/{area.path}", "sign": area.sign, "word": _(area.word)}
             for area in areas_of(request.roles)]  # fmt: skip
    return render(request, "office/more.html", {"areas": areas})


@require_http_methods(["GET", "POST"])
@staff_of_coop(*MANAGING)
def settings(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/settings/."""
    if request.method == "POST":
        form = SettingsForm(request.POST, coop=request.coop)
    else:
        form = SettingsForm.of(request.coop)
    if request.method == "POST" and form.is_valid():
        act = partial(
            actions.change_settings,
            coop=request.coop,
            settings=form.settings(),
            by=request.person,
            at=timezone.now(),
        )
        if tried(form, act, fields=SETTINGS_FIELDS):
            messages.success(request, _("Saved."))
            return redirect("frame:settings", coop=request.coop.slug)
    context = {"form": form, "sample": payments.sample_for(coop=request.coop)}
    return render(request, "office/settings.html", context, status=422 if form.errors else 200)


@require_GET
@staff_of_coop(*ORDERS, *MONEY)
def record(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/activity/?q=&of=order&before=<id>: who did what, newest first."""
    entries = activity.latest(coop=request.coop)
    of = request.GET.get("of", "")
    if of in SUBJECTS:
        entries = entries.filter(subject__in=TOGETHER.get(of, [of]))
    if text := looked_for(request):
        entries = entries.filter(named_in(text, coop=request.coop))
    shown, older = _page(entries, request.GET.get("before", ""))
    rows = told_about(shown, coop=request.coop)
    context = {"rows": rows, "older": older, "of": of if of in SUBJECTS else "", "text": text}
    return render(request, "office/record.html", context)


def _page(entries: QuerySet[Entry], before: str) -> tuple[list[Entry], int | None]:
    """One page by id, not by number: new entries at the top move nothing. And where the older ones begin."""
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    rows = list(entries[: ENTRIES_A_PAGE + 1])
    shown = rows[:ENTRIES_A_PAGE]
    return shown, shown[-1].pk if len(rows) > ENTRIES_A_PAGE else None
