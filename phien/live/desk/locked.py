"""Orders as they stand in the database, read under lock, and what may still be done with them."""

from dataclasses import dataclass, field
from datetime import datetime

from phien.live.desk.book import Book
from phien.live.desk.steps import Steps
from phien.live.desk.things import KnownOrder
from phien.orders.statements import LINES_OF, LOCK
from phien.plumbing.sql import Statement

ENDED = ("expired", "cancelled", "merged")


@dataclass(slots=True)
class LockedLine:
    """A line as it stands."""

    id: int
    order: int
    item: int
    variant: int
    qty: int
    short: int
    price: int
    code: str
    name: str
    unit: str

    @property
    def counted(self) -> int:
        """What is really promised."""
        return self.qty - self.short


@dataclass(slots=True)
class LockedOrder:
    """An order as it stands."""

    id: int
    state: str
    has_money: bool
    claimed: bool
    pay_by: datetime | None
    goods: int
    discount: int
    shipping: int
    buyer_key: str
    buyer_name: str
    phone: str
    source: str
    code: str
    token: str
    session: int | None
    packed: bool
    paid: int
    payment: str
    into: int | None
    lines: list[LockedLine] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Held, no money, not claimed."""
        return self.state == "held" and not self.has_money and not self.claimed

    @property
    def total(self) -> int:
        """What the buyer pays, in đồng."""
        return self.goods - self.discount + self.shipping

    def have(self) -> dict[int, int]:
        """What is promised, by allotment."""
        held: dict[int, int] = {}
        for line in self.lines:
            if line.counted:
                held[line.item] = held.get(line.item, 0) + line.counted
        return held


def lock_orders(book: Book, ids: list[int]) -> Steps[dict[int, LockedOrder]]:
    """Lock these orders of this session and read their lines; others' orders are not there."""
    orders, lines = yield [Statement(LOCK, [sorted(ids)]), Statement(LINES_OF, [sorted(ids)])]
    found = {row[0]: LockedOrder(*row) for row in orders}
    found = {key: order for key, order in found.items() if order.session == book.session}
    for row in lines:
        if row[1] in found:
            found[row[1]].lines.append(LockedLine(*row))
    for order in found.values():
        _agree(book, order)
    return found


def _agree(book: Book, order: LockedOrder) -> None:
    """Let the book know what happened outside the desk: money, a claim, a confirmation, a new phone."""
    if order.state in ENDED:
        return
    known = book.known(order.id)
    if known is None:
        known = known_of(order)
        for (item, _), qty in known.lines.items():
            book.count(item, qty, known.who)
    if known.phone != order.phone:
        book.call(known, order.phone)
    known.buyer_name, known.goods, known.shipping = order.buyer_name, order.goods, order.shipping
    known.pay_by = order.pay_by
    mine = book.open.get(order.buyer_key)
    if not order.open:
        book.settle(known)
    elif mine is not known:
        # a buyer has one open order of their own at most, so the other one moved on
        if mine is not None and mine.buyer_key == order.buyer_key:
            book.settle(mine)
        if known.id in book.settled:  # it was confirmed, and that was taken back
            book.forget(known)
        book.remember(known)


def known_of(order: LockedOrder) -> KnownOrder:
    """The order as the book keeps it."""
    lines: dict[tuple[int, int], int] = {}
    for line in order.lines:
        if line.counted:
            lines[line.item, line.price] = lines.get((line.item, line.price), 0) + line.counted
    return KnownOrder(
        id=order.id,
        code=order.code,
        token=order.token,
        source=order.source,
        buyer_key=order.buyer_key,
        buyer_name=order.buyer_name,
        phone=order.phone,
        goods=order.goods,
        discount=order.discount,
        shipping=order.shipping,
        pay_by=order.pay_by,
        lines=lines,
    )
