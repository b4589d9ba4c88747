"""A comment cut into words, numbers and signs."""

from __future__ import annotations

import re

from phien.reading.letters import key_of, lowered

__all__ = ["NUMBER", "PHONE_MARK", "SIGN", "WORD", "Token", "Words", "tokenize"]

WORD, NUMBER, SIGN = range(3)
PHONE_MARK = "\x01"  # stands where a valid phone number was
DIGITS_MARK = "\x02"  # stands where digits were that are no quantity: a landline, a number too short

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\n|[^\w\s]|_")
_DIGITS = frozenset("0123456789")
_MOST_LETTERS = 30  # of a word; what is longer is none
_MOST_WORDS = 20_000  # remembered
_MOST_TOKENS = 300  # beyond this nobody orders; keeps a hostile text cheap


class Token:
    """A word, a number or a sign, and whether it touches the one before."""

    __slots__ = ("glued", "key", "kind", "title", "value")

    def __init__(self, kind: int, key: str, value: int, *, glued: bool, title: bool) -> None:
        self.kind = kind
        self.key = key
        self.value = value
        self.glued = glued
        self.title = title  # first letter large, the rest small


class Words:
    """Tokens by how they are written, made once each.

    A drawn-out word ("nhaaaa") has the key of the plain one.
    """

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self.apart = _Tokens(self, glued=False)
        self.glued = _Tokens(self, glued=True)

    def token(self, shown: str, *, glued: bool) -> Token:
        first = shown[0]
        if first in _DIGITS:
            value = int(shown) if len(shown) < 10 else 10**9
            return Token(NUMBER, shown, value, glued=glued, title=False)
        if not first.isalpha():
            return Token(SIGN, shown, 0, glued=glued, title=False)
        small = lowered(shown)
        title = first != small[0] and (len(shown) == 1 or shown[1] == small[1])
        return Token(WORD, self._find(small[:_MOST_LETTERS]), 0, glued=glued, title=title)

    def _find(self, word: str) -> str:
        key = key_of(word)
        if key in self._known:
            return key
        short = _shorten(word)
        if short == word:
            return key
        short_key = key_of(short)
        return short_key if short_key in self._known or _tail(word) > 2 else key


class _Tokens(dict[str, Token]):
    """The tokens met so far, by how they are written."""

    def __init__(self, words: Words, *, glued: bool) -> None:
        super().__init__()
        self._words = words
        self._glued = glued

    def __missing__(self, shown: str) -> Token:
        token = self._words.token(shown, glued=self._glued)
        if len(shown) <= _MOST_LETTERS:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[shown] = token
        return token


def _tail(word: str) -> int:
    """How many letters at the end are the same letter, marks aside."""
    base = [key_of(c).rstrip("1234") for c in word]
    count = 1
    while count < len(base) and _alike(base[-count - 1], base[-1]):
        count += 1
    return count


def _alike(one: str, other: str) -> bool:
    return one == other or (one + other) in {"ưu", "ơo", "ôo", "êe", "âa", "ăa"}


def _shorten(word: str) -> str:
    tail = _tail(word)
    return word[: len(word) - tail + 1] if tail > 1 else word


def tokenize(marked: str, words: Words) -> tuple[list[Token], list[tuple[int, int]]]:
    """The tokens of a text whose phones are marked, and where each stands."""
    tokens: list[Token] = []
    places: list[tuple[int, int]] = []
    apart, glued = words.apart, words.glued
    before = -1
    for match in _TOKEN.finditer(marked):
        place = start, end = match.span()
        places.append(place)
        shown = match.group()
        tokens.append(glued[shown] if start == before else apart[shown])
        before = end
        if len(tokens) == _MOST_TOKENS:
            break
    return tokens, places
