"""An order that ended before its money came lives again, waits first in line for that, or no longer waits."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.editing import by_code
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.room import lacking, make_room
from phien.live.desk.load import JOINED, came_with
from phien.live.desk.locked import LockedOrder, known_of, lock_orders
from phien.live.desk.release import bring_back
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import KnownOrder
from phien.orders.statements import GIVEN_UP, REVIVING
from phien.plumbing.sql import Statement


def revive(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order}: all of it fits and it lives (`revived`), or it waits first in line (`returning`).

    Paid in full it is confirmed, else held, and no timer ends it: it has money.
    """
    order = yield from _ended(book, ask)
    if isinstance(order, Done):
        return order
    known = yield from with_owners(book, order)
    needs = {book.items[item]: qty for item, qty in order.have().items()}
    if not needs:
        return refused("nothing_to_revive")
    can = yield from make_room(book, basket, needs, whole=True)
    lacks = {item.code: qty for item, qty in lacking(needs, can).items()}
    outcome = "returning" if lacks else "revived"
    done = Done(Answer(200, {"outcome": outcome, "order": order.code, "lacking": lacks}))
    done.buyers = [order.buyer_key]
    if lacks:
        book.returning.setdefault(order.id, known)
        done.first = [Statement(REVIVING, [at, order.id])]
    else:
        bring_back(book, basket, known)
    basket.record.add(
        f"order.{outcome}",
        "order",
        order.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"items": by_code(book, known.lines), "total": known.total},
    )
    return done


def with_owners(book: Book, order: LockedOrder) -> Steps[KnownOrder]:
    """An ended order that is to live again, with the buyers of those that were joined into it."""
    joined: list[Rows] = yield [Statement(JOINED, [book.session])]
    known = known_of(order)
    known.also.update(dict.fromkeys(key for key in came_with(joined[0], order.id) if key != order.buyer_key))
    return known


def give_up(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order}: it no longer waits to live again; its money goes back to the buyer."""
    order = yield from _ended(book, ask)
    if isinstance(order, Done):
        return order
    book.returning.pop(order.id, None)
    basket.record.add("order.given_up", "order", order.id, actor=ask.actor, person=ask.person, at=at)
    done = Done(Answer(200, {"outcome": "given_up", "order": order.code}), buyers=[order.buyer_key])
    done.first = [Statement(GIVEN_UP, [order.id])]
    return done


def _ended(book: Book, ask: Ask) -> Steps[LockedOrder | Done]:
    """The ended order with money, locked; or why it is none."""
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    if order.state not in ("expired", "cancelled"):
        return refused("order_lives" if order.state != "merged" else "order_moved_on", state=order.state)
    if not order.paid:
        return refused("revive_needs_money")
    return order
