"""Decides on comments: reads them, takes what they ask for item by item, keeps them with their outcome."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket, WishRow
from phien.comments.statements import CommentRow, line_id
from phien.kernel.phones import mask
from phien.kernel.text import handle
from phien.live.contracts import Answer
from phien.live.desk.book import Book
from phien.live.desk.place import Buyer, leave_phone, over_limit, take, wait
from phien.live.desk.things import Item, Said
from phien.reading.contracts import Reading

HOST = "host"
LIVE = "live"  # the live page's own comments: their author is the buyer cookie
# What looks like a phone though nobody read it as one: nine or more digits, with dots or spaces between.
DIGITS = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it came in. `pinned` is the item on screen then; None asks the desk's own."""

    source: str
    external_id: str
    author_id: str
    author_name: str
    text: str
    at: datetime
    pinned: str | None = None

    @property
    def buyer_key(self) -> str:
        """Who this author is as a buyer."""
        return comment_key(self.source, self.author_id)


def comment_key(source: str, author: str) -> str:
    """The buyer key of a comment's author; on the live page it is the cookie's own key."""
    return author if source == LIVE else f"c:{source}:{author}"


def reading_of(*, intent: str, items: list[dict[str, Any]], phone: str, reason: str, review: bool) -> Reading:
    """A stored reading, as the reader remembers it."""
    return Reading(
        intent=intent,  # type: ignore[arg-type]
        items=tuple((row["code"], row["qty"]) for row in items),
        phone=phone or None,
        review=review,
        reason=reason,
        spans=(),
    )


def masked(text: str, spans: list[dict[str, Any]]) -> str:
    """The text for public eyes: phones masked, also those that nobody read as phones."""
    parts, here = [], 0
    for span in sorted((s for s in spans if s["kind"] == "phone"), key=lambda s: int(s["start"])):
        if span["start"] >= here:
            parts += [
                _hidden(text[here : span["start"]]),
                mask(span["value"]) if span.get("value") else "•••",
            ]
            here = span["end"]
    return "".join([*parts, _hidden(text[here:])])


def _hidden(text: str) -> str:
    return DIGITS.sub("•••", text)


def chat_row(
    *,
    source: str,
    external_id: str,
    author: str,
    text: str,
    at: datetime,
    outcome: str,
    spans: list[dict[str, Any]],
    host: bool,
) -> dict[str, object]:
    """A line of the public chat. `id` names it for ever; `cid` is the live page's own id of a line that it
    shows already."""
    tag = "host" if host else "order" if outcome in ("order", "changed") else ""
    row: dict[str, object] = {"author": _hidden(author), "text": masked(text, spans), "at": at.isoformat()}
    row["tag"], row["id"] = tag, line_id(source, external_id)
    if source == LIVE:
        row["cid"] = cid_of(external_id)
    return row


def live_id(cid: str, buyer_key: str) -> str:
    """The external id of a live page's comment: one client's id never meets another's."""
    return f"{buyer_key}/{cid}"


def cid_of(external_id: str) -> str:
    """The client's own id of a live page's comment."""
    return external_id.partition("/")[2]


def on_screen(book: Book, remark: Remark) -> str:
    """The code that was pinned when the comment was written."""
    return remark.pinned if remark.pinned is not None else book.pinned


def read(book: Book, remark: Remark) -> Reading:
    """What the comment says, given who wrote it, what they really have, and what is pinned."""
    key = remark.buyer_key
    return book.reader.read(
        remark.text,
        author=remark.author_id,
        pinned=on_screen(book, remark) or None,
        history=book.history(key),
        current=book.real_order(key),
    )


def stored(remark: Remark, reading: Reading, *, outcome: str, at: datetime, pinned: str) -> CommentRow:
    """The row that keeps a comment."""
    return CommentRow(
        source=remark.source,
        external_id=remark.external_id,
        author_id=remark.author_id,
        author_name=remark.author_name,
        text=remark.text,
        pinned=pinned,
        at=remark.at,
        received_at=at,
        intent=reading.intent,
        outcome=outcome,
        items=as_rows(reading.items),
        options=[as_rows(option) for option in reading.options],
        spans=[{"start": s.start, "end": s.end, "kind": s.kind, "value": s.value} for s in reading.spans],
        phone=reading.phone or "",
        reason=reading.reason,
    )


def as_rows(items: Iterable[tuple[str, int]]) -> list[dict[str, object]]:
    """Items as the API and the tables spell them."""
    return [{"code": code, "qty": qty} for code, qty in items]


def keep(book: Book, remark: Remark, reading: Reading, row: CommentRow) -> None:
    """Remember a decided comment: for the reader, the review count and the public chat."""
    gist = replace(reading, spans=(), options=())  # all that the reader asks of what was said before
    book.remark(remark.buyer_key, Said(remark.external_id, remark.text, gist))
    book.keys.add((remark.source, remark.external_id))
    if row.outcome == "review":
        book.reviews += 1
    if remark.author_id == HOST:
        book.heard.append(remark.text)
    book.chat.append(
        chat_row(
            source=remark.source,
            external_id=remark.external_id,
            author=remark.author_name or handle(remark.author_id),
            text=remark.text,
            at=remark.at,
            outcome=row.outcome,
            spans=row.spans,
            host=remark.author_id == HOST,
        )
    )


