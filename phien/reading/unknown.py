"""The words of many comments that a reader does not know, most frequent first."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phien.reading.letters import key_of, lowered
from phien.reading.reader import Reader
from phien.reading.teaching import Word, words_of
from phien.reading.tokens import Words

__all__ = ["Unknown", "UnknownWords"]

_SHORTEST, _LONGEST = 2, 20  # letters; one letter is a person or a code, more than twenty are no word
_ADDRESSES = re.compile(r"\S*(?:://|www\.|@)\S*|\S+\.(?:vn|com|net|org)\b\S*", re.IGNORECASE)
_LAUGHS = re.compile(r"(\w{1,3}?)\1+\w?")  # haha, kkkk, hihihi
_SENTENCE_ENDS = ".!?…\n"
_SHOUTS = 0.8  # of the words begin large: then a large letter says nothing
# What was read as one of these is known, or is somebody's.
_READ = frozenset({"phone", "address", "code"})


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word as most people wrote it, and the comments (ids, the latest last) that have it.

    `asked`: how many of those a person was asked about.
    """

    word: str
    key: str
    comments: tuple[int, ...]
    asked: int


class UnknownWords:
    """Takes in comment by comment. A word is counted once a comment, however often it is drawn out.

    Left out are numbers, codes, phones, addresses of any kind, laughter, and names: a word that begins large
    in the middle of a sentence is somebody's.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._words = Words(reader.catalogue.known)
        self._known = reader.catalogue.known
        self._written: dict[str, Counter[str]] = {}
        self._comments: dict[str, list[int]] = {}
        self._asked: Counter[str] = Counter()
        self._heard: dict[str, list[Word]] = {}  # in a live many comments are the same

    def add(
        self, comment: int, text: str, spans: Iterable[Mapping[str, Any]] = (), *, asked: bool = False
    ) -> None:
        """A comment by its id, with what was read in it ({"start", "end", "kind"} as it was kept).

        `asked`: a person was asked about it.
        """
        found = self._heard.get(text)
        if found is None:
            found = self._heard[text] = words_of(self._reader, text)
        if not any(word.strange for word in found):
            return
        skipped = [(match.start(), match.end()) for match in _ADDRESSES.finditer(text)]
        skipped += [(span["start"], span["end"]) for span in spans if span["kind"] in _READ]
        large = sum(text[word.start].isupper() for word in found)
        shouts = large > _SHOUTS * len(found)
        for word in found:
            if not word.strange or _touches_digits(text, word.start, word.end):
                continue
            if any(start < word.end and word.start < end for start, end in skipped):
                continue
            if not shouts and text[word.start].isupper() and not _begins(text, word.start):
                continue
            self._count(comment, text[word.start : word.end], asked=asked)

    def ranked(self) -> list[Unknown]:
        """The words, the most frequent first; as often: of which more people were asked."""
        found = [
            Unknown(_most_written(self._written[key]), key, tuple(comments), self._asked[key])
            for key, comments in self._comments.items()
        ]
        return sorted(found, key=lambda each: (-len(each.comments), -each.asked, each.word))

    def _count(self, comment: int, shown: str, *, asked: bool) -> None:
        word = lowered(unicodedata.normalize("NFC", shown))
        if not _SHORTEST <= len(word) <= _LONGEST or _LAUGHS.fullmatch(word):
            return
        # the key of a drawn-out word is the plain one's, where somebody knows that
        key = self._words[f" {word}"].key
        if key in self._known or key_of(word) in self._known:
            return
        comments = self._comments.setdefault(key, [])
        if not comments or comments[-1] != comment:
            comments.append(comment)
            self._asked[key] += asked
        self._written.setdefault(key, Counter())[word] += 1


def _most_written(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda word: (-spellings[word], len(word), word))


def _touches_digits(text: str, start: int, end: int) -> bool:
    """A letter or two beside a number: "2h", "k12", "500gr"."""
    return text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:start].rstrip(" \t\"'“‘(")
    return not before or before[-1] in _SENTENCE_ENDS or not before[-1].isalnum()
