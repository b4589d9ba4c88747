"""The reader: a comment in, what is wanted out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from phien.kernel.phones import find_mobiles
from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict
from phien.reading.catalogue import Catalogue
from phien.reading.chunks import Chunker
from phien.reading.clauses import split
from phien.reading.contracts import AuthorHistory, Intent, Items, Reading, RunSheet, Span, SpanKind
from phien.reading.games import Games
from phien.reading.letters import Composed, compose
from phien.reading.lines import lines_of
from phien.reading.meanings import Meanings
from phien.reading.resolve import Resolver
from phien.reading.row import Chunk
from phien.reading.tokens import DIGITS_MARK, PHONE_MARK, Token, Words, tokenize
from phien.reading.verdicts import decide
from phien.reading.wants import level_of

__all__ = ["HOST", "Reader", "Stream"]

HOST = "host"
_MOST_TEXT = 2_000
_MARKED = re.compile("[à-ỹ]")  # a Vietnamese letter with its mark; a comment without any was typed bare
# Digits that look like a number to call but are none of ours: a landline, one digit short, a foreign number.
_DIALLED = re.compile(r"(?<![\w/])(?:\+[0-9]{1,3}[ .-]?|0)[0-9](?:[ .\-()]{0,2}[0-9]){6,}(?![\w/])")


class Reader:
    """Reads the comments of one session. Everything the run sheet says is compiled once, here."""

    def __init__(self, sheet: RunSheet) -> None:
        self._catalogue = Catalogue(sheet)
        self._words = Words(self._catalogue.known)
        self._marked = Meanings(self._catalogue, plain=False)
        self._bare = Meanings(self._catalogue, plain=True)
        self._games = Games()
        self._pins = {code.upper(): code for code in self._catalogue.wares}

    def read(
        self,
        text: str,
        *,
        author: str,
        pinned: str | None,
        history: AuthorHistory,
        current: Mapping[str, int] | None = None,
    ) -> Reading:
        """What `text` means, written by `author` while `pinned` (a code) is on screen.

        `current` is the author's open order by code as the desk knows it; None: what `history` remembers.
        The caller then calls `history.remember(text, reading)`. The shop's own comments are always `other`.
        """
        composed = compose(text[:_MOST_TEXT])
        phone, lower, spans = _take_phones(composed)
        tokens = tokenize(composed, lower, self._words)
        chunks = self._chunks(composed, tokens)
        if author == HOST:
            self._games.heard(composed.text, _codes_in(chunks))
            return Reading("other", (), phone, False, "", tuple(spans))
        pin = self._pins.get(pinned.strip().upper()) if pinned else None
        mine = history.items if current is None else current
        clauses = split(chunks, tokens)
        said = lines_of(clauses)
        case = Case(
            catalogue=self._catalogue,
            tokens=tokens,
            chunks=chunks,
            clauses=clauses,
            said=said,
            phone=phone,
            pinned=pin,
            mine=mine,
            pending=history.pending,
            resolver=Resolver(self._catalogue, pin, mine),
            levels=[],
        )
        case.levels = [level_of(clause, case.lines_in(clause)) for clause in clauses]
        verdict = decide(case, self._games)
        if verdict.intent == "order" and not verdict.doubt and history.said_before(text):
            verdict.doubt = "repeat"
        return _reading(verdict, phone, (*spans, *_spans(chunks, tokens, composed)))

    def heard_host(self, text: str) -> None:
        """Takes in what the shop said: a game begins or ends. `read` calls it for the host's own comments."""
        composed = compose(text[:_MOST_TEXT])
        tokens = tokenize(composed, composed.lower, self._words)
        self._games.heard(composed.text, _codes_in(self._chunks(composed, tokens)))

    def _chunks(self, composed: Composed, tokens: list[Token]) -> list[Chunk]:
        plain = composed.text.isascii() or _MARKED.search(composed.lower) is None
        titled = sum(token.title for token in tokens)
        shouts = composed.text.upper() == composed.text or titled > 0.8 * len(tokens)
        return Chunker(self._bare if plain else self._marked, tokens, shouts=shouts).chunks()


class Stream:
    """A whole stream of comments, in order; keeps each author's history."""

    def __init__(self, sheet: RunSheet) -> None:
        self._reader = Reader(sheet)
        self._histories: dict[str, AuthorHistory] = {}

    def read(self, author: str, text: str, pinned: str | None) -> Reading:
        """Reads the next comment and remembers it."""
        history = self._histories.setdefault(author, AuthorHistory())
        reading = self._reader.read(text, author=author, pinned=pinned, history=history)
        history.remember(text, reading)
        return reading


def _take_phones(composed: Composed) -> tuple[str | None, str, list[Span]]:
    """The first mobile number, the lower text with all dialled digits marked, and the numbers' spans."""
    lower = composed.lower
    phone = None
    spans = []
    for e164, start, end in find_mobiles(composed.text):
        phone = phone or e164
        spans.append(Span(*composed.original(start, end), "phone", e164))
        lower = lower[:start] + PHONE_MARK + " " * (end - start - 1) + lower[end:]
    if "0" in lower or "+" in lower:
        lower = _DIALLED.sub(lambda match: DIGITS_MARK + " " * (len(match.group()) - 1), lower)
    return phone, lower, spans


def _codes_in(chunks: list[Chunk]) -> frozenset[str]:
    return frozenset(code for chunk in chunks if chunk.kind == k.CODE for code in chunk.codes)


def _spans(chunks: list[Chunk], tokens: list[Token], composed: Composed) -> list[Span]:
    spans = []
    for chunk in chunks:
        kind: SpanKind
        value = ""
        if chunk.kind == k.CODE:
            kind, value = "code", next(iter(chunk.codes))
        elif chunk.kind == k.NAME:
            kind, value = "product", next(iter(chunk.codes)) if len(chunk.codes) == 1 else ""
        elif chunk.kind == k.NUM:
            kind, value = "quantity", str(chunk.number)
        elif chunk.kind == k.AMOUNT and not chunk.soft:
            kind = "quantity"
        elif chunk.kind == k.WORDS and chunk.tags & (t.ASK | t.SURE):
            kind = "question"
        elif chunk.kind == k.WORDS and chunk.tags & (t.DROP | t.SPARE):
            kind = "negation"
        else:
            continue
        spans.append(Span(*composed.original(tokens[chunk.i].start, tokens[chunk.j - 1].end), kind, value))
    return spans


def _reading(verdict: Verdict, phone: str | None, spans: tuple[Span, ...]) -> Reading:
    intent: Intent = verdict.intent
    items = _real(tuple(verdict.items.items()))
    options: list[Items] = []
    if verdict.doubt:
        guesses = [items, *map(_real, verdict.options)]
        options = list(dict.fromkeys(option for option in guesses if option))
    spans = tuple(sorted(spans, key=lambda span: (span.start, span.end)))
    return Reading(intent, items, phone, bool(verdict.doubt), verdict.doubt, spans, tuple(options))


def _real(items: Items) -> Items:
    """A guess without what nobody can order: none of something ("0" where 0 is also a code)."""
    return tuple((code, qty) for code, qty in items if qty >= 1)
