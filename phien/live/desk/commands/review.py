"""The keeper's decision on a comment, and its undo."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket, WishRow
from phien.comments.statements import DECIDE, LOCK, REREAD, THANKS_TO
from phien.live.contracts import Answer, Ask
from phien.live.desk.amend import change_buyer, change_order, drop_places, without
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.locked import LockedOrder, lock_orders
from phien.live.desk.place import Buyer, take
from phien.live.desk.remarks import as_rows, comment_key, judge, reading_of
from phien.live.desk.rereading import Again, read_again, span_rows
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item
from phien.plumbing.sql import Statement, json_text
from phien.reading.contracts import Reading

Wanted = list[tuple[Item, int]]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A comment's row as the keeper decides on it, read under lock."""

    id: int
    author_id: str
    author_name: str
    source: str
    external_id: str
    text: str
    items: list[dict[str, Any]]
    phone: str
    outcome: str
    decision: str
    order: int | None
    at: datetime
    intent: str
    pinned: str
    spans: list[dict[str, Any]]
    amount: int | None

    @property
    def buyer(self) -> Buyer:
        """Its author as a buyer."""
        key = comment_key(self.source, self.author_id)
        return Buyer(key, self.source, self.author_name, self.phone)


@dataclass(slots=True)
class Decided:
    """What a decision made of a comment. `items` are those it took or put in line."""

    outcome: str
    items: list[dict[str, Any]]
    order: int | None = None
    amount: int | None = None
    buyers: tuple[str, ...] = ()


