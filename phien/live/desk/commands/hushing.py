"""Who is blocked, and which comments viewers no longer see."""

from datetime import datetime

from phien.checkout.statements import Basket
from phien.comments.statements import HIDE, LOCK, line_id
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.load import BLOCKED, chat_of
from phien.live.desk.steps import Rows, Steps
from phien.plumbing.sql import Statement


def blocks(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{}: who is blocked is read anew; what a block stopped or let in is decided from now on."""
    found: list[Rows] = yield [Statement(BLOCKED, [book.session])]
    book.blocked = {row[0] for row in found[0]}
    return Done(Answer(200, {"blocked": len(book.blocked)}))


def hide(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{comment, hidden}: off the public page, or on it again; staff see it either way."""
    comment, hidden = int(ask.body["comment"]), bool(ask.body["hidden"])
    found: list[Rows] = yield [Statement(LOCK, [comment, book.session])]
    if not found[0]:
        return refused("not_found", 404)
    row = found[0][0]
    name = line_id(row[3], row[4])
    done = Done(Answer(200, {"outcome": "hidden" if hidden else "shown", "comment": comment}))
    if hidden:
        kept = yield from chat_of(book.session, but=comment)
        done.hidden.append(name)
    else:
        kept = yield from chat_of(book.session, also=comment)
        done.chat = [each for each in kept if each["id"] == name]
    book.chat.clear()
    book.chat.extend(kept)
    basket.record.add(
        "comment.hidden" if hidden else "comment.shown",
        "session",
        book.session,
        actor=ask.actor,
        person=ask.person,
        at=at,
        facts={"comment": comment, "author": row[2] or ""},
    )
    done.extra = [Statement(HIDE, [at if hidden else None, comment])]
    return done
