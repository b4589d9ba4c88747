"""What is known of a word before it is seen what stands beside it; found once a word.

Most words of a comment are the same part wherever they stand: "nha", "ạ", "chốt", a word nobody knows.
Counts, packs and sizes are weighed by `chunks` where they stand; so are names and the first words of phrases.
"""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.catalogue import Catalogue
from phien.reading.labels import LETTERS
from phien.reading.letters import bare_of
from phien.reading.lexicon import Entry, merged
from phien.reading.row import Chunk
from phien.reading.sounds import sound_of
from phien.reading.tokens import NUMBER, Token

__all__ = ["Meaning", "Meanings", "settled"]

_WEIGHED = t.COUNT | t.HALF | t.SIZE | t.UNIT | t.MEASURE
_DOES_SOMETHING = (
    t.BUY | t.GIVE | t.ADD | t.FILLER | t.PERSON | t.UNIT | t.SIZE | t.DROP | t.KEEP | t.EACH | t.COUNT
    | t.AND
)  # fmt: skip
_MOST_WORDS = 20_000  # remembered
_LONGEST_LETTERS = 4  # of a code


def settled(tags: int) -> int:
    """A word typed without marks is several words; what it most likely is."""
    if tags & _DOES_SOMETHING:
        tags &= ~(t.USE | t.PRAISE | t.PAST | t.LATER | t.CALL | t.HAVE | t.COMMON)
    if tags & t.ASK:
        tags &= ~t.CALL  # "may" is mấy rather than mày
    if tags & t.SWAP and tags & (t.USE | t.KIN):
        tags &= ~t.SWAP  # "thay" is thấy rather than thay
    if tags & t.SWAP:
        tags &= ~(t.ADDRESS | t.NUMBERED)  # "doi" is đổi rather than đội
    if tags & t.FILLER:
        tags &= ~t.NOT  # "dung" is đúng rather than đừng
    return tags


class Meaning:
    """What a word is, unless a word of `goes_on` follows: a part, or what is to be weighed.

    One for all comments: nobody may change it.
    """

    __slots__ = ("entry", "goes_on", "may_be_code", "part")

    def __init__(self, key: str, goes_on: frozenset[str], *, part: Chunk | None, entry: Entry) -> None:
        self.part = part
        self.entry = entry
        self.goes_on = goes_on
        self.may_be_code = len(key) <= _LONGEST_LETTERS and (
            key.isascii() or key == "đ"
        )  # where a number follows

    def depends_on(self, following: Token) -> bool:
        """Whether the token after the word has a say in what it means."""
        if following.key in self.goes_on:
            return True
        return self.may_be_code and (following.kind == NUMBER or following.key in "-._")


class Meanings(dict[Token, Meaning | None]):
    """The meaning of each word; None where it is a name, or a code or size by itself."""

    def __init__(self, catalogue: Catalogue, *, plain: bool) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.plain = plain
        self._tags: dict[str, int] = {}

    def __missing__(self, token: Token) -> Meaning | None:
        if len(self) >= _MOST_WORDS:
            self.clear()
        meaning = self[token] = self._meaning(token)
        return meaning

    def _may_be_misspelt(self, key: str) -> bool:
        sounds = self.catalogue.sounds
        return key in sounds.toneless or sound_of(key) in sounds.first

    def _may_be_a_pack(self, key: str) -> bool:
        """Whether a word nobody knows is a pack with a wrong mark ("chãi"), or a pack and a name as one."""
        marked = not (key.isascii() and key.isalpha())
        return (marked and bare_of(key.rstrip("1234")) in self.catalogue.unit_of) or bool(
            self.catalogue.glued.find(key)
        )

    def tags_of(self, key: str) -> int:
        """What a lone word can do; 0 for one that no list has, and for signs and numbers."""
        tags = self._tags.get(key)
        if tags is not None:
            return tags
        tags = 0
        for entry in self.catalogue.lexicon.longest((key,), 0, plain=self.plain)[0]:
            tags |= entry.tags
        if len(self._tags) < _MOST_WORDS:
            self._tags[key] = tags
        return tags

    def _meaning(self, token: Token) -> Meaning | None:
        catalogue, key, plain = self.catalogue, token.key, self.plain
        if (catalogue.sizes and key in LETTERS) or key in catalogue.lone_codes:
            return None
        if catalogue.names.longest((key,), 0, plain=plain)[1]:
            return None
        entry = merged(catalogue.lexicon.longest((key,), 0, plain=plain)[0])
        goes_on = catalogue.names.after(key, plain=plain) | catalogue.lexicon.after(key, plain=plain)
        if not entry.tags and (self._may_be_misspelt(key) or self._may_be_a_pack(key)):
            return None
        if plain and key in catalogue.sounds.starts:
            return None
        part = None
        if not entry.tags & _WEIGHED and not (plain and key == "nhieu"):
            part = Chunk(k.WORDS, token, 1, settled(entry.tags) if plain else entry.tags)
        return Meaning(key, goes_on, part=part, entry=entry)
