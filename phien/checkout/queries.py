"""Reads over wishes, orders and allotments together."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from phien.checkout.models import Waiting, Wish
from phien.plumbing.truths import BrokenTruth

RUN_OUT = (
    "select session_id, id from orders_order where state = 'held' and money_at is null and pay_by <= %s "
    "and session_id is not null order by id limit 5000"
)
LISTS_LEFT = (
    "select distinct w.session_id from checkout_waiting w where w.state = 'waiting' and not exists "
    "(select 1 from orders_order o where o.session_id = w.session_id and o.state = 'held') order by 1"
)
TWICE = (
    "select session_id, source, external_id, count(*) as times from checkout_wish "
    "group by 1, 2, 3 having count(*) > 1 union all "
    "select session_id, source, external_id, count(*) from comments_comment "
    "group by 1, 2, 3 having count(*) > 1 union all "
    "select session_id, 'command', key, count(*) from live_command group by 1, 2, 3 having count(*) > 1"
)
TAKEN = (
    "select a.id as allotment, a.session_id, a.taken, coalesce(l.promised, 0) as promised "
    "from stock_allotment a left join (select l.allotment_id, sum(l.qty - l.short_qty) as promised "
    "from orders_line l join orders_order o on o.id = l.order_id "
    "where o.state not in ('expired', 'cancelled', 'merged') group by 1) l on l.allotment_id = a.id "
    "where a.taken <> coalesce(l.promised, 0)"
)


def run_out(*, at: datetime) -> dict[int, list[int]]:
    """Held orders without money whose hold has ended, by live session: what the clock's job looks at."""
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(RUN_OUT, [at])
        for session_id, order_id in cursor.fetchall():
            found[session_id].append(order_id)
    return found


@dataclass(frozen=True, slots=True)
class Refused:
    """Pieces of one item that were asked for when it was sold out, and since when."""

    pieces: int = 0
    first: datetime | None = None


def waiting(*, coop: Any, session_id: int) -> QuerySet[Waiting]:
    """Every place in line of a live session, whatever came of it."""
    return Waiting.objects.of(coop).filter(session_id=session_id)


def refused_pieces(*, coop: Any, session_id: int) -> dict[str, Refused]:
    """What was refused as sold out, by the item's code. One query."""
    found: dict[str, Refused] = {}
    wishes = Wish.objects.of(coop).filter(session_id=session_id, outcome="sold_out").order_by("at", "pk")
    for answer, at in wishes.values_list("answer", "at"):
        for item in answer.get("body", answer).get("items", ()):
            # a button's answer names the codes that lack, a comment's also how many were wanted
            code, qty = (item["code"], int(item["qty"])) if isinstance(item, dict) else (str(item), 1)
            known = found.get(code, Refused())
            found[code] = Refused(known.pieces + qty, known.first or at)
    return found


def lists_left() -> list[int]:
    """Live sessions in which somebody still waits though no order is held any more."""
    with connection.cursor() as cursor:
        cursor.execute(LISTS_LEFT)
        return [session_id for (session_id,) in cursor.fetchall()]


def broken_truths() -> list[BrokenTruth]:
    """Truths 2 and 7 of the desk: one key one outcome; what is taken is what the orders hold."""
    found = []
    for truth, sentence, sql in (
        (2, "one comment, button key or command key has one outcome", TWICE),
        (7, "taken is the sum of the lines that are neither expired, cancelled nor merged", TAKEN),
    ):
        rows = _rows(sql)
        if rows:
            found.append(BrokenTruth(truth=truth, sentence=sentence, rows=rows))
    return found


def _rows(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
