"""A comment cut into words, numbers and signs."""

from __future__ import annotations

import re
from itertools import accumulate

from phien.reading.letters import key_of, lowered
from phien.reading.strokes import telex_key

__all__ = ["NUMBER", "PHONE_MARK", "SIGN", "WORD", "Token", "Words", "tokenize"]

WORD, NUMBER, SIGN = range(3)
PHONE_MARK = "\x01"  # stands where a valid phone number was
DIGITS_MARK = "\x02"  # stands where digits were that are no quantity: a landline, a number too short

_PIECE = re.compile(r"[^\S\n]*(?:(?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f])+|[0-9]+|\n|[^\w\s]|_)")
_GAP = re.compile(r"[^\S\n]*")
# Blanks at the end belong to no token; the search would look through them again from each.
_BLANKS = "".join([chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) != "\n"])
_OTHER_DIGITS = re.compile(r"[^\D0-9]")  # of other scripts: nothing here, but for those of Hindi
_HINDI_DIGITS = {chr(0x966 + digit): str(digit) for digit in range(10)}
_DIGITS = frozenset("0123456789")
_MOST_LETTERS = 30  # of a word; what is longer is none
_MOST_WORDS = 20_000  # remembered
_MOST_TOKENS = 300  # beyond this nobody orders; keeps a hostile text cheap


class Token:
    """A word, a number or a sign, and whether it touches the one before. One for all that look alike."""

    __slots__ = ("glued", "key", "kind", "length", "title", "value")

    def __init__(self, kind: int, key: str, length: int, *, glued: bool, title: bool = False) -> None:
        self.kind = kind
        self.key = key
        self.length = length  # in characters
        self.glued = glued
        self.title = title  # first letter large, the rest small
        self.value = 0


class Words(dict[str, Token]):
    """The tokens met so far, by how they are written, with the gap before them.

    A drawn-out word ("nhaaaa") has the key of the plain one.
    """

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, piece: str) -> Token:
        token = self._token(piece)
        if len(piece) <= _MOST_LETTERS:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[piece] = token
        return token

    def _token(self, piece: str) -> Token:
        shown = _GAP.sub("", piece, count=1)
        glued = len(shown) == len(piece)
        first = shown[0]
        if first in _DIGITS:
            token = Token(NUMBER, shown, len(shown), glued=glued)
            token.value = int(shown) if len(shown) < 10 else 10**9
            return token
        if not first.isalpha():
            return Token(SIGN, shown, len(shown), glued=glued)
        small = lowered(shown)
        title = first != small[0] and (len(shown) == 1 or shown[1] == small[1])
        return Token(WORD, self._find(small[:_MOST_LETTERS]), len(shown), glued=glued, title=title)

    def _find(self, word: str) -> str:
        key = key_of(word)
        if key in self._known:
            return key
        if word.isascii():
            telex = telex_key(word)
            if telex in self._known:
                return telex
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


def _digit(match: re.Match[str]) -> str:
    return _HINDI_DIGITS.get(match.group(), " ")


def tokenize(marked: str, words: Words) -> tuple[list[Token], list[int]]:
    """The tokens of a text whose phones are marked, and where each ends."""
    pieces = _PIECE.findall(
        (marked if marked.isascii() else _OTHER_DIGITS.sub(_digit, marked)).rstrip(_BLANKS)
    )
    del pieces[_MOST_TOKENS:]
    if not pieces:
        return [], []
    ends = list(accumulate(map(len, pieces)))
    pieces[0] = " " + pieces[0]  # the first touches nothing
    return [words[piece] for piece in pieces], ends
