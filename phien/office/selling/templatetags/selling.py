"""What the selling screens' templates load: the state of an order as a pill, phones as people dial them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from phien.office.selling.forms import SOURCES, STATES
from phien.office.selling.who import sees_every_phone
from phien.orders import queries
from phien.orders.contracts import State
from phien.plumbing.templatetags.phien import clock, dong
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


@register.inclusion_tag("office/selling/_pill.html")
def pill(order: Order) -> dict[str, Any]:
    """Return the state of an order: a sign and a word, the colour last."""
    tone, sign, words = _pill(order)
    return {"tone": tone, "sign": sign, "words": words}


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


@register.inclusion_tag("office/selling/_cash.html")
def cash(order: Order) -> dict[str, Any]:
    """Return what the carrier collects, as a pill."""
    return {"order": order}


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
