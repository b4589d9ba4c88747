"""Reads a session's book from the database, as steps."""

from datetime import timedelta
from typing import Any, cast

from phien.kernel.text import handle
from phien.live.desk.book import CHAT_KEPT, REMEMBERED, Book
from phien.live.desk.remarks import HOST, chat_row, comment_key, reading_of
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item, KnownOrder, Place, Said, Word
from phien.plumbing.sql import Statement
from phien.reading.contracts import Net

SESSION = (
    "select s.id, s.coop_id, c.slug, c.name, c.order_prefix, s.title, s.state, s.opened_at, s.closed_at, "
    "c.shipping_fee, c.button_hold_minutes, c.comment_hold_hours, c.is_demo, s.staff_at, i.code "
    "from live_session s join coops_coop c on c.id = s.coop_id left join live_item i on i.id = s.pinned_id "
    "where s.id = %s"
)
ITEMS = (
    "select a.id, i.id, i.variant_id, i.code, i.name, v.unit, i.price, i.flash_price, i.flash_until, "
    'i.limit_per_buyer, i.waiting_limit, a.allotted, a.remaining, i.aliases, i."group", v.net_value, '
    "v.net_unit, i.stopped_at is not null from live_item i join stock_allotment a on a.id = i.allotment_id "
    "join catalog_variant v on v.id = i.variant_id where i.session_id = %s order by i.position, i.id"
)
ORDERS = (
    "select state = 'held' and money_at is null and claimed_at is null, id, code, token, source, buyer_key, "
    "buyer_name, phone, goods, discount, shipping, pay_by from orders_order where session_id = %s "
    "and state not in ('cancelled', 'expired', 'merged') order by id"
)
RETURNING = (
    "select id, code, token, source, buyer_key, buyer_name, phone, goods, discount, shipping, pay_by "
    "from orders_order where session_id = %s and reviving_at is not null and paid > 0 "
    "and state in ('cancelled', 'expired') order by reviving_at, id"
)
RETURNING_LINES = (
    "select l.order_id, l.allotment_id, l.price, l.qty - l.short_qty from orders_line l "
    "join orders_order o on o.id = l.order_id where o.session_id = %s and o.reviving_at is not null "
    "and l.qty > l.short_qty order by l.id"
)
BLOCKED = (
    "select b.buyer_key from live_block b join live_session s on s.coop_id = b.coop_id "
    "where s.id = %s and b.lifted_at is null"
)
JOINED = (
    "select id, merged_into_id, buyer_key from orders_order where session_id = %s and state = 'merged' "
    "and merged_into_id is not null order by ended_at, id"
)
LINES = (
    "select l.order_id, l.allotment_id, l.price, l.qty - l.short_qty from orders_line l "
    "join orders_order o on o.id = l.order_id where o.session_id = %s and l.qty > l.short_qty "
    "and o.state not in ('cancelled', 'expired', 'merged') order by l.id"
)
WAITING = (
    "select id, allotment_id, qty, price, source, buyer_key, buyer_name, phone, token "
    "from checkout_waiting where session_id = %s and state = 'waiting' order by id"
)
KEYS = (
    "select source, external_id from checkout_wish where session_id = %s "
    "union select source, external_id from comments_comment where session_id = %s"
)
REVIEWS = (
    "select count(*) from comments_comment where session_id = %s and outcome = 'review' and decision = ''"
)
REMARKS = (
    "select source, author_id, text, outcome, intent, items, phone, reason, external_id from (select *, "
    "row_number() over (partition by source, author_id order by id desc) as back "
    "from comments_comment where session_id = %s and outcome <> 'blocked') c where back <= %s order by id"
)
WORDS = (  # that were taught, of what is on the sheet or of no goods
    "select t.id, t.variant_id, t.words from comments_taught t join live_session s on s.coop_id = t.coop_id "
    "where s.id = %s and t.forgotten_at is null and (t.variant_id is null or t.variant_id in "
    "(select variant_id from live_item where session_id = s.id)) order by t.id"
)
WORDS_OF = (  # of one variant
    "select id, variant_id, words from comments_taught where coop_id = %s and variant_id = %s "
    "and forgotten_at is null order by id"
)
HEARD = (
    "select text from comments_comment where session_id = %s and author_id = %s and outcome <> 'blocked' "
    "order by id desc limit %s"
)
CHAT = (  # without one that is being hidden, with one that is being shown again
    "select source, external_id, author_id, author_name, text, at, outcome, spans from comments_comment "
    "where session_id = %s and outcome <> 'blocked' and (hidden_at is null and id <> %s or id = %s) "
    "and left(author_id, 7) <> 'erased:' "
    "order by id desc limit %s"
)


