"""What templates load with {% load phien %}: icons, gauges, fields, money, days, phones."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from phien.plumbing.templatetags import shapes

register = template.Library()

ICONS = Path(__file__).parents[1] / "icons"
NBSP = "\u00a0"


@cache
def _icon_paths(name: str) -> str:
    """Return the drawing inside one icon's file. Raises FileNotFoundError for a name we do not keep."""
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    inside = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    return " ".join(inside.split())


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Return one icon inline, 20 or 24 px, hidden from screen readers: a word stands beside it."""
    return _icon(name, size)


@cache
def _icon(name: str, size: int) -> SafeString:
    return mark_safe(  # noqa: S308 - our own files
        f'<svg class="i{" big" if size == 24 else ""}" viewBox="0 0 24 24" width="{size}" height="{size}"'
        ' fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true" focusable="false">{_icon_paths(name)}</svg>'
    )


register.simple_tag(shapes.gauge, name="gauge")
register.simple_tag(shapes.bar, name="bar")
register.simple_tag(shapes.chart, name="chart")


@register.inclusion_tag("plumbing/_field.html")
def field(bound: BoundField, hint: str = "", **attrs: Any) -> dict[str, Any]:
    """Return a form field whole: label above, hint and error below, tied together for screen readers.

    Extra names become attributes of the control: {% field form.phone inputmode="tel" %}.
    """
    own = {name.replace("_", "-"): value for name, value in attrs.items()}
    hint = hint or str(bound.help_text)
    below = (("hint", hint), ("error", bound.errors))
    described = [f"{bound.auto_id}_{kind}" for kind, there in below if there]
    if described:
        own["aria-describedby"] = " ".join(described)
    if bound.errors:
        own["aria-invalid"] = "true"
    many = bool(getattr(bound.field.widget, "input_type", "") in {"radio", "checkbox"})
    return {
        "bound": bound,
        "hint": hint,
        "control": bound.as_widget(attrs=own),
        "tick": many and not getattr(bound.field, "choices", None),
        "group": many and bool(getattr(bound.field, "choices", None)),
        "kind": getattr(bound.field.widget, "input_type", ""),
        "described": " ".join(described),
        "hidden": bound.is_hidden,
    }


@register.inclusion_tag("plumbing/_countdown.html")
def countdown(until: datetime, total: timedelta | int, **words: str) -> dict[str, Any]:
    """Return the time left until a moment as MM:SS with a draining bar.

    `total` is the whole span (seconds or timedelta). Words: title, line, over (said at zero).
    """
    now = timezone.now()
    span = int(total.total_seconds()) if isinstance(total, timedelta) else total
    left = max(0, min(span, int((until - now).total_seconds())))
    return {"until": until, "now": now, "span": span, "left": left, "shown": minutes(left), **words}


@register.filter
def minutes(seconds: int) -> str:
    """Return seconds as MM:SS, from one hour on as H:MM:SS."""
    hours, rest = divmod(int(seconds), 3600)
    tail = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{tail}" if hours else tail


def _grouped(number: int, language: str) -> str:
    """Return whole digits in groups: 1.450.000 in Vietnamese, 1,450,000 in English, 14,50,000 in Hindi."""
    if language == "hi":
        digits = str(abs(number))
        head, tail = digits[:-3], digits[-3:]
        pairs = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", head)
        return ("−" if number < 0 else "") + (f"{pairs},{tail}" if head else tail)
    text = f"{abs(number):,}"
    return ("−" if number < 0 else "") + (text.replace(",", ".") if language == "vi" else text)


def _language() -> str:
    return (get_language() or "vi")[:2]


@register.filter
def whole(number: int | None) -> str:
    """Return a whole number with its groups, without a unit: 1.204."""
    return "" if number is None else _grouped(int(number), _language())


@register.filter
def dong(amount: int | None) -> str:
    """Return whole đồng with the unit, unbroken: 145.000 ₫ (vi), 145,000 ₫ (en), 1,45,000 ₫ (hi)."""
    return "" if amount is None else f"{_grouped(int(amount), _language())}{NBSP}₫"


@register.filter
def kilos(grams: int | None) -> str:
    """Return a weight as people read it, unbroken: 850 g, 1,2 kg (vi), 1.2 kg (en, hi)."""
    if grams is None:
        return ""
    if grams < 1000:
        return f"{grams}{NBSP}g"
    kilograms, rest = divmod(int(grams), 1000)
    point = "," if _language() == "vi" else "."
    tail = f"{point}{f'{rest:03}'.rstrip('0')}" if rest else ""
    return f"{_grouped(kilograms, _language())}{tail}{NBSP}kg"


SHORT = {
    "vi": ((10**9, "tỷ", ","), (10**6, "tr", ",")),
    "en": ((10**9, "bn", "."), (10**6, "m", ".")),
    "hi": ((10**7, "करोड़", "."), (10**5, "लाख", ".")),
}


@register.filter
def dong_short(amount: int | None) -> str:
    """Return a large amount for a narrow header, 41,5 tr; small ones in full. Never a sum to pay."""
    if amount is None:
        return ""
    for size, word, point in SHORT.get(_language(), SHORT["en"]):
        if abs(amount) >= size:
            whole_part, tenth = divmod((abs(int(amount)) * 20 + size) // (2 * size), 10)
            sign = "−" if amount < 0 else ""
            return f"{sign}{whole_part}{f'{point}{tenth}' if tenth else ''}{NBSP}{word}"
    return dong(amount)


def _local(moment: date | datetime) -> date | datetime:
    aware = isinstance(moment, datetime) and timezone.is_aware(moment)
    return timezone.localtime(cast("datetime", moment)) if aware else moment


# Django's own names are "Thứ 4" and misspelt Hindi months; these are what people write.
MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "hi": ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"],
}
WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "hi": ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
}


@register.filter
def day(moment: date | datetime | None) -> str:
    """Return the day as people here write it: 22/11, 22 Nov, 22 नवंबर; the year only when it is another."""
    if moment is None:
        return ""
    here, language = _local(moment), _language()
    other_year = here.year != timezone.localdate().year
    if language not in MONTHS:
        return f"{here.day}/{here.month}" + (f"/{here.year}" if other_year else "")
    shown = f"{here.day}{NBSP}{MONTHS[language][here.month - 1]}"
    return shown + (f"{NBSP}{here.year}" if other_year else "")


@register.filter
def weekday(moment: date | datetime | None) -> str:
    """Return the day with its name: thứ Tư 25/11."""
    if moment is None:
        return ""
    name = WEEKDAYS.get(_language(), WEEKDAYS["en"])[_local(moment).weekday()]
    return f"{name} {day(moment)}".replace(" ", NBSP)


def day_name(number: int) -> str:
    """The day of the week by its number, 0 for Monday: thứ Hai."""
    return WEEKDAYS.get(_language(), WEEKDAYS["en"])[number]


@register.filter
def clock(moment: datetime | None) -> str:
    """Return the time of day here, 20:41."""
    return "" if moment is None else f"{_local(moment):%H:%M}"


@register.filter
def masked(phone: str | None) -> str:
    """Return a phone with its middle hidden: 0905 ••• 456."""
    digits = re.sub(r"\D", "", phone or "")
    if not digits:
        return ""
    if (phone or "").lstrip().startswith("+84"):
        digits = "0" + digits[2:]
    if len(digits) < 9:
        return "•••"
    return f"{digits[:4]}{NBSP}•••{NBSP}{digits[-3:]}"


@register.filter
def nbsp_unit(words: str | None) -> str:
    """Return words in NFC where a number never parts from its unit: "500 ml", "×2"."""
    text = unicodedata.normalize("NFC", words or "")
    return re.sub(r"(\d) (?=[^\W\d_])", rf"\1{NBSP}", text)


SPAN_SIGNS = {
    "phone": "phone", "question": "circle-question-mark", "negation": "ban", "address": "map-pin",
    "price": "banknote",
}  # fmt: skip


@register.simple_tag
def span(kind: str, words: str, name: str = "") -> SafeString:
    """Return what was read in a comment as a span; `kind` is one of SPAN_SIGNS, or code, product, quantity, …

    `name` is its hidden word for screen readers ("mã"); `words` may be HTML that is safe: spans within.
    """
    sign = SPAN_SIGNS.get(kind)
    hidden = format_html('<span class="vh">{}: </span>', name) if name else ""
    return format_html('<mark class="sp {}">{}{}{}</mark>', kind, hidden, icon(sign) if sign else "", words)


@register.simple_tag
def picture_url(product: Any) -> str:
    """Where a product's picture lies: its photo, its drawing, or an empty shelf."""
    if product.picture:
        return str(product.picture.url)
    if product.drawing:
        return static(f"catalog/goods/{product.drawing}.svg")
    return static("plumbing/pictures/empty-shelf.svg")
