"""Stock, order and fee in one transaction: what a batch writes, in the order of locks. No Django."""

from dataclasses import dataclass
from datetime import datetime

from phien.activity.statements import Record
from phien.orders.statements import OrderRows
from phien.plumbing.sql import Statement, json_text
from phien.stock.statements import StockMoves

WISHES = (
    "insert into checkout_wish(coop_id, session_id, source, external_id, buyer_key, digest, outcome, answer, "
    "order_id, at) select * from unnest(%b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], "
    "%b::text[], %b::text[], %b::text[]::jsonb[], %s::bigint[], %b::timestamptz[])"
)
WAIT = (
    "insert into checkout_waiting(id, coop_id, session_id, allotment_id, code, name, unit, qty, price, "
    "source, buyer_key, buyer_name, phone, token, placed_at) select * from unnest(%b::bigint[], "
    "%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::int[], "
    "%b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[])"
)
LEAVE = (
    "with u as (update checkout_waiting w set state = d.state, order_id = d.order_id, left_at = %s "
    "from unnest(%b::bigint[], %b::text[], %s::bigint[]) d(id, state, order_id) "
    "where w.id = d.id and w.state = 'waiting' returning 1) "
    "select 1 / (case when (select count(*) from u) = %s then 1 else 0 end)"
)
FIRST_ANSWERS = (
    "select source, external_id, digest, answer, outcome from checkout_wish "
    "where session_id = %s and (source, external_id) in (select * from unnest(%s::text[], %s::text[]))"
)
END_LISTS = (
    "update checkout_waiting set state = 'ended', left_at = %s where session_id = %s and state = 'waiting' "
    "and not exists (select 1 from orders_order where session_id = %s and state = 'held')"
)


@dataclass(slots=True)
class WishRow:
    """A wish and its first answer (`{"status", "body"}`, stored whole)."""

    source: str
    external_id: str
    buyer_key: str
    digest: str
    outcome: str
    answer: dict[str, object]
    order: int | None
    at: datetime


@dataclass(slots=True)
class WaitingRow:
    """A place in an item's waiting list."""

    id: int
    allotment: int
    code: str
    name: str
    unit: str
    qty: int
    price: int
    source: str
    buyer_key: str
    buyer_name: str
    phone: str
    token: str
    placed_at: datetime


class Basket:
    """Everything one transaction of a session writes to checkout, orders, stock and the record."""

    def __init__(self, *, coop: int, session: int, at: datetime) -> None:
        self.coop, self.session, self.at = coop, session, at
        self.orders = OrderRows()
        self.orders.at = at
        self.stock = StockMoves()
        self.record = Record(coop=coop)
        self.wishes: list[WishRow] = []
        self.waiting: dict[int, WaitingRow] = {}
        self.left: dict[int, tuple[str, int | None]] = {}  # waiting -> (state, order)

    def leave(self, waiting: int, state: str, order: int | None = None) -> None:
        """A waiting entry ends: promoted (with its order), dropped or ended."""
        self.left[waiting] = (state, order)


def place(*baskets: Basket) -> list[Statement]:
    """The statements of a basket, or of several sessions' together, in the order of locks: orders, lines,
    lists, allotments, stock, record."""
    orders, stock, record = OrderRows(), StockMoves(), Record(coop=0)
    orders.at = baskets[0].at
    for basket in baskets:
        orders.join(basket.orders)
        stock.join(basket.stock)
        record.join(basket.record)
    out = orders.statements()
    waiting = [(basket, row) for basket in baskets for row in basket.waiting.values()]
    if waiting:
        names = "allotment code name unit qty price source buyer_key buyer_name phone token placed_at".split()
        out.append(
            Statement(
                WAIT,
                [
                    [row.id for _, row in waiting],
                    [basket.coop for basket, _ in waiting],
                    [basket.session for basket, _ in waiting],
                    *([getattr(row, name) for _, row in waiting] for name in names),
                ],
            )
        )
    left = {key: end for basket in baskets for key, end in basket.left.items()}
    if left:
        ids = sorted(left)
        ends = [[left[key][0] for key in ids], [left[key][1] for key in ids]]
        out.append(Statement(LEAVE, [orders.at, ids, *ends, len(ids)]))
    wishes = [(basket, wish) for basket in baskets for wish in basket.wishes]
    if wishes:
        out.append(
            Statement(
                WISHES,
                [
                    [basket.coop for basket, _ in wishes],
                    [basket.session for basket, _ in wishes],
                    [wish.source for _, wish in wishes],
                    [wish.external_id for _, wish in wishes],
                    [wish.buyer_key for _, wish in wishes],
                    [wish.digest for _, wish in wishes],
                    [wish.outcome for _, wish in wishes],
                    [json_text(wish.answer) for _, wish in wishes],
                    [wish.order for _, wish in wishes],
                    [wish.at for _, wish in wishes],
                ],
            )
        )
    return [
        *out,
        *stock.allotment_statements(),
        *stock.stock_statements(),
        *record.statement(),
    ]
