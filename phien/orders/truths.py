"""What must be true of every order, asked of the whole database by `phien check`."""

from typing import Any

from django.db import connection

from phien.plumbing.truths import BrokenTruth

TOTALS = (
    "select o.code, o.state, o.goods, o.discount, o.shipping, o.total, coalesce(sum(l.price * "
    "(l.qty - l.short_qty)), 0)::bigint as lines from orders_order o left join orders_line l "
    "on l.order_id = o.id group by o.id having o.total <> o.goods - o.discount + o.shipping "
    "or (o.state <> 'merged' and o.goods <> coalesce(sum(l.price * (l.qty - l.short_qty)), 0)) order by o.id"
)
ENDED_WITH_MONEY = (
    "select code, state, money_at, expired_at from orders_order where expired_at is not null "
    "and money_at is not null and money_at < expired_at order by id"
)


def broken_truths() -> list[BrokenTruth]:
    """Truths 3 and 4 over every cooperative, for `phien check`: nothing where both hold."""
    checks = (
        (3, "order total = sum of lines - discounts + shipping", TOTALS),
        (4, "an order that has money is never ended by a timer", ENDED_WITH_MONEY),
    )
    found = [(truth, sentence, _rows(sql)) for truth, sentence, sql in checks]
    return [BrokenTruth(truth, sentence, rows) for truth, sentence, rows in found if rows]


def _rows(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
