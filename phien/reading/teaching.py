"""What a person may teach a reader: which words of a comment nobody knows, and which words would do harm.

A word is taught as another name of an item, or as words that name no goods here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from phien.kernel.text import fold
from phien.reading import tags as t
from phien.reading.catalogue import Catalogue
from phien.reading.letters import compose, key_of, lowered
from phien.reading.reader import Reader

__all__ = [
    "LONGEST",
    "Harm",
    "Why",
    "Word",
    "bare_words",
    "changed_phrases",
    "harm_of",
    "key_of_words",
    "words_of",
]

LONGEST = 40  # characters of what is taught
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[^\W\d_]+|[0-9]+")
_MOST_WORDS = 300  # of a comment; as the reader
# A word that does none of these may be part of a name ("ngon" of "mật ngon", "bé" of "hũ bé xinh").
_MAY_NAME = t.USE | t.PRAISE | t.VARIANT | t.NUMBERED | t.ADDRESS | t.KIN | t.COMMON
_SIZES_AND_PACKS = t.UNIT | t.SIZE | t.MEASURE
Why = Literal["empty", "long", "number", "speech", "size", "item"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a comment, by offsets into the text as it was given. `strange`: perhaps what nobody knew."""

    start: int
    end: int
    strange: bool


@dataclass(frozen=True, slots=True)
class Harm:
    """Why words are not to be taught; `code` is the item that is called so already."""

    why: Why
    code: str = ""


def key_of_words(words: str) -> str:
    """The form in which two spellings are the same words: huỷ = hủy, hũ = hủ, spaces and signs as one."""
    return " ".join(key_of(word) for word in _PART.findall(lowered(compose(words).text)))


def words_of(reader: Reader, text: str) -> list[Word]:
    """The words of a comment, left to right, numbers left out.

    Strange are those that no list and no name of the sheet has, and beside one of them words that are only
    a part of some name: the "ong" of "ong nâu".
    """
    catalogue, composed = reader.catalogue, compose(text)
    found = list(_WORD.finditer(lowered(composed.text)))[:_MOST_WORDS]
    plain = not any(match.group() != fold(match.group()) for match in found)
    strange = _strange(catalogue, [key_of(match.group()) for match in found], plain=plain)
    spans = [composed.original(match.start(), match.end()) for match in found]
    return [Word(start, end, odd) for (start, end), odd in zip(spans, strange, strict=True)]


def bare_words(text: str) -> list[str]:
    """The words of a text without their marks, as `changed_phrases` has them."""
    return _WORD.findall(fold(text))


def changed_phrases(before: Reader, after: Reader) -> set[tuple[str, ...]]:
    """The phrases, without marks, that mean something else to `after`: a comment that reads differently has
    all words of one of them."""
    was, now = before.catalogue, after.catalogue
    found = set()
    for one, other in ((_names(was), _names(now)), (_tagged(was), _tagged(now))):
        found |= {keys for keys in one.keys() | other.keys() if one.get(keys) != other.get(keys)}
    return {tuple(fold(key).rstrip("1234") for key in keys) for keys in found}


def _names(catalogue: Catalogue) -> dict[tuple[str, ...], object]:
    return {
        keys: tuple((each.known, bool(each.full), each.alone) if each else None for each in values)
        for keys, values in catalogue.names.spellings()
    }


def _tagged(catalogue: Catalogue) -> dict[tuple[str, ...], object]:
    return {
        keys: tuple(each.tags if each else 0 for each in values)
        for keys, values in catalogue.lexicon.spellings()
    }


def harm_of(reader: Reader, words: str, code: str | None) -> Harm | None:
    """Why `words` cannot be another name of the item `code` (None: words that name no goods); None: they can.

    Harm is done by numbers, by words of ordering and talk ("lấy", "chai lớn"), and by what names an item
    already; of another name also where it is part of another item's name.
    """
    catalogue = reader.catalogue
    if len(words) > LONGEST:
        return Harm("long")
    if any(char.isdigit() for char in words):
        return Harm("number")
    keys = key_of_words(words).split()
    if not keys or len("".join(keys)) < 2:
        return Harm("empty")
    named = _named_by(catalogue, keys, code)
    if named is not None:
        return named
    tags = [_tags(catalogue, [key]) for key in keys]
    if all(said & _SIZES_AND_PACKS for said in tags):
        return Harm("size")
    if all(said & ~_MAY_NAME for said in tags) or _tags(catalogue, keys):
        return Harm("speech")
    return None


def _named_by(catalogue: Catalogue, keys: list[str], code: str | None) -> Harm | None:
    found, length = catalogue.names.longest(keys, 0, plain=False)
    if length == len(keys):
        taken = {each for mention in found for each in (mention.full or mention.part)}
        others = sorted(taken - {code}, key=catalogue.order.__getitem__)
        if others:
            return Harm("item", others[0])
        if any(code in mention.full for mention in found):
            return Harm("item", code or "")
    if code is None:
        for at in range(len(keys)):  # words that say nothing hide no item's name
            whole = [mention for mention in catalogue.names.longest(keys, at, plain=False)[0] if mention.full]
            if whole:
                return Harm("item", min(whole[0].full, key=catalogue.order.__getitem__))
    spelt = catalogue.codes.get(tuple(keys))
    return Harm("item", spelt) if spelt is not None else None


def _strange(catalogue: Catalogue, keys: list[str], *, plain: bool) -> list[bool]:
    unknown, partly = [False] * len(keys), [False] * len(keys)
    at = 0
    while at < len(keys):
        names, named = catalogue.names.longest(keys, at, plain=plain)
        length = max(named, catalogue.lexicon.longest(keys, at, plain=plain)[1])
        if not length:
            unknown[at] = True
        elif named == length and not any(mention.full for mention in names):
            partly[at : at + length] = [True] * length
        at += max(length, 1)
    strange = list(unknown)
    for step in (range(1, len(keys)), range(len(keys) - 2, -1, -1)):
        for place in step:
            beside = place - step.step
            strange[place] = strange[place] or (partly[place] and strange[beside])
    return strange


def _tags(catalogue: Catalogue, keys: list[str]) -> int:
    """What the phrase of exactly these words can do."""
    entries, length = catalogue.lexicon.longest(keys, 0, plain=False)
    tags = 0
    if length == len(keys):
        for entry in entries:
            tags |= entry.tags
    return tags
