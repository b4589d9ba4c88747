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
    unpaid: str = ""  # its state before the first money


@dataclass(eq=False)
class AnEntry:
    buyer: str
    phone: str
    code: str
    qty: int
    comment: bool


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

    def living(self) -> list[AnOrder]:
        return [order for order in self.orders if order.state != "ended"]

    def mine(self, buyer: str) -> AnOrder | None:
        return next((o for o in self.orders if o.buyer == buyer and o.state == "held"), None)

    def waits(self, buyer: str) -> list[AnEntry]:
        return [entry for entry in self.line if entry.buyer == buyer]

    def over(self, buyer: str, phone: str, code: str, qty: int) -> bool:
        mine = self.mine(buyer)
        had = [
            sum(o.lines[code] for o in self.living() if who in (o.buyer, o.phone))
            + sum(e.qty for e in self.line if e.code == code and who in (e.buyer, e.phone))
            for who in {buyer, phone, mine.phone if mine else ""} - {""}
        ]
        limit = self.limit[code]
        return limit is not None and max(had) + qty > limit

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
            self.line.append(AnEntry(buyer, phone, code, qty, comment))
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
        for code in sorted(back):
            self.release(code)

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
        for code in sorted(less):
            self.release(code)

    def came(self, code: str, qty: int) -> None:
        """New pieces, straight into the live; or (fewer than none) they did not come after all."""
        self.left[code] += qty
        self.allotted[code] += qty
        self.release(code)

    def close(self) -> None:
        self.open = False
        for order in self.orders:
            order.endless = False
        for code in self.left:
            self.release(code)
        self.end_lists()

    def end_lists(self) -> None:
        if not self.open and not any(o.state in ("held", "claimed", "part") for o in self.orders):
            self.line.clear()

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
