"""What the selling screens' templates load: the state of an order as a pill, phones as people dial them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from phien.office.selling.forms import SOURCES, STATES
from phien.office.selling.who import sees_every_phone
from phien.orders import queries
from phien.orders.contracts import State
from phien.plumbing.templatetags.phien import clock, dong, icon, nbsp_unit
from phien.shipping.queries import carrier_name, spaced_phone

if TYPE_CHECKING:
    from phien.orders.models import Order

register = template.Library()
_SIGNS = {
    State.PACKED: ("rested", "package"),
    State.HANDED_OVER: ("info", "truck"),
    State.DELIVERED: ("ok", "check"),
    State.RETURNED: ("bad", "undo-2"),
    State.CANCELLED: ("bad", "x"),
    State.EXPIRED: ("rested", "clock"),
    State.MERGED: ("rested", "copy"),
}


# These three stand in each row of long lists: written here, a page of 50 takes half the time of templates.
@register.simple_tag
def pill(order: Order) -> SafeString:
    """Return the state of an order: a sign and a word, the colour last."""
    return _state(*_pill(order))


@register.filter
def brief(order: Order) -> SafeString:
    """Return what an order holds in one line: A1 ×2, A3 ×1."""
    parts = (
        format_html('<span class="nowrap">{} ×{}</span>', line.code or line.name, line.counted)
        for line in order.lines.all()
    )
    return mark_safe(", ".join(parts))  # noqa: S308 - each part is escaped


def _state(tone: str, sign: str, words: str) -> SafeString:
    return format_html('<span class="state {}">{}{}</span>', tone, icon(sign), nbsp_unit(words))


def _pill(order: Order) -> tuple[str, str, str]:
    state = State(order.state)
    if state in _SIGNS:
        return (*_SIGNS[state], str(STATES[state]))
    if order.paid and order.owed:
        return "warn", "triangle-alert", _("{amount} missing").format(amount=dong(order.owed))
    if state is State.CONFIRMED:
        if not order.addressed:
            return "warn", "map-pin", _("no address")
        return ("ok", "check", _("paid")) if not order.owed else ("info", "banknote", _collect(order))
    if order.claimed_at:
        return "wait", "clock", _("says it is paid")
    until = _("held until {time}").format(time=clock(order.pay_by)) if order.pay_by else _("being held")
    return "wait", "clock", until


def _collect(order: Order) -> str:
    if order.to_collect:
        return _("collect {amount}").format(amount=dong(order.to_collect))
    return _("confirmed, not paid")


@register.simple_tag
def cash(order: Order) -> SafeString:
    """Return what the carrier collects, as a pill."""
    if order.to_collect:
        return _state("wait", "banknote", _("collect {amount}").format(amount=dong(order.to_collect)))
    if order.owed:
        return _state("warn", "triangle-alert", _("{amount} not paid").format(amount=dong(order.owed)))
    return _state("ok", "check", _("paid, collect nothing"))


@register.filter
def source_word(source: str) -> str:
    """Return where an order began, as people say it."""
    return str(SOURCES.get(source, source))


@register.filter
def carrier_word(carrier: str) -> str:
    """Return who brings the parcel, as people say it."""
    return carrier_name(carrier)


@register.filter
def dialled(phone: str) -> str:
    """Return a phone as people dial it: 0900 000 012."""
    return spaced_phone(phone)


@register.inclusion_tag("office/selling/_buyer.html", takes_context=True)
def buyer_history(context: dict[str, Any], order: Order) -> dict[str, Any]:
    """Return what this buyer did here before, and a warning where parcels came back. One query."""
    coop = context["request"].coop
    return {"order": order, "coop": coop, "history": queries.history(coop=coop, order=order)}


@register.simple_tag(takes_context=True)
def whole_phones(context: dict[str, Any]) -> bool:
    """Return whether lists show this person phones whole."""
    return sees_every_phone(context["request"].roles)
