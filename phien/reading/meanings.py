"""Words that are the same part of any comment, whatever stands beside them; found once a word.

Most words of a comment are such: "nha", "ạ", "chốt", a word nobody knows. The others (names, counts, packs,
sizes, the first words of longer phrases) are weighed by `chunks` where they stand.
"""

from __future__ import annotations

from phien.reading import tags as t
from phien.reading.catalogue import Catalogue
from phien.reading.tokens import NUMBER, Token

__all__ = ["Meaning", "Meanings", "settled"]

_WEIGHED = t.COUNT | t.HALF | t.SIZE | t.UNIT | t.MEASURE
_DOES_SOMETHING = (
    t.BUY
    | t.GIVE
    | t.ADD
    | t.FILLER
    | t.PERSON
    | t.UNIT
    | t.SIZE
    | t.DROP
    | t.KEEP
    | t.EACH
    | t.COUNT
    | t.AND
)
_MOST_WORDS = 20_000  # remembered
_LONGEST_LETTERS = 4  # of a code


def settled(tags: int) -> int:
    """A word typed without marks is several words; what it most likely is."""
    if tags & _DOES_SOMETHING:
        tags &= ~(t.USE | t.PRAISE | t.PAST | t.LATER | t.CALL | t.HAVE | t.COMMON)
    if tags & t.FILLER:
        tags &= ~t.NOT  # "dung" is đúng rather than đừng
    return tags


class Meaning:
    """What a word can do (0: nobody knows it), unless a word of `goes_on` follows."""

    __slots__ = ("goes_on", "may_be_code", "tags")

    def __init__(self, key: str, tags: int, goes_on: frozenset[str]) -> None:
        self.tags = tags
        self.goes_on = goes_on
        self.may_be_code = len(key) <= _LONGEST_LETTERS and key.isascii()  # where a number follows

    def depends_on(self, following: Token) -> bool:
        """Whether the token after the word has a say in what it means."""
        if following.key in self.goes_on:
            return True
        return self.may_be_code and (following.kind == NUMBER or following.key in "-._")


class Meanings(dict[str, Meaning | None]):
    """The meaning of a word by its key; None where what stands beside it has to be looked at."""

    def __init__(self, catalogue: Catalogue, *, plain: bool) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.plain = plain

    def __missing__(self, key: str) -> Meaning | None:
        if len(self) >= _MOST_WORDS:
            self.clear()
        meaning = self[key] = self._meaning(key)
        return meaning

    def _meaning(self, key: str) -> Meaning | None:
        catalogue = self.catalogue
        if key in catalogue.size_letters or (key,) in catalogue.codes:
            return None
        if catalogue.names.longest((key,), 0, plain=self.plain)[1]:
            return None
        tags = 0
        for entry in catalogue.lexicon.longest((key,), 0, plain=self.plain)[0]:
            tags |= entry.tags
        if tags & _WEIGHED:
            return None
        goes_on = catalogue.names.after(key, plain=self.plain) | catalogue.lexicon.after(
            key, plain=self.plain
        )
        return Meaning(key, settled(tags) if self.plain else tags, goes_on)
