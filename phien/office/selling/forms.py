"""What staff fill in between live and van."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.kernel.text import clean
from phien.office.fields import DongField
from phien.office.selling.messages import places, unknown_places
from phien.orders.contracts import Address, Payment, State
from phien.plumbing.templatetags.phien import dong

if TYPE_CHECKING:
    from phien.live.queries import SheetRow
    from phien.orders.models import Line, Order


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


def _other(row: SheetRow) -> str:
    """A choice of what goes instead: code, name, price, how many there are."""
    item = row.item
    return f"{item.code} · {item.name} · {dong(item.price)} ({row.free + row.left})"


class ShortForm(forms.Form):
    """What the packer did not find: of which line, how many, what then. `others` may be sent instead."""

    line = forms.TypedChoiceField(label=_("What is missing?"), coerce=int, widget=forms.RadioSelect)
    qty = forms.IntegerField(label=_("How many are missing?"), min_value=1, max_value=9999)
    what = forms.ChoiceField(
        label=_("What then?"),
        widget=forms.RadioSelect,
        choices=[
            ("wait", _("Wait for new goods")),
            ("leave", _("Leave it out")),
            ("replace", _("Send something else")),
        ],
    )
    instead = forms.ChoiceField(label=_("What goes instead"), required=False)
    price = forms.ChoiceField(
        label=_("At which price"),
        widget=forms.RadioSelect,
        required=False,
        initial="same",
        choices=[("same", _("The price of what is missing")), ("own", _("Its own price, the buyer knows"))],
    )
    consent = forms.BooleanField(label=_("The buyer agreed"), required=False)
    note = Words(label=_("A note"), max_length=200, required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: list[Line], others: list[SheetRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["line"].choices = [(line.pk, f"{line.name} ×{line.counted}") for line in lines]  # type: ignore[attr-defined]
        self.fields["instead"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((row.item.code, _other(row)) for row in others),
        ]
        self.nothing_else = not others


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


SOURCES: dict[str, Any] = {
    "button": _("buy button"),
    "live": _("live page"),
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "zalo": "Zalo",
    "shopee": "Shopee",
    "api": _("another program"),
    "replay": _("played again from a file"),
}
PAYMENTS: dict[str, Any] = {
    Payment.TRANSFER.value: _("bank transfer"),
    Payment.COD.value: _("cash on delivery"),
}
_ANY = [("", _("any"))]


class DayField(forms.DateField):
    """A day of a calendar; nonsense counts as none."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Search and filters of the list; everything may stay empty, nonsense counts as empty."""

    q = forms.CharField(max_length=80, required=False)
    state = forms.ChoiceField(choices=[("", ""), *STATES.items()], required=False)
    session = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    payment = forms.ChoiceField(label=_("Payment"), choices=[*_ANY, *PAYMENTS.items()], required=False)
    source = forms.ChoiceField(label=_("Ordered by"), choices=[*_ANY, *SOURCES.items()], required=False)
    ending = forms.ChoiceField(choices=[("", ""), ("today", "")], required=False)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)

    def kept(self) -> dict[str, Any]:
        """What was asked, without what is empty or nonsense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ExportForm(forms.Form):
    """Which kind of file."""

    FORMS = (
        ("xlsx", _("Excel file (.xlsx)")),
        ("csv", _("CSV, parted by semicolons")),
        ("csv-comma", _("CSV, parted by commas")),
    )
    form = forms.ChoiceField(label=_("Kind of file"), choices=FORMS, initial="xlsx", widget=forms.RadioSelect)


class ReasonForm(forms.Form):
    """Why many orders are cancelled."""

    reason = Words(label=_("Why?"), max_length=200)


class MessageForm(forms.Form):
    """The text that goes to each buyer, with its places."""

    words = forms.CharField(
        label=_("The message"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5, "lang": "vi"})
    )

    def clean_words(self) -> str:
        """Only places that can be filled."""
        words = clean(self.cleaned_data["words"]).strip()
        strange = unknown_places(words)
        if strange:
            raise forms.ValidationError(
                _("%(place)s cannot be filled in. What can: %(all)s."),
                params={"place": strange[0], "all": " ".join(places())},
            )
        return words
