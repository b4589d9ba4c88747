"""The keeper's decision on a comment, and its undo."""

from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket, WishRow
from phien.comments.statements import DECIDE, LOCK
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book, Item
from phien.live.desk.commands.comment import change_buyer, drop_places
from phien.live.desk.commands.lines import change_locked
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.place import Buyer, take
from phien.live.desk.remarks import comment_key, judge
from phien.live.desk.steps import Rows, Steps
from phien.plumbing.sql import Statement, json_text

ORDER_MADE = "order"


def _decide(
    ask: Ask,
    *,
    decision: str,
    outcome: str,
    order: int | None,
    amount: int | None,
    items: list[dict[str, Any]],
    comment: int,
    at: datetime,
) -> Statement:
    return Statement(
        DECIDE,
        [
            decision,
            ask.person if decision else None,
            at if decision else None,
            outcome,
            order,
            amount,
            json_text(items),
            comment,
        ],
    )


def _items(book: Book, rows: list[dict[str, Any]]) -> list[tuple[Item, int]] | None:
    if any(str(row["code"]) not in book.codes or int(row["qty"]) < 1 for row in rows):
        return None
    return [(book.codes[str(row["code"])], int(row["qty"])) for row in rows]


def resolve(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment, decision, items}: as read, corrected to `items`, or no order at all."""
    comment_id, decision = int(ask.body["comment"]), str(ask.body["decision"])
    found: list[Rows] = yield [Statement(LOCK, [comment_id, book.session])]
    if not found[0]:
        return refused("not_found", 404)
    row = found[0][0]
    _, author, name, source, external, text, items, phone, outcome, decided, _, _, intent, _ = row
    if outcome != "review" or decided:
        return refused("already_decided")
    if decision == "dropped":
        book.reviews -= 1
        done = Done(Answer(200, {"outcome": "other", "comment": comment_id}))
        done.extra = [
            _decide(
                ask,
                decision="dropped",
                outcome="other",
                order=None,
                amount=None,
                items=items,
                comment=comment_id,
                at=at,
            )
        ]
        return done
    chosen = ask.body.get("items") or items
    wanted = _items(book, chosen)
    if wanted is None or (not wanted and intent != "cancel"):
        return refused("unknown_code", 422, name=", ".join(str(r["code"]) for r in chosen))
    if book.state != "open":
        return refused("closed")
    buyer = Buyer(comment_key(source, author), source, name, phone)
    known = book.open.get(buyer.key)
    orders = (yield from lock_orders(book, [known.id])) if known else {}
    order = next((each for each in orders.values() if each.open), None)
    made, result, told, amount = _apply(book, basket, ask, buyer, order, intent, wanted, at=at)
    book.reviews -= 1
    basket.wishes.append(
        WishRow(
            "review",
            ask.key,
            buyer.key,
            "",
            result,
            {"status": 200, "body": {"comment": comment_id}},
            made,
            at,
        )
    )
    basket.record.add(
        "comment.decided",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"comment": comment_id, "decision": decision, "outcome": result, "items": chosen},
    )
    done = Done(Answer(200, {"outcome": result, "comment": comment_id}), buyers=told)
    done.extra = [
        _decide(
            ask,
            decision=decision,
            outcome=result,
            order=made,
            amount=amount,
            items=chosen,
            comment=comment_id,
            at=at,
        )
    ]
    return done


def _apply(
    book: Book,
    basket: Basket,
    ask: Ask,
    buyer: Buyer,
    order: LockedOrder | None,
    intent: str,
    wanted: list[tuple[Item, int]],
    *,
    at: datetime,
) -> tuple[int | None, str, list[str], int | None]:
    """Do what was decided: (order id, outcome, buyers to tell, đồng added)."""
    if intent in ("change", "cancel") and (order is not None or buyer.key in book.waits):
        target = dict(wanted)
        if intent == "cancel":
            left = book.wanted_by(buyer.key)
            for item, qty in wanted:
                left[item.code] = left.get(item.code, 0) - qty
            target = {book.codes[code]: qty for code, qty in left.items() if qty > 0} if wanted else {}
        outcome, told = change_buyer(
            book, basket, order, buyer.key, target, actor=ask.actor, person=ask.person, at=at
        )
        return (order.id if order else None), outcome, told, None
    if intent == "cancel":
        return None, "other", [], None
    taken, outcome = judge(book, basket, buyer, wanted, at=at)
    if not taken:
        return None, outcome, [buyer.key], None
    made = take(book, basket, buyer, taken, at=at)
    basket.record.add(
        "order.placed" if made.id in basket.orders.new else "order.added",
        "order",
        made.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"items": {item.code: qty for item, qty, _ in taken}, "total": made.total},
    )
    return made.id, outcome, [buyer.key], sum(qty * price for _, qty, price in taken)


def reopen(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment}: undo a decision; what it took is given back while its order is still open."""
    comment_id = int(ask.body["comment"])
    found: list[Rows] = yield [Statement(LOCK, [comment_id, book.session])]
    if not found[0] or not found[0][0][9]:
        return refused("not_found", 404)
    row = found[0][0]
    author, source, items, outcome, order_id, intent = row[1], row[3], row[6], row[8], row[10], row[12]
    told: list[str] = []
    if outcome in ("changed", "cancelled"):
        return refused("order_moved_on")
    key = comment_key(source, author)
    rows = _items(book, items) or []
    if outcome == "waitlisted":
        waiting = {item for item, _ in rows}
        keep = {p.id for p in book.waits.get(key, {}).values() if book.items[p.item] not in waiting}
        drop_places(book, basket, key, but=keep)
    elif order_id is not None:
        orders = yield from lock_orders(book, [order_id])
        order = orders.get(order_id)
        if order is None or not order.open:
            return refused("order_moved_on")
        have: dict[Item, int] = {}
        for line in order.lines:
            item = book.items[line.item]
            have[item] = have.get(item, 0) + line.counted
        for item, qty in rows:
            have[item] = have.get(item, 0) - qty
        left = {item: qty for item, qty in have.items() if qty > 0}
        _, told = change_locked(book, basket, order, left, actor=ask.actor, person=ask.person, at=at)
    book.reviews += 1
    basket.record.add(
        "comment.reopened",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"comment": comment_id},
    )
    done = Done(Answer(200, {"outcome": "review", "comment": comment_id, "intent": intent}), buyers=told)
    done.extra = [
        _decide(
            ask,
            decision="",
            outcome="review",
            order=None,
            amount=None,
            items=items,
            comment=comment_id,
            at=at,
        )
    ]
    return done
