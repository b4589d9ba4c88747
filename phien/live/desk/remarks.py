"""Decides on comments: reads them, takes what they ask for item by item, keeps them with their outcome."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket, WishRow
from phien.comments.statements import CommentRow
from phien.kernel.phones import mask
from phien.live.desk.book import Book, Item
from phien.live.desk.place import Buyer, over_limit, take, wait
from phien.reading.contracts import Reading

HOST = "host"


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
    return author if source == "live" else f"c:{source}:{author}"


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
    """The text with phone spans masked, for public eyes."""
    for span in sorted((s for s in spans if s["kind"] == "phone"), key=lambda s: -s["start"]):
        shown = mask(span["value"]) if span.get("value") else "•••"
        text = text[: span["start"]] + shown + text[span["end"] :]
    return text


def chat_row(
    *, author: str, text: str, at: datetime, outcome: str, spans: list[dict[str, Any]], host: bool
) -> dict[str, object]:
    """A line of the public chat."""
    tag = "host" if host else "order" if outcome in ("order", "changed") else ""
    return {"author": author, "text": masked(text, spans), "at": at.isoformat(), "tag": tag}


def read(book: Book, remark: Remark) -> Reading:
    """What the comment says, given who wrote it and what is pinned."""
    key = remark.buyer_key
    pinned = remark.pinned if remark.pinned is not None else book.pinned
    current = book.wanted_by(key)
    if current or key in book.bought:
        return book.reader.read(
            remark.text,
            author=remark.author_id,
            pinned=pinned or None,
            history=book.history(key),
            current=current,
        )
    return book.reader.read(
        remark.text, author=remark.author_id, pinned=pinned or None, history=book.history(key)
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


def as_rows(items: tuple[tuple[str, int], ...]) -> list[dict[str, object]]:
    """Items as the API and the tables spell them."""
    return [{"code": code, "qty": qty} for code, qty in items]


def keep(book: Book, remark: Remark, reading: Reading, row: CommentRow) -> None:
    """Remember a decided comment: for the reader, the review count and the public chat."""
    book.history(remark.buyer_key).remember(remark.text, reading)
    book.keys.add((remark.source, remark.external_id))
    if row.outcome == "review":
        book.reviews += 1
    book.chat.append(
        {
            **chat_row(
                author=remark.author_name or remark.author_id,
                text=remark.text,
                at=remark.at,
                outcome=row.outcome,
                spans=row.spans,
                host=remark.author_id == HOST,
            ),
            "me": remark.external_id,
        }
    )


def result(row: CommentRow, *, code: str = "") -> dict[str, object]:
    """What the API answers for one comment."""
    answer: dict[str, object] = {"external_id": row.external_id, "outcome": row.outcome}
    if code:
        answer["order"] = code
    if row.items and row.outcome not in ("question", "other"):
        answer["items"] = row.items
    if row.reason:
        answer["reason"] = row.reason
    return answer


def plain(
    book: Book, basket: Basket, rows: list[CommentRow], remark: Remark, reading: Reading, *, at: datetime
) -> dict[str, object]:
    """Decide a comment that needs no lock of an existing order: question, other, review, order."""
    pinned = remark.pinned if remark.pinned is not None else book.pinned
    row = stored(remark, reading, outcome=reading.intent, at=at, pinned=pinned)
    rows.append(row)
    code = ""
    if reading.review:
        row.outcome = "review"
    elif reading.intent == "order":
        buyer = Buyer(
            key=remark.buyer_key,
            source=remark.source,
            name=remark.author_name,
            phone=reading.phone or "",
        )
        code = _order(book, basket, row, buyer, reading, at=at)
    keep(book, remark, reading, row)
    answer = result(row, code=code)
    if reading.intent == "order" and not reading.review:
        basket.wishes.append(
            WishRow(
                source=remark.source,
                external_id=remark.external_id,
                buyer_key=remark.buyer_key,
                digest="",
                outcome=row.outcome,
                answer={"status": 200, "body": answer},
                order=row.order,
                at=at,
            )
        )
    return answer


def judge(
    book: Book, basket: Basket, buyer: Buyer, wanted: list[tuple[Item, int]], *, at: datetime
) -> tuple[list[tuple[Item, int, int]], str]:
    """Judge items one by one: what can be taken (item, qty, price), and the outcome of the whole."""
    taken: list[tuple[Item, int, int]] = []
    outcome = "sold_out"
    for item, qty in wanted:
        price = item.price_at(at)
        if over_limit(book, item, qty, buyer):
            outcome = "limit" if outcome == "sold_out" else outcome
        elif item.remaining >= qty:
            taken.append((item, qty, price))
        elif item.room >= qty:
            wait(book, basket, buyer, item, qty, price, at=at)
            outcome = "waitlisted"
    return taken, "order" if taken else outcome


def _order(
    book: Book, basket: Basket, row: CommentRow, buyer: Buyer, reading: Reading, *, at: datetime
) -> str:
    wanted = [(book.codes[code], qty) for code, qty in reading.items]
    taken, row.outcome = judge(book, basket, buyer, wanted, at=at)
    if not taken:
        return ""
    order = take(book, basket, buyer, taken, at=at)
    row.order = order.id
    row.amount = sum(qty * price for _, qty, price in taken)
    basket.record.add(
        "order.placed" if order.id in basket.orders.new else "order.added",
        "order",
        order.id,
        actor="buyer",
        at=at,
        facts={"items": {item.code: qty for item, qty, _ in taken}, "total": order.total},
    )
    return order.code


def as_review(reading: Reading, reason: str) -> Reading:
    """The same reading, for a person to decide."""
    return replace(reading, review=True, reason=reason)
