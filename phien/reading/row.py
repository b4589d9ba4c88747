"""A comment as a row of tokens, what can be asked of a place in it, and the parts made of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.catalogue import Catalogue, Mention
from phien.reading.labels import LETTERS
from phien.reading.letters import key_of, typed
from phien.reading.lexicon import Measure, measure_keys
from phien.reading.tokens import NUMBER, WORD, Token

__all__ = ["BODY", "LETTER_UNITS", "MEASURE_KEYS", "Chunk", "Row"]

LETTER_UNITS = frozenset("chgtbsl")
_EACH = key_of("mỗi")
_KINDS = typed("loại thứ món cái màu mã số vị size cỡ hương giống gói hũ chai hộp túi bịch cây con bên")
MEASURE_KEYS = measure_keys()
_BARE_WEIGHTS = {"can": key_of("cân"), "yen": key_of("yến")}
BODY = "body"  # how tall, heavy or old somebody is: no count, and no size either
_LABELS = LETTERS | {"size", "sz"}
_NO_CODES: frozenset[str] = frozenset()


class Chunk:
    """One part: what it is, the word or sign it begins with, and its value."""

    __slots__ = (
        "alone", "codes", "doubt", "full", "key", "kind", "labelled", "length", "measure", "milli", "near",
        "number", "run", "sized", "soft", "tags", "title", "unit",
    )  # fmt: skip

    def __init__(self, kind: int, first: Token, length: int, tags: int = 0) -> None:
        self.kind = kind
        self.key = first.key
        self.title = first.title
        self.length = length  # in tokens
        self.tags = tags
        self.number = 0
        self.codes = _NO_CODES
        self.full = False  # k.NAME: a whole name or alias
        self.alone = True  # k.NAME: means the product wherever it stands
        self.unit = ""
        self.measure = ""  # k.AMOUNT: g, ml, m
        self.milli = 0  # k.AMOUNT: thousandths of it
        self.near = _NO_CODES  # k.NAME: what it is a part of, where it is a whole name too
        self.labelled = False  # k.NAME: a name with its size: "áo trắng M"
        self.sized = False  # k.NAME: a size like M or 2XL
        self.soft = False  # k.STOP: a comma; k.AMOUNT: a bare number that is the size of something
        self.doubt = ""  # k.NUM: why a person should look
        self.run: tuple[str, ...] = ()  # k.CODE: all codes from this one to another


def _says_each(keys: Sequence[str]) -> bool:
    """Whether "mỗi" is said; a bare "moi" is mới, unless a kind of thing follows."""
    if _EACH in keys:
        return True
    return "moi" in keys and any(one == "moi" and after in _KINDS for one, after in pairwise(keys))


class Row:
    """The tokens of one comment, left to right; in `out` the parts read so far, in `ends` where each ends."""

    def __init__(self, catalogue: Catalogue, text: str, tokens: list[Token], *, plain: bool) -> None:
        self.catalogue = catalogue
        self.tokens = tokens
        self.keys = [token.key for token in tokens]
        self.plain = plain  # typed without marks
        self.says_each = _says_each(self.keys)
        self.out: list[Chunk] = []
        self.ends: list[int] = []
        self._text = text
        self.two_ways = -1  # where a name begins that may be a shorter one and somebody who speaks
        self._tags: dict[int, int] = {}

    @cached_property
    def shouts(self) -> bool:
        """All in capitals, or nearly: a large first letter says nothing then."""
        titled = sum(token.title for token in self.tokens)
        return self._text.upper() == self._text or titled > 0.8 * len(self.tokens)

    # -- making parts

    def put(self, kind: int, i: int, j: int, tags: int = 0) -> Chunk:
        """A part of the tokens [i, j)."""
        chunk = Chunk(kind, self.tokens[i], j - i, tags)
        self.out.append(chunk)
        self.ends.append(j)
        return chunk

    def amount(self, i: int, j: int, measure: Measure, milli: int) -> Chunk:
        if self.catalogue.sizes and measure.kind not in self.catalogue.measured:
            chunk = self.put(k.IGNORED, i, j)
            chunk.doubt = BODY
            return chunk
        chunk = self.put(k.AMOUNT, i, j)
        chunk.measure = measure.kind
        chunk.milli = milli
        return chunk

    def name(self, at: int, length: int, mentions: Sequence[Mention]) -> int:
        chunk = self.put(k.NAME, at, at + length)
        whole = [mention for mention in mentions if mention.full]
        for mention in whole or mentions:
            chunk.codes |= mention.known
        if whole:
            chunk.near = frozenset(code for mention in mentions for code in mention.part) - chunk.codes
        chunk.unit = self.keys[at]
        chunk.full = bool(whole)
        chunk.labelled = bool(self.catalogue.sizes) and not LETTERS.isdisjoint(self.keys[at : at + length])
        sizes = self.catalogue.sizes
        chunk.sized = all(key in _LABELS or key in sizes for key in self.keys[at : at + length])
        if chunk.labelled and length > 1 and self._parts_a_label(at, at + length):
            chunk.doubt = "number_unclear"  # "2 XL": the size, or two of them
        if self.two_ways == at:
            chunk.doubt = "variant_unclear"
        chunk.alone = any(mention.alone for mention in mentions)
        last = self.tokens[at + length - 1]
        if length > 1 and last.kind == NUMBER and not last.glued and self.starts_unit(at + length):
            codes, piece = chunk.codes, self.keys[at + length]
            if any(
                w.code in codes and piece in w.piece_words for w in self.catalogue.pieces.get(last.value, ())
            ):
                return at + length + 1  # "rổ bộ 3 cái"
            counted = len(self.out) > 1 and self.out[-2].kind == k.NUM
            if last.key[0] != "0" and not counted:
                chunk.doubt = "size_or_amount"  # "rổ 30 cái": thirty of them, or the one of 30 cm
        return at + length

    def _parts_a_label(self, at: int, after: int) -> bool:
        """Whether a blank stands between the number and the letters of a size in a name."""
        for place in range(at + 1, after):
            token = self.tokens[place]
            if token.key in LETTERS and not token.glued and self.tokens[place - 1].kind == NUMBER:
                return True
        return False

    def names_by_price(self, at: int, after: int, thousands: int) -> bool:
        """Whether a price after a pack word or "loại" names what costs it: "bịch 310", "loại 85k"."""
        codes = self.catalogue.by_price.get(thousands)
        if not codes or not self.out or self.ends[-1] != at:
            return False
        before = self.out[-1]
        further = self.out[-2] if len(self.out) > 1 else None
        if before.kind == k.UNITED:
            if further is not None and (
                further.tags & t.EACH or (further.kind == k.NUM and further.number != 1)
            ):
                return False  # "2 bịch 310": perhaps the sum
        elif before.kind == k.NAME and len(before.codes) > 1:
            if len(before.codes & codes) == 1:
                before.codes &= codes  # "rổ 90k lấy 2"
            return False
        elif not before.tags & t.VARIANT:
            return False
        chunk = self.put(k.NAME, at, after)
        chunk.codes, chunk.full = codes, True
        return True

    # -- asking what stands where

    def tags_at(self, at: int) -> int:
        """What the phrase at `at` can do, 0 for an unknown word."""
        tags = self._tags.get(at)
        if tags is None:
            tags = 0
            if at < len(self.tokens) and self.tokens[at].kind == WORD and not self.is_a_stranger(at):
                for entry in self.catalogue.lexicon.longest(self.keys, at, plain=self.plain)[0]:
                    tags |= entry.tags
            self._tags[at] = tags
        return tags

    def is_a_stranger(self, at: int) -> bool:
        """Whether a word with a large first letter, in a text typed with marks, is only alike to a known one.

        "Phan Đình Phùng" is no phần.
        """
        token = self.tokens[at]
        if self.plain or not at or not token.title or self.shouts or not token.key.isascii():
            return False
        if len(token.key) == 1 or token.key in self.catalogue.lexicon.root.exact:
            return False
        return token.key not in self.catalogue.names.root.exact

    def starts_unit(self, at: int) -> bool:
        """Whether a pack word stands at `at`."""
        tags = self.tags_at(at)
        if not tags & t.UNIT:
            return False
        return not tags & t.PERSON or self.keys[at] != "con" or "con" in self.catalogue.units

    def starts_ware(self, at: int) -> bool:
        """Whether a pack word, name, size or code stands at `at`."""
        if at >= len(self.tokens) or self.tokens[at].kind != WORD:
            return False
        if self.starts_unit(at) or self.catalogue.names.longest(self.keys, at, plain=self.plain)[1]:
            return True
        return self.code_at(at)

    def code_at(self, at: int) -> bool:
        """Whether a code of letters and a number stands at `at`."""
        after = at + 1
        if after < len(self.tokens) and self.tokens[after].kind == NUMBER and self.tokens[after].glued:
            return (self.keys[at], str(self.tokens[after].value)) in self.catalogue.codes
        return False

    def measure_at(self, at: int) -> Measure | None:
        """The measure word at `at`. "m" and "l" only where something is sold by metre or litre."""
        if at >= len(self.tokens):
            return None
        key = self.keys[at]
        measure = MEASURE_KEYS.get(key)
        if measure is None and self.plain:
            measure = self._bare_measure_word(key)
        if measure is not None and len(key) == 1 and measure.kind not in self.catalogue.measured:
            return None
        if key == "m" and not self.tokens[at].glued:
            return None
        return measure

    def _bare_measure_word(self, key: str) -> Measure | None:
        """ "2 can": cân, where things are sold by weight and nothing by the can."""
        if key not in _BARE_WEIGHTS or "g" not in self.catalogue.measured or key in self.catalogue.units:
            return None
        return MEASURE_KEYS[_BARE_WEIGHTS[key]]

    def lettered_unit(self, at: int) -> bool:
        """Whether a letter that stands for a pack touches the number before it: the h of "2h"."""
        if at >= len(self.tokens) or not self.tokens[at].glued or self.keys[at] not in LETTER_UNITS:
            return False
        after = at + 1
        if after < len(self.tokens) and self.tokens[after].glued and self.tokens[after].kind == NUMBER:
            return False
        return self.keys[at] in self.catalogue.letter_units or self.keys[at] in "chg"