def resolve(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment, decision, items, word}: as read, corrected to `items`, as it is read now that a word was
    taught (if that is sure), or no order at all. `word`: the taught words thanks to which it is decided."""
    comment, decision = int(ask.body["comment"]), str(ask.body["decision"])
    found: list[Rows] = yield [Statement(LOCK, [comment, book.session])]
    if not found[0]:
        return refused("not_found", 404)
    row = Reviewed(*found[0][0])
    if row.outcome != "review" or row.decision:
        return refused("already_decided")
    word = ask.body.get("word")
    if word is not None and int(word) not in book.words:
        return refused("changed_since")
    again = _read_surely(book, row) if decision == "reread" else None
    if decision == "reread" and again is None:
        return refused("still_unclear")
    if again is not None:
        row = replace(row, intent=again.intent, items=as_rows(again.items))
    if decision == "dropped":
        made = Decided("other", row.items)
    elif again is not None and again.intent in ("question", "other"):
        made = Decided(again.intent, [])
    else:
        chosen = row.items if again else ask.body.get("items") or row.items
        wanted = wanted_of(book, chosen)
        if wanted is None or (not wanted and row.intent != "cancel"):
            return refused("unknown_code", 422, name=", ".join(str(each["code"]) for each in chosen))
        if book.state != "open":
            return refused("closed")
        known = book.open.get(row.buyer.key)
        orders = (yield from lock_orders(book, [known.id])) if known else {}
        order = next((each for each in orders.values() if each.open), None)
        if (
            order is None
            and row.buyer.key in book.bought
            and row.intent == "change"
            and decision == "as_read"
        ):
            return refused("order_moved_on")  # correcting says what to make beside what was bought
        made = _apply(book, basket, ask, row, order, wanted, chosen, at=at)
        answer: dict[str, object] = {"status": 200, "body": {"comment": comment}}
        basket.wishes.append(
            WishRow("review", ask.key, row.buyer.key, "", made.outcome, answer, made.order, at)
        )
    book.reviews -= 1
    _remember(book, row, made.items, review=False)
    basket.record.add(
        "comment.decided",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"comment": comment, "decision": decision, "outcome": made.outcome, "items": made.items},
    )
    done = Done(Answer(200, {"outcome": made.outcome, "comment": comment}), buyers=list(made.buyers))
    done.extra = [decide(ask, comment, decision, made, at=at), *_thanks_to(ask, comment, again)]
    return done


def again_of(book: Book, row: Reviewed, *, current: dict[str, int] | None = None) -> Again:
    """What the comment says with what was taught by now. `current`: what its author has; None: had then."""
    return read_again(
        book.reader,
        row.text,
        author=row.author_id,
        pinned=row.pinned,
        around=book.around(row.buyer.key, row.external_id),
        current=current,
    )


def _read_surely(book: Book, row: Reviewed) -> Reading | None:
    """The new reading where it may be decided without a person, as when the comment had come in now."""
    key = row.buyer.key
    again = again_of(book, row, current=book.real_order(key))
    if not again.sure or key in book.blocked:
        return None
    alters = again.reading.intent in ("change", "cancel")
    return None if alters and key not in book.open and key not in book.waits else again.reading


def _thanks_to(ask: Ask, comment: int, again: Reading | None) -> list[Statement]:
    word = ask.body.get("word")
    if again is not None:
        return [Statement(REREAD, [again.intent, json_text(span_rows(again)), word, comment])]
    return [Statement(THANKS_TO, [word, comment])] if word else []


def wanted_of(book: Book, rows: list[dict[str, Any]]) -> Wanted | None:
    """Items {code, qty} of this session, each once; None where one is not on the sheet."""
    if any(str(row["code"]) not in book.codes or int(row["qty"]) < 1 for row in rows):
        return None
    wanted: dict[Item, int] = {}
    for row in rows:
        item = book.codes[str(row["code"])]
        wanted[item] = wanted.get(item, 0) + int(row["qty"])
    return list(wanted.items())


def decide(ask: Ask, comment: int, decision: str, made: Decided, *, at: datetime) -> Statement:
    """The statement that keeps a decision; an empty one takes it back."""
    who = (ask.person, at) if decision else (None, None)
    values = [decision, *who, made.outcome, made.order, made.amount, json_text(made.items), comment]
    return Statement(DECIDE, values)


def _remember(book: Book, row: Reviewed, items: list[dict[str, Any]], *, review: bool) -> None:
    reading = reading_of(intent=row.intent, items=items, phone=row.phone, reason="", review=review)
    book.reread(row.buyer.key, row.external_id, reading)


def _apply(
    book: Book,
    basket: Basket,
    ask: Ask,
    row: Reviewed,
    order: LockedOrder | None,
    wanted: Wanted,
    chosen: list[dict[str, Any]],
    *,
    at: datetime,
) -> Decided:
    """Do what was decided."""
    buyer, intent = row.buyer, row.intent
    if intent in ("change", "cancel") and (order is not None or buyer.key in book.waits):
        target = dict(wanted)
        if intent == "cancel":
            target = without(book, buyer.key, [(item.code, qty) for item, qty in wanted])
        outcome, told = change_buyer(book, basket, buyer, target, actor=ask.actor, person=ask.person, at=at)
        return Decided(outcome, chosen, order.id if order else None, buyers=tuple(told))
    if intent == "cancel":
        return Decided("other", chosen)
    return give(book, basket, ask, buyer, wanted, chosen, at=at)


def give(
    book: Book,
    basket: Basket,
    ask: Ask,
    buyer: Buyer,
    wanted: Wanted,
    chosen: list[dict[str, Any]],
    *,
    at: datetime,
) -> Decided:
    """Take what can be had for the buyer: into the open order, or a new one; the rest waits or is refused."""
    judged = judge(book, basket, buyer, wanted, at=at)
    if not judged.taken:
        return Decided(judged.outcome, as_rows(judged.waits) or chosen, buyers=(buyer.key,))
    made = take(book, basket, buyer, judged.taken, at=at)
    basket.record.add(
        "order.placed" if made.id in basket.orders.new else "order.added",
        "order",
        made.id,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"items": {item.code: qty for item, qty, _ in judged.taken}, "total": made.total},
    )
    items = as_rows([*((item.code, qty) for item, qty, _ in judged.taken), *judged.waits])
    return Decided(judged.outcome, items, made.id, judged.amount, (buyer.key,))


def reopen(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment}: undo a decision; what it took is given back while its order is still open."""
    comment = int(ask.body["comment"])
    found: list[Rows] = yield [Statement(LOCK, [comment, book.session])]
    if not found[0] or not found[0][0][9]:
        return refused("not_found", 404)
    row = Reviewed(*found[0][0])
    told: list[str] = []
    if row.outcome in ("changed", "cancelled"):
        return refused("order_moved_on")
    order: LockedOrder | None = None
    if row.outcome in ("order", "waitlisted"):
        if row.order is not None:
            orders = yield from lock_orders(book, [row.order])
            order = orders.get(row.order)
            if order is None or not order.open:
                return refused("order_moved_on")
        told = take_back(book, basket, ask, row, order, at=at)
    book.reviews += 1
    _remember(book, row, row.items, review=True)
    basket.record.add(
        "comment.reopened",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"comment": comment},
    )
    body: dict[str, object] = {"outcome": "review", "comment": comment, "intent": row.intent}
    done = Done(Answer(200, body), buyers=told)
    done.extra = [decide(ask, comment, "", Decided("review", row.items), at=at)]
    return done


def take_back(
    book: Book, basket: Basket, ask: Ask, row: Reviewed, order: LockedOrder | None, *, at: datetime
) -> list[str]:
    """Out of the lines it was put in, and out of the order what it took; the buyers to tell."""
    have = {book.items[key]: qty for key, qty in order.have().items()} if order else {}
    left = dict(have)
    mine = list(book.waits.get(row.buyer.key, {}).values())
    for item, qty in wanted_of(book, row.items) or []:
        place = next((one for one in reversed(mine) if one.item == item.id and one.qty == qty), None)
        if place is not None:
            mine.remove(place)
            drop_places(book, basket, [place])
        else:
            left[item] = left.get(item, 0) - qty
    left = {item: qty for item, qty in left.items() if qty > 0}
    if order is None or left == have:
        return [row.buyer.key]
    known = book.orders[order.id]
    _, told = change_order(book, basket, known, left, actor=ask.actor, person=ask.person, at=at)
    return told
