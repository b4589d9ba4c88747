"""Opening again what was closed by mistake. There is no desk then: it runs in Django's transaction."""

from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.live.contracts import REOPENABLE, Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.release import promote
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Place
from phien.plumbing.sql import Statement
from phien.stock.statements import READ_STOCK

LAST_CLOSE = (
    "select facts from activity_entry where coop_id = %s and subject = 'session' and subject_id = %s "
    "and kind = 'session.closed' order by id desc limit 1"
)
ENDED_LISTS = (
    "select id, allotment_id, qty, price, source, buyer_key, buyer_name, phone, token "
    "from checkout_waiting where session_id = %s and state = 'ended' and left_at >= %s order by id"
)
WAIT_AGAIN = "update checkout_waiting set state = 'waiting', left_at = null where id = any(%s::bigint[])"
HOLD_ON = (
    "update orders_order set pay_by = null where session_id = %s and state = 'held' and money_at is null "
    "and pay_by = %s and placed_at <= %s returning id"
)
OPEN = (
    "update live_session set state = 'open', closed_at = null, pinned_id = %s, pinned_at = %s, staff_at = %s "
    "where id = %s"
)


def reopen(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """The close never was, as far as can be: what it freed is allotted again where it is still free, the end
    that it set to holds goes, lists that ended since go on, the pin is back."""
    if book.state == "open":
        return refused("session_already_open")
    if book.state != "closed" or book.closed_at is None:
        return refused("session_not_open")
    if at - book.closed_at > REOPENABLE:
        return refused("too_late_to_reopen", minutes=REOPENABLE.seconds // 60)
    variants = sorted({item.variant for item in book.items.values()})
    facts, lists, *stock = yield [
        Statement(LAST_CLOSE, [book.coop, book.session]),
        Statement(ENDED_LISTS, [book.session, book.closed_at]),
        *(Statement(READ_STOCK, [variant]) for variant in variants),
    ]
    close: dict[str, Any] = facts[0][0] if facts else {}
    closed_at = book.closed_at
    book.state, book.closed_at, book.staff_at = "open", None, at
    done = Done(Answer(200, {"state": "open"}), kinds=["session"])
    if close.get("hold_until"):
        until = datetime.fromisoformat(close["hold_until"])
        endless: list[Rows] = yield [Statement(HOLD_ON, [book.session, until, closed_at])]
        for (number,) in endless[0]:
            if number in book.orders:
                book.orders[number].pay_by = None
    if lists:
        for row in lists:
            book.queue(Place(*row))
        done.first.append(Statement(WAIT_AGAIN, [[row[0] for row in lists]]))
    _allot_again(book, basket, close.get("allotted", {}), dict(zip(variants, stock, strict=True)))
    done.buyers = promote(book, basket, list(book.items), at=at)
    pinned = book.codes.get(str(close.get("pinned", "")))
    book.pinned = pinned.code if pinned else ""
    basket.record.add("session.reopened", "session", book.session, actor=ask.actor, person=ask.person, at=at)
    done.extra = [Statement(OPEN, [pinned.row if pinned else None, at, at, book.session])]
    return done


def _allot_again(book: Book, basket: Basket, allotted: dict[str, int], stock: dict[int, Rows]) -> None:
    """What each item had when it closed, as far as the store still has it free."""
    free = {variant: rows[0][0] - rows[0][1] if rows else 0 for variant, rows in stock.items()}
    for item in book.items.values():
        more = min(allotted.get(str(item.id), item.allotted) - item.allotted, free[item.variant])
        if more > 0:
            free[item.variant] -= more
            item.remaining += more
            item.allotted += more
            basket.stock.allot(item.id, item.variant, more)
