"""Strokes of an input method that were left standing: Telex ("choots", "bichj") and VNI ("go1i", "so61")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from phien.reading.letters import Composed, bare_of, key_of

__all__ = ["telex_key", "without_vni"]

_TELEX_TONES = {"s": "2", "f": "1", "r": "3", "x": "3", "j": "4"}  # as `letters.key_of` numbers them
_TELEX_LETTERS = (
    ("uow", "ươ"), ("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"),
)  # fmt: skip
_VNI_WORD = re.compile(r"(?<!\w)[^\W\d_]{1,5}[1-9]{1,2}(?:[^\W\d_]{1,3}[1-9]?)?(?!\w)")
_VNI_WITHIN = re.compile(r"[^\W\d_][1-9][^\W\d_]")
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_LETTERS = {
    "6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"},
}  # fmt: skip
_VOWELS = "aăâeêioôơuưy"
_MARKED_VOWELS = "ăâêôơư"


def telex_key(word: str) -> str:
    """The key of a word in small letters whose Telex strokes stand ("choots" -> "chôt2"); "" where none do.

    The tone letter stands at the end, or before the last consonants.
    """
    tone, letters = "", word
    for at in range(len(word) - 1, 0, -1):
        if word[at] in "aeiouyw":
            break
        if word[at] in _TELEX_TONES and word[at - 1] in "aeiouywnghtcpm":
            tone = _TELEX_TONES[word[at]]
            letters = word[:at] + word[at + 1 :]
            break
    for strokes, letter in _TELEX_LETTERS:
        letters = letters.replace(strokes, letter)
    return letters + tone if letters != word else ""


def without_vni(composed: Composed, known: Callable[[str], bool]) -> Composed:
    """The text with VNI strokes made letters, where one stands within a word whose key is then `known`."""
    found = [(match, _vni(match.group().lower())) for match in _VNI_WORD.finditer(composed.text)]
    # A word whose tone was left out ("la6y") is taken as one typed without marks.
    found = [(match, word if known(key_of(word)) else bare_of(word)) for match, word in found]
    if not any(_VNI_WITHIN.search(match.group()) and known(key_of(word)) for match, word in found):
        return composed
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(text: str, start: int, end: int) -> None:
        for place, letter in enumerate(text):
            one = (start + place, start + place + 1) if len(text) == end - start else (start, end)
            first, last = composed.original(*one)
            letters.append(letter)
            starts.append(first)
            ends.append(last)

    at = 0
    for match, word in found:
        put(composed.text[at : match.start()], at, match.start())
        put(word if known(key_of(word)) else match.group(), match.start(), match.end())
        at = match.end()
    put(composed.text[at:], at, len(composed.text))
    return Composed("".join(letters), starts, ends)


def _vni(word: str) -> str:
    """The word its strokes spell; "" where they make no sense."""
    out, tone = "", ""
    for char in word:
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char in _VNI_LETTERS:
            letters = _VNI_LETTERS[char]
            at = next((place for place in range(len(out) - 1, -1, -1) if out[place] in letters), -1)
            if at < 0:
                return ""
            out = out[:at] + letters[out[at]] + out[at + 1 :]
            if out[at - 1 : at + 1] == "uơ":
                out = out[: at - 1] + "ươ" + out[at + 1 :]
        else:
            out += char
    vowels = [place for place, char in enumerate(out) if char in _VOWELS]
    if tone and vowels:
        marked = [place for place in vowels if out[place] in _MARKED_VOWELS]
        at = marked[-1] if marked else vowels[len(vowels) // 3]
        out = unicodedata.normalize("NFC", out[: at + 1] + tone + out[at + 1 :])
    return out
