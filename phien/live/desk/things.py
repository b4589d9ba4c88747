"""What a book is made of: items, orders, places in line, comments. Plain values, compared by identity."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from phien.reading.contracts import Net, Reading

FLASH_GRACE = timedelta(seconds=15)


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
    stopped: bool = False  # no longer sold in this live; what is promised stays promised
    waiting: dict[int, Place] = field(default_factory=dict)  # in order of arrival
    lined_up: int = 0  # pieces that wait, all places together

    def price_at(self, at: datetime) -> int:
        """The price for a wish received at `at`: a flash price has 15 s of grace."""
        if self.flash_price is not None and self.flash_until and at <= self.flash_until + FLASH_GRACE:
            return self.flash_price
        return self.price

    @property
    def offered(self) -> int:
        """What a new wish may take; those who wait are promised what remains even of a stopped item."""
        return 0 if self.stopped else self.remaining

    @property
    def room(self) -> int:
        """How many more may wait: as many as are allotted, unless the run sheet says otherwise."""
        if self.stopped:
            return 0
        most = self.allotted if self.waiting_limit is None else self.waiting_limit
        return max(0, most - self.lined_up)


@dataclass(slots=True, eq=False)
class KnownOrder:
    """A living order of the session. Only an open one (held, no money, not claimed) is added to."""

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
    also: dict[str, None] = field(default_factory=dict)  # buyers whose orders were joined into this one

    @property
    def total(self) -> int:
        """What the buyer pays, in đồng."""
        return self.goods - self.discount + self.shipping

    @property
    def owners(self) -> tuple[str, ...]:
        """The buyers whose order it is: its own, and those whose orders were joined into it."""
        return self.buyer_key, *self.also

    @property
    def who(self) -> tuple[str, ...]:
        """The identities that limits count."""
        return *self.owners, self.phone

    def have(self) -> dict[int, int]:
        """What is promised, by allotment."""
        held: dict[int, int] = {}
        for (item, _), qty in self.lines.items():
            held[item] = held.get(item, 0) + qty
        return held


@dataclass(frozen=True, slots=True)
class Word:
    """Words that a keeper taught: another name of `variant`, or (None) of no goods at all."""

    id: int
    variant: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of an author, as the reader read it or a person decided it."""

    external_id: str
    text: str
    reading: Reading
