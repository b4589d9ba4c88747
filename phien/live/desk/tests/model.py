"""The reference: what desk and stock promise, in the fewest lines that say it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(eq=False)
class AnOrder:
    buyer: str
    phone: str
    lines: Counter[str] = field(default_factory=Counter)
    state: str = "held"  # held claimed part confirmed ended; `part`: some of its money came
    comment: bool = False  # how it began
    endless: bool = False  # a comment's hold lasts until the close
    paid: int = 0
    total: int = 0  # đồng, when money came
    unpaid: str = ""  # its state before the first money
    also: list[str] = field(default_factory=list)  # buyers of what was joined into it
    into: "AnOrder | None" = None  # what it was joined into
    row: int | None = None

    @property
    def who(self) -> tuple[str, ...]:
        return self.buyer, *self.also, self.phone


@dataclass(eq=False)
class AnEntry:
    buyer: str
    phone: str
    code: str
    qty: int
    comment: bool
    number: int = 0


@dataclass(eq=False)
class Short:
    """Pieces that were not on the shelf, and what is sent instead."""

    number: int
    order: AnOrder
    code: str
    qty: int
    what: str
    instead: str


class Model:
    """Counts of each code, orders in the order they began, one waiting list for all codes."""

    def __init__(self, allotted: dict[str, int], free: int) -> None:
        self.allotted, self.left = dict(allotted), dict(allotted)
        self.free = dict.fromkeys(allotted, free)
        self.orders: list[AnOrder] = []
        self.line: list[AnEntry] = []
        self.limit: dict[str, int | None] = dict.fromkeys(allotted)
        self.open = True
        self.stopped: set[str] = set()
        self.blocked: set[str] = set()
        self.returning: list[AnOrder] = []  # ended, paid: first in line
        self.shortages: list[Short] = []  # not settled
        self.ended_line: list[AnEntry] = []  # ended with their live
        self.entries = 0

    def living(self) -> list[AnOrder]:
        return [order for order in self.orders if order.state != "ended"]

    def mine(self, buyer: str) -> AnOrder | None:
        return next((o for o in self.orders if buyer in (o.buyer, *o.also) and o.state == "held"), None)

    def waits(self, buyer: str) -> list[AnEntry]:
        return [entry for entry in self.line if entry.buyer == buyer]

    def over(self, buyer: str, phone: str, code: str, qty: int) -> bool:
        mine = self.mine(buyer)
        limit = self.limit[code]
        return limit is not None and self.had(code, {buyer, phone, *(mine.who if mine else ())}) + qty > limit

    def had(self, code: str, whose: set[str]) -> int:
        """What the one with most of these identities has or waits for."""
        return max(
            sum(o.lines[code] for o in self.living() if who in o.who)
            + sum(e.qty for e in self.line if e.code == code and who in (e.buyer, e.phone))
            for who in whose - {""}
        )

    def may(self, order: AnOrder, code: str) -> int:
        """How many more of a code the limit lets an order have."""
        limit = self.limit[code]
        return 999 if limit is None else max(0, limit - self.had(code, set(order.who)))

    def store(self, code: str) -> int:
        """What the shop's own hand may take out of the store: nothing while the live runs."""
        return 0 if self.open else self.free[code]

    def room(self, needs: dict[str, int]) -> dict[str, int]:
        """Make room for what is needed, as far as can be; how many of each there are."""
        for code, qty in needs.items():
            self.move_free(code, -min(max(0, qty - self.left[code]), self.store(code)))
        return {code: min(qty, self.left[code]) for code, qty in needs.items()}

    def wish(self, buyer: str, phone: str, code: str, qty: int, *, comment: bool) -> str:
        """One item wished for: what comes of it."""
        if self.over(buyer, phone, code, qty):
            return "limit"
        if code in self.stopped:
            return "sold_out"
        if self.left[code] >= qty:
            self.give(buyer, phone, code, qty, comment=comment)
            return "order"
        room = self.allotted[code] - sum(e.qty for e in self.line if e.code == code)
        if room >= qty:
            self.entries += 1
            self.line.append(AnEntry(buyer, phone, code, qty, comment, self.entries))
            return "waitlisted"
        return "sold_out"

    def give(self, buyer: str, phone: str, code: str, qty: int, *, comment: bool) -> None:
        order = self.mine(buyer)
        if order is None:
            order = AnOrder(buyer, phone, comment=comment)
            self.orders.append(order)
        order.phone = order.phone or phone
        order.endless |= comment and self.open
        order.lines[code] += qty
        self.left[code] -= qty

    def released(self, codes: set[str]) -> None:
        """Who was paid late comes first, then the lines, code by code."""
        for order in list(self.returning):
            fits = all(self.left[code] >= qty for code, qty in order.lines.items())
            if fits and codes & set(+order.lines):
                self.live_again(order)
        for code in sorted(codes):
            self.release(code)

    def live_again(self, order: AnOrder) -> None:
        """An ended order with money has all again that it had."""
        self.returning = [each for each in self.returning if each is not order]
        for code, qty in order.lines.items():
            self.left[code] -= qty
        order.state, order.unpaid = "confirmed" if order.paid >= order.total else "part", "held"

    def release(self, code: str) -> None:
        """Promote the earliest that fit whole; after the close free the rest."""
        for entry in [e for e in self.line if e.code == code]:
            if entry.qty <= self.left[code]:
                self.line.remove(entry)
                self.give(entry.buyer, entry.phone, code, entry.qty, comment=entry.comment)
        if not self.open:
            self.move_free(code, self.left[code])

    def move_free(self, code: str, qty: int) -> None:
        self.left[code] -= qty
        self.allotted[code] -= qty
        self.free[code] += qty

    def end(self, *orders: AnOrder) -> None:
        back: set[str] = set()
        for order in orders:
            order.state = "ended"
            back |= {code for code, qty in order.lines.items() if qty}
            for code, qty in order.lines.items():
                self.left[code] += qty
        self.released(back)

    def pay(self, order: AnOrder, amount: int, *, total: int) -> None:
        """Paid in full is confirmed; a part keeps it held, and no timer ends it then."""
        order.unpaid = order.unpaid or order.state
        order.paid += amount
        if order.state != "confirmed":
            order.state = "confirmed" if order.paid >= total else "part"

    def unpay(self, order: AnOrder) -> None:
        """All of it goes back: for a person to look at, as if claimed."""
        order.state = "confirmed" if order.unpaid == "confirmed" else "claimed"
        order.paid, order.unpaid = 0, ""

    def become(self, order: AnOrder, target: dict[str, int]) -> None:
        """The order becomes exactly this; what cannot grow stays and the difference waits."""
        if not any(target.values()):
            self.end(order)
            return
        held, less = dict(order.lines), []
        for code in held:
            cut = held[code] - target.get(code, 0)
            if cut > 0:
                order.lines[code] -= cut
                self.left[code] += cut
                less.append(code)
        for code, qty in target.items():
            if qty > held.get(code, 0):
                self.wish(order.buyer, order.phone, code, qty - held.get(code, 0), comment=order.comment)
        if not +order.lines:
            order.state = "ended"
        self.released(set(less))

    def came(self, code: str, qty: int) -> None:
        """New pieces, straight into the live; or (fewer than none) they did not come after all."""
        self.left[code] += qty
        self.allotted[code] += qty
        self.released({code})

    def close(self) -> None:
        self.open = False
        for order in self.orders:
            if order.state in ("held", "claimed"):
                order.endless = False
        self.released(set(self.left))
        self.end_lists()

    def reopen(self, allotted: dict[str, int]) -> None:
        """As before the close, as far as the store still has it free."""
        self.open = True
        self.line += sorted(self.ended_line, key=lambda entry: entry.number)
        self.ended_line = []
        for code, had in allotted.items():
            self.move_free(code, -max(0, min(had - self.allotted[code], self.free[code])))
        self.released(set(self.left))

    def end_lists(self) -> None:
        if not self.open and not any(o.state in ("held", "claimed", "part") for o in self.orders):
            self.ended_line += self.line
            self.line = []

    def lose(self, code: str, qty: int) -> int:
        """Stock that is gone: remaining first, then the latest orders."""
        gone = min(qty, self.left[code])
        self.left[code] -= gone
        for order in reversed(self.living()):
            cut = min(qty - gone, order.lines[code])
            order.lines[code] -= cut
            gone += cut
        self.allotted[code] -= gone
        return gone

    # what the shop does to orders

    def join(self, gone: AnOrder, stays: AnOrder) -> None:
        """One has the goods of both, and their buyers; no stock moves."""
        stays.lines += gone.lines
        stays.also += [who for who in (gone.buyer, *gone.also) if who not in (stays.buyer, *stays.also)]
        stays.phone = stays.phone or gone.phone
        stays.endless |= gone.endless
        stays.paid, stays.unpaid = stays.paid + gone.paid, stays.unpaid or gone.unpaid
        gone.state, gone.into, gone.paid, gone.unpaid = "ended", stays, 0, ""

    def part(self, gone: AnOrder, stays: AnOrder) -> None:
        """Undo of `join`."""
        stays.lines -= gone.lines
        stays.also = [who for who in stays.also if who not in (gone.buyer, *gone.also)]
        gone.state, gone.into, gone.endless = "held", None, stays.endless or (gone.endless and self.open)

    def divide(self, order: AnOrder, moved: Counter[str]) -> AnOrder:
        """A second parcel with these goods."""
        order.lines -= moved
        return AnOrder(order.buyer, order.phone, moved, order.state, order.comment, order.endless)

    def end_if_nothing_is_left(self, order: AnOrder) -> None:
        """A confirmed order of which nothing is sent and nothing is awaited is over."""
        awaited = any(short.order is order and short.what == "wait" for short in self.shortages)
        if order.state == "confirmed" and not +order.lines and not awaited:
            order.state = "ended"
