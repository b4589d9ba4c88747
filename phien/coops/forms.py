"""The form behind an invitation: a password, typed twice."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from phien.coops.models import Person
from phien.kernel.phones import to_e164


class MobileField(forms.CharField):
    """A Vietnamese mobile number in any form people write, cleaned to E.164."""

    def clean(self, value: Any) -> str:
        phone = to_e164(str(super().clean(value)))
        if not phone:
            raise ValidationError(_("This phone number is not complete. A mobile number has 10 digits."))
        return phone


class PasswordForm(forms.Form):
    """A new password for `person`, checked by the rules of the settings."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=128,
        help_text=_("At least 8 characters, not only digits, not a common word."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *given: Any, person: Person, **named: Any) -> None:
        super().__init__(*given, **named)
        self.person = person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", ValidationError(_("The two are not the same. Type it once more.")))
        return given
