"""Reads a session's book from the database, as steps."""

from datetime import timedelta
from typing import Any

from phien.live.desk.book import CHAT_KEPT, Book, Item, OpenOrder, Place
from phien.live.desk.steps import Rows, Steps
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
    "v.net_unit from live_item i join stock_allotment a on a.id = i.allotment_id "
    "join catalog_variant v on v.id = i.variant_id where i.session_id = %s order by i.position, i.id"
)
ORDERS = (
    "select id, code, token, source, buyer_key, buyer_name, phone, goods, discount, shipping, pay_by "
    "from orders_order where session_id = %s and state = 'held' and money_at is null and claimed_at is null "
    "order by id"
)
LINES = (
    "select l.order_id, l.allotment_id, l.price, l.qty - l.short_qty from orders_line l "
    "join orders_order o on o.id = l.order_id where o.session_id = %s and o.state = 'held' "
    "and o.money_at is null and o.claimed_at is null order by l.id"
)
TAKEN = (
    "select l.allotment_id, o.buyer_key, o.phone, sum(l.qty - l.short_qty)::int from orders_line l "
    "join orders_order o on o.id = l.order_id where o.session_id = %s "
    "and o.state not in ('cancelled', 'expired', 'merged') group by 1, 2, 3"
)
BOUGHT = (
    "select distinct buyer_key from orders_order where session_id = %s and not (state = 'held' "
    "and money_at is null and claimed_at is null) and state not in ('cancelled', 'expired', 'merged')"
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
    "select source, author_id, author_name, text, at, outcome, intent, items, phone, reason, spans, "
    "external_id from (select *, row_number() over (partition by source, author_id order by id desc) as back "
    "from comments_comment where session_id = %s) c where back <= 8 order by id"
)


def load(session: int) -> Steps[Book | None]:
    """The book of `session`; None where there is no such session."""
    both = [session]
    head, items, orders, lines, taken, bought, waiting, keys, reviews, remarks = yield [
        Statement(SESSION, both),
        Statement(ITEMS, both),
        Statement(ORDERS, both),
        Statement(LINES, both),
        Statement(TAKEN, both),
        Statement(BOUGHT, both),
        Statement(WAITING, both),
        Statement(KEYS, [session, session]),
        Statement(REVIEWS, both),
        Statement(REMARKS, both),
    ]
    if not head:
        return None
    book = _book(head[0])
    for row in items:
        net = Net(value=float(row[15]), unit=row[16]) if row[15] is not None else None
        item = Item(*row[:13])
        item.aliases, item.group, item.net = tuple(row[13]), row[14], net
        book.items[item.id] = item
    for row in orders:
        book.remember(OpenOrder(*row))
    for order, item, price, qty in lines:
        book.orders[order].lines[item, price] = qty
    for item, buyer_key, phone, qty in taken:
        book.count(item, qty, (buyer_key, phone))
    book.bought.update(row[0] for row in bought)
    for row in waiting:
        book.queue(Place(*row))
    book.keys.update((source, key) for source, key in keys)
    book.reviews = reviews[0][0]
    book.ready()
    _remember(book, remarks)
    return book


def _book(row: tuple[Any, ...]) -> Book:
    return Book(
        session=row[0],
        coop=row[1],
        coop_slug=row[2],
        coop_name=row[3],
        prefix=row[4],
        title=row[5],
        state=row[6],
        opened_at=row[7],
        closed_at=row[8],
        shipping=row[9],
        button_hold=timedelta(minutes=row[10]),
        comment_hold=timedelta(hours=row[11]),
        is_demo=row[12],
        staff_at=row[13],
        pinned=row[14] or "",
    )


def _remember(book: Book, remarks: Rows) -> None:
    """Each author's last comments, for the reader; the latest of all, for the public page."""
    from phien.live.desk.remarks import chat_row, comment_key, reading_of

    for row in remarks:
        source, author, name, text, at, outcome, intent, items, phone, reason, spans, external_id = row
        reading = reading_of(
            intent=intent, items=items, phone=phone, reason=reason, review=outcome == "review"
        )
        book.history(comment_key(source, author)).remember(text, reading)
        chat = chat_row(
            author=name or author, text=text, at=at, outcome=outcome, spans=spans, host=author == "host"
        )
        book.chat.append({**chat, "me": external_id})
    while len(book.chat) > CHAT_KEPT:
        book.chat.popleft()
