"""Decides wishes in memory: take, add, wait, refuse. Writes into a Basket; nothing is sent here."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from phien.checkout.statements import Basket, WaitingRow, WishRow
from phien.kernel.codes import order_code
from phien.live.contracts import Answer
from phien.live.desk.book import Book
from phien.live.desk.holds import hold_until, later
from phien.live.desk.things import Item, KnownOrder, Place
from phien.orders.statements import Added, NewLine, NewOrder
from phien.plumbing.sql import json_text


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who wishes: `key` is the cookie's, the comment author's, or the button key's own."""

    key: str
    source: str
    name: str = ""
    phone: str = ""

    @property
    def who(self) -> tuple[str, str]:
        """The identities that limits count."""
        return self.key, self.phone


def digest(value: object) -> str:
    """A short digest of a body, to tell a repeat from a key used twice."""
    return hashlib.blake2b(json_text(value).encode(), digest_size=16).hexdigest()


def new_token() -> str:
    """An unguessable name of a buyer's page (128 bits)."""
    return secrets.token_urlsafe(16)


def over_limit(book: Book, item: Item, qty: int, buyer: Buyer) -> bool:
    """Whether `qty` more of an item is past the limit for this buyer, by cookie, author and phone."""
    if item.limit is None:
        return False
    order = book.open.get(buyer.key)
    who = (*buyer.who, *order.who) if order else buyer.who
    return book.already(item, who) + qty > item.limit


def take(
    book: Book,
    basket: Basket,
    buyer: Buyer,
    wants: Sequence[tuple[Item, int, int]],
    *,
    at: datetime,
    token: str = "",
) -> KnownOrder:
    """Give items (item, qty, price) to a buyer: to the open order, or to a new one.

    The caller has seen that each fits. The order's row, lines, stock and record go into the basket.
    """
    until = hold_until(book, source=buyer.source, at=at)
    goods = sum(qty * price for _, qty, price in wants)
    order = book.open.get(buyer.key)
    if order is None:
        order = _new_order(book, basket, buyer, goods, until, at, token)
    else:
        add_goods(book, basket, order, buyer, goods, later(order.pay_by, until))
    for item, qty, price in wants:
        item.remaining -= qty
        basket.stock.take(item.id, qty)
        book.count(item.id, qty, order.who)
        order.lines[item.id, price] = order.lines.get((item.id, price), 0) + qty
        line = NewLine(item.variant, item.code, item.name, item.unit, qty)
        basket.orders.line(order.id, item.id, price, line)
    return order


def _new_order(
    book: Book, basket: Basket, buyer: Buyer, goods: int, until: datetime | None, at: datetime, token: str
) -> KnownOrder:
    number = book.order_ids.popleft()
    order = KnownOrder(
        id=number,
        code=order_code(prefix=book.prefix, number=number),
        token=token or new_token(),
        source=buyer.source,
        buyer_key=buyer.key,
        buyer_name=buyer.name,
        phone=buyer.phone,
        goods=goods,
        discount=0,
        shipping=book.shipping,
        pay_by=until,
    )
    book.remember(order)
    basket.orders.new[number] = NewOrder(
        id=number,
        coop=book.coop,
        session=book.session,
        code=order.code,
        token=order.token,
        source=buyer.source,
        buyer_key=buyer.key,
        buyer_name=buyer.name,
        phone=buyer.phone,
        goods=goods,
        shipping=book.shipping,
        pay_by=until,
        placed_at=at,
    )
    return order


def add_goods(
    book: Book, basket: Basket, order: KnownOrder, buyer: Buyer, goods: int, until: datetime | None
) -> None:
    """Goods (đồng; less where negative), a new end of the hold, and what the buyer told of themselves."""
    order.goods += goods
    order.pay_by = until
    # what was typed into the buy button's own fields wins over a comment's name and phone
    typed = buyer.source == "button" and order.source != "button"
    order.buyer_name = buyer.name if typed and buyer.name else order.buyer_name or buyer.name
    if buyer.phone and (typed or not order.phone):
        book.call(order, buyer.phone)
    fresh = basket.orders.new.get(order.id)
    if fresh is not None:
        fresh.goods, fresh.pay_by = order.goods, until
        fresh.buyer_name, fresh.phone = order.buyer_name, order.phone
        return
    added = basket.orders.added.get(order.id)
    total = goods + (added.goods if added else 0)
    typed = typed or (added is not None and added.typed)
    basket.orders.added[order.id] = Added(total, until, order.buyer_name, order.phone, typed)


