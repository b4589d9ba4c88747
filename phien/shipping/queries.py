"""Papers of parcels, cooperative first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from phien.coops.models import Coop
from phien.orders import queries as orders
from phien.orders.contracts import State
from phien.shipping.contracts import CARRIERS, Content, Paper, Papers, Parcel, Place
from phien.shipping.papers import printable, render, spaced_phone, typeset, typeset_picture

if TYPE_CHECKING:
    from phien.orders.models import Order

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MOST = 500  # parcels in one PDF
__all__ = [
    "CARRIERS",
    "Paper",
    "Papers",
    "carrier_name",
    "papers_of",
    "parcels",
    "printable",
    "spaced_phone",
    "typeset",
    "typeset_picture",
]


def carrier_name(carrier: str) -> str:
    """The carrier's name in the reader's language; empty where none was chosen."""
    return gettext(CARRIERS[carrier]) if carrier in CARRIERS else carrier


def papers_of(
    *, coop: Coop, codes: Iterable[str], papers: Papers, paper: Paper, public_url: str
) -> tuple[bytes, int]:
    """One PDF for the confirmed and packed orders among these codes, and how many parcels it holds.

    Two queries however many orders. Orders that may not leave (held, ended, without address) are left out.
    """
    found = parcels(coop=coop, codes=codes, public_url=public_url)
    made = render(found, papers=papers, paper=paper)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made, len(found)


def parcels(*, coop: Coop, codes: Iterable[str], public_url: str) -> list[Parcel]:
    """The parcels of these orders, in the order they were confirmed; at most 500."""
    rows = orders.with_lines(orders.of_codes(coop=coop, codes=codes)).exclude(orders.LACKS_ADDRESS)
    rows = rows.filter(state__in=[State.CONFIRMED, State.PACKED, State.HANDED_OVER])[:MOST]
    return [_parcel(coop, order, public_url) for order in rows]


def _parcel(coop: Coop, order: Order, public_url: str) -> Parcel:
    return Parcel(
        code=order.code,
        seller=coop.short_name or coop.name,
        sender=Place(
            name=coop.return_name or coop.name,
            phone=coop.return_phone,
            street=coop.return_street,
            commune=coop.return_commune,
            province=coop.return_province,
        ),
        receiver=Place(
            name=order.buyer_name,
            phone=order.phone,
            street=order.street,
            commune=order.commune,
            province=order.province,
        ),
        contents=tuple(
            Content(line.code, line.name, line.unit, line.counted, line.amount)
            for line in order.lines.all()
            if line.counted
        ),
        goods=order.goods,
        discount=order.discount,
        shipping=order.shipping,
        total=order.total,
        paid=order.paid,
        due=order.to_collect,
        note=order.note,
        link=f"{public_url}/o/{order.token}",
        placed=_day(order.placed_at),
    )


def _day(moment: datetime) -> str:
    here = moment.astimezone(HERE)
    return f"{here.day}/{here.month}/{here.year}"
