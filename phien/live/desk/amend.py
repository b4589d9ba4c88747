"""Changing and cancelling an open order, decided in memory as a place is: what shrinks is given back, what
grows is taken where it fits and waits otherwise.

Nothing is locked first. The statements update an order only while it is open (held, no money, not claimed)
and fail the whole batch where it is not; the desk then reads the session anew and decides again. So a batch
may hold any number of these, also of orders that it makes itself.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from phien.checkout.statements import Basket
from phien.comments.statements import CommentRow
from phien.live.desk.book import Book
from phien.live.desk.place import Buyer, add_goods, over_limit, take, wait
from phien.live.desk.release import give_back, promote
from phien.live.desk.remarks import Remark, as_review, keep, on_screen, result, stored, wish_of
from phien.live.desk.things import Item, KnownOrder, Place
from phien.orders.statements import NewLine
from phien.reading.contracts import Reading


def call_off(
    book: Book, basket: Basket, order: KnownOrder, *, actor: str, person: int | None, at: datetime
) -> list[str]:
    """Cancel an open order and promote who waits; the buyers to tell."""
    back = _end(book, basket, order, at=at)
    basket.record.add("order.cancelled", "order", order.id, actor=actor, person=person, at=at)
    return [order.buyer_key, *promote(book, basket, sorted(back), at=at)]


def _end(book: Book, basket: Basket, order: KnownOrder, *, at: datetime) -> set[int]:
    """The order ends with the lines it has; the allotments that now have more."""
    basket.orders.call_off(order.id, at)
    book.forget(order)
    return give_back(book, basket, [(item, qty) for (item, _), qty in order.lines.items()], order.who)


def change_order(
    book: Book,
    basket: Basket,
    order: KnownOrder,
    wanted: dict[Item, int],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> tuple[str, list[str]]:
    """Make an open order exactly `wanted`. Returns the outcome and the buyers to tell."""
    if not wanted:
        return "cancelled", call_off(book, basket, order, actor=actor, person=person, at=at)
    buyer = Buyer(order.buyer_key, order.source, order.buyer_name, order.phone)
    have = order.have()
    more = [(item, qty - have.get(item.id, 0)) for item, qty in wanted.items() if qty > have.get(item.id, 0)]
    kept = any(wanted.get(book.items[key]) for key in have)
    if kept or any(item.offered >= qty and not over_limit(book, item, qty, buyer) for item, qty in more):
        back = _shrink(book, basket, order, buyer, {key: wanted.get(book.items[key], 0) for key in have})
    else:
        back = _end(book, basket, order, at=at)  # only what must wait is left
    outcome = grow(book, basket, buyer, more, actor=actor, person=person, at=at)
    basket.record.add(
        "order.changed",
        "order",
        order.id,
        actor=actor,
        person=person,
        at=at,
        facts={"items": {item.code: qty for item, qty in wanted.items()}, "total": order.total},
    )
    told = promote(book, basket, sorted(back), at=at)
    return outcome, [order.buyer_key, *told]


def _shrink(book: Book, basket: Basket, order: KnownOrder, buyer: Buyer, target: dict[int, int]) -> set[int]:
    """Cut the latest lines of each allotment down to its target; what was given back."""
    back: set[int] = set()
    goods = 0
    spare = {item: qty - target[item] for item, qty in order.have().items()}
    for key in reversed(list(order.lines)):
        allotment, price = key
        cut = min(spare[allotment], order.lines[key])
        if cut <= 0:
            continue
        spare[allotment] -= cut
        order.lines[key] -= cut
        if not order.lines[key]:
            del order.lines[key]
        back |= give_back(book, basket, [(allotment, cut)], order.who)
        item = book.items[allotment]
        basket.orders.line(
            order.id, allotment, price, NewLine(item.variant, item.code, item.name, item.unit, -cut)
        )
        goods += cut * price
    if goods:
        add_goods(book, basket, order, buyer, -goods, order.pay_by)
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
    made: KnownOrder | None = None
    for item, qty in more:
        price = item.price_at(at)
        if over_limit(book, item, qty, buyer):
            outcome = "limit"
        elif item.offered >= qty:
            fresh = buyer.key not in book.open
            order = take(book, basket, buyer, [(item, qty, price)], at=at)
            made = order if fresh else made
            taken[item.code] = qty
        elif item.room >= qty:
            wait(book, basket, buyer, item, qty, price, at=at)
            outcome = "waitlisted"
        else:
            outcome = "sold_out"
    if made is not None:
        facts: dict[str, object] = {"items": taken, "total": made.total}
        basket.record.add("order.placed", "order", made.id, actor=actor, person=person, at=at, facts=facts)
    return outcome


def drop_places(book: Book, basket: Basket, places: Collection[Place]) -> None:
    """Take these places out of their lines."""
    for place in places:
        book.unqueue(place)
        basket.leave(place.id, "dropped")


def change_buyer(
    book: Book,
    basket: Basket,
    buyer: Buyer,
    wanted: dict[Item, int],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> tuple[str, list[str]]:
    """Make everything a buyer holds openly and waits for exactly `wanted`; the outcome and whom to tell.

    Who already waits for just what is missing of an item keeps the place in line.
    """
    order = book.open.get(buyer.key)
    held = order.have() if order else {}
    queued: dict[Item, list[Place]] = {}
    for place in book.waits.get(buyer.key, {}).values():
        queued.setdefault(book.items[place.item], []).append(place)
    still = {
        item
        for item, places in queued.items()
        if wanted.get(item, 0) - held.get(item.id, 0) == sum(place.qty for place in places)
    }
    for item, places in queued.items():
        if item not in still:
            drop_places(book, basket, places)
    target = {item: held.get(item.id, 0) if item in still else qty for item, qty in wanted.items()}
    target = {item: qty for item, qty in target.items() if qty > 0}
    if order is not None:
        return change_order(book, basket, order, target, actor=actor, person=person, at=at)
    if not target:
        return ("changed" if still else "cancelled"), [buyer.key]
    more = list(target.items())
    return grow(book, basket, buyer, more, actor=actor, person=person, at=at), [buyer.key]


def by_comment(
    book: Book, basket: Basket, rows: list[CommentRow], remark: Remark, reading: Reading, *, at: datetime
) -> tuple[dict[str, object], list[str]]:
    """Decide a comment that changes or cancels what its author has; the API's answer and whom to tell."""
    key = remark.buyer_key
    told: list[str] = []
    order = book.open.get(key)
    why = _why_not(book, order, reading, key)
    if why:
        reading, outcome = as_review(reading, why), "review"
    else:
        buyer = Buyer(key, remark.source, remark.author_name, reading.phone or "")
        wanted = _wanted(book, reading, key)
        outcome, told = change_buyer(book, basket, buyer, wanted, actor="buyer", person=None, at=at)
        if reading.intent == "cancel" and outcome == "changed":
            outcome = "cancelled"
        order = order or book.open.get(key)
    row = stored(remark, reading, outcome=outcome, at=at, pinned=on_screen(book, remark))
    row.order = order.id if order else None
    rows.append(row)
    keep(book, remark, reading, row)
    answer = result(row, code=order.code if order else "")
    if outcome != "review":
        basket.wishes.append(wish_of(remark, row, answer, at=at))
    return answer, told


def _why_not(book: Book, order: KnownOrder | None, reading: Reading, key: str) -> str:
    """Why a person must decide: the order is confirmed, claimed or paid, or there is none."""
    if order is not None:
        return ""
    if key in book.bought:
        return "order_moved_on"
    if key in book.waits or (reading.intent == "change" and book.history(key).pending is not None):
        return ""  # waiting entries are changed; what clears up an unclear order is that order
    return "nothing_ordered"


def _wanted(book: Book, reading: Reading, key: str) -> dict[Item, int]:
    """What the author's order should be afterwards: a cancel takes away, a change says it all."""
    if reading.intent == "change":
        return {book.codes[code]: qty for code, qty in reading.items}
    return without(book, key, reading.items)


def without(book: Book, key: str, items: Sequence[tuple[str, int]]) -> dict[Item, int]:
    """What a buyer openly holds and waits for, less these (code, qty); nothing at all where none is named."""
    if not items:
        return {}
    left = book.wanted_by(key)
    for code, qty in items:
        left[code] = left.get(code, 0) - qty
    return {book.codes[code]: qty for code, qty in left.items() if qty > 0}
