"""A comment that changes or cancels what its author ordered."""

from datetime import datetime

from phien.checkout.statements import Basket, WishRow
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book, Item
from phien.live.desk.commands.lines import change_locked
from phien.live.desk.commands.outcome import Done
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.remarks import Remark, as_review, keep, result, stored
from phien.live.desk.steps import Steps
from phien.reading.contracts import Reading


def drop_places(book: Book, basket: Basket, buyer_key: str, *, but: set[int] = frozenset()) -> list[Item]:  # type: ignore[assignment]
    """Take a buyer out of all lines but those of these places; the items concerned."""
    dropped = []
    for place in list(book.waits.get(buyer_key, {}).values()):
        if place.id not in but:
            book.unqueue(place)
            basket.leave(place.id, "dropped")
            dropped.append(book.items[place.item])
    return dropped


def change_buyer(
    book: Book,
    basket: Basket,
    order: LockedOrder | None,
    buyer_key: str,
    wanted: dict[Item, int],
    *,
    actor: str,
    person: int | None,
    at: datetime,
) -> tuple[str, list[str]]:
    """Make everything a buyer holds and waits for exactly `wanted`; the outcome and whom to tell."""
    held: dict[int, int] = {}
    for line in order.lines if order else ():
        held[line.item] = held.get(line.item, 0) + line.counted
    still = {
        place.id
        for place in book.waits.get(buyer_key, {}).values()
        if wanted.get(book.items[place.item], 0) - held.get(place.item, 0) == place.qty
    }
    kept = {book.items[book.places[place].item] for place in still}
    drop_places(book, basket, buyer_key, but=still)
    if order is None:
        return "changed" if still else "cancelled", [buyer_key]
    target = {item: held.get(item.id, 0) if item in kept else qty for item, qty in wanted.items()}
    target = {item: qty for item, qty in target.items() if qty > 0}
    return change_locked(book, basket, order, target, actor=actor, person=person, at=at)


def change_or_cancel(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """Body: `remark` and `reading` objects, put there by the desk itself (never from the bus)."""
    remark: Remark = ask.body["remark"]
    reading: Reading = ask.body["reading"]
    key = remark.buyer_key
    known = book.open.get(key)
    orders = (yield from lock_orders(book, [known.id])) if known else {}
    order = next(iter(orders.values()), None)
    if order is not None and not order.open:
        order = None
    pinned = remark.pinned if remark.pinned is not None else book.pinned
    told: list[str] = []
    if order is None and key not in book.waits:
        # confirmed, claimed, paid, or never ordered: a person decides
        reading = as_review(reading, "order_moved_on" if key in book.bought else "nothing_ordered")
        outcome = "review"
    else:
        wanted = _wanted(book, reading, key)
        outcome, told = change_buyer(book, basket, order, key, wanted, actor="buyer", person=None, at=at)
        if reading.intent == "cancel" and outcome == "changed":
            outcome = "cancelled"
    row = stored(remark, reading, outcome=outcome, at=at, pinned=pinned)
    row.order = order.id if order else None
    keep(book, remark, reading, row)
    answer = result(row, code=order.code if order else "")
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