def leave_phone(book: Book, basket: Basket, buyer: Buyer, *, at: datetime) -> bool:
    """A phone that its author left after ordering goes to the open order that has none."""
    order = book.open.get(buyer.key)
    if order is None or order.phone or not buyer.phone:
        return False
    add_goods(book, basket, order, buyer, 0, order.pay_by)
    basket.record.add(
        "order.addressed", "order", order.id, actor="buyer", at=at, facts={"changed": ["phone"]}
    )
    return True


def wait(
    book: Book, basket: Basket, buyer: Buyer, item: Item, qty: int, price: int, *, at: datetime
) -> Place:
    """Put the buyer at the end of an item's line."""
    place = Place(
        id=book.waiting_ids.popleft(),
        item=item.id,
        qty=qty,
        price=price,
        source=buyer.source,
        buyer_key=buyer.key,
        buyer_name=buyer.name,
        phone=buyer.phone,
        token=new_token(),
    )
    book.queue(place)
    basket.waiting[place.id] = WaitingRow(
        id=place.id,
        allotment=item.id,
        code=item.code,
        name=item.name,
        unit=item.unit,
        qty=qty,
        price=price,
        source=buyer.source,
        buyer_key=buyer.key,
        buyer_name=buyer.name,
        phone=buyer.phone,
        token=place.token,
        placed_at=at,
    )
    return place


def order_answer(order: KnownOrder) -> dict[str, object]:
    """What a buyer is told of an order (đồng, ISO time, root-relative link)."""
    return {
        "order": order.code,
        "state": "held",
        "total": order.total,
        "pay_by": order.pay_by.isoformat() if order.pay_by else None,
        "link": f"/o/{order.token}",
    }


def button(book: Book, basket: Basket, key: str, body: dict[str, object], *, at: datetime) -> Answer:
    """A buy-button wish: all of it, or nothing held. Writes the wish with its first answer."""
    buyer = Buyer(
        key=str(body["buyer_key"]), source="button", name=str(body["name"]), phone=str(body["phone"])
    )
    amounts: dict[Item, int] = {}
    for row in body["items"]:  # type: ignore[attr-defined]
        item = book.codes.get(row["code"])
        if item is None:
            return Answer(422, {"code": "unknown_code", "name": row["code"]})
        if int(row["qty"]) < 1:
            return Answer(422, {"code": "bad_quantity"})
        amounts[item] = amounts.get(item, 0) + int(row["qty"])
    wanted = [(item, qty, item.price_at(at)) for item, qty in amounts.items()]
    order: KnownOrder | None = None
    limited = next((item for item, qty, _ in wanted if over_limit(book, item, qty, buyer)), None)
    lacking = [(item, qty, price) for item, qty, price in wanted if item.offered < qty]
    if limited is not None:
        answer = Answer(409, {"code": "limit", "limit": limited.limit, "name": limited.name})
    elif not lacking:
        order = take(book, basket, buyer, wanted, at=at)
        answer = Answer(201, order_answer(order))
        basket.record.add(
            "order.placed" if order.id in basket.orders.new else "order.added",
            "order",
            order.id,
            actor="buyer",
            at=at,
            facts={"items": {item.code: qty for item, qty, _ in wanted}, "total": order.total},
        )
    elif len(wanted) == 1 and lacking[0][0].room >= lacking[0][1]:
        place = wait(book, basket, buyer, *lacking[0], at=at)
        answer = Answer(
            409,
            {
                "code": "waitlisted",
                "position": book.position(place),
                "item": lacking[0][0].code,
                "link": f"/o/{place.token}",
            },
        )
    else:
        names = ", ".join(item.name for item, _, _ in lacking)
        answer = Answer(409, {"code": "sold_out", "items": [i.code for i, _, _ in lacking], "names": names})
    assert isinstance(answer.body, dict)  # noqa: S101 - for mypy
    basket.wishes.append(
        WishRow(
            source="button",
            external_id=key,
            buyer_key=buyer.key,
            digest=digest({name: body[name] for name in ("name", "phone", "items")}),
            outcome=str(answer.body.get("code", "order")),
            answer={"status": answer.status, "body": answer.body},
            order=order.id if order else None,
            at=at,
        )
    )
    return answer
