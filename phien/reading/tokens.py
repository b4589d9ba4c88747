"""A comment cut into words, numbers and signs."""

from __future__ import annotations

import re

from phien.reading.letters import Composed, key_of

__all__ = ["NUMBER", "PHONE_MARK", "SIGN", "WORD", "Token", "Words", "tokenize"]

WORD, NUMBER, SIGN = range(3)
PHONE_MARK = "\x01"  # stands where a valid phone number was
DIGITS_MARK = "\x02"  # stands where digits were that are no quantity: a landline, a number too short

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\n|[^\w\s]|_")
_MOST_LETTERS = 30  # of a word; what is longer is none
_MOST_WORDS = 20_000  # remembered
_MOST_TOKENS = 300  # beyond this nobody orders; keeps a hostile text cheap


class Token:
    """A word, a number or a sign, where it stands, and whether it touches the one before."""

    __slots__ = ("end", "glued", "key", "kind", "start", "title", "value")

    def __init__(
        self, kind: int, key: str, value: int, start: int, end: int, glued: bool, title: bool
    ) -> None:
        self.kind = kind
        self.key = key
        self.value = value
        self.start = start
        self.end = end
        self.glued = glued
        self.title = title  # first letter large, the rest small


class Words(dict[str, tuple[int, str, int]]):
    """What was met before, by how it is written: its kind, key and value.

    A drawn-out word ("nhaaaa") has the key of the plain one.
    """

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, shown: str) -> tuple[int, str, int]:
        if shown[0].isalpha():
            found = WORD, self._find(shown[:_MOST_LETTERS]), 0
        elif shown[0] in "0123456789":
            found = NUMBER, shown, int(shown) if len(shown) < 10 else 10**9
        else:
            found = SIGN, shown, 0
        if len(shown) <= _MOST_LETTERS:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[shown] = found
        return found

    def _find(self, word: str) -> str:
        key = key_of(word)
        if key in self._known:
            return key
        short = _shorten(word)
        if short == word:
            return key
        short_key = key_of(short)
        return short_key if short_key in self._known or _tail(word) > 2 else key


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


def tokenize(composed: Composed, lower: str, words: Words) -> list[Token]:
    """The tokens of a text; `lower` is its lower-case form with phones already marked."""
    tokens: list[Token] = []
    text = composed.text
    has_capitals = text != lower
    before = -1
    for match in _TOKEN.finditer(lower):
        start, end = match.span()
        shown = match.group()
        kind, key, value = words[shown]
        title = (
            has_capitals
            and kind == WORD
            and text[start] != shown[0]
            and (end - start == 1 or text[start + 1] == shown[1])
        )
        tokens.append(Token(kind, key, value, start, end, start == before, title))
        before = end
        if len(tokens) == _MOST_TOKENS:
            break
    return tokens
