"""One command, whole: its first answer if its key was met, else its steps and what it writes."""

from datetime import datetime

from phien.checkout.statements import Basket, place
from phien.comments.statements import Lot, store
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands import COMMANDS
from phien.live.desk.commands.outcome import Done
from phien.live.desk.commands.time import end_lists
from phien.live.desk.commands.undo import FIRST_ANSWER as FIRST_ANSWER
from phien.live.desk.steps import Rows, Steps, Writes
from phien.plumbing.sql import Statement, json_text

KEEP_ANSWER = "insert into live_command(session_id, key, answer, at) values (%s, %s, %s::jsonb, %s)"
STAFF = "update live_session set staff_at = %s where id = %s"
# What a command makes of a body that lacks something or is not what it says: nothing was written yet.
NONSENSE = (AttributeError, KeyError, TypeError, ValueError, OverflowError)
FROM_INSIDE = frozenset({"expire"})


def run(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """Steps of `ask`; the last of them is `Writes`. A refusal writes nothing and yields no writes."""
    if ask.do not in FROM_INSIDE:
        found: list[Rows] = yield [Statement(FIRST_ANSWER, [book.session, ask.key])]
        if found[0]:
            kept = found[0][0][0]
            return Done(Answer(kept["status"], kept["body"]))
    done = yield from COMMANDS[ask.do](book, basket, ask, at)
    if done.answer.status != 200:
        return done
    last = list(done.extra)
    if ask.do not in FROM_INSIDE:
        text = json_text({"status": done.answer.status, "body": done.answer.body, "undo": done.undo})
        last.append(Statement(KEEP_ANSWER, [book.session, ask.key, text, at]))
    if ask.person is not None:
        book.staff_at = at
        last.append(Statement(STAFF, [at, book.session]))
    if book.state == "closed":
        last.append(end_lists(book, at))
    yield Writes(
        [
            *done.first,
            *place(basket),
            *store(Lot(book.coop, book.session, done.comments)),
            *last,
        ]
    )
    return done
