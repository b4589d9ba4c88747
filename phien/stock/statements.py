"""Stock's own statements for many rows at once. No Django.

Lock order everywhere: desk row, orders, allotments, stock, each by id.
"""

from phien.plumbing.sql import Statement

MOVE_ALLOTMENTS = (
    "update stock_allotment a set remaining = a.remaining + d.remaining, taken = a.taken + d.taken, "
    "allotted = a.allotted + d.allotted "
    "from unnest(%b::bigint[], %b::int[], %b::int[], %b::int[]) d(id, remaining, taken, allotted) "
    "where a.id = d.id returning a.id, a.remaining, a.taken"
)
MOVE_RESERVED = (
    "update stock_stock s set reserved = s.reserved + d.reserved, on_hand = s.on_hand + d.on_hand "
    "from unnest(%b::bigint[], %b::int[], %b::int[]) d(id, reserved, on_hand) where s.variant_id = d.id "
    "returning s.variant_id, s.on_hand - s.reserved"
)
READ_STOCK = "select on_hand, reserved from stock_stock where variant_id = %s"
LOCK_STOCK = (
    "select variant_id, on_hand, reserved from stock_stock where variant_id = any(%s::bigint[]) "
    "order by variant_id for update"
)
ADD_ALLOTMENT = (
    "insert into stock_allotment(id, coop_id, variant_id, session_id, allotted, remaining, taken) "
    "values (%s, %s, %s, %s, %s, %s, 0)"
)
DROP_ALLOTMENT = "delete from stock_allotment where id = %s"
RECEIVE_LEDGER = (
    "insert into stock_ledger(coop_id, variant_id, kind, delta, reason, person_id, at) "
    "values (%s, %s, 'received', %s, %s, %s, %s)"
)
ADD_LEDGER = (
    "insert into stock_ledger(coop_id, variant_id, kind, delta, reason, person_id, at) "
    "values (%s, %s, 'adjusted', %s, %s, %s, %s)"
)
# For a table of counts: rows that are missing, the numbers, and why (it returns variant and line).
ADD_STOCK = (
    "insert into stock_stock(variant_id, coop_id) select id, %s from unnest(%s::bigint[]) d(id) "
    "on conflict (variant_id) do nothing"
)
ADD_COUNTED = (
    "update stock_stock s set on_hand = s.on_hand + d.delta "
    "from unnest(%s::bigint[], %s::int[]) d(id, delta) where s.variant_id = d.id and s.coop_id = %s"
)
ADD_MOVES = (
    "insert into stock_ledger(coop_id, variant_id, kind, delta, reason, person_id, at) "
    "select %s, d.id, 'adjusted', d.delta, %s, %s, %s from unnest(%s::bigint[], %s::int[]) d(id, delta) "
    "returning variant_id, id"
)


class StockMoves:
    """Changes of allotments and of reserved stock, summed by row."""

    def __init__(self) -> None:
        self.allotments: dict[int, list[int]] = {}  # id -> [remaining, taken, allotted]
        self.variants: dict[int, list[int]] = {}  # id -> [reserved, on hand]

    def take(self, allotment: int, qty: int) -> None:
        """Promise `qty`, or give it back where negative."""
        row = self.allotments.setdefault(allotment, [0, 0, 0])
        row[0] -= qty
        row[1] += qty

    def allot(self, allotment: int, variant: int, qty: int) -> None:
        """Reserve `qty` more for this allotment, or free it where negative."""
        row = self.allotments.setdefault(allotment, [0, 0, 0])
        row[0] += qty
        row[2] += qty
        self.variants.setdefault(variant, [0, 0])[0] += qty

    def receive(self, allotment: int, variant: int, qty: int) -> None:
        """`qty` new pieces come into the store and into this allotment."""
        self.shrink(allotment, variant, remaining=-qty, taken=0)

    def reserve(self, variant: int, qty: int, *, came: int = 0) -> None:
        """Reserve `qty` for an allotment whose row is written whole; `came` of them are new in the store."""
        both = self.variants.setdefault(variant, [0, 0])
        both[0] += qty
        both[1] += came

    def shrink(self, allotment: int, variant: int, *, remaining: int, taken: int) -> None:
        """Stock that is gone: it leaves allotment, reserved and on hand together."""
        row = self.allotments.setdefault(allotment, [0, 0, 0])
        row[0] -= remaining
        row[1] -= taken
        row[2] -= remaining + taken
        both = self.variants.setdefault(variant, [0, 0])
        both[0] -= remaining + taken
        both[1] -= remaining + taken

    def find(self, variant: int, qty: int) -> None:
        """Pieces that were thought to be gone lie in the store after all."""
        self.variants.setdefault(variant, [0, 0])[1] += qty

    def join(self, other: "StockMoves") -> None:
        """Make another transaction's moves too; other sessions' allotments, maybe the same variants."""
        self.allotments.update(other.allotments)
        for variant, moved in other.variants.items():
            both = self.variants.setdefault(variant, [0, 0])
            both[0] += moved[0]
            both[1] += moved[1]

    def allotment_statements(self) -> list[Statement]:
        """The update of all moved allotments; it returns (id, remaining, taken)."""
        ids = sorted(key for key, row in self.allotments.items() if any(row))
        if not ids:
            return []
        columns = [[self.allotments[key][place] for key in ids] for place in range(3)]
        return [Statement(MOVE_ALLOTMENTS, [ids, *columns])]

    def stock_statements(self) -> list[Statement]:
        """The update of reserved and on-hand stock."""
        ids = sorted(key for key, row in self.variants.items() if any(row))
        if not ids:
            return []
        columns = [[self.variants[key][place] for key in ids] for place in range(2)]
        return [Statement(MOVE_RESERVED, [ids, *columns])]
