"""Stock that turned out not to be there."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.plumbing.sql import Statement
from phien.stock.statements import ADD_LEDGER

LATEST_ORDERS = (
    "select distinct o.id from orders_line l join orders_order o on o.id = l.order_id "
    "where l.allotment_id = %s and l.qty > l.short_qty and o.state in ('held', 'confirmed', 'packed') "
    "order by o.id desc limit 500"
)


def lose(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{variant, qty, reason}: stock below reserved is gone: remaining first, then the latest orders
    fall short. Answers how much this session carried; the caller asks the next one for the rest."""
    variant, need, reason = int(ask.body["variant"]), int(ask.body["qty"]), str(ask.body["reason"])
    if need < 1:
        return refused("more_than_remaining", left=0)
    carried, told = 0, []
    for item in [each for each in book.items.values() if each.variant == variant]:
        from_remaining = min(item.remaining, need - carried)
        from_orders = 0
        if from_remaining < need - carried:
            rows: list[Rows] = yield [Statement(LATEST_ORDERS, [item.id])]
            orders = yield from lock_orders(book, [row[0] for row in rows[0]])
            for order in sorted(orders.values(), key=lambda each: -each.id):
                short = _fall_short(book, basket, order, item, need - carried - from_remaining - from_orders)
                from_orders += short
                if short:
                    told.append(order.buyer_key)
                    basket.record.add(
                        "order.fell_short",
                        "order",
                        order.id,
                        actor=ask.actor,
                        person=ask.person,
                        at=at,
                        facts={"code": item.code, "qty": short},
                    )
        item.remaining -= from_remaining
        item.allotted -= from_remaining + from_orders
        basket.stock.shrink(item.id, variant, remaining=from_remaining, taken=from_orders)
        carried += from_remaining + from_orders
    done = Done(Answer(200, {"carried": carried}), buyers=told)
    if carried:
        done.extra = [Statement(ADD_LEDGER, [book.coop, variant, -carried, reason, ask.person, at])]
        basket.record.add(
            "stock.lost",
            "variant",
            variant,
            actor=ask.actor,
            person=ask.person,
            at=at,
            facts={"qty": carried, "reason": reason},
        )
    return done


def _fall_short(book: Book, basket: Basket, order: LockedOrder, item: Item, most: int) -> int:
    """Mark up to `most` of an order's lines of `item` as short; how many."""
    fell = 0
    known = book.known(order.id)
    if order.state not in ("held", "confirmed", "packed") or known is None:
        return 0
    for line in order.lines:
        cut = min(most - fell, line.counted) if line.item == item.id else 0
        if cut <= 0:
            continue
        fell += cut
        basket.orders.changed_lines[line.id] = (line.qty, line.short + cut)
        basket.orders.repriced[order.id] = basket.orders.repriced.get(order.id, 0) - cut * line.price
        book.count(item.id, -cut, known.who)
        known.goods -= cut * line.price
        known.lines[line.item, line.price] -= cut
        if not known.lines[line.item, line.price]:
            del known.lines[line.item, line.price]
    return fell
