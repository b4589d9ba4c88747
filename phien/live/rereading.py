"""A lesson: what would read differently in a session if a word were taught, or does since it was."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from phien.comments import queries as comments
from phien.comments.queries import ShownComment
from phien.kernel.refusals import Refusal
from phien.kernel.text import fold
from phien.live import errors
from phien.live.desk.book import REMEMBERED, Book
from phien.live.desk.commands.teaching import known_of, why_not
from phien.live.desk.load import load_read
from phien.live.desk.remarks import reading_of
from phien.live.desk.rereading import Again, Around, missing, read_again
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item, Said, Word
from phien.live.deskless import read_here
from phien.plumbing.sql import Statement
from phien.reading.contracts import AuthorHistory, Items, Reading
from phien.reading.reader import Reader
from phien.reading.teaching import bare_words, changed_phrases, key_of_words, words_of

if TYPE_CHECKING:
    from phien.comments.models import Comment, Taught


@dataclass(frozen=True, slots=True)
class Differs:
    """A comment that reads differently. `outcome`, `items` and `amount` (đồng) are what came of it so far.

    `worth` is what `after` asks for, in đồng; `more` what a tap would add; `waits` while a person is asked.
    """

    comment: ShownComment
    outcome: str
    items: Items
    after: Reading
    sure: bool
    worth: int
    more: Items
    waits: bool


class Lesson:
    """What can be taught in a session, read once from the database."""

    def __init__(self, *, coop: Any, session_id: int, at: datetime) -> None:
        self.coop, self.session_id, self.at = coop, session_id, at

    @cached_property
    def book(self) -> Book:
        """The sheet with what was taught. Four queries."""
        book = read_here(load_read(self.session_id))
        if book is None or book.coop != self.coop.pk:
            raise errors.Unknown
        return book

    def item(self, code: str) -> Item | None:
        """The item that the host calls so."""
        return self.book.codes.get(code)

    def words(self, text: str) -> list[tuple[int, int, bool]]:
        """The words of a comment as (start, end, whether nobody knows it)."""
        return [(word.start, word.end, word.strange) for word in words_of(self.book.reader, text)]

    def refusal(self, row: Comment, words: str, code: str) -> Refusal | None:
        """Why these words of a comment cannot be taught so, as the desk would say. Two queries."""
        item = self.item(code)
        so, count = read_here(
            _asked(known_of(self.book, item.variant if item else None, key_of_words(words)))
        )
        done = why_not(self.book, words, code, so=so, count=count, author=row.author_name)
        return errors.refusal_of(dict(done.answer.body)) if done is not None else None

    def read(self, row: Comment, words: str, code: str) -> Again:
        """How one comment would read if `words` named the item `code` (none: no goods). One query."""
        written = comments.of_authors(
            coop=self.coop, session_id=self.session_id, authors={(row.source, row.author_id)}
        )
        return self._read(self._taught(words, code), row, around(written, row))

    def differing(self, words: str, code: str, *, but: int = 0) -> list[Differs]:
        """What would read differently if these words were taught, the comment `but` aside. Two queries."""
        return self._differing(self.book.reader, self._taught(words, code), but)

    def since(self, word: Taught) -> list[Differs]:
        """What reads differently since these words were taught and was not decided since. Two queries."""
        if word.pk not in self.book.words:
            return []
        return self._differing(Reader(self.book.sheet(without=word.pk)), self.book.reader, 0)

    def worth(self, items: Items) -> int:
        """What these cost now, in đồng."""
        codes = self.book.codes
        return sum(codes[code].price_at(self.at) * qty for code, qty in items if code in codes)

    def _taught(self, words: str, code: str) -> Reader:
        item = self.item(code)
        if code and item is None:
            raise errors.UnknownCode(name=code)
        return Reader(self.book.sheet(beside=Word(0, item.variant if item else None, words)))

    def _differing(self, before: Reader, after: Reader, but: int) -> list[Differs]:
        texts = comments.texts(coop=self.coop, session_id=self.session_id)
        touched = _holding(texts, changed_phrases(before, after))
        authors = {(source, author) for number, source, author, _ in texts if number in touched}
        written: dict[tuple[str, str], list[Comment]] = {}
        if authors:
            for row in comments.of_authors(coop=self.coop, session_id=self.session_id, authors=authors):
                written.setdefault((row.source, row.author_id), []).append(row)
        found = []
        for rows in written.values():
            for row in rows:
                if row.pk in touched and row.pk != but:
                    beside = around(rows, row)
                    was, now = self._read(before, row, beside), self._read(after, row, beside)
                    if _gist(was.reading) != _gist(now.reading):
                        found.append(self._differs(row, now))
        return sorted(found, key=lambda each: each.comment.id)

    def _read(self, reader: Reader, row: Comment, beside: Around) -> Again:
        return read_again(
            reader, row.text, author=row.author_id, pinned=row.pinned, around=beside, current=None
        )

    def _differs(self, row: Comment, now: Again) -> Differs:
        return Differs(
            comment=comments.shown(row),
            outcome=row.outcome,
            items=tuple((str(each["code"]), int(each["qty"])) for each in row.items),
            after=now.reading,
            sure=now.sure,
            worth=self.worth(now.reading.items),
            more=missing(row.outcome, row.items, now.reading),
            waits=row.outcome == "review",
        )


def _asked(statements: list[Statement]) -> Steps[list[Rows]]:
    return (yield statements)


def around(rows: Iterable[Comment], row: Comment) -> Around:
    """What an author had said before a comment and since, as a desk that loads remembers it."""
    kept = deque((_said(each) for each in rows), maxlen=REMEMBERED)
    places = [said.external_id for said in kept]
    place = places.index(row.external_id) if row.external_id in places else -1
    history, said = AuthorHistory(), list(kept)
    for each in said[: max(place, 0)]:
        history.remember(each.text, each.reading)
    return history, said[place + 1 :]


def _said(row: Comment) -> Said:
    reading = reading_of(
        intent=row.intent,
        items=row.items,
        phone=row.phone,
        reason=row.reason,
        review=row.outcome == "review",
    )
    return Said(row.external_id, row.text, reading)


def _holding(texts: Iterable[tuple[int, str, str, str]], phrases: set[tuple[str, ...]]) -> set[int]:
    """The comments that have all words of one of these phrases, with their marks or without, drawn out or
    not: no other can read differently."""
    found = set()
    for number, _, _, text in texts:
        folded = fold(text)
        if any(all(word in folded for word in phrase) for phrase in phrases):
            words = bare_words(text)
            if any(all(_stands(word, words) for word in phrase) for phrase in phrases):
                found.add(number)
    return found


def _stands(word: str, words: list[str]) -> bool:
    return any(each.startswith(word) for each in words)


def _gist(reading: Reading) -> tuple[object, ...]:
    """What people would call a different reading; of a question also what it is about."""
    about = {span.value for span in reading.spans if span.kind in ("code", "product") and span.value}
    asked = frozenset(about) if reading.intent == "question" else frozenset()
    return reading.intent, reading.review, reading.items, asked
