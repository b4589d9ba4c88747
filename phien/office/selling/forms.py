"""What staff fill in between live and van."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.kernel.text import clean
from phien.office.fields import DongField
from phien.orders.contracts import Address, State

if TYPE_CHECKING:
    from phien.orders.models import Order


class Words(forms.CharField):
    """One line of words, without hidden characters."""

    def clean(self, value: Any) -> str:
        return " ".join(clean(str(super().clean(value) or "")).split())


class AddressForm(forms.Form):
    """What the buyer told: name, phone, address. An empty field keeps what is known."""

    name = Words(label=_("Buyer"), max_length=80, required=False)
    phone = Words(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    street = Words(label=_("House number, street, hamlet"), max_length=200, required=False)
    commune = Words(label=_("Commune or ward"), max_length=100, required=False)
    province = Words(label=_("Province or city"), max_length=100, required=False)
    note = Words(label=_("A word to the packer"), max_length=200, required=False)

    def __init__(self, *args: Any, order: Order, whole: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": order.buyer_name,
            "street": order.street,
            "commune": order.commune,
            "province": order.province,
            "note": order.note,
        }
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        for name in ("phone", "street", "commune", "province") if whole else ():
            self.fields[name].required = name != "phone" or not order.phone

    def address(self) -> Address:
        """What was typed."""
        return Address(**self.cleaned_data)


class MoneyForm(forms.Form):
    """Money seen on the bank's page or in the hand."""

    amount = DongField(label=_("Amount received"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    reference = Words(label=_("Bank's reference"), max_length=60, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


STATES: dict[str, Any] = {
    State.HELD.value: _("waiting for payment"),
    State.CONFIRMED.value: _("to pack"),
    State.PACKED.value: _("packed"),
    State.HANDED_OVER.value: _("with the carrier"),
    State.DELIVERED.value: _("delivered"),
    State.RETURNED.value: _("came back"),
    State.CANCELLED.value: _("cancelled"),
    State.EXPIRED.value: _("ran out"),
    State.MERGED.value: _("joined"),
}


class FilterForm(forms.Form):
    """Search and filters of the list; everything may stay empty, nonsense counts as empty."""

    q = forms.CharField(max_length=80, required=False)
    state = forms.ChoiceField(choices=[("", ""), *STATES.items()], required=False)
    session = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def asked(self) -> dict[str, Any]:
        """{"search", "state", "session_id"} for the query."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "search": found.get("q", ""),
            "state": found.get("state", ""),
            "session_id": found.get("session"),
        }
