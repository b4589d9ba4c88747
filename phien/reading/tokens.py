"""A comment cut into words, numbers and signs."""

from __future__ import annotations

import re

from phien.reading.letters import Composed, key_of

__all__ = ["NUMBER", "PHONE_MARK", "SIGN", "WORD", "Token", "Words", "tokenize"]

WORD, NUMBER, SIGN = range(3)
PHONE_MARK = "\x01"  # stands where a valid phone number was
DIGITS_MARK = "\x02"  # stands where digits were that are no quantity: a landline, a number too short

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|\n|[^\w\s]|_")
_MOST_TOKENS = 300  # beyond this nobody orders; keeps a hostile text cheap


class Token:
    """A word, a number or a sign, where it stands, and whether it touches the one before."""

    __slots__ = ("end", "glued", "key", "kind", "start", "title", "value")

    def __init__(self, kind: int, key: str, start: int, end: int, glued: bool) -> None:
        self.kind = kind
        self.key = key
        self.start = start
        self.end = end
        self.glued = glued
        self.title = False  # first letter large, the rest small
        self.value = 0


class Words:
    """The keys of words already met; a drawn-out word ("nhaaaa") has the key of the plain one."""

    __slots__ = ("_keys", "_known")

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._keys: dict[str, str] = {}

    def key(self, word: str) -> str:
        key = self._keys.get(word)
        if key is None:
            if len(self._keys) > 20_000:
                self._keys.clear()
            key = self._keys[word] = self._find(word[:30])
        return key

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
    before = -1
    for match in _TOKEN.finditer(lower):
        start, end = match.span()
        shown = match.group()
        first = shown[0]
        if first.isalpha():
            token = Token(WORD, words.key(shown), start, end, start == before)
            token.title = text[start] != first and (end - start == 1 or text[start + 1] == shown[1])
        elif first in "0123456789":
            token = Token(NUMBER, shown, start, end, start == before)
            token.value = int(shown) if end - start < 10 else 10**9
        else:
            token = Token(SIGN, shown, start, end, start == before)
        tokens.append(token)
        before = end
        if len(tokens) == _MOST_TOKENS:
            break
    return tokens
