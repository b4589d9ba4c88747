"""What time does: holds end, a session closes."""

from datetime import datetime

from phien.checkout.statements import END_LISTS, Basket
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done
from phien.live.desk.locked import lock_orders
from phien.live.desk.release import end_order, promote
from phien.live.desk.steps import Steps
from phien.orders.statements import RUN_OUT
from phien.plumbing.sql import Statement

CLOSE = "update live_session set state = 'closed', closed_at = %s, pinned_id = null where id = %s"
RELEASE = "update live_desk set owner = '' where session_id = %s"


def expire(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{orders}: end those whose hold is really over: held, no money, time passed."""
    orders = yield from lock_orders(book, [int(each) for each in ask.body["orders"]])
    back: set[int] = set()
    told: list[str] = []
    for order in orders.values():
        if order.state != "held" or order.has_money or order.pay_by is None or order.pay_by > at:
            continue
        back |= end_order(book, basket, order)
        basket.orders.expired.append(order.id)
        basket.record.add("order.expired", "order", order.id, actor="desk", at=at)
        told.append(order.buyer_key)
    told += promote(book, basket, sorted(back), at=at)
    return Done(Answer(200, {"expired": len(basket.orders.expired)}), buyers=told)


def close(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """End the session: comment orders get their hold's end, what remains goes back to the store."""
    yield from ()
    until = at + book.comment_hold
    facts: dict[str, object] = {  # what reopening puts back
        "hold_until": until.isoformat(),
        "pinned": book.pinned,
        "allotted": {str(item.id): item.allotted for item in book.items.values()},
    }
    book.state, book.closed_at, book.pinned = "closed", at, ""
    for order in book.orders.values():
        if order.pay_by is None:
            order.pay_by = until
    told = promote(book, basket, list(book.items), at=at)
    basket.record.add(
        "session.closed", "session", book.session, actor=ask.actor, person=ask.person, at=at, facts=facts
    )
    done = Done(Answer(200, {"state": "closed"}), buyers=told, kinds=["session"])
    done.first = [Statement(RUN_OUT, [until, book.session])]
    done.extra = [
        Statement(CLOSE, [at, book.session]),
        Statement(RELEASE, [book.session]),
    ]
    return done


def end_lists(book: Book, at: datetime) -> Statement:
    """Waiting lists of a closed session end with its last hold."""
    return Statement(END_LISTS, [at, book.session, book.session])
