"""An order that came by phone or Zalo, entered by the keeper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phien.live import queries as live
from phien.live.actions import ask_desk
from phien.live.contracts import SessionState
from phien.office.access import StaffRequest, staff_of_coop
from phien.office.answers import Fields, tried
from phien.office.selling.answers import told, url
from phien.office.selling.edit_forms import fresh_key, key_of, numbers_of, to_have
from phien.office.selling.editing import sheet_of
from phien.office.selling.forms import Words
from phien.office.selling.who import KEEP
from phien.orders import queries as orders
from phien.orders.errors import PhoneWrong

SESSIONS = 12
FIELDS: Fields = {PhoneWrong: "phone"}
SOURCES = [("phone", gettext_lazy("Phone call")), ("zalo", "Zalo"), ("hand", gettext_lazy("In person"))]


class OrderForm(forms.Form):
    """Who, where to, and how it came."""

    source = forms.ChoiceField(label=gettext_lazy("How it came"), choices=SOURCES)
    name = Words(label=gettext_lazy("Buyer"), max_length=80)
    phone = Words(
        label=gettext_lazy("Phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    street = Words(label=gettext_lazy("House number, street, hamlet"), max_length=200, required=False)
    commune = Words(label=gettext_lazy("Commune or ward"), max_length=100, required=False)
    province = Words(label=gettext_lazy("Province or city"), max_length=100, required=False)
    note = Words(label=gettext_lazy("A word to the packer"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


@require_http_methods(["GET", "POST"])
@staff_of_coop(*KEEP)
def new(request: StaffRequest) -> HttpResponse:
    """/<coop>/orders/new/?session=: from what is left in an open live, or from the store."""
    sessions = [each for each in live.sessions(coop=request.coop)[:SESSIONS] if each.state != "scheduled"]
    sessions.sort(key=lambda each: each.state != SessionState.OPEN)
    asked = request.POST.get("session") or request.GET.get("session", "")
    session = next((each for each in sessions if str(each.pk) == asked), sessions[0] if sessions else None)
    rows, closed = sheet_of(request, session.pk if session else None)
    form = OrderForm(request.POST or None)
    names = [f"item-{row.item.code}" for row in rows]
    typed = numbers_of(request.POST, names)
    if request.method == "POST" and session is not None and form.is_valid():
        items = [{"code": row.item.code, "qty": qty} for row, qty in zip(rows, typed, strict=True) if qty]
        code = tried(form, lambda: _enter(request, session.pk, form, items), fields=FIELDS)
        if code is not None:
            return told(request, _("Order entered."), back=url(request, "order", code))
    context = {
        "form": form,
        "key": key_of(request.POST) if request.POST else fresh_key(),
        "sessions": sessions,
        "session": session,
        "goods": [
            (row, name, qty, to_have(row, closed=closed))
            for row, name, qty in zip(rows, names, typed, strict=True)
        ],
    }
    return render(request, "office/selling/new_order.html", context, status=422 if form.is_bound else 200)


def _enter(request: StaffRequest, session_id: int, form: OrderForm, items: list[dict[str, Any]]) -> str:
    """The order with its address, by the desk; sent twice it is one order."""
    found = form.cleaned_data
    body = {**found, "phone": orders.phone_as_e164(found["phone"]), "items": items}
    made = ask_desk(
        coop=request.coop,
        session_id=session_id,
        do="enter",
        body=body,
        key=f"enter:{key_of(request.POST)}",
        by=request.person,
    )
    return str(made["order"])
