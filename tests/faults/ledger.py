"""The buyers' own log against the database, row by row: whoever was told of an order has exactly that one,
whoever waits has that place, whoever was refused has nothing, and there is nothing else."""

from typing import Any

from tests.faults.crowd import Buyer, Crowd
from tests.faults.stack import Stack

WISHES = (
    "select w.external_id, w.outcome, w.buyer_key, o.code, o.state, o.buyer_key, o.phone "
    "from checkout_wish w left join orders_order o on o.id = w.order_id where w.session_id = %s"
)
LINES = (
    "select o.code, l.code, l.qty from orders_order o left join orders_line l on l.order_id = o.id "
    "where o.session_id = %s order by o.id, l.id"
)
WAITING = "select buyer_key, code, qty, state, phone from checkout_waiting where session_id = %s order by id"
COUNTS = (
    "select i.code, a.allotted, a.remaining, a.taken from live_item i "
    "join stock_allotment a on a.id = i.allotment_id where i.session_id = %s"
)


def compare(stack: Stack, crowd: Crowd, *, stock: int) -> dict[str, int]:
    """Raise AssertionError, naming the rows, where log and database differ; how many of each outcome."""
    session = crowd.session
    kept = {row[0]: row[1:] for row in stack.rows(WISHES, session)}
    lines: dict[str, list[tuple[str, int]]] = {}
    for order, code, qty in stack.rows(LINES, session):
        lines.setdefault(order, []).append((code, qty))
    places: dict[str, list[tuple[Any, ...]]] = {}
    position: dict[str, int] = {}
    for buyer_key, code, qty, state, phone in stack.rows(WAITING, session):
        position[code] = position.get(code, 0) + 1
        places.setdefault(buyer_key, []).append((code, qty, state, phone, position[code]))
    told = {"order": 0, "waitlisted": 0, "sold_out": 0}
    taken: dict[str, int] = {}
    wrong = []
    for buyer in crowd.buyers:
        outcome = _said(buyer)
        told[outcome] = told.get(outcome, 0) + 1
        fault = _differs(buyer, outcome, kept.pop(buyer.key, None), lines, places)
        if fault:
            wrong.append(f"{buyer.key} {buyer.code}×{buyer.qty} was told {buyer.answers[0]}: {fault}")
        if outcome == "order":
            taken[buyer.code] = taken.get(buyer.code, 0) + buyer.qty
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:20])
    assert not kept, f"wishes that nobody was told of: {kept}"
    assert not lines, f"orders that nobody was told of: {lines}"
    assert not places, f"places in line that nobody was told of: {places}"
    for code, allotted, remaining, gone in stack.rows(COUNTS, session):
        saw = (allotted, remaining, gone)
        assert saw == (stock, stock - taken.get(code, 0), taken.get(code, 0)), f"{code}: {saw}"
    return told


def _said(buyer: Buyer) -> str:
    """The outcome that a buyer was told; all answers to one key say the same."""
    first = buyer.answers[0]
    for other in buyer.answers[1:]:
        assert (other.status // 100, other.body) == (first.status // 100, first.body), buyer
    return "order" if first.status < 300 else str(first.body["code"])


def _differs(
    buyer: Buyer,
    outcome: str,
    wish: tuple[Any, ...] | None,
    lines: dict[str, list[tuple[str, int]]],
    places: dict[str, list[tuple[Any, ...]]],
) -> str:
    """What is wrong with a buyer's rows; takes them out of `lines` and `places`."""
    who, phone = f"k:{buyer.key}", "+84" + buyer.phone[1:]
    place = places.pop(who, [])
    body = buyer.answers[0].body
    if wish is None:
        return "there is no such wish"
    kind, wished_by, order, state, ordered_by, ordered_phone = wish
    if (kind, wished_by) != (outcome, who):
        return f"the wish is {wish}"
    if outcome == "order":
        if (order, state, ordered_by, ordered_phone) != (body["order"], "held", who, phone):
            return f"the order is {wish}"
        if lines.pop(order, None) != [(buyer.code, buyer.qty)]:
            return "its lines are others, or it is told twice"
        return "also waits" if place else ""
    if order is not None:
        return f"has an order {order}"
    expected = []
    if outcome == "waitlisted":
        expected = [(buyer.code, buyer.qty, "waiting", phone, body["position"])]
    return "" if place == expected else f"its place in line is {place}"
