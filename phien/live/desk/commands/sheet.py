"""What staff change during a live: pin, price, allotment, and stock that turned out not to be there."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.release import free, promote
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.plumbing.sql import Statement
from phien.stock.statements import ADD_LEDGER, READ_STOCK

PIN = "update live_session set pinned_id = %s, pinned_at = %s where id = %s"
PRICE = (
    "update live_item set price = %s, flash_price = %s, flash_until = %s, limit_per_buyer = %s where id = %s"
)
LATEST_ORDERS = (
    "select distinct o.id from orders_line l join orders_order o on o.id = l.order_id "
    "where l.allotment_id = %s and l.qty > l.short_qty and o.state in ('held', 'confirmed', 'packed') "
    "order by o.id desc limit 500"
)


def pin(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code}: on screen from now on; an empty code takes the pin away."""
    yield from ()
    code = str(ask.body.get("code") or "")
    if code and code not in book.codes:
        return refused("unknown_code", 422, name=code)
    book.pinned = code
    basket.record.add(
        "session.pinned",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"code": code},
    )
    done = Done(Answer(200, {"pinned": code}), kinds=["pinned"])
    done.extra = [Statement(PIN, [book.codes[code].row if code else None, at, book.session])]
    return done


def price(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, price, flash_price, flash_until, limit_per_buyer}: for wishes from now on."""
    yield from ()
    item = book.codes.get(str(ask.body["code"]))
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    until = ask.body.get("flash_until")
    item.price = int(ask.body.get("price", item.price))
    item.flash_until = datetime.fromisoformat(until) if until else None
    item.flash_price = int(ask.body["flash_price"]) if until else None
    limit = ask.body.get("limit_per_buyer", item.limit)
    item.limit = int(limit) if limit else None
    book.ready()
    basket.record.add(
        "item.priced",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"code": item.code, "price": item.price, "flash_price": item.flash_price, "flash_until": until},
    )
    done = Done(Answer(200, {"code": item.code, "price": item.price}), kinds=["price"])
    done.extra = [Statement(PRICE, [item.price, item.flash_price, item.flash_until, item.limit, item.row])]
    return done


def allot(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, by}: more from the store's free stock, or back to it."""
    item, by = book.codes.get(str(ask.body["code"])), int(ask.body["by"])
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    # read, not locked: stock rows come last in the order of locks, and the CHECK on them is the guard
    stock: list[Rows] = yield [Statement(READ_STOCK, [item.variant])]
    on_hand, reserved = stock[0][0] if stock[0] else (0, 0)
    if by > on_hand - reserved:
        return refused("nothing_free", left=max(0, on_hand - reserved))
    if -by > item.remaining:
        return refused("more_than_remaining", left=item.remaining)
    told: list[str] = []
    if by < 0:
        free(basket, item, -by)
    else:
        item.remaining += by
        item.allotted += by
        basket.stock.allot(item.id, item.variant, by)
        told = promote(book, basket, [item.id], at=at)
    basket.record.add(
        "item.allotted",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"code": item.code, "by": by},
    )
    return Done(Answer(200, {"code": item.code, "left": item.remaining}), buyers=told)


def lose(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{variant, qty, reason}: stock below reserved is gone: remaining first, then the latest orders
    fall short. Answers how much this session carried; the caller asks the next one for the rest."""
    variant, need, reason = int(ask.body["variant"]), int(ask.body["qty"]), str(ask.body["reason"])
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
