"""An order that the keeper enters for who called or wrote: all of it, or nothing."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.room import lacking, make_room
from phien.live.desk.holds import BY_HAND
from phien.live.desk.place import Buyer, over_limit, take
from phien.live.desk.steps import Steps
from phien.live.desk.things import Item
from phien.orders.statements import ADDRESS
from phien.plumbing.sql import Statement


def enter(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{source, name, phone, street, commune, province, note, items [{code, qty}]}: an order for a buyer of
    its own, at today's prices.

    While the live runs from what is left in it, after its close from what is free in the store. The limit
    for one buyer counts the phone.
    """
    source = str(ask.body["source"])
    source = source if source in BY_HAND else BY_HAND[0]
    buyer = Buyer(f"h:{ask.key}", source, str(ask.body["name"]), str(ask.body["phone"]))
    needs: dict[Item, int] = {}
    for row in ask.body["items"]:
        item = book.codes.get(str(row["code"]))
        if item is None:
            return refused("unknown_code", 422, name=str(row["code"]))
        if int(row["qty"]) > 0:
            needs[item] = needs.get(item, 0) + int(row["qty"])
    if not needs:
        return refused("order_needs_items", 422)
    for item, qty in needs.items():
        if over_limit(book, item, qty, buyer):
            return refused("limit", limit=item.limit, name=item.name)
    can = yield from make_room(book, basket, needs, whole=True)
    for item in lacking(needs, can):
        return refused("not_enough", name=item.name, left=can[item])
    order = take(book, basket, buyer, [(item, qty, item.price_at(at)) for item, qty in needs.items()], at=at)
    basket.record.add(
        "order.placed",
        "order",
        order.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"items": {item.code: qty for item, qty in needs.items()}, "total": order.total},
    )
    where = [str(ask.body.get(name, "")) for name in ("street", "commune", "province", "note")]
    done = Done(Answer(200, {"outcome": "order", "order": order.code}), buyers=[buyer.key])
    if any(where):
        done.extra = [Statement(ADDRESS, [*where, order.id])]
    return done
