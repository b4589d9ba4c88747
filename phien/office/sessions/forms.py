"""Forms of sessions and run sheets, and of what is steered during a live."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from phien.kernel.money import SMALLEST
from phien.live.actions import ItemFields
from phien.live.queries import suggest_code
from phien.office.fields import DongField
from phien.plumbing.templatetags.phien import day

if TYPE_CHECKING:
    from phien.catalog.models import Variant
    from phien.live.models import Item, Session

MOST = 100_000
WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


LATE = timedelta(days=1)  # a live that began late is still written down


class PricedForm(forms.Form):
    """A price that is one, and a flash price below it."""

    def clean(self) -> dict[str, Any]:
        """Nothing is on air for nothing, nor with a flash price that takes nothing off."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        price, flash = typed.get("price"), typed.get("flash_price")
        if price is not None and price < SMALLEST:
            self.add_error("price", _("The price is at least 1.000 đồng."))
        if flash is not None and flash < SMALLEST:
            self.add_error("flash_price", _("The flash price is at least 1.000 đồng."))
        elif flash is not None and price is not None and flash >= price:
            self.add_error("flash_price", _("The flash price must be below the price."))
        return typed


class PlanForm(forms.Form):
    """Title and time of a session."""

    title = forms.CharField(label=_("What is this live about"), max_length=120)
    scheduled_at = forms.DateTimeField(
        label=_("Day and hour"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_scheduled_at(self) -> datetime:
        """Not longer ago than a day."""
        at: datetime = self.cleaned_data["scheduled_at"]
        if at < timezone.now() - LATE:
            raise forms.ValidationError(_("That day is over. Choose a day to come."))
        return at

    @staticmethod
    def of(session: Session) -> PlanForm:
        """The form with what counts now."""
        at = timezone.localtime(session.scheduled_at)
        return PlanForm(initial={"title": session.title, "scheduled_at": at})


class NewPlanForm(PlanForm):
    """A new session: like an earlier one, every week, or neither."""

    like = forms.TypedChoiceField(label=_("Its run sheet"), required=False, coerce=int, empty_value=None)
    weekly = forms.BooleanField(label=_("Every week at this day and hour"), required=False)
    until = forms.DateField(
        label=_("Until, last day"),
        required=False,
        help_text=_("Empty: until you stop it. Each week can be changed or dropped alone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, earlier: list[Session], **named: Any) -> None:
        super().__init__(*given, **named)
        rows = [(session.pk, _as_before(session)) for session in earlier]
        self.fields["like"].choices = [("", _("Empty, to be filled in")), *rows]  # type: ignore[attr-defined]


def _as_before(session: Session) -> str:
    rows: int = session.rows  # type: ignore[attr-defined]
    items = ngettext("%(count)s item", "%(count)s items", rows) % {"count": rows}
    return gettext("as in “%(title)s”, %(day)s, %(items)s") % {
        "title": session.title,
        "day": day(session.scheduled_at),
        "items": items,
    }


class RepeatForm(forms.Form):
    """The last day of a session that comes every week."""

    until = forms.DateField(
        label=_("Until, last day"),
        required=False,
        help_text=_("Empty: until you stop it. Each week can be changed or dropped alone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ItemForm(PricedForm):
    """One row of a run sheet."""

    code = forms.CharField(
        label=_("Code"), max_length=8, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name on air"), max_length=120)
    aliases = forms.CharField(
        label=_("What buyers call it"),
        required=False,
        max_length=600,
        help_text=_("With commas between: mật ong cf, ong cf."),
    )
    price = DongField(label=_("Price in this live"))
    flash_price = DongField(label=_("Flash price"), required=False)
    flash_minutes = forms.IntegerField(
        label=_("Flash lasts, minutes"), min_value=1, max_value=240, initial=5, required=False
    )
    planned = forms.IntegerField(
        label=_("Into this live"), min_value=0, max_value=MOST, widget=forms.NumberInput(attrs=WHOLE)
    )
    limit_per_buyer = forms.IntegerField(
        label=_("Most for one buyer"), min_value=1, max_value=999, required=False
    )
    say = forms.CharField(
        label=_("What to say about it"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def fields_of(self, session: Session, item: Item) -> ItemFields:
        """What was typed, for the action. A flash price is planned from the session's hour on."""
        typed = self.cleaned_data
        minutes = typed["flash_minutes"] or 5
        return ItemFields(
            code=typed["code"],
            name=typed["name"],
            aliases=typed["aliases"],
            group=item.group,
            price=typed["price"],
            flash_price=typed["flash_price"],
            flash_until=session.scheduled_at + timedelta(minutes=minutes),
            planned=typed["planned"],
            limit_per_buyer=typed["limit_per_buyer"],
            say=typed["say"],
        )

    @staticmethod
    def of(item: Item, session: Session, typed: Any = None) -> ItemForm:
        """The row's form, with what was typed or with what counts now."""
        minutes = 5
        if item.flash_until is not None:
            minutes = max(1, round((item.flash_until - session.scheduled_at).total_seconds() / 60))
        initial = {
            "code": item.code,
            "name": item.name,
            "aliases": ", ".join(item.aliases),
            "price": item.price,
            "flash_price": item.flash_price,
            "flash_minutes": minutes,
            "planned": item.planned,
            "limit_per_buyer": item.limit_per_buyer,
            "say": item.say,
        }
        return ItemForm(typed, initial=initial, auto_id=f"item-{item.pk}-%s")


def first_fields(variant: Variant, taken: list[str], *, limit: int | None = None) -> ItemFields:
    """What a new row begins with: the catalogue's name and price, the next code, the cooperative's limit
    for one buyer, nothing planned yet."""
    return ItemFields(
        code=suggest_code(taken),
        name=variant.full_name,
        group=variant.product.name,
        price=variant.price,
        limit_per_buyer=limit,
    )


class DecisionForm(forms.Form):
    """The keeper's word on a comment. `items` like `A1:2,A3:1`, or one item and its number."""

    comment = forms.IntegerField(min_value=1)
    decision = forms.ChoiceField(choices=[(word, word) for word in ("as_read", "corrected", "dropped")])
    items = forms.CharField(required=False, max_length=200)
    code = forms.CharField(required=False, max_length=8)
    qty = forms.IntegerField(required=False, min_value=1, max_value=999)

    def clean_items(self) -> list[dict[str, Any]]:
        """[{"code", "qty"}]."""
        pairs = [pair.partition(":") for pair in self.cleaned_data["items"].split(",") if pair]
        if not all(code and qty.isascii() and qty.isdigit() for code, _colon, qty in pairs):
            raise forms.ValidationError(_("Choose an item and how many."))
        return [{"code": code, "qty": int(qty)} for code, _colon, qty in pairs]

    def body(self) -> dict[str, Any]:
        """What the desk is asked."""
        typed = self.cleaned_data
        items = typed["items"]
        if typed["code"]:
            items = [{"code": typed["code"], "qty": typed["qty"] or 1}]
        return {"comment": typed["comment"], "decision": typed["decision"], "items": items}
