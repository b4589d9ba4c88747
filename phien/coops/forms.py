"""Forms of coming in: a password typed twice, who somebody is, the first cooperative."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from phien.coops.contracts import NewCoop
from phien.coops.models import Person
from phien.kernel.phones import to_e164


class MobileField(forms.CharField):
    """A Vietnamese mobile number in any form people write, cleaned to E.164."""

    def clean(self, value: Any) -> str:
        phone = to_e164(str(super().clean(value)))
        if not phone:
            raise ValidationError(_("This phone number is not complete. A mobile number has 10 digits."))
        return phone


def _password(label: Any, **given: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=128, widget=widget, **given)


class TwiceForm(forms.Form):
    """A new password, typed twice and checked by the rules of the settings."""

    password = _password(
        _("New password"), help_text=_("At least 8 characters, not only digits, not a common word.")
    )
    again = _password(_("The same once more"))

    def person_so_far(self) -> Person:
        """Whom the password is for: it may not be too like them."""
        return Person(login=self.data.get("login", ""), name=self.data.get("name", ""))

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person_so_far())
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", ValidationError(_("The two are not the same. Type it once more.")))
        return given


class PasswordForm(TwiceForm):
    """A new password for `person`."""

    def __init__(self, *given: Any, person: Person, **named: Any) -> None:
        super().__init__(*given, **named)
        self.person = person

    def person_so_far(self) -> Person:
        return self.person


class NewPersonForm(TwiceForm):
    """Who somebody is and how they will sign in. The phone is checked by the action."""

    name = forms.CharField(label=_("Your name"), max_length=80, help_text=_("As colleagues call you."))
    login = forms.CharField(
        label=_("Login name"),
        max_length=39,
        help_text=_("Small letters and digits without spaces, for example lan.nam."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "username", "spellcheck": "false"}
        ),
    )
    phone = forms.CharField(
        label=_("Your phone"),
        max_length=24,
        required=False,
        help_text=_("You may sign in with it too."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    field_order = ("name", "login", "phone", "password", "again")

    def person(self) -> dict[str, str]:
        """What an action wants to know of a new person."""
        return {key: str(self.cleaned_data[key]) for key in ("name", "login", "phone", "password")}


class StartForm(NewPersonForm):
    """The first cooperative of a new installation, its manager, and the code that lets them."""

    code = forms.CharField(
        label=_("Start code"),
        max_length=40,
        help_text=_("It stands in the window where Chợ Phiên was started."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    coop_name = forms.CharField(
        label=_("Name of the cooperative"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label=_("Short address"),
        max_length=40,
        required=False,
        help_text=_("For the address of your pages, like an-toan. Empty: made of the name."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    order_prefix = forms.CharField(
        label=_("Two letters for order codes"),
        max_length=2,
        required=False,
        help_text=_("Every order code begins with them, like AT7K2M9Q. Empty: made of the name."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )

    def coop(self) -> NewCoop:
        """What the cooperative is to be called."""
        given = self.cleaned_data
        return NewCoop(name=given["coop_name"], slug=given["slug"], prefix=given["order_prefix"])
