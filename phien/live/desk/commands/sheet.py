"""What staff change of an item during a live: pin, price, limit, allotment. Each can be undone.

What was promised stays: lines keep their price, places in line keep theirs, and an allotment never shrinks
below what is taken.
"""

from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.kernel.words import gettext_noop
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.release import free, promote
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.plumbing.sql import Statement
from phien.stock.statements import ADD_LEDGER, ADD_STOCK, READ_STOCK, RECEIVE_LEDGER

PIN = "update live_session set pinned_id = %s, pinned_at = %s where id = %s"
PRICE = (
    "update live_item set price = %s, flash_price = %s, flash_until = %s, limit_per_buyer = %s where id = %s"
)
CAME = gettext_noop("Came during the live")
CAME_NOT = gettext_noop("Did not come during the live after all")


def note(book: Book, basket: Basket, ask: Ask, kind: str, at: datetime, facts: dict[str, object]) -> None:
    """Record a change, with the key by which it can be undone, or with the key of what it undoes."""
    undoes = ask.body.get("undoes")
    facts = {**facts, **({"undoes": undoes} if undoes else {"command": ask.key})}
    basket.record.add(kind, "session", book.session, actor=ask.actor, person=ask.person, at=at, facts=facts)


def show(book: Book, code: str, at: datetime) -> Statement:
    """Pin an item, or nothing (an empty code)."""
    book.pinned = code
    return Statement(PIN, [book.codes[code].row if code else None, at, book.session])


def pin(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code}: on screen from now on; an empty code takes the pin away."""
    yield from ()
    code, before = str(ask.body.get("code") or ""), book.pinned
    if code and code not in book.codes:
        return refused("unknown_code", 422, name=code)
    if code and book.codes[code].stopped:
        return refused("item_stopped", name=code)
    if "only_if" in ask.body and ask.body["only_if"] != before:
        return refused("changed_since")
    note(book, basket, ask, "session.pinned" if code else "session.unpinned", at, {"code": code or before})
    done = Done(Answer(200, {"pinned": code}), kinds=["pinned"])
    done.extra = [show(book, code, at)]
    done.undo = {"do": "pin", "body": {"code": before, "only_if": code}}
    return done


def price(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, price, flash_price, flash_until, limit_per_buyer}: for wishes from now on; what is left out
    stays. A flash price that is taken away ends now, with the grace that every end has."""
    yield from ()
    body = ask.body
    item = book.codes.get(str(body["code"]))
    if item is None:
        return refused("unknown_code", 422, name=body["code"])
    before = terms(item)
    if "only_if" in body and body["only_if"] != before:
        return refused("changed_since")
    item.price = int(body.get("price", item.price))
    if "flash_price" in body or "flash_until" in body:
        _flash(item, body.get("flash_price"), body.get("flash_until"), at)
    if "limit_per_buyer" in body:
        item.limit = int(body["limit_per_buyer"]) if body["limit_per_buyer"] else None
    book.ready()
    now = terms(item)
    note(book, basket, ask, "item.priced", at, {"code": item.code, **now})
    done = Done(Answer(200, {"code": item.code, "price": item.price}), kinds=["price"])
    done.extra = [Statement(PRICE, [item.price, item.flash_price, item.flash_until, item.limit, item.row])]
    done.undo = {"do": "price", "body": {"code": item.code, **before, "only_if": now}}
    return done


def terms(item: Item) -> dict[str, Any]:
    """On what terms an item is sold, as JSON (đồng, ISO time)."""
    return {
        "price": item.price,
        "flash_price": item.flash_price,
        "flash_until": item.flash_until.isoformat() if item.flash_until else None,
        "limit_per_buyer": item.limit,
    }


def _flash(item: Item, flash: Any, until: Any, at: datetime) -> None:
    if flash is not None and until:
        item.flash_price, item.flash_until = int(flash), datetime.fromisoformat(until)
    elif item.flash_until is not None and item.flash_until > at:
        item.flash_until = at  # who pressed while it was on screen still has it
    elif item.flash_until is None or item.price_at(at) == item.price:
        item.flash_price = item.flash_until = None


def allot(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, by, new}: more from the store's free stock, or back to it. With `new` the pieces have just
    come: they are received and allotted in one (and, undone, leave the store again)."""
    item, by, new = book.codes.get(str(ask.body["code"])), int(ask.body["by"]), bool(ask.body.get("new"))
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    # read, not locked: stock rows come last in the order of locks, and the CHECK on them is the guard
    stock: list[Rows] = yield [Statement(READ_STOCK, [item.variant])]
    on_hand, reserved = stock[0][0] if stock[0] else (0, 0)
    if by > on_hand - reserved and not new:
        return refused("nothing_free", left=max(0, on_hand - reserved))
    if -by > item.remaining:
        return refused("more_than_remaining", left=item.remaining)
    told: list[str] = []
    done = Done(Answer(200, {"code": item.code, "left": item.remaining + by}), kinds=["price"])
    if new:
        item.remaining += by
        item.allotted += by
        basket.stock.receive(item.id, item.variant, by)
        done.first = [Statement(ADD_STOCK, [book.coop, [item.variant]])]
        done.extra = [came(book, ask, item.variant, by, at)]
    elif by < 0:
        free(basket, item, -by)
    else:
        item.remaining += by
        item.allotted += by
        basket.stock.allot(item.id, item.variant, by)
    if by > 0:
        told = promote(book, basket, [item.id], at=at)
        done.answer = Answer(200, {"code": item.code, "left": item.remaining})
    note(book, basket, ask, "item.received" if new else "item.allotted", at, {"code": item.code, "by": by})
    done.buyers = told
    done.undo = {"do": "allot", "body": {"code": item.code, "by": -by, "new": new}}
    return done


def came(book: Book, ask: Ask, variant: int, qty: int, at: datetime) -> Statement:
    """The ledger's row for pieces that came during the live, or (fewer than none) did not after all."""
    sql, reason = (RECEIVE_LEDGER, CAME) if qty > 0 else (ADD_LEDGER, CAME_NOT)
    return Statement(sql, [book.coop, variant, qty, reason, ask.person, at])
