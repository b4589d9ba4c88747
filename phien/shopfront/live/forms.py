"""What a buyer fills in without JavaScript."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.kernel.phones import to_e164

MOST = 999


class OrderForm(forms.Form):
    """One item, how many, who. The key makes a second press of the button harmless."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    code = forms.CharField(max_length=8, widget=forms.HiddenInput)
    qty = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST, initial=1)
    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("For the delivery. Nobody on this page sees it."),
    )

    def renew_key(self) -> None:
        """Give what is shown again a key of its own: the old one belongs to the wish that was refused."""
        self.data = {**dict(self.data.items()), "key": uuid.uuid4().hex}

    def clean_phone(self) -> str:
        """E.164."""
        phone = to_e164(self.cleaned_data["phone"])
        if phone is None:
            raise forms.ValidationError(_("This phone number does not look right. Example: 0900 000 012."))
        return phone


def fresh_order_form(*, code: str, qty: str) -> OrderForm:
    """An empty form with a key of its own, prepared for `qty` of one item."""
    count: Any = int(qty) if qty.isdigit() and 1 <= int(qty) <= MOST else 1
    return OrderForm(initial={"key": uuid.uuid4().hex, "code": code, "qty": count})


class FollowForm(forms.Form):
    """Where the letter goes. What an address must be, the audience says."""

    email = forms.CharField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "email"}),
        error_messages={"required": _("Write your e-mail first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the server says what is missing, in the reader's words
