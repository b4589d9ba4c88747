"""Finding orders by what somebody remembers: code, name without marks, phone, goods, live, day, payment."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField
from django.db.models.functions import Lower
from django.utils.timezone import localtime, make_aware

from phien.kernel.codes import is_order_code
from phien.kernel.phones import to_e164
from phien.kernel.text import fold
from phien.orders.contracts import State, Wanted

# đ and Đ, which are letters of their own, then the marks of Vietnamese and of the names beside it.
_FROM = "".join(
    f"\\{place:04X}" for place in (0x111, 0x110, *range(0x300, 0x30D), 0x31B, *range(0x323, 0x329))
)
_UNMARKED = f"translate(normalize(%(expressions)s, NFD), U&'{_FROM}', 'dd')"
WHOLE, SHOWN = 9, 3  # digits of a whole number; the last ones that a masked number shows
UNPAID = Q(state=State.HELD, money_at__isnull=True, claimed_at__isnull=True)
SOON = timedelta(hours=2)
_DIGITS = re.compile(r"[\d\s.+()\-]+")


def folded(column: str) -> Func:
    """The column in small letters without marks, as `kernel.text.fold` makes them.

    PostgreSQL's own normalize() and translate(): it needs no extension.
    """
    return Func(Lower(column), template=_UNMARKED, output_field=TextField())


def narrowed(orders: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """Those that fit all of it."""
    exact = {
        "state": wanted.state,
        "session_id": wanted.session_id,
        "payment": wanted.payment,
        "source": wanted.source,
    }
    orders = orders.filter(**{name: value for name, value in exact.items() if value})
    if wanted.codes:
        orders = orders.filter(code__in=wanted.codes)
    if wanted.since:
        orders = orders.filter(placed_at__gte=_midnight(wanted.since))
    if wanted.until:
        orders = orders.filter(placed_at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.ending:
        now, until = wanted.ending
        orders = orders.filter(UNPAID, pay_by__gt=now, pay_by__lte=until)
    return matching(orders, wanted)


def until_tonight(*, at: datetime) -> datetime:
    """The end of the day, and two hours from now at the least: what ends by then is about to end."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(midnight, at + SOON)


def matching(orders: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """Those that the text names. A whole code and a whole phone go by their indexes alone."""
    text = " ".join(wanted.text.split())
    if not text:
        return orders
    code = text.upper().replace(" ", "")
    if is_order_code(code):
        return orders.filter(code=code)
    numbers = whole_numbers(text)
    if numbers:
        return orders.filter(phone__in=numbers)
    found = Q(code__contains=code) | _named(text) | _phone_ends(text, every_phone=wanted.every_phone)
    if wanted.lives:
        found |= Q(session_id__in=wanted.lives)
    if wanted.goods is not None:
        found |= Q(pk__in=_with_goods(orders, wanted.goods))
    return orders.filter(found)


def whole_numbers(text: str) -> list[str]:
    """A whole phone number as it may be kept; nothing where the text is something else."""
    digits = digits_of(text)
    if len(digits) < WHOLE:
        return []
    mobile = to_e164(text)
    return [mobile] if mobile else [f"+{digits}", f"+84{digits.removeprefix('0')}"]


def digits_of(text: str) -> str:
    """The digits of a phone or of a part of one; empty where other letters are in it."""
    return re.sub(r"\D", "", text) if _DIGITS.fullmatch(text) else ""


def _named(text: str) -> Q:
    named = Q()
    for word in fold(text).split():
        named &= Q(folded_name__contains=word)
    return named


def _phone_ends(text: str, *, every_phone: bool) -> Q:
    digits = digits_of(text)
    if len(digits) == SHOWN or (every_phone and len(digits) > SHOWN):
        return Q(phone__endswith=digits)
    return Q(pk__in=[])


def _with_goods(orders: QuerySet[Any], goods: Any) -> Any:
    lines = orders.model._meta.get_field("lines").related_model
    return lines.every_coop.filter(allotment__in=goods).values("order")


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
