"""Staff change what is in an order: also one that is confirmed, claimed or paid, until it is packed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.room import make_room, put_in
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.release import give_back, promote
from phien.live.desk.steps import Steps
from phien.live.desk.things import Item, KnownOrder
from phien.orders.statements import PAID_UP, NewLine
from phien.plumbing.sql import Statement

Lines = dict[tuple[int, int], int]  # (allotment, price) -> qty


def edit(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, lines [{code, price, qty}], seen}: the order becomes `lines`, as far as there is stock.

    `seen` are the lines that the person looked at, so that nobody undoes what came meanwhile. A line keeps
    its price; one without a price gets today's. What cannot be had is told (`lacking`, `limited`: {code:
    qty}), and nobody waits for it: the keeper is on the phone.
    """
    orders = yield from lock_orders(book, [int(ask.body["order"])])
    order = next(iter(orders.values()), None)
    if order is None:
        return refused("not_found", 404)
    why = not_editable(order)
    if why is not None:
        return why
    wanted, stranger = _lines(book, ask.body["lines"], at)
    seen, _ = _lines(book, ask.body.get("seen") or (), at)
    if stranger:
        return refused("unknown_code", 422, name=stranger)
    known = book.known(order.id)
    assert known is not None  # noqa: S101 - locking has just made it known
    before = dict(known.lines)
    if "seen" in ask.body and seen != before:
        return refused("order_changed_meanwhile")
    if not wanted:
        return refused("order_would_be_empty")
    # what it gains comes first: where nothing at all could be had, nothing has been taken out yet
    more = {key: qty - before.get(key, 0) for key, qty in wanted.items() if qty > before.get(key, 0)}
    lacking, limited = yield from _more(book, basket, known, more)
    if known.lines == before and not wanted.keys() & before.keys():
        first = book.codes[next(iter({**lacking, **limited}))]
        return refused("not_enough", name=first.name, left=first.remaining)
    back = _less(book, basket, known, {key: wanted.get(key, 0) for key in before})
    body: dict[str, object] = {"outcome": "edited", "order": order.code, "total": known.total}
    body.update(lacking=lacking, limited=limited, paid=order.paid)
    done = Done(Answer(200, body), buyers=list(known.owners))
    if known.lines == before:
        return done
    basket.orders.repriced[order.id] = known.goods - order.goods
    if order.state == "held" and order.has_money and order.paid >= known.total:
        done.extra = [Statement(PAID_UP, [at, order.id])]
    _note(book, basket, ask, known, before, at=at)
    done.buyers += promote(book, basket, sorted(back), at=at)
    return done


def not_editable(order: LockedOrder) -> Done | None:
    """Why the goods of an order stay as they are; None where they may change."""
    if order.state in ("held", "confirmed"):
        return None
    return refused("parcel_closed" if order.state == "packed" else "order_moved_on", state=order.state)


def rows_of(book: Book, lines: Lines) -> list[dict[str, object]]:
    """Lines as commands and the record spell them."""
    return [
        {"code": book.items[item].code, "price": price, "qty": qty} for (item, price), qty in lines.items()
    ]


def by_code(book: Book, lines: Lines) -> dict[str, int]:
    """Pieces of each code."""
    found: dict[str, int] = {}
    for (item, _), qty in lines.items():
        code = book.items[item].code
        found[code] = found.get(code, 0) + qty
    return found


def _lines(book: Book, rows: Iterable[dict[str, Any]], at: datetime) -> tuple[Lines, str]:
    """What the rows say, and the first code that is none."""
    found: Lines = {}
    for row in rows:
        item = book.codes.get(str(row["code"]))
        if item is None:
            return {}, str(row["code"])
        price = row.get("price")
        key = (item.id, item.price_at(at) if price is None else int(price))
        if int(row["qty"]) > 0:
            found[key] = found.get(key, 0) + int(row["qty"])
    return found, ""


def _less(book: Book, basket: Basket, order: KnownOrder, target: Lines) -> set[int]:
    """Take out of the lines what is too much; the allotments that now have more."""
    back: set[int] = set()
    for key, qty in target.items():
        cut = order.lines[key] - qty
        if cut <= 0:
            continue
        allotment, price = key
        item = book.items[allotment]
        back |= give_back(book, basket, [(allotment, cut)], order.who)
        order.lines[key] -= cut
        if not order.lines[key]:
            del order.lines[key]
        order.goods -= cut * price
        basket.orders.line(
            order.id, allotment, price, NewLine(item.variant, item.code, item.name, item.unit, -cut)
        )
    return back


def _more(
    book: Book, basket: Basket, order: KnownOrder, more: Lines
) -> Steps[tuple[dict[str, int], dict[str, int]]]:
    """Put in what can be had; what lacks and what is past a limit, by code."""
    limited: dict[str, int] = {}
    allowed: Lines = {}
    needs: dict[Item, int] = {}
    for (allotment, price), qty in more.items():
        item = book.items[allotment]
        room = qty
        if item.limit is not None:
            room = max(0, item.limit - book.already(item, order.who) - needs.get(item, 0))
        allowed[allotment, price] = min(qty, room)
        if qty > room:
            limited[item.code] = limited.get(item.code, 0) + qty - room
        needs[item] = needs.get(item, 0) + min(qty, room)
    can = yield from make_room(book, basket, needs)
    lacking: dict[str, int] = {}
    for (allotment, price), qty in allowed.items():
        item = book.items[allotment]
        had = min(qty, can[item])
        can[item] -= had
        if had:
            put_in(book, basket, order, item, price, had)
        if had < qty:
            lacking[item.code] = lacking.get(item.code, 0) + qty - had
    return lacking, limited


def _note(book: Book, basket: Basket, ask: Ask, order: KnownOrder, before: Lines, *, at: datetime) -> None:
    """The record keeps both, so that it can be undone."""
    basket.record.add(
        "order.edited",
        "order",
        order.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={
            "items": by_code(book, order.lines),
            "total": order.total,
            "before": rows_of(book, before),
            "after": rows_of(book, order.lines),
        },
    )
