"""Two open orders become one, and two again. Only staff do it; no stock moves."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.editing import Lines, by_code
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.holds import later
from phien.live.desk.load import JOINED, came_with
from phien.live.desk.locked import LockedOrder, known_of, lock_orders
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import KnownOrder
from phien.orders.statements import MERGE_AWAY, MERGE_BACK, MERGE_IN, MERGE_OUT, NewLine
from phien.plumbing.sql import Statement


def merge(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, into}: `order` ends as merged; `into` has its goods and belongs to both buyers from now on."""
    number, into = int(ask.body["order"]), int(ask.body["into"])
    orders = yield from lock_orders(book, [number, into])
    gone, stays = orders.get(number), orders.get(into)
    if gone is None or stays is None or gone is stays:
        return refused("not_found", 404)
    for order in (gone, stays):
        if not order.open:
            return refused("only_open_orders_join", name=order.code)
    other, known = book.orders[gone.id], book.orders[stays.id]
    moved = dict(other.lines)
    move_lines(book, other, known, moved)
    write_lines(book, basket, stays.id, moved)  # the other's rows stay as they were, for the record
    book.forget(other)
    for owner in other.owners:
        book.own(known, owner)
    known.discount += other.discount
    known.pay_by = later(known.pay_by, other.pay_by)
    known.buyer_name = known.buyer_name or other.buyer_name
    if not known.phone:
        book.call(known, other.phone)
    record_joined(book, basket, ask, gone, stays, moved, at=at)
    done = Done(Answer(200, {"outcome": "merged", "order": stays.code, "total": known.total}))
    done.buyers = list(known.owners)
    done.first = [
        Statement(MERGE_AWAY, [at, stays.id, gone.id]),
        Statement(MERGE_IN, [known.pay_by, stays.id, gone.id]),
    ]
    return done


def unmerge(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, into}: undo of `merge`, while the surviving order is open and still has what came with it."""
    number, into = int(ask.body["order"]), int(ask.body["into"])
    orders = yield from lock_orders(book, [number, into])
    gone, stays = orders.get(number), orders.get(into)
    if gone is None or stays is None or gone.into != stays.id:
        return refused("not_found", 404)
    if gone.buyer_key == stays.buyer_key:  # parcels of one order: two open ones of a buyer cannot be
        return refused("joined_order_changed")
    known = book.orders.get(stays.id)
    back = lines_of(gone)
    if known is None or not stays.open or any(known.lines.get(key, 0) < qty for key, qty in back.items()):
        return refused("joined_order_changed")
    if back == known.lines:
        return refused("joined_order_changed")  # nothing of its own would be left
    joined: list[Rows] = yield [Statement(JOINED, [book.session])]
    other = known_of(gone)
    other.lines = {}
    for owner in (gone.buyer_key, *came_with(joined[0], gone.id)):
        if owner in known.also:
            book.disown(known, owner)
        if owner != gone.buyer_key:
            other.also[owner] = None
    known.discount -= gone.discount
    # joined before the close it had no end yet; by now it has that of the other
    ends = book.state == "closed" and gone.pay_by is None
    other.goods, other.pay_by = 0, known.pay_by if ends else later(gone.pay_by, known.pay_by)
    book.remember(other)
    move_lines(book, known, other, back)
    write_lines(book, basket, stays.id, back, cut=True)
    basket.record.add(
        "order.unmerged",
        "order",
        gone.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"code": stays.code, "items": by_code(book, back)},
    )
    done = Done(Answer(200, {"outcome": "unmerged", "order": gone.code}))
    done.buyers = [*known.owners, *other.owners]
    done.first = [Statement(MERGE_OUT, [stays.id, gone.id]), Statement(MERGE_BACK, [other.pay_by, gone.id])]
    return done


def record_joined(
    book: Book, basket: Basket, ask: Ask, gone: LockedOrder, stays: LockedOrder, moved: Lines, *, at: datetime
) -> None:
    """What each of the two is told of the other: where its goods went, where they came from."""
    known = book.known(stays.id)
    total = known.total if known else 0
    for subject, kind, name in ((gone.id, "order.merged", stays.code), (stays.id, "order.joined", gone.code)):
        basket.record.add(
            kind,
            "order",
            subject,
            actor=ask.actor,
            person=ask.person,
            at=at,
            facts={"code": name, "items": by_code(book, moved), "total": total},
        )


def move_lines(book: Book, source: KnownOrder, to: KnownOrder, lines: Lines) -> None:
    """From one order to another, in memory: limits count for the other's buyers, stock stays where it is."""
    for key, qty in lines.items():
        book.count(key[0], -qty, source.who)
        book.count(key[0], qty, to.who)
        source.goods -= qty * key[1]
        to.goods += qty * key[1]
        source.lines[key] -= qty
        if not source.lines[key]:
            del source.lines[key]
        to.lines[key] = to.lines.get(key, 0) + qty


def write_lines(book: Book, basket: Basket, order: int, lines: Lines, *, cut: bool = False) -> None:
    """Add to the rows of a locked order's lines, or cut them."""
    for (allotment, price), qty in lines.items():
        item = book.items[allotment]
        more = NewLine(item.variant, item.code, item.name, item.unit, -qty if cut else qty)
        basket.orders.line(order, allotment, price, more)


def lines_of(order: LockedOrder) -> Lines:
    """What really counts of its lines."""
    found: Lines = {}
    for line in order.lines:
        if line.counted:
            found[line.item, line.price] = found.get((line.item, line.price), 0) + line.counted
    return found
