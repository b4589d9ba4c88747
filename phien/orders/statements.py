"""The orders' own statements for many rows at once. No Django.

A statement that must hit every row it names divides by zero where it does not: the whole
transaction fails, and whoever sent it reads the orders again.
"""

from dataclasses import dataclass
from datetime import datetime

from phien.plumbing.sql import Statement

INSERT = (
    "insert into orders_order(id, coop_id, session_id, code, token, source, buyer_key, buyer_name, phone, "
    "goods, shipping, total, pay_by, placed_at, state, ended_at) "
    "select * from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], "
    "%b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %s::timestamptz[], "
    "%b::timestamptz[], %b::text[], %s::timestamptz[])"
)
ADD = (
    "with u as (update orders_order o set goods = o.goods + d.goods, total = o.total + d.goods, "
    "pay_by = d.pay_by, "
    "buyer_name = case when d.typed and o.street = '' or o.buyer_name = '' then d.buyer_name "
    "else o.buyer_name end, "
    "phone = case when d.typed and o.street = '' or o.phone = '' then d.phone else o.phone end "
    "from unnest(%b::bigint[], %b::bigint[], %s::timestamptz[], %b::text[], %b::text[], %b::bool[]) "
    "d(id, goods, pay_by, buyer_name, phone, typed) "
    "where o.id = d.id and o.state = 'held' and o.money_at is null and o.claimed_at is null returning 1) "
    "select 1 / (case when (select count(*) from u) = %s then 1 else 0 end)"
)
LINES = (
    "insert into orders_line(order_id, allotment_id, variant_id, code, name, unit, qty, price) "
    "select * from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[], "
    "%b::int[], %b::bigint[]) "
    "on conflict (order_id, allotment_id, price) do update set qty = orders_line.qty + excluded.qty"
)
CUT_LINES = (  # a line of which nothing counts any more goes
    "with d as (select * from unnest(%b::bigint[], %b::bigint[], %b::bigint[], %b::int[]) "
    "d(order_id, allotment_id, price, cut)), "
    "less as (update orders_line l set qty = l.qty - d.cut from d where l.order_id = d.order_id "
    "and l.allotment_id = d.allotment_id and l.price = d.price and l.qty - l.short_qty > d.cut returning 1), "
    "gone as (delete from orders_line l using d where l.order_id = d.order_id "
    "and l.allotment_id = d.allotment_id and l.price = d.price and l.qty - l.short_qty = d.cut returning 1) "
    "select 1 / (case when (select count(*) from less) + (select count(*) from gone) = %s then 1 else 0 end)"
)
LOCK = (
    "select id, state, money_at is not null, claimed_at is not null, pay_by, goods, discount, shipping, "
    "buyer_key, buyer_name, phone, source, code, token, session_id, packed_at is not null, paid, payment, "
    "merged_into_id "
    "from orders_order where id = any(%s::bigint[]) order by id for update"
)
LINES_OF = (
    "select id, order_id, allotment_id, variant_id, qty, short_qty, price, code, name, unit from orders_line "
    "where order_id = any(%s::bigint[]) order by id"
)
CHANGE_LINES = (
    "update orders_line l set qty = d.qty, short_qty = d.short from unnest(%b::bigint[], %b::int[], "
    "%b::int[]) d(id, qty, short) where l.id = d.id"
)
REPRICE = (
    "update orders_order o set goods = o.goods + d.goods, total = o.total + d.goods "
    "from unnest(%b::bigint[], %b::bigint[]) d(id, goods) where o.id = d.id"
)
CANCEL = "update orders_order set state = 'cancelled', ended_at = %s where id = any(%s::bigint[])"
CALL_OFF = (
    "with u as (update orders_order set state = 'cancelled', ended_at = %s where id = any(%s::bigint[]) "
    "and state = 'held' and money_at is null and claimed_at is null returning 1) "
    "select 1 / (case when (select count(*) from u) = %s then 1 else 0 end)"
)
EXPIRE = "update orders_order set state = 'expired', expired_at = %s where id = any(%s::bigint[])"
RUN_OUT = (
    "update orders_order set pay_by = %s where session_id = %s and state = 'held' and money_at is null "
    "and pay_by is null returning id"
)

