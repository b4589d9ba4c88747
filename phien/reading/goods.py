"""Names of goods as they are written otherwise: regional words, short forms."""

from __future__ import annotations

from functools import cache

from phien.reading.wordlists import groups

__all__ = ["other_words", "spellings"]

_COFFEE = (("cf",), ("cafe",), ("caphe",), ("cafê",), ("càfê",), ("coffee",))
_MOST_OTHERS = 12  # of one name


@cache
def _alike() -> dict[str, list[tuple[list[str], list[list[str]]]]]:
    """By first word: a phrase, and the phrases that mean the same."""
    found: dict[str, list[tuple[list[str], list[list[str]]]]] = {}
    for _, lines in groups("goods.txt"):
        for line in lines:
            same = [phrase.split() for phrase in line.split(" = ")]
            for phrase in same:
                others = [other for other in same if other != phrase]
                found.setdefault(phrase[0], []).append((phrase, others))
    return found


_DIGITS_OF = {
    word: str(digit)
    for digit, word in enumerate("một hai ba bốn năm sáu bảy tám chín mười".split(), 1)
    if word not in ("ba", "năm")  # mostly other words in a name
}


def spellings(phrase: list[str]) -> list[list[str]]:
    """A name and its short forms: "cf" for cà phê, "nc" for nước."""
    out = [phrase]
    text = " ".join(phrase)
    if "cà phê" in text or "cf" in phrase:
        plain = text.replace("cf", "cà phê").split()
        at = plain.index("cà")
        out += [plain] if plain != phrase else []
        out += [plain[:at] + list(short) + plain[at + 2 :] for short in _COFFEE]
    if "nước" in phrase:
        out += [["nc" if word == "nước" else word for word in spelling] for spelling in out]
    if not _DIGITS_OF.keys().isdisjoint(phrase):
        out += [[_DIGITS_OF.get(word, word) for word in spelling] for spelling in out]  # "mực 1 nắng"
    return out


def other_words(phrase: list[str]) -> list[list[str]]:
    """A name in the words of other regions: "chè sen" for trà sen, "xà phòng nghệ" for xà bông nghệ."""
    out: list[list[str]] = []
    for at, word in enumerate(phrase):
        for known, others in _alike().get(word, ()):
            if phrase[at : at + len(known)] == known:
                out += [phrase[:at] + other + phrase[at + len(known) :] for other in others]
    return out[:_MOST_OTHERS]
