"""Items that come and go during a live: add one, stop selling one, resume; take back one just added.

Who has ordered a stopped item keeps it, and who waits keeps the place: what comes back goes to them.
"""

from dataclasses import astuple
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.commands.sheet import came, note, show
from phien.live.desk.load import WORDS_OF, learn
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.live.rules import suggest_code
from phien.plumbing.sql import Statement
from phien.reading.contracts import Net
from phien.stock.statements import ADD_ALLOTMENT, ADD_STOCK, DROP_ALLOTMENT, READ_STOCK

GAP = 10  # between positions
VARIANT = (
    "select v.unit, v.price, v.name, v.net_value, v.net_unit, p.name from catalog_variant v "
    "join catalog_product p on p.id = v.product_id "
    "where v.id = %s and v.coop_id = %s and v.archived_at is null and p.archived_at is null"
)
PLACE = (
    "select nextval(pg_get_serial_sequence('live_item', 'id')), "
    "nextval(pg_get_serial_sequence('stock_allotment', 'id')), "
    "(select coalesce(max(position), 0) from live_item where session_id = %s)"
)
ADD = (
    "insert into live_item(id, coop_id, session_id, variant_id, allotment_id, position, code, name, aliases, "
    '"group", price, planned, limit_per_buyer, say) '
    "values (%s, %s, %s, %s, %s, %s, %s, %s, '{}', %s, %s, %s, %s, '')"
)
STOP = "update live_item set stopped_at = %s where id = %s"
WANTED = (
    "select exists (select 1 from orders_line where allotment_id = %s) "
    "or exists (select 1 from checkout_waiting where allotment_id = %s)"
)
UNPIN = "update live_session set pinned_id = null where id = %s and pinned_id = %s"
REMOVE = "delete from live_item where id = %s"