MERGE_AWAY = (
    "update orders_order set state = 'merged', ended_at = %s, merged_into_id = %s, paid = 0, money_at = null "
    "where id = %s"
)
MERGE_IN = (  # what the surviving order lacks of its buyer comes from the other one
    "update orders_order s set goods = s.goods + m.goods, discount = s.discount + m.discount, "
    "total = s.total + m.goods - m.discount, pay_by = %s, "
    "buyer_name = case when s.buyer_name = '' then m.buyer_name else s.buyer_name end, "
    "phone = case when s.phone = '' then m.phone else s.phone end, "
    "street = case when s.street || s.commune || s.province = '' then m.street else s.street end, "
    "commune = case when s.street || s.commune || s.province = '' then m.commune else s.commune end, "
    "province = case when s.street || s.commune || s.province = '' then m.province else s.province end, "
    "note = concat_ws(' · ', nullif(s.note, ''), nullif(m.note, '')), "
    "payment = case when s.payment = '' then m.payment else s.payment end "
    "from orders_order m where s.id = %s and m.id = %s"
)
MERGE_BACK = (
    "update orders_order set state = 'held', ended_at = null, merged_into_id = null, pay_by = %s "
    "where id = %s"
)
MERGE_OUT = (
    "update orders_order s set goods = s.goods - m.goods, discount = s.discount - m.discount, "
    "total = s.total - m.goods + m.discount from orders_order m where s.id = %s and m.id = %s"
)
SPLIT_OFF = (  # goods, discount, paid of the second parcel; the fee stays with the first
    "insert into orders_order(id, code, token, goods, discount, shipping, total, paid, money_at, "
    "state_before_money, coop_id, session_id, source, buyer_key, buyer_name, phone, street, commune, "
    "province, note, state, payment, pay_by, placed_at, claimed_at, confirmed_at, contacted_at) "
    "select d.id, d.code, d.token, d.goods, d.discount, 0, d.goods - d.discount, d.paid, "
    "case when d.paid > 0 then o.money_at end, case when d.paid > 0 then o.state_before_money else '' end, "
    "o.coop_id, o.session_id, o.source, o.buyer_key, o.buyer_name, o.phone, o.street, o.commune, o.province, "
    "o.note, o.state, o.payment, o.pay_by, o.placed_at, o.claimed_at, o.confirmed_at, o.contacted_at "
    "from orders_order o cross join (select %s::bigint, %s::text, %s::text, %s::bigint, %s::bigint, "
    "%s::bigint) d(id, code, token, goods, discount, paid) where o.id = %s"
)
SPLIT_REST = (
    "update orders_order set goods = goods - %s, discount = discount - %s, total = total - %s, "
    "paid = paid - %s where id = %s"
)
REJOIN = (
    "update orders_order s set goods = s.goods + m.goods, discount = s.discount + m.discount, "
    "shipping = s.shipping + m.shipping, total = s.total + m.total, paid = s.paid + m.paid, "
    "money_at = least(s.money_at, m.money_at), "
    "state_before_money = case when s.money_at is null then m.state_before_money else s.state_before_money "
    "end from orders_order m where s.id = %s and m.id = %s"
)
ADDRESS = "update orders_order set street = %s, commune = %s, province = %s, note = %s where id = %s"
REVIVING = "update orders_order set reviving_at = coalesce(reviving_at, %s) where id = %s"
GIVEN_UP = "update orders_order set reviving_at = null where id = %s"
LIVE_AGAIN = (
    "with u as (update orders_order set state = case when paid >= total then 'confirmed' else 'held' end, "
    "confirmed_at = case when paid >= total then %s::timestamptz end, expired_at = null, ended_at = null, "
    "reviving_at = null, state_before_money = 'held', packed_at = null, packed_by_id = null "
    "where id = any(%s::bigint[]) "
    "and state in ('expired', 'cancelled') and paid > 0 returning 1) "
    "select 1 / (case when (select count(*) from u) = %s then 1 else 0 end)"
)
PAID_UP = "update orders_order set state = 'confirmed', confirmed_at = %s where id = %s and state = 'held'"
FALL_SHORT = (
    "insert into orders_shortage(coop_id, order_id, allotment_id, name, price, qty, what, note, instead, "
    "instead_allotment, instead_price, at, person_id) "
    "values (%b, %b, %b, %b, %b, %b, %b, %b, %b, %s, %s, %b, %s)"
)
SHORTAGE = (
    "select allotment_id, price, qty, what, settled, instead_allotment, instead_price, name, order_id "
    "from orders_shortage where id = %s"
)
AWAITED = (
    "select count(*) from orders_shortage where order_id = %s and what = 'wait' and settled = '' and id <> %s"
)
SETTLE = "update orders_shortage set settled = %s, settled_at = %s where id = %s and settled = ''"
REVIVE = "update orders_order set state = 'confirmed', ended_at = null where id = %s and state = 'cancelled'"

RAN_OUT = (
    "select id from orders_order where session_id = %s and state = 'held' and money_at is null "
    "and pay_by <= %s order by id limit 500"
)


@dataclass(slots=True)
class NewOrder:
    """An order to insert. Money in đồng; `pay_by` None where a comment's order waits for the close."""

    id: int
    coop: int
    session: int
    code: str
    token: str
    source: str
    buyer_key: str
    buyer_name: str
    phone: str
    goods: int
    shipping: int
    pay_by: datetime | None
    placed_at: datetime
    state: str = "held"  # or cancelled: an order may end in the batch that makes it
    ended_at: datetime | None = None

    @property
    def total(self) -> int:
        """Goods and shipping."""
        return self.goods + self.shipping


