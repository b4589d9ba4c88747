"""What a desk keeps in memory of its session. Changed only by the desk's own decisions."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from phien.reading.contracts import AuthorHistory, Net, RunSheet, SheetItem
from phien.reading.reader import Reader

FLASH_GRACE = timedelta(seconds=15)
CHAT_KEPT = 50


@dataclass(slots=True, eq=False)
class Place:
    """A place in an item's waiting list."""

    id: int
    item: int  # allotment id
    qty: int
    price: int
    source: str
    buyer_key: str
    buyer_name: str
    phone: str
    token: str


@dataclass(slots=True, eq=False)
class Item:
    """A run-sheet item and the counts of its allotment. `id` is the allotment's."""

    id: int
    row: int  # the run-sheet row
    variant: int
    code: str
    name: str
    unit: str
    price: int
    flash_price: int | None
    flash_until: datetime | None
    limit: int | None
    waiting_limit: int | None
    allotted: int
    remaining: int
    aliases: tuple[str, ...] = ()
    group: str = ""
    net: Net | None = None
    waiting: dict[int, Place] = field(default_factory=dict)  # in order of arrival

    def price_at(self, at: datetime) -> int:
        """The price for a wish received at `at`: a flash price has 15 s of grace."""
        if self.flash_price is not None and self.flash_until and at <= self.flash_until + FLASH_GRACE:
            return self.flash_price
        return self.price

    @property
    def room(self) -> int:
        """How many more may wait: as many as are allotted, unless the run sheet says otherwise."""
        most = self.allotted if self.waiting_limit is None else self.waiting_limit
        return max(0, most - sum(place.qty for place in self.waiting.values()))


@dataclass(slots=True, eq=False)
class OpenOrder:
    """A buyer's open order: held, without money, not claimed. Only such an order is added to."""

    id: int
    code: str
    token: str
    source: str
    buyer_key: str
    buyer_name: str
    phone: str
    goods: int
    discount: int
    shipping: int
    pay_by: datetime | None
    lines: dict[tuple[int, int], int] = field(default_factory=dict)  # (allotment, price) -> qty

    @property
    def total(self) -> int:
        """What the buyer pays, in đồng."""
        return self.goods - self.discount + self.shipping


@dataclass(slots=True, eq=False)
class Book:
    """A session as its desk knows it."""

    session: int
    coop: int
    coop_slug: str
    coop_name: str
    prefix: str
    title: str
    state: str
    opened_at: datetime | None
    closed_at: datetime | None
    shipping: int
    button_hold: timedelta
    comment_hold: timedelta
    is_demo: bool
    staff_at: datetime
    pinned: str = ""
    items: dict[int, Item] = field(default_factory=dict)  # by allotment
    codes: dict[str, Item] = field(default_factory=dict)
    open: dict[str, OpenOrder] = field(default_factory=dict)  # by buyer key
    orders: dict[int, OpenOrder] = field(default_factory=dict)  # the same, by id
    places: dict[int, Place] = field(default_factory=dict)
    waits: dict[str, dict[int, Place]] = field(default_factory=dict)  # the same, by buyer key
    taken: dict[tuple[int, str], int] = field(default_factory=dict)  # (allotment, who) -> qty, for limits
    bought: set[str] = field(default_factory=set)  # buyers with an order that is no longer open
    keys: set[tuple[str, str]] = field(default_factory=set)
    histories: dict[str, AuthorHistory] = field(default_factory=dict)
    chat: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=CHAT_KEPT))
    reviews: int = 0
    order_ids: deque[int] = field(default_factory=deque)
    waiting_ids: deque[int] = field(default_factory=deque)
    reader: Reader = field(init=False)

    def ready(self) -> None:
        """Compile the reader; call again after the run sheet changed."""
        self.codes = {item.code: item for item in self.items.values()}
        self.reader = Reader(
            RunSheet(
                items=tuple(
                    SheetItem(
                        code=item.code,
                        name=item.name,
                        aliases=item.aliases,
                        unit=item.unit,
                        net=item.net,
                        price=item.price,
                        group=item.group,
                    )
                    for item in self.items.values()
                )
            )
        )

    def history(self, author: str) -> AuthorHistory:
        """What the reader remembers of an author, by buyer key."""
        return self.histories.setdefault(author, AuthorHistory())

    def wanted_by(self, buyer_key: str) -> dict[str, int]:
        """The buyer's open order and places in line, by code: what a change concerns."""
        wanted: dict[str, int] = {}
        order = self.open.get(buyer_key)
        for (item, _), qty in (order.lines if order else {}).items():
            code = self.items[item].code
            wanted[code] = wanted.get(code, 0) + qty
        for place in self.waits.get(buyer_key, {}).values():
            code = self.items[place.item].code
            wanted[code] = wanted.get(code, 0) + place.qty
        return wanted

    def queue(self, place: Place) -> None:
        """Last in the item's line."""
        self.places[place.id] = place
        self.items[place.item].waiting[place.id] = place
        self.waits.setdefault(place.buyer_key, {})[place.id] = place

    def unqueue(self, place: Place) -> None:
        """Out of the line."""
        del self.places[place.id]
        del self.items[place.item].waiting[place.id]
        mine = self.waits[place.buyer_key]
        del mine[place.id]
        if not mine:
            del self.waits[place.buyer_key]

    def position(self, place: Place) -> int:
        """1 for the first in line."""
        return list(self.items[place.item].waiting).index(place.id) + 1

    def already(self, item: Item, who: Iterable[str]) -> int:
        """How many of an item these identities (buyer key, phone) have, by the one that has most."""
        return max((self.taken.get((item.id, each), 0) for each in who if each), default=0)

    def count(self, item: int, qty: int, who: Iterable[str]) -> None:
        """Count `qty` of an item towards the limits of these identities."""
        for each in who:
            if each:
                self.taken[item, each] = self.taken.get((item, each), 0) + qty

    def forget(self, order: OpenOrder) -> None:
        """The order is no longer open; what it holds stays taken until it is released."""
        if self.open.get(order.buyer_key) is order:
            del self.open[order.buyer_key]
        self.orders.pop(order.id, None)

    def remember(self, order: OpenOrder) -> None:
        """This buyer's open order from now on."""
        self.open[order.buyer_key] = order
        self.orders[order.id] = order

    def due(self, at: datetime) -> Iterator[int]:
        """Open orders whose hold has ended."""
        return (order.id for order in self.orders.values() if order.pay_by and order.pay_by <= at)
