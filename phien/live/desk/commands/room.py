"""Where the shop's own hand takes goods from: what is left in the live, after its close the store too."""

from phien.checkout.statements import Basket
from phien.live.desk.book import Book
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item, KnownOrder
from phien.orders.statements import NewLine
from phien.plumbing.sql import Statement
from phien.stock.statements import READ_STOCK


def make_room(
    book: Book, basket: Basket, needs: dict[Item, int], *, whole: bool = False
) -> Steps[dict[Item, int]]:
    """How many of each can be had now, at most what is needed. `whole`: nothing is moved unless all can.

    A closed session has given back what it did not sell: what is missing is allotted to it again, as far as
    it is free in the store. Stock rows come last in the order of locks: read here, guarded by their CHECK.
    """
    short = {item: qty - item.remaining for item, qty in needs.items() if qty > item.remaining}
    if short and book.state == "closed":
        variants = sorted({item.variant for item in short})
        found: list[Rows] = yield [Statement(READ_STOCK, [variant]) for variant in variants]
        free = {
            variant: max(0, rows[0][0] - rows[0][1]) if rows else 0
            for variant, rows in zip(variants, found, strict=True)
        }
        extra: dict[Item, int] = {}
        for item, lack in short.items():
            extra[item] = min(lack, free[item.variant])
            free[item.variant] -= extra[item]
        if whole and extra != short:
            return {item: min(qty, item.remaining + extra.get(item, 0)) for item, qty in needs.items()}
        for item, more in extra.items():
            item.remaining += more
            item.allotted += more
            basket.stock.allot(item.id, item.variant, more)
    return {item: min(qty, item.remaining) for item, qty in needs.items()}


def lacking(needs: dict[Item, int], can: dict[Item, int]) -> dict[Item, int]:
    """What cannot be had."""
    return {item: qty - can[item] for item, qty in needs.items() if qty > can[item]}


def put_in(book: Book, basket: Basket, order: KnownOrder, item: Item, price: int, qty: int) -> None:
    """Give `qty` pieces to a living order, whose row the caller has locked: stock, limits and line."""
    item.remaining -= qty
    basket.stock.take(item.id, qty)
    book.count(item.id, qty, order.who)
    order.lines[item.id, price] = order.lines.get((item.id, price), 0) + qty
    order.goods += qty * price
    line = NewLine(item.variant, item.code, item.name, item.unit, qty)
    basket.orders.line(order.id, item.id, price, line)
