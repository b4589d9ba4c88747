"""Cancelling and changing an order, leaving a waiting list."""

from collections.abc import Sequence
from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.place import Buyer, over_limit, take, wait
from phien.live.desk.release import end_order, give_back, promote
from phien.live.desk.steps import Steps
from phien.live.desk.things import Item, KnownOrder

STAFF_MAY_CANCEL = ("held", "confirmed", "packed")
BUYER_MAY_CANCEL = ("held", "confirmed")


def cancel_locked(
    book: Book, basket: Basket, order: LockedOrder, *, actor: str, person: int | None, at: datetime
) -> list[str]:
    """Cancel a locked order and promote who waits; the buyers to tell."""
    back = end_order(book, basket, order)
    basket.orders.cancelled.append(order.id)
    basket.record.add("order.cancelled", "order", order.id, actor=actor, person=person, at=at)
    return [order.buyer_key, *promote(book, basket, sorted(back), at=at)]


def cancel(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order}: by the buyer until packed, by staff until handed over."""
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    if order.state == "cancelled":
        return Done(Answer(200, {"outcome": "cancelled", "order": order.code}))
    allowed = BUYER_MAY_CANCEL if ask.actor == "buyer" else STAFF_MAY_CANCEL
    if order.state not in allowed:
        return refused("order_moved_on", state=order.state)
    told = cancel_locked(book, basket, order, actor=ask.actor, person=ask.person, at=at)
    return Done(Answer(200, {"outcome": "cancelled", "order": order.code}), buyers=told)


def change_locked(
    book: Book,
    basket: Basket,
    order: LockedOrder,
    wanted: dict[Item, int],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> tuple[str, list[str]]:
    """Make an open locked order exactly `wanted`: what shrinks is given back, what grows is taken where
    it fits and waits otherwise. Returns the outcome and the buyers to tell."""
    known = book.orders[order.id]
    if not wanted:
        return "cancelled", cancel_locked(book, basket, order, actor=actor, person=person, at=at)
    buyer = Buyer(order.buyer_key, order.source, order.buyer_name, order.phone)
    have = order.have()
    back = _shrink(book, basket, order, known, {key: wanted.get(book.items[key], 0) for key in have})
    more = [(item, qty - have.get(item.id, 0)) for item, qty in wanted.items() if qty > have.get(item.id, 0)]
    outcome = grow(book, basket, buyer, more, actor=actor, person=person, at=at)
    basket.record.add(
        "order.changed",
        "order",
        order.id,
        actor=actor,
        person=person,
        at=at,
        facts={"items": {item.code: qty for item, qty in wanted.items()}, "total": known.total},
    )
    if not known.lines:
        # only what must wait is left: the order itself ends, with the lines it had
        basket.orders.repriced.pop(order.id, None)
        basket.orders.dropped_lines.clear()
        basket.orders.changed_lines.clear()
        basket.orders.cancelled.append(order.id)
        book.forget(known)
    told = promote(book, basket, sorted(back), at=at)
    return outcome, [order.buyer_key, *told]


def _shrink(
    book: Book, basket: Basket, order: LockedOrder, known: KnownOrder, target: dict[int, int]
) -> set[int]:
    """Cut the latest lines of each allotment down to its target; what was given back."""
    back: set[int] = set()
    goods = 0
    spare = {item: qty - target[item] for item, qty in order.have().items()}
    for line in reversed(order.lines):
        cut = min(spare.get(line.item, 0), line.counted)
        if cut <= 0:
            continue
        spare[line.item] -= cut
        goods -= cut * line.price
        back |= give_back(book, basket, [(line.item, cut)], known.who)
        left = known.lines[line.item, line.price] - cut
        if left:
            basket.orders.changed_lines[line.id] = (line.qty - cut, line.short)
            known.lines[line.item, line.price] = left
        else:
            basket.orders.dropped_lines.append(line.id)
            del known.lines[line.item, line.price]
    if goods:
        basket.orders.repriced[order.id] = goods
        known.goods += goods
    return back


def grow(
    book: Book,
    basket: Basket,
    buyer: Buyer,
    more: Sequence[tuple[Item, int]],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> str:
    """Take what fits, let the difference wait; `changed`, or why not all of it could be."""
    outcome = "changed"
    taken: dict[str, int] = {}
    for item, qty in more:
        price = item.price_at(at)
        if over_limit(book, item, qty, buyer):
            outcome = "limit"
        elif item.remaining >= qty:
            take(book, basket, buyer, [(item, qty, price)], at=at)
            taken[item.code] = qty
        elif item.room >= qty:
            wait(book, basket, buyer, item, qty, price, at=at)
            outcome = "waitlisted"
        else:
            outcome = "sold_out"
    made = book.open.get(buyer.key)
    if taken and made is not None and made.id in basket.orders.new:
        facts: dict[str, object] = {"items": taken, "total": made.total}
        basket.record.add("order.placed", "order", made.id, actor=actor, person=person, at=at, facts=facts)
    return outcome


def change(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, items}: the order becomes exactly `items`; only while it is open."""
    wanted: dict[Item, int] = {}
    for row in ask.body["items"]:
        item = book.codes.get(str(row["code"]))
        if item is None:
            return refused("unknown_code", 422, name=row["code"])
        if row["qty"] > 0:
            wanted[item] = wanted.get(item, 0) + int(row["qty"])
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    if not order.open or (book.state != "open" and _grows(order, wanted)):
        return refused("order_moved_on", state=order.state)
    outcome, told = change_locked(book, basket, order, wanted, actor=ask.actor, person=ask.person, at=at)
    known = book.orders.get(order.id)
    body: dict[str, object] = {"outcome": outcome, "order": order.code}
    if known is not None:
        body["total"] = known.total
    return Done(Answer(200, body), buyers=told)


def _grows(order: LockedOrder, wanted: dict[Item, int]) -> bool:
    have = order.have()
    return any(qty > have.get(item.id, 0) for item, qty in wanted.items())


def leave(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{waiting}: out of the line."""
    place = book.places.get(int(ask.body["waiting"]))
    yield from ()
    if place is None:
        return refused("not_found", 404)
    book.unqueue(place)
    basket.leave(place.id, "dropped")
    basket.record.add("waiting.left", "session", book.session, actor=ask.actor, person=ask.person, at=at)
    return Done(Answer(200, {"outcome": "left"}), buyers=[place.buyer_key])
