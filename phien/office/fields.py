"""Form fields that read what people type: đồng, contents, phones. Their sentences say what to write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from phien.kernel.money import SMALLEST, read_dong
from phien.kernel.phones import national, to_e164
from phien.kernel.quantities import read_content

LONGEST = 24  # characters of an amount


class DongField(forms.CharField):
    """Whole đồng: `145.000`, `145000`, `145k`. None where it may stay empty and does."""

    default_error_messages = {
        "dong": _("Write the amount like 145.000 or 145k."),
        "thousands": _("%(amount)s đồng? If you mean thousands, write %(amount)sk."),
    }

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **given})
        self.widget.attrs.update({"autocomplete": "off", "class": "amount-input"})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        amount = read_dong(typed) if len(typed) <= LONGEST else None
        if amount is None:
            raise ValidationError(self.error_messages["dong"], code="dong")
        if 0 < amount < SMALLEST:
            raise ValidationError(
                self.error_messages["thousands"], code="thousands", params={"amount": amount}
            )
        return amount

    def run_validators(self, value: Any) -> None:
        """`to_python` has read it; validators of text do not fit a number."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class ContentField(forms.CharField):
    """A net content: `500 ml` becomes (Decimal(500), "ml"); (None, "") where it stays empty."""

    default_error_messages = {"content": _("Write the content like 500 ml, 1,5 kg or 20 gói.")}

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None, ""
        content: tuple[Decimal, str] | None = read_content(typed)
        if content is None:
            raise ValidationError(self.error_messages["content"], code="content")
        return content

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what was typed: an empty row of a form stays untouched."""
        return str(initial or "").strip() != str(data or "").strip()

    def validate(self, value: Any) -> None:
        """A content may always stay empty."""

    def run_validators(self, value: Any) -> None:
        """`to_python` has read it; text validators do not fit a pair."""


class PhoneField(forms.CharField):
    """A mobile number in any form people write; kept as they typed it, shown as they dial it."""

    default_error_messages = {"phone": _("This phone number is not complete. A mobile number has 10 digits.")}

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": 24, **given})
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if typed and not to_e164(typed):
            raise ValidationError(self.error_messages["phone"], code="phone")
        return typed

    def prepare_value(self, value: Any) -> Any:
        return national(value) if isinstance(value, str) else value
