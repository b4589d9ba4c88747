"""A confirmed order becomes two parcels, and one again. No stock moves, no đồng is lost."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.kernel.codes import order_code
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.editing import Lines, by_code
from phien.live.desk.commands.joining import lines_of, move_lines, record_joined, write_lines
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.place import new_token
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import KnownOrder
from phien.orders.statements import MERGE_AWAY, REJOIN, SPLIT_OFF, SPLIT_REST
from phien.payments.statements import MOVE_ALL, RECEIPTS, share
from phien.plumbing.sql import Statement


def split(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, lines [{code, price, qty}]}: these go into a parcel of their own, with a code of its own.

    Buyer, address and payment are the same; the shipping fee stays with the first. Discount and money fill
    the first parcel up, the rest is the second's.
    """
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    why = _not_divisible(order)
    if why is not None:
        return why
    known = book.settled[order.id]
    moved: Lines = {}
    for row in ask.body["lines"]:
        item = book.codes.get(str(row["code"]))
        if item is None:
            return refused("unknown_code", 422, name=str(row["code"]))
        if int(row["qty"]) > 0:
            moved[item.id, int(row["price"])] = int(row["qty"])
    if any(qty > known.lines.get(key, 0) for key, qty in moved.items()):
        return refused("order_changed_meanwhile")
    if not moved or moved == known.lines:
        return refused("split_needs_two")
    receipts: list[Rows] = yield [Statement(RECEIPTS, [order.id])]
    goods = sum(qty * price for (_, price), qty in moved.items())
    discount = min(goods, max(0, order.discount - (order.goods - goods)))
    theirs = goods - discount
    paid = min(theirs, max(0, order.paid - (order.total - theirs)))
    number = book.order_ids.popleft()
    second = KnownOrder(
        id=number,
        code=order_code(prefix=book.prefix, number=number),
        token=new_token(),
        source=order.source,
        buyer_key=order.buyer_key,
        buyer_name=order.buyer_name,
        phone=order.phone,
        goods=0,
        discount=discount,
        shipping=0,
        pay_by=order.pay_by,
    )
    known.discount -= discount
    move_lines(book, known, second, moved)
    book.settle(second)
    write_lines(book, basket, order.id, moved, cut=True)
    write_lines(book, basket, number, moved)
    for subject, kind, other in ((order.id, "order.split", second), (number, "order.split_off", known)):
        basket.record.add(
            kind,
            "order",
            subject,
            actor=ask.actor,
            person=ask.person,
            at=at,
            facts={"code": other.code, "items": by_code(book, moved)},
        )
    body: dict[str, object] = {"outcome": "split", "order": order.code, "new": second.code}
    done = Done(Answer(200, body), buyers=list(known.owners))
    done.first = [
        Statement(SPLIT_OFF, [number, second.code, second.token, goods, discount, paid, order.id]),
        Statement(SPLIT_REST, [goods, discount, theirs, paid, order.id]),
    ]
    done.extra = share(((row[0], row[1]) for row in receipts[0]), to=number, amount=paid)
    return done


def rejoin(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, into}: undo of `split`: two confirmed parcels of one buyer are one again, with their money."""
    number, into = int(ask.body["order"]), int(ask.body["into"])
    orders = yield from lock_orders(book, [number, into])
    second, first = orders.get(number), orders.get(into)
    if second is None or first is None or second is first or second.buyer_key != first.buyer_key:
        return refused("not_found", 404)
    for order in (second, first):
        why = _not_divisible(order)
        if why is not None:
            return why
    back = lines_of(second)
    gone, stays = book.settled[second.id], book.settled[first.id]
    move_lines(book, gone, stays, back)
    book.forget(gone)
    for owner in gone.also:
        book.own(stays, owner)
    stays.discount += second.discount
    stays.shipping += second.shipping
    write_lines(book, basket, first.id, back)
    record_joined(book, basket, ask, second, first, back, at=at)
    done = Done(Answer(200, {"outcome": "rejoined", "order": first.code}), buyers=list(stays.owners))
    done.first = [
        Statement(REJOIN, [first.id, second.id]),
        Statement(MERGE_AWAY, [at, first.id, second.id]),
    ]
    done.extra = [Statement(MOVE_ALL, [first.id, second.id])]
    return done


def _not_divisible(order: LockedOrder) -> Done | None:
    """Why an order's goods stay in one parcel; None where it is confirmed and not packed yet."""
    if order.state == "confirmed":
        return None
    codes = {"held": "confirm_first", "packed": "parcel_closed"}
    return refused(codes.get(order.state, "order_moved_on"), state=order.state)
