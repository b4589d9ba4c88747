"""The words the reader knows, out of the data files in `words/`.

One phrase a line, grouped by what they can do: `== BUY ENGLISH` begins a group whose phrases carry these
tags of `tags`, and the comment under it says what the group is for. `+no` in the headline: each phrase with
any of the words for no behind it ("còn" + "không", "hông", "hem"); `no+`: in front of it; a phrase with
"không" in it is known with each of them. Phrases stand with their marks; the reader also knows them typed
without. A phrase with "=" in front counts only as written (its bare form is rather another word). The
longest phrase wins, so "khỏi lo" is no "khỏi".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from phien.reading import tags

__all__ = ["MEASURES", "NO", "NUMBERS", "TONELESS", "UNITS", "groups", "phrases", "spelt"]

NO = "không ko k kh hông hong hok hem hổng khum hôn".split()
_NO = "không"
_ALSO_NO = ("kg", "khg", "kô")  # only within a phrase: kg by itself is a weight
_SAYS = (
    "people.txt", "wanting.txt", "changing.txt", "asking.txt", "talking.txt", "measuring.txt", "places.txt",
)  # fmt: skip


def phrases() -> Iterator[tuple[str, int]]:
    """Each phrase and what it can do, as bits of `tags`. A phrase may come more than once."""
    for name in _SAYS:
        for headline, lines in groups(name):
            names = headline.split()
            with_no, no_with = "+no" in names, "no+" in names
            bits = 0
            for word in names:
                bits |= 0 if word in ("+no", "no+") else int(getattr(tags, word))
            for line in lines:
                spellings = _spelt(line)
                if with_no:
                    spellings = _with_no(line)
                elif no_with:
                    spellings = [f"{no} {line}" for no in NO]
                for phrase in spellings:
                    yield phrase, bits


@cache
def spelt() -> frozenset[str]:
    """The lone words of the lists, exactly as they are spelt there."""
    return frozenset(phrase.lstrip("=") for phrase, _ in phrases() if " " not in phrase)


def _with_no(line: str) -> list[str]:
    return [f"{line} {no}" for no in (*NO, *_ALSO_NO)]


def _spelt(line: str) -> list[str]:
    """A phrase with the word for no in it, with each of them: "không lấy", "ko lấy", "kg lấy"."""
    words = line.split()
    if len(words) < 2 or words.count(_NO) != 1:
        return [line]
    return [" ".join(no if word == _NO else word for word in words) for no in (*NO, *_ALSO_NO)]


def groups(name: str) -> Iterator[tuple[str, list[str]]]:
    """The groups of one file: headline and lines. Raises ValueError for a line of no group."""
    headline = ""
    lines: list[str] = []
    for raw in (files("phien.reading") / "words" / name).read_text(encoding="utf-8").splitlines():
        line = " ".join(raw.split())
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            if headline:
                yield headline, lines
            headline, lines = line[3:], []
        elif headline:
            lines.append(line)
        else:
            raise ValueError(f"{name}: {line!r} belongs to no group")
    yield headline, lines


TONELESS = frozenset(word for _, lines in groups("toneless.txt") for word in lines)
NUMBERS: dict[str, int] = {}
UNITS: dict[str, list[str]] = {}  # the pack words by family; those of one are mixed up in speech
MEASURES: dict[str, tuple[str, int]] = {}  # kind (g, ml, m) and thousandths of it in one
for _headline, _lines in groups("counting.txt"):
    _what, _, _kind = _headline.partition(" ")
    for _line in _lines:
        _word, _, _value = _line.rpartition(" ")
        if _what == "NUMBER":
            NUMBERS[_word] = int(_value)
        elif _what == "MEASURE":
            MEASURES[_word] = (_kind, int(_value))
        else:
            UNITS.setdefault(_kind, []).append(_line)
