"""What a desk keeps in memory of its session. Changed only by the desk's own decisions."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from phien.live.desk.things import Item, KnownOrder, Place, Said, Word
from phien.reading.contracts import AuthorHistory, Reading, RunSheet, SheetItem
from phien.reading.reader import Reader

CHAT_KEPT = 50
REMEMBERED = 8  # comments of one author, for the reader
Counts = dict[tuple[int, str], int]


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
    open: dict[str, KnownOrder] = field(default_factory=dict)  # by buyer key
    orders: dict[int, KnownOrder] = field(default_factory=dict)  # the same, by id
    settled: dict[int, KnownOrder] = field(default_factory=dict)  # living, not open any more
    bought: dict[str, set[int]] = field(default_factory=dict)  # ids of those, by buyer key
    returning: dict[int, KnownOrder] = field(default_factory=dict)  # ended, paid late: first in line
    blocked: set[str] = field(default_factory=set)  # buyer keys
    places: dict[int, Place] = field(default_factory=dict)
    waits: dict[str, dict[int, Place]] = field(default_factory=dict)  # the same, by buyer key
    taken: Counts = field(default_factory=dict)  # (allotment, who) -> qty, for limits
    lined: Counts = field(default_factory=dict)  # the same, of what waits
    keys: set[tuple[str, str]] = field(default_factory=set)
    said: dict[str, deque[Said]] = field(default_factory=dict)  # by buyer key
    histories: dict[str, AuthorHistory] = field(default_factory=dict)  # what the reader makes of those
    heard: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))  # the shop's own words
    words: dict[int, Word] = field(default_factory=dict)  # that were taught, by id, in the order of ids
    chat: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=CHAT_KEPT))
    reviews: int = 0
    order_ids: deque[int] = field(default_factory=deque)
    waiting_ids: deque[int] = field(default_factory=deque)
    reader: Reader = field(init=False)

    def ready(self) -> None:
        """Compile the reader; call again after the run sheet changed. It hears again what the shop said."""
        self.codes = {item.code: item for item in self.items.values()}
        self.reader = Reader(self.sheet())
        for text in self.heard:
            self.reader.heard_host(text)

    def sheet(self, *, without: int = 0, beside: Word | None = None) -> RunSheet:
        """The run sheet for the reader, with what was taught; less the words of an id, or with more.

        Words of goods that are not on the sheet are left out.
        """
        taught = [word for word in self.words.values() if word.id != without]
        if beside is not None:
            taught.append(beside)
        names: dict[int, tuple[str, ...]] = {}
        for word in taught:
            if word.variant is not None:
                names[word.variant] = (*names.get(word.variant, ()), word.words)
        items = [
            SheetItem(
                code=item.code,
                name=item.name,
                aliases=(*item.aliases, *names.get(item.variant, ())),
                unit=item.unit,
                net=item.net,
                price=item.price,
                group=item.group,
            )
            for item in self.items.values()
        ]
        return RunSheet(tuple(items), tuple(word.words for word in taught if word.variant is None))

    # what authors said

    def history(self, author: str) -> AuthorHistory:
        """What the reader remembers of an author, by buyer key."""
        return self.histories.setdefault(author, AuthorHistory())

    def remark(self, author: str, said: Said) -> None:
        """Keep an author's comment in mind."""
        self.said.setdefault(author, deque(maxlen=REMEMBERED)).append(said)
        self.history(author).remember(said.text, said.reading)

    def reread(self, author: str, external_id: str, reading: Reading) -> None:
        """A person decided what a comment means: remember the author's comments anew."""
        kept = self.said.get(author, deque(maxlen=REMEMBERED))
        for place, said in enumerate(kept):
            if said.external_id == external_id:
                kept[place] = Said(external_id, said.text, reading)
        history = self.histories[author] = AuthorHistory()
        for said in kept:
            history.remember(said.text, said.reading)

    def around(self, author: str, external_id: str) -> tuple[AuthorHistory, list[Said]]:
        """What an author had said before this comment, and what they said since, as far as either is kept."""
        kept = list(self.said.get(author, ()))
        place = next((at for at, said in enumerate(kept) if said.external_id == external_id), -1)
        history = AuthorHistory()
        for said in kept[: max(place, 0)]:
            history.remember(said.text, said.reading)
        return history, kept[place + 1 :]

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

    def real_order(self, buyer_key: str) -> dict[str, int]:
        """What the reader is told an author has: what may change, else what they bought, by code."""
        wanted = self.wanted_by(buyer_key)
        if wanted:
            return wanted
        for number in self.bought.get(buyer_key, ()):
            for (item, _), qty in self.settled[number].lines.items():
                code = self.items[item].code
                wanted[code] = wanted.get(code, 0) + qty
        return wanted

    # waiting lists

    def queue(self, place: Place) -> None:
        """Last in the item's line."""
        self.places[place.id] = place
        self.items[place.item].waiting[place.id] = place
        self.waits.setdefault(place.buyer_key, {})[place.id] = place
        self._line_up(place, place.qty)

    def unqueue(self, place: Place) -> None:
        """Out of the line."""
        del self.places[place.id]
        del self.items[place.item].waiting[place.id]
        mine = self.waits[place.buyer_key]
        del mine[place.id]
        if not mine:
            del self.waits[place.buyer_key]
        self._line_up(place, -place.qty)

    def _line_up(self, place: Place, qty: int) -> None:
        self.items[place.item].lined_up += qty
        _count(self.lined, place.item, qty, (place.buyer_key, place.phone))

    def position(self, place: Place) -> int:
        """1 for the first in line."""
        return list(self.items[place.item].waiting).index(place.id) + 1

    # limits

    def already(self, item: Item, who: Iterable[str]) -> int:
        """How many of an item these identities (buyer key, phones) have or wait for, by the one with most."""
        return max(
            (self.taken.get((item.id, each), 0) + self.lined.get((item.id, each), 0) for each in who if each),
            default=0,
        )

    def count(self, item: int, qty: int, who: Iterable[str]) -> None:
        """Count `qty` of an item towards the limits of these identities."""
        _count(self.taken, item, qty, who)

    def call(self, order: KnownOrder, phone: str) -> None:
        """The order has this phone from now on: what it holds counts towards that one's limits."""
        for (item, _), qty in order.lines.items():
            self.count(item, -qty, (order.phone,))
            self.count(item, qty, (phone,))
        order.phone = phone

    def own(self, order: KnownOrder, buyer_key: str) -> None:
        """The living order is also this buyer's from now on, who has none: it counts for both, once."""
        if buyer_key not in order.owners:
            for (item, _), qty in order.lines.items():
                self.count(item, qty, (buyer_key,))
            order.also[buyer_key] = None
        if order.id in self.orders:
            self.open[buyer_key] = order
        else:
            self.bought.setdefault(buyer_key, set()).add(order.id)

    def disown(self, order: KnownOrder, buyer_key: str) -> None:
        """Undo of `own`, of an open order."""
        if self.open.get(buyer_key) is order:
            del self.open[buyer_key]
        del order.also[buyer_key]
        for (item, _), qty in order.lines.items():
            self.count(item, -qty, (buyer_key,))

    # orders

    def known(self, number: int) -> KnownOrder | None:
        """A living order, open or not."""
        return self.orders.get(number) or self.settled.get(number)

    def remember(self, order: KnownOrder) -> None:
        """This buyer's open order from now on; also that of who was joined in, unless they have another."""
        self.open[order.buyer_key] = order
        for owner in order.also:
            self.open.setdefault(owner, order)
        self.orders[order.id] = order

    def settle(self, order: KnownOrder) -> None:
        """The order is no longer open: confirmed, claimed or paid. What it holds stays taken."""
        self._close(order)
        self.settled[order.id] = order
        for owner in order.owners:
            self.bought.setdefault(owner, set()).add(order.id)

    def forget(self, order: KnownOrder) -> None:
        """The order has ended; the caller gives back what it holds."""
        self._close(order)
        if self.settled.pop(order.id, None) is not None:
            for owner in order.owners:
                mine = self.bought[owner]
                mine.discard(order.id)
                if not mine:
                    del self.bought[owner]

    def _close(self, order: KnownOrder) -> None:
        for owner in order.owners:
            if self.open.get(owner) is order:
                del self.open[owner]
        self.orders.pop(order.id, None)

    def due(self, at: datetime) -> Iterator[int]:
        """Open orders whose hold has ended."""
        return (order.id for order in self.orders.values() if order.pay_by and order.pay_by <= at)


def _count(counts: Counts, item: int, qty: int, who: Iterable[str]) -> None:
    """Add to the counts of each identity, once where two are the same; nothing is kept of zeros."""
    for each in dict.fromkeys(who):
        if not each:
            continue
        left = counts.get((item, each), 0) + qty
        if left:
            counts[item, each] = left
        else:
            counts.pop((item, each), None)
