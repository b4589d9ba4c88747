"""What an order's confirmation says, once for page and PDF: who sells, what, for how much, and the ways out.

What it must hold is Consumer Law 19/2023, art. 37 and 38: seller, goods, price, delivery cost, returns,
complaints, and that the buyer can keep it. What is not sure to be law is not called law here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phien.orders import queries as orders
from phien.orders.contracts import Payment
from phien.plumbing.templatetags.phien import clock, dong, masked
from phien.shipping.queries import printable, spaced_phone, typeset

if TYPE_CHECKING:
    from phien.coops.models import Coop
    from phien.orders.models import Line, Order

TEMPLATE = Path(__file__).parent / "documents" / "confirmation.typ"
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Good:
    """One line of the order, as words: `net` is what one unit holds, `short` how many cannot be sent."""

    code: str
    name: str
    net: str
    qty: str
    price: str
    amount: str
    short: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Everything in the reader's language. Rows are (name, words); `rights` are (question, answer)."""

    code: str
    placed: str
    state: str
    seller: str
    seller_facts: Rows
    buyer: Rows
    goods: list[Good]
    sums: Rows
    total: str
    payment: str
    rights: Rows


def confirmation_of(order: Order, *, state: str) -> Confirmation:
    """The confirmation of an order; two queries. `state` says where it stands, in the reader's words."""
    coop = order.coop
    lines = orders.with_goods(coop=coop, order=order)
    return Confirmation(
        code=order.code,
        placed=moment(order.placed_at),
        state=state,
        seller=coop.legal_name or coop.name,
        seller_facts=_seller(coop),
        buyer=_buyer(order),
        goods=[_good(line) for line in lines],
        sums=_sums(order),
        total=dong(order.total),
        payment=_payment(order),
        rights=_rights(coop),
    )


def pdf_of(confirmation: Confirmation, *, link: str) -> bytes:
    """The same on A4, in the language that is chosen now. What was typed is shown, never read as markup."""
    pairs = {
        name: [[printable(each) for each in row] for row in getattr(confirmation, name)]
        for name in ("seller_facts", "buyer", "sums", "rights")
    }
    goods = [[printable(getattr(good, name)) for name in Good.__slots__] for good in confirmation.goods]
    words = {
        name: printable(getattr(confirmation, name))
        for name in ("code", "placed", "state", "seller", "total", "payment")
    }
    return typeset(
        TEMPLATE,
        {
            **pairs,
            **words,
            "goods": goods,
            "link": link,
            "language": get_language() or "vi",
            "words": {
                "title": _("Order confirmation"),
                "seller": _("Who sells"),
                "buyer": _("Goes to"),
                "goods": _("Your order"),
                "total": _("In all"),
                "payment": _("Payment"),
                "rights": _("Cancel, return, complain"),
                "placed": _("Placed"),
                "page": _("This order on the web (keep it to yourself)"),
            },
        },
    )


def moment(at: datetime) -> str:
    """20:41 · 25/11/2026: a paper is kept, so the year is always there."""
    here = localtime(at)
    return f"{clock(at)} · {here.day}/{here.month}/{here.year}"


def _seller(coop: Coop) -> Rows:
    home = ", ".join(part for part in (coop.return_street, coop.return_commune, coop.return_province) if part)
    registered = coop.registration_number
    if registered and coop.registered_at:
        registered = f"{registered}, {coop.registered_at}"
    phone = coop.seller_phone or coop.return_phone
    rows = [
        (_("Address"), coop.seller_address or home),
        (_("Phone"), spaced_phone(phone) if phone else ""),
        (_("E-mail"), coop.seller_email),
        (_("Registration no."), registered),
        (_("Tax code"), coop.tax_code),
    ]
    return [(name, words) for name, words in rows if words]


def _buyer(order: Order) -> Rows:
    if order.erased_at:
        return [(_("Buyer"), _("deleted on request"))]
    rows = [
        (_("Name"), order.buyer_name),
        (_("Phone"), masked(order.phone)),
        (_("Address"), order.address),
        (_("Note"), order.note),
    ]
    return [(name, words) for name, words in rows if words] or [(_("Address"), _("not written yet"))]


def _good(line: Line) -> Good:
    short = _("{count} cannot be sent").format(count=line.short_qty) if line.short_qty else ""
    return Good(
        code=line.code,
        name=line.name,
        net=_net(line),
        qty=f"{line.counted} {line.unit}",
        price=dong(line.price),
        amount=dong(line.amount),
        short=short,
    )


def _net(line: Line) -> str:
    """500 ml; empty where the goods do not say."""
    variant = line.variant
    if variant.net_value is None:
        return variant.name
    value = Decimal(variant.net_value).normalize()
    words = f"{value:f}".replace(".", ",") if get_language() == "vi" else f"{value:f}"
    return f"{words} {variant.net_unit}".strip()


def _sums(order: Order) -> Rows:
    rows = [(_("Goods"), dong(order.goods))]
    if order.discount:
        rows.append((_("Discount"), "−" + dong(order.discount)))
    return [*rows, (_("Shipping fee"), dong(order.shipping))]


def _payment(order: Order) -> str:
    ways = {Payment.TRANSFER: _("Bank transfer"), Payment.COD: _("Cash on delivery")}
    way = ways.get(Payment(order.payment), _("not chosen yet"))
    if order.paid >= order.total:
        return _("{way}; {amount} received").format(way=way, amount=dong(order.paid))
    if order.paid:
        return _("{way}; {amount} received, {rest} still missing").format(
            way=way, amount=dong(order.paid), rest=dong(order.owed)
        )
    return way


def _rights(coop: Coop) -> Rows:
    phone = coop.seller_phone or coop.return_phone
    call = spaced_phone(phone) if phone else coop.seller_email or coop.name
    return [
        (
            _("Cancel the order"),
            _("On the order's page, free of charge, until it is packed. Packed already: call {call}.").format(
                call=call
            ),
        ),
        (
            _("Wrong, broken or missing"),
            _("Call {call} and keep the goods and their wrapping until it is settled.").format(call=call),
        ),
        (
            _("If we told you wrong"),
            _(
                "If what we told you of the goods or of the seller is not true, you may end "
                "this purchase within "
                "30 days. You get your money back within 30 days, the way you paid "
                "(Consumer Law 19/2023/QH15, "
                "article 38)."
            ),
        ),
        (_("Complaints"), _complaints(coop, call=call)),
        (
            _("Your data"),
            _(
                "Name, phone and address are kept {years} years for this order, then "
                "deleted. Delete them sooner "
                "on the order's page once it is finished. What was sold and for how much "
                "stays in the accounts."
            ).format(years=settings.KEEP_BUYERS_YEARS),
        ),
    ]


def _complaints(coop: Coop, *, call: str) -> str:
    words = _("First to the seller: {call}.").format(call=call)
    if coop.seller_email and coop.seller_email != call:
        words += " " + _("Or write to {email}.").format(email=coop.seller_email)
    return words
