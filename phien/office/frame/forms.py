"""Forms of people and settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.coops.banks import ordered
from phien.coops.contracts import Settings
from phien.coops.models import Coop, Role
from phien.office.fields import DongField, PhoneField


def _role_choices() -> list[tuple[str, Any]]:
    return [(role.value, _(str(role.label))) for role in Role]


class ColleagueForm(forms.Form):
    """Name, phone and roles of somebody who serves here."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues call them."))
    phone = PhoneField(label=_("Phone"), required=False, help_text=_("They may sign in with it too."))
    roles = forms.MultipleChoiceField(
        label=_("What they do"),
        choices=_role_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )


class NewColleagueForm(ColleagueForm):
    """Somebody new: a login name besides."""

    login = forms.CharField(
        label=_("Login name"),
        max_length=39,
        help_text=_("Small letters and digits without spaces, for example lan.nam."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    field_order = ("name", "login", "phone", "roles")


def _bank_choices() -> list[tuple[str, Any]]:
    return [("", _("None yet")), *((bank.bin, f"{bank.short} · {bank.name}") for bank in ordered())]


class SettingsForm(forms.Form):
    """What a manager sets for the cooperative."""

    name = forms.CharField(label=_("Full name"), max_length=160)
    short_name = forms.CharField(
        label=_("Short name"), max_length=40, required=False, help_text=_("Stands at the head of every page.")
    )
    story = forms.CharField(
        label=_("Who you are, in a few sentences"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    return_name = forms.CharField(label=_("Sender on the label"), max_length=80, required=False)
    return_phone = PhoneField(label=_("Sender's phone"), required=False)
    return_street = forms.CharField(label=_("House number, street or hamlet"), max_length=160, required=False)
    return_commune = forms.CharField(label=_("Commune or ward"), max_length=80, required=False)
    return_province = forms.CharField(label=_("Province or city"), max_length=80, required=False)
    bank_bin = forms.ChoiceField(label=_("Bank"), choices=_bank_choices, required=False)
    bank_account = forms.CharField(
        label=_("Account number"),
        max_length=26,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    bank_holder = forms.CharField(
        label=_("Account holder"),
        max_length=80,
        required=False,
        help_text=_("As the bank writes it; capital letters without marks are made by themselves."),
    )
    shipping_fee = DongField(label=_("Shipping fee"), help_text=_("One fee for every order, in đồng."))
    button_hold_minutes = forms.IntegerField(
        label=_("Hold after the button, minutes"), min_value=1, max_value=1_440
    )
    comment_hold_hours = forms.IntegerField(
        label=_("Hold after the live, hours"),
        min_value=1,
        max_value=168,
        help_text=_("For orders from comments; it begins when the live ends."),
    )

    def settings(self) -> Settings:
        """What was typed, for the action."""
        return Settings(**self.cleaned_data)

    @staticmethod
    def of(coop: Coop) -> "SettingsForm":
        """The form with what counts now."""
        return SettingsForm(initial={name: getattr(coop, name) for name in SettingsForm.base_fields})
