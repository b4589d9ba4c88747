"""Forms of people and settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from phien.coops.banks import ordered
from phien.coops.contracts import Settings
from phien.coops.models import Coop, Role
from phien.coops.second_step import GRACE_DAYS
from phien.kernel.phones import national
from phien.office.fields import DongField, PhoneField
from phien.plumbing.templatetags.phien import dong, whole


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


class InviteForm(forms.Form):
    """Who is invited, as the list will say it, and what for. They choose login and password themselves."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("As colleagues call them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("What they do"),
        choices=_role_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )


def _grace_choices() -> list[tuple[str, Any]]:
    return [
        (
            str(days),
            ngettext_lazy("in %(days)s day", "in %(days)s days", days) % {"days": days}
            if days
            else _("from now on"),
        )
        for days in GRACE_DAYS
    ]


class SecondStepForm(forms.Form):
    """From when on everybody needs a second step."""

    days = forms.ChoiceField(label=_("From when"), choices=_grace_choices, initial="7")


def _bank_choices() -> list[tuple[str, Any]]:
    return [("", _("None yet")), *((bank.bin, f"{bank.short} · {bank.name}") for bank in ordered())]


class SettingsForm(forms.Form):
    """What a manager sets for the cooperative; each number says in a sentence what it does."""

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
    shipping_fee = DongField(label=_("Shipping fee"))
    button_hold_minutes = forms.IntegerField(
        label=_("Hold after the button, minutes"), min_value=1, max_value=1_440
    )
    comment_hold_hours = forms.IntegerField(label=_("Hold after the live, hours"), min_value=1, max_value=168)
    limit_per_buyer = forms.IntegerField(
        label=_("Most for one buyer"), min_value=1, max_value=999, required=False
    )
    low_stock = forms.IntegerField(label=_("Stock is low from"), min_value=0, max_value=9_999, initial=10)
    late_after_days = forms.IntegerField(
        label=_("A parcel is late after, days"), min_value=1, max_value=30, initial=2
    )
    legal_name = forms.CharField(label=_("Name as registered"), max_length=160, required=False)
    registration_number = forms.CharField(
        label=_("Registration number"),
        max_length=20,
        required=False,
        help_text=_("Stands on the certificate of registration of the cooperative."),
    )
    registered_at = forms.CharField(
        label=_("Registered at"),
        max_length=120,
        required=False,
        help_text=_("The office that gave the certificate, as it is written there."),
    )
    registered_on = forms.DateField(
        label=_("Registered on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    tax_code = forms.CharField(
        label=_("Tax code"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    seller_address = forms.CharField(label=_("Head office"), max_length=240, required=False)
    seller_phone = forms.CharField(
        label=_("Phone for questions and complaints"),
        max_length=24,
        required=False,
        help_text=_("Buyers see it. A mobile, a landline or a hotline."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    seller_email = forms.EmailField(label=_("E-mail for questions"), required=False)

    def __init__(self, *given: Any, coop: Coop, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, sentence in _examples(coop).items():
            self.fields[name].help_text = sentence

    def settings(self) -> Settings:
        """What was typed, for the action."""
        return Settings(**self.cleaned_data)

    @staticmethod
    def of(coop: Coop) -> "SettingsForm":
        """The form with what counts now."""
        kept = {name: getattr(coop, name) for name in SettingsForm.base_fields}
        kept["seller_phone"] = national(coop.seller_phone)
        return SettingsForm(initial=kept, coop=coop)


def _examples(coop: Coop) -> dict[str, str]:
    """What each number does, told with the number that counts now."""
    limit = coop.limit_per_buyer
    return {
        "shipping_fee": gettext("Every order pays %(fee)s once, however much is in it.")
        % {"fee": dong(coop.shipping_fee)},
        "button_hold_minutes": gettext("Who presses the button has %(minutes)s minutes to pay.")
        % {"minutes": whole(coop.button_hold_minutes)},
        "comment_hold_hours": gettext(
            "Who orders by comment has %(hours)s hours to pay, counted from the end of the live."
        )
        % {"hours": whole(coop.comment_hold_hours)},
        "limit_per_buyer": gettext(
            "A new row of a run sheet begins with it: one buyer gets at most %(limit)s of an item."
        )
        % {"limit": whole(limit)}
        if limit
        else gettext("Empty: one buyer may take as many as there are. Each run sheet can say otherwise."),
        "low_stock": gettext("Home warns when %(left)s or fewer are left to sell.")
        % {"left": whole(coop.low_stock)},
        "late_after_days": gettext(
            "Home warns when a confirmed order has waited %(days)s days for the carrier."
        )
        % {"days": whole(coop.late_after_days)},
    }
