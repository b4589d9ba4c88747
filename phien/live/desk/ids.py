"""Blocks of ids from the tables' own sequences: the desk knows all ids before it writes.

Ids lost in a crash are lost; nothing depends on there being no gaps.
"""

from phien.live.desk.book import Book
from phien.live.desk.steps import Steps
from phien.plumbing.sql import Statement

BLOCK = 4096
NEXT = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"


def refill(book: Book, *, low: int = BLOCK // 2, block: int = BLOCK) -> Steps[None]:
    """Fetch a new block, of `low` at least, where fewer than `low` ids are left."""
    if len(book.order_ids) >= low and len(book.waiting_ids) >= low:
        return
    many = max(low, block)
    orders, waiting = yield [
        Statement(NEXT, ["orders_order", many]),
        Statement(NEXT, ["checkout_waiting", many]),
    ]
    book.order_ids.extend(row[0] for row in orders)
    book.waiting_ids.extend(row[0] for row in waiting)
