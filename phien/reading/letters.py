"""Letters: one key for a Vietnamese word however it is typed, and offsets back to the text as given."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from phien.kernel.text import fold

__all__ = ["Composed", "bare_of", "compose", "key_of", "lowered", "typed", "written"]

_MOST_MARKS = 8  # on a letter that is kept in mind
_TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "3", "\u0323": "4"}


@lru_cache(maxsize=4096)
def key_of(word: str) -> str:
    """The key of a lower-case word: its tone mark moved to the end, hỏi and ngã as one.

    So "huỷ" and "hủy", "khoẻ" and "khỏe", and the southern "hủ" for "hũ" are the same word. A word typed
    without any mark is its own key.
    """
    if word.isascii():
        return word
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


# One word folded; the words of a language are met again and again.
bare_of = lru_cache(maxsize=4096)(fold)


def written(words: str) -> frozenset[str]:
    """The keys of some words, for words that count only with their marks."""
    return frozenset(key_of(word) for word in words.split())


def typed(words: str) -> frozenset[str]:
    """The keys of some words, and of the same typed without marks."""
    return written(words) | frozenset(fold(word) for word in words.split())


def lowered(text: str) -> str:
    """`text` in lower case, letter for letter."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" grows when lowered
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lower


class Composed:
    """A text in composed form, and where each of its characters came from."""

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str, starts: list[int] | None, ends: list[int] | None) -> None:
        self.text = text
        self._starts = starts
        self._ends = ends

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text as given that became [start, end) here."""
        if self._starts is None or self._ends is None:
            return start, end
        if start >= end:
            return 0, 0
        return self._starts[start], self._ends[end - 1]


# One character for a fraction, as phones offer it: "½ ký". Glued to a number it is a part more: "2½".
_FRACTIONS = {
    sign: f" {unicodedata.normalize('NFKC', sign).replace(chr(0x2044), '/')} " for sign in "½¼¾⅓⅔⅕⅛"
}
_AND_A_PART = {"½": ".5", "¼": ".25", "¾": ".75"}

# Letters of Vietnamese, signs and the usual pictures: each is one character that shows as it is.
_PLAIN = re.compile(
    r"[\x09\x0a\x20-\x7e\u00c0-\u017f\u01a0-\u01b0\u1ea0-\u1ef9"
    r"\u2013\u2014\u2018\u2019\u201c\u201d\u2600-\u26ff\u2764\U0001f300-\U0001f64f\U0001f900-\U0001f9ff]*"
)


def compose(text: str) -> Composed:
    """`text` in NFKC without marks that show nothing; offsets stay known."""
    if _PLAIN.fullmatch(text) is not None or (
        unicodedata.is_normalized("NFKC", text)
        and not any(unicodedata.category(c) in {"Cf", "Mn", "Cc"} and c != "\n" for c in text)
    ):
        return Composed(text, None, None)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        letter = text[at:end]
        if letter in _FRACTIONS:
            glued = _AND_A_PART.get(letter) if out and out[-1].isdecimal() else None
            shown = glued or _FRACTIONS[letter]
        else:
            shown = _shown(letter) if end - at < _MOST_MARKS else _composed(letter)
        for char in shown:
            out.append(char)
            starts.append(at)
            ends.append(end)
        at = end
    return Composed("".join(out), starts, ends)


def _composed(letter: str) -> str:
    """A letter and the marks typed after it, in NFKC, without what shows nothing."""
    shown = ""
    for char in unicodedata.normalize("NFKC", letter):
        if char in "\r\u2028\u2029":
            char = "\n"
        if (
            char in "\n\t"
            or "\u0900" <= char <= "\u097f"
            or unicodedata.category(char) not in {"Cf", "Mn", "Me", "Cc", "Cs"}
        ):
            shown += char
    return shown


_shown = lru_cache(maxsize=4096)(_composed)
