"""What a comment asks for too, now that a word is known, added by one tap to what came of it; and its undo.

Nothing is added silently to what was ordered: the button says what it adds, and the desk adds just that.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket, WishRow
from phien.comments.statements import LOCK, REREAD
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.review import (
    Decided,
    Reviewed,
    again_of,
    decide,
    give,
    take_back,
    wanted_of,
)
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.remarks import as_rows, reading_of
from phien.live.desk.rereading import missing, span_rows
from phien.live.desk.steps import Rows, Steps
from phien.plumbing.sql import Statement, json_text


def more(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment, items, word}: take these too, which the comment asks for and did not get; just these."""
    comment, asked = int(ask.body["comment"]), list(ask.body["items"])
    found: list[Rows] = yield [Statement(LOCK, [comment, book.session])]
    if not found[0]:
        return refused("not_found", 404)
    row = Reviewed(*found[0][0])
    reading = again_of(book, row).reading
    wanted = wanted_of(book, asked)
    if wanted is None:
        return refused("unknown_code", 422, name=", ".join(str(each["code"]) for each in asked))
    word = int(ask.body["word"])
    lacks = () if row.decision or word not in book.words else missing(row.outcome, row.items, reading)
    if not lacks or sorted(lacks) != sorted((item.code, qty) for item, qty in wanted):
        return refused("changed_since")
    if book.state != "open":
        return refused("closed")
    known = book.open.get(row.buyer.key)
    if known is not None:
        yield from lock_orders(book, [known.id])  # it may be confirmed or paid by now: then a new one begins
    given = give(book, basket, ask, row.buyer, wanted, asked, at=at)
    kept = given.order or row.order
    outcome = given.outcome if given.order or row.outcome not in ("order", "waitlisted") else row.outcome
    made = Decided(outcome, as_rows(reading.items), kept, (row.amount or 0) + (given.amount or 0) or None)
    book.reread(row.buyer.key, row.external_id, replace(reading, spans=(), options=()))
    answer: dict[str, object] = {"status": 200, "body": {"comment": comment}}
    basket.wishes.append(WishRow("review", ask.key, row.buyer.key, "", outcome, answer, given.order, at))
    facts: dict[str, object] = {"comment": comment, "outcome": given.outcome, "items": given.items}
    _note(book, basket, ask, "comment.completed", at, facts)
    body = {"outcome": given.outcome, "comment": comment, "items": given.items}
    done = Done(Answer(200, body), buyers=list(given.buyers))
    done.extra = [
        decide(ask, comment, "reread", made, at=at),
        Statement(REREAD, [reading.intent, json_text(span_rows(reading)), word, comment]),
    ]
    done.undo = {
        "do": "less",
        "body": {"comment": comment, "order": given.order, **_before(row, given, made)},
    }
    return done


def _before(row: Reviewed, given: Decided, made: Decided) -> dict[str, Any]:
    """What `less` takes back, what it puts back, and as what it must find the comment."""
    return {
        "given": given.items,
        "items": row.items,
        "outcome": row.outcome,
        "was_order": row.order,
        "amount": row.amount,
        "intent": row.intent,
        "spans": row.spans,
        "only_if": made.items,
    }


def less(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """Undo of `more`, while the order it went to is still open."""
    body, comment = ask.body, int(ask.body["comment"])
    found: list[Rows] = yield [Statement(LOCK, [comment, book.session])]
    row = Reviewed(*found[0][0])
    if row.decision != "reread" or row.items != body["only_if"]:
        return refused("changed_since")
    order: LockedOrder | None = None
    if body["order"] is not None:
        orders = yield from lock_orders(book, [int(body["order"])])
        order = orders.get(int(body["order"]))
        if order is None or not order.open:
            return refused("order_moved_on")
    told = take_back(book, basket, ask, replace(row, items=body["given"]), order, at=at)
    made = Decided(body["outcome"], body["items"], body["was_order"], body["amount"])
    reading = reading_of(intent=body["intent"], items=made.items, phone=row.phone, reason="", review=False)
    book.reread(row.buyer.key, row.external_id, reading)
    _note(book, basket, ask, "comment.completed", at, {"comment": comment, "items": made.items})
    done = Done(Answer(200, {"outcome": made.outcome, "comment": comment}), buyers=told)
    done.extra = [
        decide(ask, comment, "", made, at=at),
        Statement(REREAD, [body["intent"], json_text(body["spans"]), None, comment]),
    ]
    return done


def _note(book: Book, basket: Basket, ask: Ask, kind: str, at: datetime, facts: dict[str, object]) -> None:
    undoes = ask.body.get("undoes")
    facts = {**facts, **({"undoes": undoes} if undoes else {})}
    basket.record.add(kind, "session", book.session, actor=ask.actor, person=ask.person, at=at, facts=facts)
