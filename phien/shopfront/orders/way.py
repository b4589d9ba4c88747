"""The way of an order as its buyer reads it: what happened, what happens now, what comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from phien.orders.contracts import ENDED, Payment, State
from phien.plumbing.templatetags.phien import clock, dong, weekday

if TYPE_CHECKING:
    from phien.orders.models import Order

_DONE = (State.CONFIRMED, State.PACKED, State.HANDED_OVER, State.DELIVERED, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Step:
    """`when` is "was", "now" or "" for what is to come."""

    words: str
    when: str
    at: datetime | None = None


def steps_of(order: Order, *, where: str) -> list[Step]:
    """From placed to delivered; nothing for an order that ended. `where` is the village that packs."""
    if order.state in ENDED:
        return []
    reached = _DONE.index(State(order.state)) if order.state in _DONE else -1
    packing = _("Being packed in {place}").format(place=where) if where else _("Being packed")
    rows = [
        (_("Ordered"), order.placed_at),
        (_paid_words(order), order.money_at or order.confirmed_at),
        (_("Packed") if reached >= 1 else packing, order.packed_at),
        (_("With the carrier"), order.handed_over_at),
        (_("Came back to us") if order.state == State.RETURNED else _("Delivered to you"), None),
    ]
    done = {-1: 1, 0: 2, 1: 3, 2: 4, 3: 5, 4: 5}[reached]
    return [
        Step(words, "was" if place < done else "now" if place == done else "", at if place < done else None)
        for place, (words, at) in enumerate(rows)
    ]


def _paid_words(order: Order) -> str:
    if order.paid >= order.total:
        return _("Paid")
    if order.state == State.HELD:
        return (
            _("Waiting for your payment") if not order.claimed_at else _("We are looking for your transfer")
        )
    return _("Confirmed, pay on delivery") if order.payment == Payment.COD else _("Confirmed")


@dataclass(frozen=True, slots=True)
class Top:
    """What the page says first: a sign, a title, one line. `tone` is good, wait or bad."""

    tone: str
    sign: str
    title: str
    line: str


def top_of(order: Order, *, at: datetime, said: bool) -> Top:
    """The state of the order in the words of the market. `said`: the buyer told us of a transfer."""
    state = State(order.state)
    if state in ENDED:
        return _ended(order)
    if state is State.HELD:
        return _held(order, at=at, said=said)
    if state is State.CONFIRMED:
        return _confirmed(order)
    if state is State.RETURNED:
        return Top("bad", "undo-2", _("The parcel came back"), _("Call the shop if you still want it."))
    if state is State.DELIVERED:
        return Top("good", "check", _("Delivered to you"), _("Thank you. Enjoy it!"))
    if state is State.PACKED:
        return Top("good", "package", _("Packed"), _("Waiting for the carrier to fetch it."))
    return Top("good", "truck", _("On its way to you"), _cash(order))


def _held(order: Order, *, at: datetime, said: bool) -> Top:
    if order.money_at is not None:
        title = _("{amount} received").format(amount=dong(order.paid))
        line = _("{amount} still missing. Send the rest and we pack.").format(amount=dong(order.owed))
        return Top("wait", "clock", title, line)
    if order.claimed_at is not None:
        line = _("We look at your payment once more. Your goods stay yours meanwhile.")
        if said:
            line = _("You said so at {time}. Your goods stay yours meanwhile.").format(
                time=clock(order.claimed_at)
            )
        return Top("wait", "clock", _("We are looking into our account"), line)
    title = _("Held for you")
    if order.pay_by is None:
        line = _("Until the live ends and {hours} hours more. Say below how you pay.")
        if order.payment == Payment.TRANSFER:
            line = _("Until the live ends and {hours} hours more. Transfer, then say so below.")
        line = line.format(hours=order.coop.comment_hold_hours)
        return Top("wait", "clock", title, line)
    if order.pay_by <= at:
        return Top(
            "wait", "clock", _("The hold has run out"), _("This page will say in a moment what came of it.")
        )
    if order.payment == Payment.TRANSFER:
        return Top(
            "wait", "clock", title, _("Please transfer before {time}.").format(time=_until(order.pay_by, at))
        )
    return Top(
        "wait", "clock", title, _("Choose how to pay before {time}.").format(time=_until(order.pay_by, at))
    )


def _confirmed(order: Order) -> Top:
    if not order.addressed:
        line = _("Where may we send it? Write your address below.")
        return Top("wait", "map-pin", _paid_title(order), line)
    if not order.owed:
        return Top("good", "check", _paid_title(order), _("Thank you! We pack it right away."))
    return Top("good", "check", _paid_title(order), _cash(order))


def _paid_title(order: Order) -> str:
    if order.paid:
        return _("{amount} received").format(amount=dong(order.paid))
    return _("Your order is confirmed")


def _cash(order: Order) -> str:
    if order.to_collect:
        return _("Pay {amount} when it arrives.").format(amount=dong(order.to_collect))
    return _("All is paid, nothing more to pay.") if not order.owed else _("The shop has your order.")


def _ended(order: Order) -> Top:
    title = _("The hold ran out") if order.state == State.EXPIRED else _("The order is cancelled")
    if order.paid:
        line = _("Your {amount} came to us: the shop will call you.").format(amount=dong(order.paid))
        return Top("bad", "circle-alert", title, line)
    if order.state == State.EXPIRED:
        return Top("bad", "clock", title, _("The goods went back to the live. If any are left, order again."))
    return Top("bad", "x", title, _("Nothing is sent, and you owe nothing."))


def _until(moment: datetime, at: datetime) -> str:
    """20:52, with the day where it is another."""
    same = localtime(moment).date() == localtime(at).date()
    return clock(moment) if same else f"{clock(moment)}, {weekday(moment)}"


def shape_of(order: Order) -> str:
    """Changes whenever the forms below the top would look different."""
    facts = (order.state, order.payment, order.total, order.paid, order.addressed, bool(order.claimed_at))
    return "-".join(str(fact) for fact in facts)


def mark_of(order: Order, *, at: datetime) -> str:
    """Changes whenever the top would look different: the browser sends back what it has."""
    pay_by = order.pay_by
    ending = "" if pay_by is None else f"{int(pay_by.timestamp())}{'+' if pay_by <= at else ''}"
    return f"{shape_of(order)}-{ending}"
