"""Papers of parcels, cooperative first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, override

from phien.coops.models import Coop
from phien.orders import queries as orders
from phien.orders.contracts import Payment, State
from phien.shipping.contracts import (
    CARRIERS,
    Content,
    Handed,
    HandedRow,
    Paper,
    Papers,
    Parcel,
    Place,
    Totals,
)
from phien.shipping.errors import NothingToPrint, NumberWrong, UnknownRun
from phien.shipping.lists import render_list
from phien.shipping.models import PrintRun
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
    "papers_of_run",
    "parcels",
    "printable",
    "spaced_phone",
    "typeset",
    "typeset_picture",
]


def carrier_name(carrier: str) -> str:
    """The carrier's name in the reader's language; empty where none was chosen."""
    return gettext(CARRIERS[carrier]) if carrier in CARRIERS else carrier


def sendable(*, coop: Coop, codes: Iterable[str]) -> list[str]:
    """The codes of those with an address that may leave or have left, as confirmed; at most 500."""
    return list(_sendable(coop, codes).values_list("code", flat=True)[:MOST])


def papers_of_run(
    *, coop: Coop, run: PrintRun, public_url: str, first: int = 1, last: int | None = None
) -> bytes:
    """The papers of a run from number `first` to `last` as one PDF; two queries however many.

    Each shows its number. What can no longer be sent (cancelled, opened and short of an address) is left out,
    the others keep theirs. Raises `NothingToPrint` where nothing is left.
    """
    wanted = {code: place for place, code in enumerate(run.codes, start=1)}
    asked = run.codes[first - 1 : last]
    found = parcels(coop=coop, codes=asked, public_url=public_url)
    if not found:
        raise NothingToPrint
    found = sorted(found, key=lambda parcel: wanted[parcel.code])
    most = len(run.codes)
    numbered = [replace(one, number=f"{wanted[one.code]}/{most}" if most > 1 else "") for one in found]
    made = render(numbered, papers=Papers(run.papers), paper=Paper(run.paper))
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def runs(*, coop: Coop, text: str = "") -> QuerySet[PrintRun]:
    """What was printed, the latest first; with the paper of the order of this code."""
    rows = PrintRun.objects.of(coop).select_related("person").order_by("-pk")
    return rows.filter(codes__contains=[text.upper().replace(" ", "")]) if text else rows


def run(*, coop: Coop, run_id: int) -> PrintRun:
    """One of them. 404 where the cooperative has no such."""
    found = PrintRun.objects.of(coop).filter(pk=run_id).first()
    if found is None:
        raise UnknownRun
    return found


def numbers_asked(*, run: PrintRun, number: str, alone: bool) -> tuple[int, int]:
    """From 7 to the last for `number` "7", (7, 7) where it is wanted `alone`."""
    most, typed = len(run.codes), number.strip()
    if not typed.isdecimal() or not 1 <= int(typed[:9]) <= most:
        raise NumberWrong(most=most)
    return int(typed), int(typed) if alone else most


def parcels(*, coop: Coop, codes: Iterable[str], public_url: str) -> list[Parcel]:
    """The parcels of these orders, in the order they were confirmed; at most 500."""
    return [_parcel(coop, order, public_url) for order in orders.with_lines(_sendable(coop, codes))[:MOST]]


def totals_of(found: Iterable[Order]) -> Totals:
    """What a hand-over list comes to."""
    rows = list(found)
    return Totals(
        parcels=len(rows),
        grams=sum(order.weight or 0 for order in rows),
        unweighed=sum(1 for order in rows if order.weight is None),
        cash=sum(order.to_collect for order in rows),
        with_cash=sum(1 for order in rows if order.to_collect),
    )


def totals_in(found: QuerySet[Order]) -> Totals:
    """The same, counted by the database in one query, however many there are."""
    owed = Q(payment=Payment.COD, total__gt=F("paid"))
    return Totals(
        **found.order_by().aggregate(
            parcels=Count("pk"),
            grams=Coalesce(Sum("weight"), 0),
            unweighed=Count("pk", filter=Q(weight=None)),
            cash=Coalesce(Sum(F("total") - F("paid"), filter=owed), 0),
            with_cash=Count("pk", filter=owed),
        )
    )


def handover_list(
    *, coop: Coop, orders: Iterable[Order], carrier: str, at: datetime | None = None, by: str = ""
) -> bytes:
    """The list that the carrier signs, as a PDF on A4: parcels, weights, cash, totals. No phones."""
    rows = list(orders)
    with override("vi"):
        return render_list(
            Handed(
                seller=coop.name,
                carrier=carrier_name(carrier),
                when=_moment(at) if at else "",
                by=by,
                rows=tuple(_row(order) for order in rows),
                totals=totals_of(rows),
            )
        )


def _row(order: Order) -> HandedRow:
    place = ", ".join(part for part in (order.commune, order.province) if part)
    return HandedRow(order.code, order.buyer_name, place, order.weight, order.to_collect)


def _sendable(coop: Coop, codes: Iterable[str]) -> QuerySet[Order]:
    rows = orders.of_codes(coop=coop, codes=codes).exclude(orders.LACKS_ADDRESS)
    return rows.filter(state__in=[State.CONFIRMED, State.PACKED, State.HANDED_OVER])


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
        weight=order.weight,
        carrier=order.carrier,
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(HERE):%H:%M} {_day(moment)}"


def _day(moment: datetime) -> str:
    here = moment.astimezone(HERE)
    return f"{here.day}/{here.month}/{here.year}"
