"""Cancelling and changing an order, leaving a waiting list."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.amend import change_order
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.release import end_order, promote
from phien.live.desk.steps import Steps
from phien.live.desk.things import Item

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


def change(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, items}: the order becomes exactly `items`; only while it is open."""
    wanted: dict[Item, int] = {}
    for row in ask.body["items"]:
        item = book.codes.get(str(row["code"]))
        if item is None:
            return refused("unknown_code", 422, name=row["code"])
        if int(row["qty"]) < 0:
            return refused("bad_quantity", 422)
        if row["qty"] > 0:
            wanted[item] = wanted.get(item, 0) + int(row["qty"])
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    if not order.open or (book.state != "open" and _grows(order, wanted)):
        return refused("order_moved_on", state=order.state)
    outcome, told = change_order(
        book, basket, book.orders[order.id], wanted, actor=ask.actor, person=ask.person, at=at
    )
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