def load(session: int) -> Steps[Book | None]:
    """The book of `session`; None where there is no such session."""
    this = [session]
    (
        head,
        items,
        orders,
        joined,
        lines,
        late,
        late_lines,
        blocked,
        waiting,
        keys,
        reviews,
        said,
        words,
        chat,
    ) = yield [
        Statement(SESSION, this),
        Statement(ITEMS, this),
        Statement(ORDERS, this),
        Statement(JOINED, this),
        Statement(LINES, this),
        Statement(RETURNING, this),
        Statement(RETURNING_LINES, this),
        Statement(BLOCKED, this),
        Statement(WAITING, this),
        Statement(KEYS, [session, session]),
        Statement(REVIEWS, this),
        Statement(REMARKS, [session, REMEMBERED]),
        Statement(WORDS, this),
        Statement(CHAT, [session, 0, 0, CHAT_KEPT]),
    ]
    if not head:
        return None
    book = _sheet(head[0], items)
    _returning(book, late, late_lines)
    _orders(book, orders, joined, lines)
    book.blocked = {row[0] for row in blocked}
    for row in waiting:
        book.queue(Place(*row))
    book.keys.update((source, key) for source, key in keys)
    book.reviews = reviews[0][0]
    _remember(book, said)
    learn(book, words)
    book.chat.extend(_chat(chat))
    book.ready()
    return book


def load_shown(session: int) -> Steps[Book | None]:
    """Only what everybody may see of a session: sheet, counts, lines, chat. No reader, no orders."""
    this = [session]
    head, items, waiting, chat = yield [
        Statement(SESSION, this),
        Statement(ITEMS, this),
        Statement(WAITING, this),
        Statement(CHAT, [session, 0, 0, CHAT_KEPT]),
    ]
    if not head:
        return None
    book = _sheet(head[0], items)
    for row in waiting:
        book.queue(Place(*row))
    book.chat.extend(_chat(chat))
    return book


def load_read(session: int) -> Steps[Book | None]:
    """Only what comments are read with: the sheet, what was taught, what the shop said last."""
    this = [session]
    head, items, words, said = yield [
        Statement(SESSION, this),
        Statement(ITEMS, this),
        Statement(WORDS, this),
        Statement(HEARD, [session, HOST, REMEMBERED]),
    ]
    if not head:
        return None
    book = _sheet(head[0], items)
    learn(book, words)
    book.heard.extend(row[0] for row in reversed(said))
    book.ready()
    return book


def learn(book: Book, words: Rows) -> None:
    """What was taught is this and nothing else (rows of WORDS). The caller then makes the book ready."""
    book.words = {row[0]: Word(*row) for row in words}


def _sheet(head: tuple[Any, ...], items: Rows) -> Book:
    book = Book(*head[:9], *_settings(head[9:]))
    for row in items:
        net = Net(value=float(row[15]), unit=row[16]) if row[15] is not None else None
        item = Item(*row[:13])
        item.aliases, item.group, item.net, item.stopped = tuple(row[13]), row[14], net, row[17]
        book.items[item.id] = item
    return book


def _settings(row: tuple[Any, ...]) -> tuple[Any, ...]:
    shipping, minutes, hours, is_demo, staff_at, pinned = row
    return shipping, timedelta(minutes=minutes), timedelta(hours=hours), is_demo, staff_at, pinned or ""


def _orders(book: Book, orders: Rows, joined: Rows, lines: Rows) -> None:
    living = {row[1]: KnownOrder(*row[1:]) for row in orders}
    survivors = {number: into for number, into, _ in joined}
    for number, _, buyer_key in joined:
        into = number
        while into in survivors:  # a survivor may have been joined into another one
            into = survivors[into]
        order = living.get(into) or book.returning.get(into)
        if order is not None and order.buyer_key != buyer_key:
            order.also[buyer_key] = None
    for is_open, number, *_ in orders:
        (book.remember if is_open else book.settle)(living[number])
    for number, item, price, qty in lines:
        order = cast(KnownOrder, book.known(number))
        order.lines[item, price] = order.lines.get((item, price), 0) + qty
        book.count(item, qty, order.who)


def came_with(joined: Rows, number: int) -> list[str]:
    """Buyers of the orders that were joined into this one (rows of JOINED)."""
    into = {order: survivor for order, survivor, _ in joined}
    found: list[str] = []
    for order, _, buyer_key in joined:
        step = order
        while step in into and step != number:
            step = into[step]
        if step == number and order != number:
            found.append(buyer_key)
    return found


def _returning(book: Book, orders: Rows, lines: Rows) -> None:
    """Orders that ended before their money came, and wait to live again; what they had."""
    book.returning = {row[0]: KnownOrder(*row) for row in orders}
    for number, item, price, qty in lines:
        if number in book.returning:
            had = book.returning[number].lines
            had[item, price] = had.get((item, price), 0) + qty


def _remember(book: Book, said: Rows) -> None:
    """Each author's last comments, for the reader."""
    for source, author, text, outcome, intent, items, phone, reason, external_id in said:
        reading = reading_of(
            intent=intent, items=items, phone=phone, reason=reason, review=outcome == "review"
        )
        book.remark(comment_key(source, author), Said(external_id, text, reading))
        if author == HOST:
            book.heard.append(text)


def chat_of(session: int, *, but: int = 0, also: int = 0) -> Steps[list[dict[str, object]]]:
    """The latest lines of the public chat, without the comment `but`, with `also` though it is hidden."""
    found = yield [Statement(CHAT, [session, but, also, CHAT_KEPT])]
    return _chat(found[0])


def _chat(rows: Rows) -> list[dict[str, object]]:
    """The latest comments of all, for the public page."""
    return [
        chat_row(
            source=source,
            external_id=external_id,
            author=name or handle(author),
            text=text,
            at=at,
            outcome=outcome,
            spans=spans,
            host=author == HOST,
        )
        for source, external_id, author, name, text, at, outcome, spans in reversed(rows)
    ]