@dataclass(slots=True)
class Added:
    """What is added to an open order (goods may be less)."""

    goods: int
    pay_by: datetime | None
    buyer_name: str
    phone: str
    typed: bool = False  # into the buy button's fields: it replaces a comment's, not the order page's


@dataclass(slots=True)
class NewLine:
    """A line to insert or to add to (same order, allotment and price); to cut where `qty` is negative."""

    variant: int
    code: str
    name: str
    unit: str
    qty: int


class OrderRows:
    """Orders and lines of one transaction, gathered in any order."""

    def __init__(self) -> None:
        self.new: dict[int, NewOrder] = {}
        self.added: dict[int, Added] = {}
        self.lines: dict[tuple[int, int, int], NewLine] = {}  # (order, allotment, price)
        self.changed_lines: dict[int, tuple[int, int]] = {}  # line -> (qty, short)
        self.repriced: dict[int, int] = {}  # order -> đồng more (or less) for goods
        self.cancelled: list[int] = []  # locked before: whatever their state
        self.called_off: list[int] = []  # open ones, not locked: the statement fails where one is not
        self.expired: list[int] = []
        self.revived: list[int] = []  # ended ones with money; the statement fails where one is not
        self.at: datetime | None = None

    def line(self, order: int, allotment: int, price: int, more: NewLine) -> None:
        """Add to what this transaction does to a line; a new order's line of nothing is none."""
        key = (order, allotment, price)
        line = self.lines.setdefault(key, more)
        if line is not more:
            line.qty += more.qty
        if not line.qty:
            del self.lines[key]

    def call_off(self, order: int, at: datetime) -> None:
        """An open order ends, with the lines it had before this transaction or those that this one made."""
        fresh = self.new.get(order)
        if fresh is not None:
            fresh.state, fresh.ended_at = "cancelled", at
            return
        self.added.pop(order, None)
        for key in [key for key in self.lines if key[0] == order]:
            del self.lines[key]
        self.called_off.append(order)

    def join(self, other: "OrderRows") -> None:
        """Write another session's rows too: no order is in both."""
        self.new.update(other.new)
        self.added.update(other.added)
        self.lines.update(other.lines)
        self.changed_lines.update(other.changed_lines)
        self.repriced.update(other.repriced)
        self.cancelled += other.cancelled
        self.called_off += other.called_off
        self.expired += other.expired
        self.revived += other.revived

    def statements(self) -> list[Statement]:
        """All writes, orders before their lines."""
        out: list[Statement] = []
        # ends first: a buyer whose order ends and who is promoted has one open order at any moment
        if self.cancelled:
            out.append(Statement(CANCEL, [self.at, sorted(self.cancelled)]))
        if self.called_off:
            ids = sorted(self.called_off)
            out.append(Statement(CALL_OFF, [self.at, ids, len(ids)]))
        if self.expired:
            out.append(Statement(EXPIRE, [self.at, sorted(self.expired)]))
        if self.revived:
            ids = sorted(self.revived)
            out.append(Statement(LIVE_AGAIN, [self.at, ids, len(ids)]))
        if self.new:
            rows = list(self.new.values())
            names = (
                "id coop session code token source buyer_key buyer_name phone goods shipping total pay_by "
                "placed_at state ended_at"
            ).split()
            out.append(Statement(INSERT, [[getattr(row, name) for row in rows] for name in names]))
        if self.added:
            ids = sorted(self.added)
            names = ["goods", "pay_by", "buyer_name", "phone", "typed"]
            columns = [[getattr(self.added[key], name) for key in ids] for name in names]
            out.append(Statement(ADD, [ids, *columns, len(ids)]))
        if self.repriced:
            ids = sorted(self.repriced)
            out.append(Statement(REPRICE, [ids, [self.repriced[key] for key in ids]]))
        if self.changed_lines:
            ids = sorted(self.changed_lines)
            qty, short = zip(*(self.changed_lines[key] for key in ids), strict=True)
            out.append(Statement(CHANGE_LINES, [ids, list(qty), list(short)]))
        cuts = sorted(key for key, line in self.lines.items() if line.qty < 0)
        if cuts:
            columns = [[key[place] for key in cuts] for place in range(3)]
            out.append(Statement(CUT_LINES, [*columns, [-self.lines[key].qty for key in cuts], len(cuts)]))
        keys = [key for key, line in self.lines.items() if line.qty > 0]
        if keys:
            rows_ = [self.lines[key] for key in keys]
            out.append(
                Statement(
                    LINES,
                    [
                        [order for order, _, _ in keys],
                        [allotment for _, allotment, _ in keys],
                        [row.variant for row in rows_],
                        [row.code for row in rows_],
                        [row.name for row in rows_],
                        [row.unit for row in rows_],
                        [row.qty for row in rows_],
                        [price for _, _, price in keys],
                    ],
                )
            )
        return out
