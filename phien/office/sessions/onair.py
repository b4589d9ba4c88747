"""What is typed in the studio: prices, limits, stock, an item that is added."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.live.queries import clean_code
from phien.office.fields import DongField
from phien.office.sessions.forms import MOST, PricedForm

FLASH = 5  # minutes


class PriceForm(PricedForm):
    """Price, limit and flash price during the live. No minutes: a running flash price keeps its end."""

    code = forms.CharField(max_length=8)
    price = DongField(label=_("Price in this live"))
    flash_price = DongField(label=_("Flash price"), required=False)
    flash_minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=240, required=False)
    flash_until = forms.DateTimeField(required=False)  # the end that was shown
    limit_per_buyer = forms.IntegerField(
        label=_("Most for one buyer"), min_value=1, max_value=999, required=False
    )

    def body(self, at: datetime) -> dict[str, Any]:
        """What the desk is asked."""
        typed = self.cleaned_data
        flash, minutes, until = typed["flash_price"], typed["flash_minutes"], typed["flash_until"]
        if minutes or until is None or until <= at:
            until = at + timedelta(minutes=minutes or FLASH)
        return {
            "code": typed["code"],
            "price": typed["price"],
            "flash_price": flash,
            "flash_until": until.isoformat() if flash is not None else None,
            "limit_per_buyer": typed["limit_per_buyer"],
        }


class StockForm(forms.Form):
    """So many from the store's free stock, just arrived, or back to the store."""

    code = forms.CharField(max_length=8)
    qty = forms.IntegerField(min_value=1, max_value=MOST)
    way = forms.ChoiceField(choices=[(word, word) for word in ("free", "new", "back")])

    def body(self) -> dict[str, Any]:
        """What the desk is asked."""
        typed = self.cleaned_data
        by = -typed["qty"] if typed["way"] == "back" else typed["qty"]
        return {"code": typed["code"], "by": by, "new": typed["way"] == "new"}


class AddForm(forms.Form):
    """One more item in the middle of the live."""

    variant = forms.IntegerField(min_value=1)
    code = forms.CharField(max_length=8, required=False)
    price = DongField(label=_("Price in this live"))
    qty = forms.IntegerField(min_value=0, max_value=MOST)
    limit_per_buyer = forms.IntegerField(min_value=1, max_value=999, required=False)
    way = forms.ChoiceField(choices=[(word, word) for word in ("free", "new")])

    def clean_code(self) -> str:
        """As the host says it; empty: the next one."""
        typed: str = self.cleaned_data["code"].strip()
        return clean_code(typed) if typed else ""

    def body(self) -> dict[str, Any]:
        """What the desk is asked."""
        typed = dict(self.cleaned_data)
        way = typed.pop("way")
        return {**typed, "new": way == "new"}
