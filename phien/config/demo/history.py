"""Puts comments and orders into a demo session with the desk's own decisions, then what follows a live."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.types.json import JsonbLoader

from phien.checkout.statements import Basket, place
from phien.comments.statements import CommentRow, Lot, store
from phien.config.demo.remarks import REMARKS
from phien.live.contracts import Ask
from phien.live.desk.book import Book
from phien.live.desk.commands import COMMANDS
from phien.live.desk.ids import refill
from phien.live.desk.load import load
from phien.live.desk.place import button
from phien.live.desk.remarks import Remark, plain, read
from phien.live.deskless import drive
from phien.live.models import Session
from phien.orders.actions import choose_payment_and_address, pack
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.payments.actions import record_money


def play(session: Session, *, codes: list[str], at: datetime) -> None:
    """Let the demo's comments and some button orders happen to an open session that no desk serves yet."""
    with transaction.atomic():
        connection.ensure_connection()
        cursor: psycopg.Cursor[Any] = psycopg.Cursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        book = drive(cursor, load(session.pk))
        assert book is not None  # noqa: S101 - the caller has just made the session
        drive(cursor, refill(book, low=1, block=128))
        for n, (author, text) in enumerate(REMARKS):
            said = text.format(**dict(zip("abcd", codes, strict=False)))
            remark = Remark(
                "facebook", f"demo-{n}", author, author, said, at + timedelta(seconds=40 * n), pinned=codes[0]
            )
            _one(cursor, book, remark)
        for n in range(6):
            when = at + timedelta(minutes=5 + n)
            body: dict[str, object] = {
                "buyer_key": f"b:demo-{n}",
                "name": f"Khách thử {n + 1}",
                "phone": f"+8490000010{n}",
                "items": [{"code": codes[n % len(codes)], "qty": 1 + n % 2}],
            }
            basket = Basket(coop=book.coop, session=book.session, at=when)
            button(book, basket, f"demo-{n}", body, at=when)
            _write(cursor, book, basket, [])
        for n, code in enumerate([codes[0], codes[1], codes[2], codes[0]]):
            when = at + timedelta(minutes=7 * n)
            ask = Ask(session.pk, "pin", f"demo-pin-{n}", {"code": code}, actor="desk")
            basket = Basket(coop=book.coop, session=book.session, at=when)
            pinned = drive(cursor, COMMANDS["pin"](book, basket, ask, when))
            for statement in [*place(basket), *pinned.extra]:
                cursor.execute(statement.sql, statement.values)


def _one(cursor: "psycopg.Cursor[Any]", book: Book, remark: Remark) -> None:
    reading = read(book, remark)
    if reading.intent in ("change", "cancel") and not reading.review:
        return  # the demo leaves these to the desk
    basket = Basket(coop=book.coop, session=book.session, at=remark.at)
    rows: list[CommentRow] = []
    plain(book, basket, rows, remark, reading, at=remark.at)
    _write(cursor, book, basket, rows)


def _write(cursor: "psycopg.Cursor[Any]", book: Book, basket: Basket, rows: list[CommentRow]) -> None:
    for statement in [*place(basket), *store(Lot(book.coop, book.session, rows))]:
        cursor.execute(statement.sql, statement.values)


def aftermath(session: Session, *, at: datetime, by: Any) -> None:
    """After a closed live: some paid, some chose cash on delivery, some are packed, some still to call."""
    coop = session.coop
    orders = list(Order.objects.of(coop).filter(session_id=session.pk, state="held").order_by("id"))
    for n, order in enumerate(orders):
        when = at + timedelta(minutes=n)
        if n % 3 == 0:
            continue
        address = Address(
            name=f"Khách thử {n + 1}",
            phone=f"0900000{100 + n}",
            street=f"Số {n + 1} Đường Thử",
            commune="Phường Thử Nghiệm",
            province="Gia Lai",
        )
        choose_payment_and_address(
            coop=coop,
            order_id=order.pk,
            payment="cod" if n % 3 == 1 else "transfer",
            address=address,
            at=when,
        )
        if n % 3 == 2:
            record_money(coop=coop, order_id=order.pk, amount=order.total, at=when, by=by)
        if n % 5 == 1:
            pack(coop=coop, order_id=order.pk, at=when, by=by)
