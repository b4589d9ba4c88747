"""What a buyer fills in on the order's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phien.kernel.text import clean
from phien.orders.contracts import Address
from phien.orders.errors import NotAgreed
from phien.payments.queries import takes_transfers
from phien.shopfront.orders.consent import VERSION

if TYPE_CHECKING:
    from phien.orders.models import Order

MOST = 999


class _Words(forms.CharField):
    """One line of a buyer's words, without hidden characters."""

    def clean(self, value: Any) -> str:
        return " ".join(clean(str(super().clean(value) or "")).split())


def _field(label: Any, length: int, autocomplete: str, **more: Any) -> _Words:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **more.pop("attrs", {})})
    return _Words(label=label, max_length=length, widget=widget, required=False, **more)


class AddressForm(forms.Form):
    """Who and where, as typed. A phone left empty keeps the one that is known: it is never shown whole."""

    name = _field(_("Your name"), 80, "name")
    phone = _field(_("Phone"), 20, "tel", attrs={"type": "tel", "inputmode": "tel"})
    street = _field(_("House number, street, hamlet"), 200, "street-address")
    commune = _field(_("Commune or ward"), 100, "address-level2")
    province = _field(_("Province or city"), 100, "address-level1")
    note = _field(_("A word to the packer"), 200, "off")

    agree = forms.BooleanField(
        required=False,
        label=_("I agree that this is kept and shown to the carrier, to send me this order."),
    )

    whole = ("phone", "street", "commune", "province")
    written = ("name", "phone", "street", "commune", "province", "note")

    def __init__(self, *args: Any, order: Order, whole: bool = False, **kwargs: Any) -> None:
        known = {
            "name": order.buyer_name,
            "street": order.street,
            "commune": order.commune,
            "province": order.province,
            "note": order.note,
        }
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)
        self.known, self.known_phone = known, order.phone
        if order.consent_version == VERSION:
            del self.fields["agree"]
        self.use_required_attribute = False  # the server says what is missing, in the reader's words
        for name in self.whole if whole else ():
            self.fields[name].required = name != "phone" or not order.phone

    def clean(self) -> dict[str, Any]:
        """Nothing new about a person is written down without their yes."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        new = [name for name in self.written if typed.get(name) and typed[name] != self.known.get(name)]
        if new and "agree" in self.fields and not typed.get("agree"):
            self.add_error("agree", gettext(NotAgreed.sentence))
        return typed

    @property
    def consent(self) -> str:
        """The version that was agreed to just now, or empty."""
        return VERSION if self.cleaned_data.get("agree") else ""

    def address(self) -> Address:
        """What was typed."""
        return Address(**{name: self.cleaned_data[name] for name in self.written})


class PaymentForm(AddressForm):
    """How to pay, with the address beside it. Cash on delivery needs all of it."""

    payment = forms.ChoiceField(
        label=_("How would you like to pay?"),
        choices=[("transfer", _("Bank transfer")), ("cod", _("Cash on delivery"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        data = args[0] if args else kwargs.get("data")
        by_transfer = data is not None and data.get("payment") == "transfer"  # the address may come later
        super().__init__(*args, order=order, whole=not by_transfer, **kwargs)
        self.initial["payment"] = order.payment or "transfer"
        self.by_transfer = takes_transfers(coop=order.coop)
        if not self.by_transfer:
            self.fields["payment"].choices = [("cod", _("Cash on delivery"))]  # type: ignore[attr-defined]
            self.initial["payment"] = "cod"


def quantities_of(data: Any, codes: list[str]) -> list[dict[str, object]] | None:
    """[{"code", "qty"}] as the desk takes it, for every code of the order; None where one is no number."""
    items: list[dict[str, object]] = []
    for code in codes:
        typed = str(data.get(f"qty-{code}", "")).strip()
        if not typed.isascii() or not typed.isdigit() or int(typed) > MOST:
            return None
        items.append({"code": code, "qty": int(typed)})
    return items