def add(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{variant, code, name, price, qty, new, limit_per_buyer}: one more item, last on the sheet. `qty` comes
    out of what is free, or with `new` has just come into the store. Code and name may be left to us."""
    body, variant, qty = ask.body, int(ask.body["variant"]), int(ask.body["qty"])
    new = bool(body.get("new"))
    code = str(body.get("code") or "") or suggest_code(book.codes)
    if code in book.codes:
        return refused("item_code_taken", 422, name=code)
    found: list[Rows] = yield [
        Statement(VARIANT, [variant, book.coop]),
        Statement(READ_STOCK, [variant]),
        Statement(PLACE, [book.session]),
        Statement(WORDS_OF, [book.coop, variant]),
    ]
    goods, stock, place, words = found
    if not goods:
        return refused("not_found", 404)
    on_hand, reserved = stock[0] if stock else (0, 0)
    if qty > on_hand - reserved and not new:
        return refused("nothing_free", left=max(0, on_hand - reserved))
    row, allotment, last = place[0]
    item = _item(body, goods[0], row=row, allotment=allotment, variant=variant, code=code, qty=qty)
    book.items[item.id] = item
    learn(book, sorted({*map(astuple, book.words.values()), *words}))
    book.ready()
    basket.stock.reserve(variant, qty, came=qty if new else 0)
    facts: dict[str, object] = {"code": code, "name": item.name, "price": item.price, "qty": qty}
    note(book, basket, ask, "item.added", at, facts)
    done = Done(Answer(200, {"code": code, "left": qty}), kinds=["items"])
    values = [row, book.coop, book.session, variant, allotment, last + GAP]
    done.first = [
        *([Statement(ADD_STOCK, [book.coop, [variant]])] if new else []),
        Statement(ADD_ALLOTMENT, [allotment, book.coop, variant, book.session, qty, qty]),
        Statement(ADD, [*values, code, item.name, item.group, item.price, qty, item.limit]),
    ]
    if new and qty:
        done.extra = [came(book, ask, variant, qty, at)]
    done.undo = {"do": "remove", "body": {"code": code, "new": new}}
    return done


def _item(
    body: dict[str, Any],
    goods: tuple[Any, ...],
    *,
    row: int,
    allotment: int,
    variant: int,
    code: str,
    qty: int,
) -> Item:
    unit, price, size, net_value, net_unit, product = goods
    limit = body.get("limit_per_buyer")
    return Item(
        id=allotment,
        row=row,
        variant=variant,
        code=code,
        name=str(body.get("name") or "").strip() or f"{product} {size}".strip(),
        unit=unit,
        price=int(body["price"]) if body.get("price") is not None else price,
        flash_price=None,
        flash_until=None,
        limit=int(limit) if limit else None,
        waiting_limit=None,
        allotted=qty,
        remaining=qty,
        group=product,
        net=Net(value=float(net_value), unit=net_unit) if net_value is not None else None,
    )


def remove(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, new}: undo of adding, while nobody has asked for it. Its pieces are free again, or with `new`
    had not come after all."""
    item, new = book.codes.get(str(ask.body["code"])), bool(ask.body.get("new"))
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    wanted: list[Rows] = yield [Statement(WANTED, [item.id, item.id])]
    if wanted[0][0][0] or _named(book, item.code):
        return refused("item_wanted", name=item.code)
    if new and not item.allotted:
        new = False
    del book.items[item.id]
    sold = {None, *(each.variant for each in book.items.values())}
    book.words = {word.id: word for word in book.words.values() if word.variant in sold}
    book.pinned = "" if book.pinned == item.code else book.pinned
    book.ready()
    basket.stock.reserve(item.variant, -item.allotted, came=-item.allotted if new else 0)
    note(book, basket, ask, "item.removed", at, {"code": item.code, "name": item.name})
    done = Done(Answer(200, {"code": item.code}), kinds=["items"])
    done.first = [
        Statement(UNPIN, [book.session, item.row]),
        Statement(REMOVE, [item.row]),
        Statement(DROP_ALLOTMENT, [item.id]),
    ]
    if new:
        done.extra = [came(book, ask, item.variant, -item.allotted, at)]
    return done


def _named(book: Book, code: str) -> bool:
    """Whether a comment that the reader remembers means this item."""
    return any(code == named for said in book.said.values() for one in said for named, _ in one.reading.items)


def stop(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code}: nobody new may order it or wait for it; the pin goes."""
    yield from ()
    item = book.codes.get(str(ask.body["code"]))
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    if item.stopped:
        return refused("item_stopped", name=item.code)
    item.stopped = True
    pinned = book.pinned == item.code
    note(book, basket, ask, "item.stopped", at, {"code": item.code})
    body = {"code": item.code, "left": item.remaining, "waiting": len(item.waiting)}
    done = Done(Answer(200, body), kinds=["price", "pinned"] if pinned else ["price"], items=[item.id])
    done.extra = [Statement(STOP, [at, item.row]), *([show(book, "", at)] if pinned else [])]
    done.undo = {"do": "resume", "body": {"code": item.code, "pin": pinned}}
    return done


def resume(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{code, pin}: it is sold again; with `pin` it is pinned too, unless something else is by now."""
    yield from ()
    item = book.codes.get(str(ask.body["code"]))
    if item is None:
        return refused("unknown_code", 422, name=ask.body["code"])
    if not item.stopped:
        return refused("item_on_sale", name=item.code)
    item.stopped = False
    pinned = bool(ask.body.get("pin")) and not book.pinned
    note(book, basket, ask, "item.resumed", at, {"code": item.code})
    body = {"code": item.code, "left": item.remaining}
    done = Done(Answer(200, body), kinds=["price", "pinned"] if pinned else ["price"], items=[item.id])
    done.extra = [Statement(STOP, [None, item.row]), *([show(book, item.code, at)] if pinned else [])]
    done.undo = {"do": "stop", "body": {"code": item.code}}
    return done
