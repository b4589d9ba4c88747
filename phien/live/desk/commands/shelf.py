"""What the packer does not find on the shelf: pieces of an order's line are awaited, left out or replaced.

The jar is not there, so on hand, reserved and the allotment's taken fall together with the line's count, and
the ledger says why; the order's total is what is really sent. What is awaited comes back into the line from
the store's free stock, what is found after all with a row in the ledger.
"""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.kernel.words import gettext_noop
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.reviving import with_owners
from phien.live.desk.locked import LockedLine, LockedOrder, lock_orders
from phien.live.desk.release import promote
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.orders.statements import AWAITED, FALL_SHORT, REVIVE, SETTLE, SHORTAGE, NewLine
from phien.plumbing.sql import Statement
from phien.stock.statements import ADD_LEDGER, LOCK_STOCK

MISSED = gettext_noop("Not on the shelf when it was picked")
FOUND = gettext_noop("Found on the shelf after all")


def short(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{order, line, qty, what, note, code, own_price}: `qty` of a confirmed order's line are not there.

    `what` is wait, leave (nothing left and nothing awaited ends the order) or replace: by the run sheet's
    `code`, at the line's price or (`own_price`) at its own.
    """
    body, what = ask.body, str(ask.body["what"])
    order = (yield from lock_orders(book, [int(body["order"])])).get(int(body["order"]))
    line = next((each for each in order.lines if each.id == int(body["line"])), None) if order else None
    if order is None or line is None:
        return refused("not_found", 404)
    qty = int(body["qty"])
    if order.state != "confirmed":
        return refused("order_moved_on", state=order.state)
    if not 0 < qty <= line.counted:
        return refused("line_has_less", left=line.counted)
    other = book.codes.get(str(body.get("code"))) if what == "replace" else None
    if what == "replace" and (other is None or other.id == line.item):
        return refused("unknown_code", 422, name=body.get("code") or "–")
    free: dict[int, int] = yield from _free(line.variant, *([other.variant] if other else []))
    if other is not None and qty > other.remaining + free.get(other.variant, 0):
        return refused("nothing_free", left=max(0, other.remaining + free.get(other.variant, 0)))
    awaited: list[Rows] = yield [Statement(AWAITED, [order.id, 0])]
    done = Done(Answer(200, {"order": order.code, "what": what, "qty": qty}), buyers=[order.buyer_key])
    _count(book, basket, order, line, -qty)
    line.short += qty
    basket.orders.changed_lines[line.id] = (line.qty, line.short)
    basket.stock.shrink(line.item, line.variant, remaining=0, taken=qty)
    book.items[line.item].allotted -= qty
    price = None
    if other is not None:
        price = other.price if body.get("own_price") else line.price
        _send(book, basket, order, other, qty, price)
    row = [book.coop, order.id, line.item, line.name, line.price, qty, what, str(body.get("note") or "")]
    instead = [other.name, other.id, price] if other else ["", None, None]
    done.extra = [
        Statement(ADD_LEDGER, [book.coop, line.variant, -qty, MISSED, ask.person, at]),
        Statement(FALL_SHORT, [*row, *instead, at, ask.person]),
    ]
    facts: dict[str, object] = {"name": line.name, "qty": qty, "instead": instead[0]}
    _note(basket, ask, order, f"short_{what}", facts, at)
    if what == "leave" and not order.have() and not awaited[0][0][0]:
        _end(book, basket, ask, order, at)
        done.answer = Answer(200, {"order": order.code, "what": what, "qty": qty, "ended": True})
    return done


def settle(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{shortage, how}: `came` (back into the line, from free stock), `found` (undo, whatever was done), or
    `left_out` (nobody waits any more). The same end twice is harmless."""
    number, how = int(ask.body["shortage"]), str(ask.body["how"])
    seen: list[Rows] = yield [Statement(SHORTAGE, [number])]
    if not seen[0]:
        return refused("not_found", 404)
    order = (yield from lock_orders(book, [seen[0][0][8]])).get(seen[0][0][8])
    if order is None:
        return refused("not_found", 404)
    again, others = yield [Statement(SHORTAGE, [number]), Statement(AWAITED, [order.id, number])]
    allotment, price, qty, what, settled, instead, instead_price, name, _ = again[0]
    if settled:
        return _same(order, how) if settled == how else refused("shortage_settled")
    if how != "found" and what != "wait":
        return refused("shortage_settled")
    done = Done(Answer(200, {"order": order.code, "how": how}), buyers=[order.buyer_key])
    _note(basket, ask, order, f"short_{how}", {"name": name, "qty": qty}, at)
    done.extra = [Statement(SETTLE, [how, at, number])]
    if how == "left_out":
        if order.state == "confirmed" and not order.have() and not others[0][0]:
            _end(book, basket, ask, order, at)
        return done
    line = _line(order, allotment, price)
    sent = _line(order, instead, instead_price) if instead else None
    revived = order.state == "cancelled" and what == "leave" and not order.have()
    if (
        not (revived or order.state == "confirmed")
        or line is None
        or line.short < qty
        or (instead and (sent is None or sent.counted < qty))
    ):
        return refused("order_moved_on", state=order.state)
    free = yield from _free(line.variant)
    if how == "came" and qty > free.get(line.variant, 0):
        return refused("nothing_free", left=max(0, free.get(line.variant, 0)))
    if revived:
        done.first = [Statement(REVIVE, [order.id])]
        order.state = "confirmed"
        book.settle((yield from with_owners(book, order)))
    line.short -= qty
    basket.orders.changed_lines[line.id] = (line.qty, line.short)
    if how == "found":
        basket.stock.find(line.variant, qty)
        done.extra.append(Statement(ADD_LEDGER, [book.coop, line.variant, qty, FOUND, ask.person, at]))
    basket.stock.allot(line.item, line.variant, qty)
    basket.stock.take(line.item, qty)
    book.items[line.item].allotted += qty
    _count(book, basket, order, line, qty)
    if sent is not None:
        done.buyers += _take_back(book, basket, order, sent, qty, at)
    return done


def _same(order: LockedOrder, how: str) -> Done:
    return Done(Answer(200, {"order": order.code, "how": how}))


def _free(*variants: int) -> Steps[dict[int, int]]:
    """Pieces that no session holds, by variant, their rows locked by id.

    Locked before this session's allotments, which nobody writes but the holder of its desk row: that is us.
    """
    rows: list[Rows] = yield [Statement(LOCK_STOCK, [sorted(set(variants))])]
    return {variant: on_hand - reserved for variant, on_hand, reserved in rows[0]}


def _line(order: LockedOrder, allotment: int, price: int) -> LockedLine | None:
    return next((each for each in order.lines if (each.item, each.price) == (allotment, price)), None)


def _count(book: Book, basket: Basket, order: LockedOrder, line: LockedLine, qty: int) -> None:
    """`qty` more (or fewer) of a line count: in the order's goods and in the desk's memory."""
    _reckon(book, basket, order, line.item, line.price, qty)


def _reckon(book: Book, basket: Basket, order: LockedOrder, item: int, price: int, qty: int) -> None:
    basket.orders.repriced[order.id] = basket.orders.repriced.get(order.id, 0) + qty * price
    known = book.known(order.id)
    if known is None:
        return
    book.count(item, qty, known.who)
    known.goods += qty * price
    left = known.lines.get((item, price), 0) + qty
    if left:
        known.lines[item, price] = left
    else:
        known.lines.pop((item, price), None)


def _send(book: Book, basket: Basket, order: LockedOrder, item: Item, qty: int, price: int) -> None:
    """Another item goes into the order: from what the session has left, then from the free stock."""
    more = max(0, qty - item.remaining)
    if more:
        item.remaining += more
        item.allotted += more
        basket.stock.allot(item.id, item.variant, more)
    item.remaining -= qty
    basket.stock.take(item.id, qty)
    basket.orders.line(order.id, item.id, price, NewLine(item.variant, item.code, item.name, item.unit, qty))
    _reckon(book, basket, order, item.id, price, qty)


def _take_back(
    book: Book, basket: Basket, order: LockedOrder, line: LockedLine, qty: int, at: datetime
) -> list[str]:
    """What was to be sent instead stays here: for who waits, or free in the store again."""
    item = book.items[line.item]
    basket.orders.line(
        order.id, line.item, line.price, NewLine(line.variant, line.code, line.name, line.unit, -qty)
    )
    _reckon(book, basket, order, line.item, line.price, -qty)
    item.remaining += qty
    basket.stock.take(item.id, -qty)
    return promote(book, basket, [item.id], at=at)


def _end(book: Book, basket: Basket, ask: Ask, order: LockedOrder, at: datetime) -> None:
    """Nothing of the order is left: it ends, and holds nothing that could be given back."""
    known = book.known(order.id)
    if known is not None:
        book.forget(known)
    basket.orders.cancelled.append(order.id)
    _note(basket, ask, order, "cancelled", {"why": "short"}, at)


def _note(
    basket: Basket, ask: Ask, order: LockedOrder, kind: str, facts: dict[str, object], at: datetime
) -> None:
    basket.record.add(
        f"order.{kind}", "order", order.id, actor=ask.actor, person=ask.person, at=at, facts=facts
    )