def turned_away(book: Book, rows: list[CommentRow], remark: Remark | None, *, at: datetime) -> Answer:
    """What somebody who is blocked is told. Nothing is held; a comment is kept for staff, and not read.

    A button's key is not kept: once the block is lifted it may buy.
    """
    if remark is None:
        return Answer(409, {"code": "blocked"})
    nothing = Reading(intent="other", items=(), phone=None, review=False, reason="", spans=())
    rows.append(stored(remark, nothing, outcome="blocked", at=at, pinned=on_screen(book, remark)))
    book.keys.add((remark.source, remark.external_id))
    return Answer(200, {"external_id": remark.external_id, "outcome": "blocked"})


def result(row: CommentRow, *, code: str = "", lacking: str = "") -> dict[str, object]:
    """What the API answers for one comment; `lacking` says what of an order could not be had."""
    answer: dict[str, object] = {"external_id": row.external_id, "outcome": row.outcome}
    if code:
        answer["order"] = code
    if row.items and row.outcome not in ("question", "other"):
        answer["items"] = row.items
    if row.reason or lacking:
        answer["reason"] = row.reason or lacking
    return answer


def wish_of(remark: Remark, row: CommentRow, answer: dict[str, object], *, at: datetime) -> WishRow:
    """The wish of a comment that asked for stock, with its first answer."""
    return WishRow(
        source=remark.source,
        external_id=remark.external_id,
        buyer_key=remark.buyer_key,
        digest="",
        outcome=row.outcome,
        answer={"status": 200, "body": answer},
        order=row.order,
        at=at,
    )


def plain(
    book: Book, basket: Basket, rows: list[CommentRow], remark: Remark, reading: Reading, *, at: datetime
) -> tuple[dict[str, object], list[str]]:
    """Decide a question, an order, what is for a person or nothing; the API's answer and whom to tell."""
    row = stored(remark, reading, outcome=reading.intent, at=at, pinned=on_screen(book, remark))
    rows.append(row)
    code = lacking = ""
    buyer = Buyer(remark.buyer_key, remark.source, remark.author_name, reading.phone or "")
    if reading.review:
        row.outcome = "review"
    elif reading.intent == "order":
        code, lacking = _order(book, basket, row, buyer, reading, at=at)
    if reading.phone:
        leave_phone(book, basket, buyer, at=at)
    keep(book, remark, reading, row)
    answer = result(row, code=code, lacking=lacking)
    told: list[str] = []
    if reading.intent == "order" and not reading.review:
        told.append(remark.buyer_key)
        basket.wishes.append(wish_of(remark, row, answer, at=at))
    return answer, told


@dataclass(slots=True)
class Judged:
    """Items judged one by one. `taken` (item, qty, price) are not given yet; `waits` are in line already."""

    taken: list[tuple[Item, int, int]] = field(default_factory=list)
    waits: list[tuple[str, int]] = field(default_factory=list)
    why_not: dict[str, str] = field(default_factory=dict)  # code -> waitlisted, limit or sold_out

    @property
    def amount(self) -> int:
        """đồng of what is taken."""
        return sum(qty * price for _, qty, price in self.taken)

    @property
    def outcome(self) -> str:
        """Of the whole comment: an order if anything of it could be had."""
        if self.taken:
            return "order"
        found = set(self.why_not.values())
        return next((each for each in ("waitlisted", "limit") if each in found), "sold_out")


def judge(
    book: Book, basket: Basket, buyer: Buyer, wanted: Sequence[tuple[Item, int]], *, at: datetime
) -> Judged:
    """Judge items one by one: what can be taken, what waits, what neither."""
    judged = Judged()
    for item, qty in wanted:
        price = item.price_at(at)
        if over_limit(book, item, qty, buyer):
            judged.why_not[item.code] = "limit"
        elif item.offered >= qty:
            judged.taken.append((item, qty, price))
        elif item.room >= qty:
            wait(book, basket, buyer, item, qty, price, at=at)
            judged.waits.append((item.code, qty))
            judged.why_not[item.code] = "waitlisted"
        else:
            judged.why_not[item.code] = "sold_out"
    return judged


def _order(
    book: Book, basket: Basket, row: CommentRow, buyer: Buyer, reading: Reading, *, at: datetime
) -> tuple[str, str]:
    """Take what can be had; the order's code, and what of it could not be had."""
    judged = judge(book, basket, buyer, [(book.codes[code], qty) for code, qty in reading.items], at=at)
    row.outcome = judged.outcome
    if not judged.taken:
        return "", ""
    order = take(book, basket, buyer, judged.taken, at=at)
    row.order, row.amount = order.id, judged.amount
    basket.record.add(
        "order.placed" if order.id in basket.orders.new else "order.added",
        "order",
        order.id,
        actor="buyer",
        at=at,
        facts={"items": {item.code: qty for item, qty, _ in judged.taken}, "total": order.total},
    )
    return order.code, ", ".join(f"{code}: {why}" for code, why in judged.why_not.items())


def as_review(reading: Reading, reason: str) -> Reading:
    """The same reading, for a person to decide."""
    return replace(reading, review=True, reason=reason)
