"""Giving stock back, and promoting who waits: the earliest whose whole quantity fits."""

from collections.abc import Iterable
from datetime import datetime

from phien.checkout.statements import Basket
from phien.live.desk.book import Book
from phien.live.desk.locked import LockedOrder
from phien.live.desk.place import Buyer, take
from phien.live.desk.things import Item, KnownOrder


def give_back(
    book: Book, basket: Basket, amounts: Iterable[tuple[int, int]], who: tuple[str, ...]
) -> set[int]:
    """Return (allotment, qty) pairs to what remains; the allotments that now have more."""
    touched = set()
    for item, qty in amounts:
        if qty <= 0:
            continue
        book.items[item].remaining += qty
        basket.stock.take(item, -qty)
        book.count(item, -qty, who)
        touched.add(item)
    return touched


def end_order(book: Book, basket: Basket, order: LockedOrder) -> set[int]:
    """Forget an order that ends and give back all it holds; the allotments that now have more."""
    known = book.known(order.id)
    who: tuple[str, ...] = known.who if known is not None else (order.buyer_key, order.phone)
    if known is not None:
        book.forget(known)
    return give_back(book, basket, order.have().items(), who)


def promote(book: Book, basket: Basket, items: Iterable[int], *, at: datetime) -> list[str]:
    """Let those who wait for `items` have what fits; after the close free what nobody waiting fits.

    Returns the buyers whose place became an order.
    """
    items = list(items)
    told = _revive_who_waits(book, basket, items, at=at)
    for key in items:
        item = book.items[key]
        told += _promote_one(book, basket, item, at=at)
        if book.state == "closed" and item.remaining > 0:
            free(basket, item, item.remaining)
    return told


def _revive_who_waits(book: Book, basket: Basket, items: list[int], *, at: datetime) -> list[str]:
    """Orders that ended before their money came are first in line: the earliest that fits whole."""
    told: list[str] = []
    for order in list(book.returning.values()):
        needs = order.have()
        if needs.keys().isdisjoint(items):
            continue
        if all(book.items[item].remaining >= qty for item, qty in needs.items()):
            bring_back(book, basket, order)
            basket.record.add("order.revived", "order", order.id, actor="desk", at=at)
            told += order.owners
    return told


def bring_back(book: Book, basket: Basket, order: KnownOrder) -> None:
    """An ended order with money lives again with all it had; the caller has seen that it fits."""
    book.returning.pop(order.id, None)
    for item, qty in order.have().items():
        book.items[item].remaining -= qty
        basket.stock.take(item, qty)
        book.count(item, qty, order.who)
    book.settle(order)
    basket.orders.revived.append(order.id)


def _promote_one(book: Book, basket: Basket, item: Item, *, at: datetime) -> list[str]:
    told = []
    for place in list(item.waiting.values()):
        if item.remaining <= 0:
            break
        if place.qty > item.remaining:
            continue
        buyer = Buyer(place.buyer_key, place.source, place.buyer_name, place.phone)
        fresh = place.buyer_key not in book.open
        book.unqueue(place)
        order = take(
            book, basket, buyer, [(item, place.qty, place.price)], at=at, token=place.token if fresh else ""
        )
        basket.leave(place.id, "promoted", order.id)
        basket.record.add(
            "order.promoted", "order", order.id, actor="desk", at=at, facts={"items": {item.code: place.qty}}
        )
        told.append(place.buyer_key)
    return told


def free(basket: Basket, item: Item, qty: int) -> None:
    """Give `qty` of what remains back to the store."""
    item.remaining -= qty
    item.allotted -= qty
    basket.stock.allot(item.id, item.variant, -qty)
