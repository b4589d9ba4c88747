"""Words that a keeper teaches the reader, forgets and takes up again; the reader is made anew at once.

A word lives on the variant, so it comes along to every session that sells it; words that name no goods live
on the cooperative. What was ordered thanks to a word stays ordered when the word is forgotten.
"""

from datetime import datetime
from typing import Any

from phien.checkout.statements import Basket
from phien.comments.statements import (
    FORGET,
    HOW_MANY_TAUGHT,
    LOCK,
    LOCK_TAUGHT,
    NEW_TAUGHT,
    TAUGHT_SO,
    TEACH,
)
from phien.kernel.text import clean, fold
from phien.live.contracts import Answer, Ask
from phien.live.desk.book import Book
from phien.live.desk.commands.outcome import Done, refused
from phien.live.desk.load import WORDS, learn
from phien.live.desk.steps import Rows, Steps
from phien.live.desk.things import Item, Word
from phien.plumbing.sql import Statement
from phien.reading.teaching import Harm, harm_of, key_of_words

MOST = 60  # words of one variant; of no goods: ten times as many
REFUSALS = {
    "empty": "word_empty",
    "long": "word_too_long",
    "number": "word_is_a_number",
    "speech": "word_is_speech",
    "size": "word_is_a_size",
    "item": "word_names_item",
}


def teach(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{words, code, comment}: words of a comment name that item from now on; an empty code: no goods."""
    words, code = " ".join(clean(str(ask.body["words"])).split()), str(ask.body["code"])
    item = book.codes.get(code)
    if code and item is None:
        return refused("unknown_code", 422, name=code)
    variant, key = item.variant if item else None, key_of_words(words)
    found: list[Rows] = yield [
        Statement(LOCK, [int(ask.body["comment"]), book.session]),
        *known_of(book, variant, key),
        Statement(NEW_TAUGHT, []),
    ]
    comment, so, count, number = found
    if not comment:
        return refused("not_found", 404)
    why = why_not(book, words, code, so=so, count=count, author=comment[0][2])
    if why is not None:
        return why
    word = Word(number[0][0], variant, words)
    _know(book, {**book.words, word.id: word})
    facts: dict[str, object] = {"words": words, "code": code, "name": item.name if item else ""}
    _note(
        book, basket, ask, "word.taught" if item else "word.taught_as_nothing", at, {**facts, "word": word.id}
    )
    done = Done(Answer(200, {"word": word.id, "words": words, "code": code}))
    done.extra = [
        Statement(TEACH, [word.id, book.coop, variant, words, key, book.session, ask.person, at]),
    ]
    return done


def known_of(book: Book, variant: int | None, key: str) -> list[Statement]:
    """What `why_not` must know: what these words mean already, and how many of the variant are known."""
    return [
        Statement(TAUGHT_SO, [book.coop, key]),
        Statement(HOW_MANY_TAUGHT, [book.coop, variant]),
    ]


def why_not(book: Book, words: str, code: str, *, so: Rows, count: Rows, author: str) -> Done | None:
    """The refusal of words that would do harm as a name of `code` (empty: of no goods); None: they would not.

    `so` and `count` are what `known_of` found, `author` is what the comment's writer is called.
    """
    item = book.codes.get(code)
    most = MOST if item else 10 * MOST
    return (
        _meant(book, so, words, item.variant if item else None)
        or _harmful(book, words, code)
        or _named(words, author)
        or (refused("words_full") if count[0][0] >= most else None)
    )


def forget(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{word}: it is read no longer, wherever it was taught. Orders stay as they are."""
    row = yield from _locked(book, ask)
    if row is None:
        return refused("not_found", 404)
    if row[4] is not None:
        return refused("word_forgotten", words=row[2])
    _know(book, {number: word for number, word in book.words.items() if number != row[0]})
    _note(book, basket, ask, "word.forgotten", at, {"words": row[2], "word": row[0]})
    done = Done(Answer(200, {"word": row[0], "words": row[2]}))
    done.extra = [Statement(FORGET, [at, ask.person, row[0]])]
    return done


def remember(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{word}: undo of forgetting, unless the words mean something else by now."""
    row = yield from _locked(book, ask)
    if row is None:
        return refused("not_found", 404)
    number, variant, words, key, forgotten_at = row
    if forgotten_at is None:
        return refused("word_taught", words=words)
    so: list[Rows] = yield [Statement(TAUGHT_SO, [book.coop, key])]
    item = next((each for each in book.items.values() if each.variant == variant), None)
    sold = variant is None or item is not None
    why = _meant(book, so[0], words, variant)
    if why is None and sold:
        why = _harmful(book, words, item.code if item else "")
    if why is not None:
        return why
    if sold:
        known = {**book.words, number: Word(number, variant, words)}
        _know(book, {each: known[each] for each in sorted(known)})
    _note(book, basket, ask, "word.remembered", at, {"words": words, "word": number})
    done = Done(Answer(200, {"word": number, "words": words}))
    done.extra = [Statement(FORGET, [None, None, number])]
    return done


def learn_anew(book: Book, basket: Basket, ask: Ask, at: datetime) -> Steps[Done]:
    """{}: what was taught is read anew: another session's desk taught or forgot something."""
    found: list[Rows] = yield [Statement(WORDS, [book.session])]
    before = book.words
    learn(book, found[0])
    if book.words != before:
        book.ready()
    return Done(Answer(200, {"words": len(book.words)}))


def _locked(book: Book, ask: Ask) -> Steps[tuple[Any, ...] | None]:
    found: list[Rows] = yield [Statement(LOCK_TAUGHT, [int(ask.body["word"]), book.coop])]
    return found[0][0] if found[0] else None


def _know(book: Book, words: dict[int, Word]) -> None:
    book.words = words
    book.ready()


def _meant(book: Book, so: Rows, words: str, variant: int | None) -> Done | None:
    """What these words were taught to mean already, here or in another live. Goods of other lives do not
    count: their words are read only there."""
    here = {item.variant: item for item in book.items.values()}
    for _, other in so:
        if other == variant:
            return refused("word_taught", words=words)
        if other is None:
            return refused("word_means_nothing", words=words)
        if other in here:
            return refused("word_names_item", 422, words=words, name=_called(here[other]))
    return None


def _harmful(book: Book, words: str, code: str) -> Done | None:
    harm: Harm | None = harm_of(book.reader, words, code or None)
    if harm is None:
        return None
    item = book.codes.get(harm.code)
    return refused(REFUSALS[harm.why], 422, words=words, name=_called(item) if item else "")


def _called(item: Item) -> str:
    return f"{item.code} {item.name}"


def _named(words: str, author: str) -> Done | None:
    """Whether these words are the author's own name: nobody's name is taught."""
    mine = fold(author).split()
    return refused("word_is_a_name", 422, words=words) if set(fold(words).split()) <= {*mine} else None


def _note(book: Book, basket: Basket, ask: Ask, kind: str, at: datetime, facts: dict[str, object]) -> None:
    basket.record.add(kind, "session", book.session, actor=ask.actor, person=ask.person, at=at, facts=facts)
