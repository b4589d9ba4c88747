"""A comment that changes or cancels what its author ordered."""

from collections.abc import Collection
from datetime import datetime

from phien.checkout.statements import Basket, WishRow
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.lines import change_locked, grow
from phien.live.desk.commands.outcome import Done
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.place import Buyer
from phien.live.desk.remarks import Remark, as_review, keep, result, stored
from phien.live.desk.steps import Steps
from phien.live.desk.things import Item, Place
from phien.reading.contracts import Reading


def drop_places(book: Book, basket: Basket, places: Collection[Place]) -> None:
    """Take these places out of their lines."""
    for place in places:
        book.unqueue(place)
        basket.leave(place.id, "dropped")


def change_buyer(
    book: Book,
    basket: Basket,
    order: LockedOrder | None,
    buyer: Buyer,
    wanted: dict[Item, int],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> tuple[str, list[str]]:
    """Make everything a buyer holds and waits for exactly `wanted`; the outcome and whom to tell.

    Who already waits for just what is missing of an item keeps the place in line.
    """
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
        return change_locked(book, basket, order, target, actor=actor, person=person, at=at)
    if not target:
        return ("changed" if still else "cancelled"), [buyer.key]
    more = list(target.items())
    return grow(book, basket, buyer, more, actor=actor, person=person, at=at), [buyer.key]


def change_or_cancel(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """Body: `remark` and `reading` objects, put there by the desk itself (never from the bus)."""
    remark: Remark = ask.body["remark"]
    reading: Reading = ask.body["reading"]
    key = remark.buyer_key
    known = book.open.get(key)
    orders = (yield from lock_orders(book, [known.id])) if known else {}
    order = next((each for each in orders.values() if each.open), None)
    pinned = remark.pinned if remark.pinned is not None else book.pinned
    told: list[str] = []
    why = _why_not(book, order, reading, key)
    if why:
        reading = as_review(reading, why)
        outcome = "review"
    else:
        buyer = Buyer(key, remark.source, remark.author_name, reading.phone or "")
        wanted = _wanted(book, reading, key)
        outcome, told = change_buyer(book, basket, order, buyer, wanted, actor="buyer", person=None, at=at)
        if reading.intent == "cancel" and outcome == "changed":
            outcome = "cancelled"
    row = stored(remark, reading, outcome=outcome, at=at, pinned=pinned)
    now = book.open.get(key)
    row.order = order.id if order else now.id if now and not why else None
    keep(book, remark, reading, row)
    answer = result(row, code=order.code if order else now.code if now and not why else "")
    if outcome != "review":
        basket.wishes.append(
            WishRow(
                source=remark.source,
                external_id=remark.external_id,
                buyer_key=key,
                digest="",
                outcome=outcome,
                answer={"status": 200, "body": answer},
                order=row.order,
                at=at,
            )
        )
    return Done(Answer(200, answer), comments=[row], buyers=told)


def _why_not(book: Book, order: LockedOrder | None, reading: Reading, key: str) -> str:
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
    if not reading.items:
        return {}
    left = book.wanted_by(key)
    for code, qty in reading.items:
        left[code] = left.get(code, 0) - qty
    return {book.codes[code]: qty for code, qty in left.items() if qty > 0}
