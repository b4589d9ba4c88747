"""Sizes that are a label, not a weight: S, M, 2XL, "size 4" of children's clothes, a bed of 1m8."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.labels import LETTERS, label_of
from phien.reading.letters import typed
from phien.reading.row import BODY, Chunk, Row
from phien.reading.tokens import NUMBER, WORD

__all__ = ["read_size_letter", "read_size_number", "settle_letters"]

_PERSONS = frozenset("m")  # a letter that is more often who speaks
_SIZE_SAID = typed("size sz sai cỡ sise")
_MOST_NUMBER = 60
_ALL = typed("đều cùng cả toàn")
_STANDS_BEFORE = t.BUY | t.VARIANT | t.SWAP | t.INTO | t.FIX
_BEFORE_A_LARGE_LETTER = _STANDS_BEFORE | (
    t.FILLER | t.PERSON | t.GIVE | t.AND | t.NOT | t.ADD | t.ONLY | t.SET | t.DROP | t.EACH | t.OR
)


def read_size_letter(c: Row, at: int) -> int:
    """A size of letters at a word ("L", "xl", "freesize"); the token after it, or 0."""
    key = c.keys[at]
    if key not in LETTERS:
        return 0
    label = label_of(key)
    before = c.out[-1] if c.out else None
    if before is not None and before.kind == k.NUM and f"{before.number}{key}" in c.catalogue.sizes:
        before.doubt = "number_unclear"  # "2 XL": the size, or two of them
    touches = before is not None and (before.kind in (k.NAME, k.SIZED) or bool(before.tags & t.VARIANT))
    if not touches and not _stands_alone(c, at, before):
        return 0
    if label not in c.catalogue.sizes and not touches:
        return 0
    _put(c, at, at + 1, label)
    return at + 1


def _stands_alone(c: Row, at: int, before: Chunk | None) -> bool:
    key, after = c.keys[at], at + 1
    large = c.tokens[at].title and not c.shouts and len(key) == 1
    tags = c.tags_at(after)
    if key in _PERSONS and tags & (t.BUY | t.MUA | t.GIVE) and not tags & t.FOR and c.keys[after] != "cho":
        return False  # "M lấy…", "m đặt…"
    if before is None or before.kind == k.STOP:
        return large or key not in _PERSONS
    if before.kind in (k.NUM, k.UNITED, k.CODE):
        return True
    if before.kind != k.WORDS:
        return False
    if before.key in _ALL:
        return True
    return bool(before.tags & (_BEFORE_A_LARGE_LETTER if large or len(key) > 1 else _STANDS_BEFORE))


def read_size_number(c: Row, at: int, value: int) -> int:
    """A size that begins with a number ("2XL", "size 4", "1m8"); the token after it, or 0."""
    keys, tokens = c.keys, c.tokens
    after = at + 1
    follows = tokens[after] if after < len(tokens) else None
    if follows is not None and follows.kind == WORD and follows.glued and follows.key == "xl" and value < 6:
        _put(c, at, at + 2, f"{value}xl")
        return at + 2
    metres = "m" in c.catalogue.measured  # cloth: "2m5" is an amount
    if (
        follows is not None
        and follows.key == "m"
        and follows.glued
        and not metres
        and after + 1 < len(tokens)
    ):
        last = tokens[after + 1]
        if last.kind == NUMBER and last.glued and value < 4:
            if len(last.key) == 1 and any("m" in label and len(label) == 3 for label in c.catalogue.sizes):
                _put(c, at, at + 3, f"{value}m{last.value}")
            else:
                c.put(k.IGNORED, at, at + 3).doubt = BODY
            return at + 3
    before = c.out[-1] if c.out else None
    if (
        before is not None
        and c.ends[-1] == at
        and keys[at - 1] in _SIZE_SAID
        and value < _MOST_NUMBER
        and any(label.isdigit() for label in c.catalogue.sizes)
    ):
        _put(c, at, after, str(value))
        return after
    return 0


def settle_letters(chunks: list[Chunk], sizes: Mapping[str, frozenset[str]]) -> None:
    """ "m 1 cái": who speaks, or the size? The number behind is looked at by a person."""
    for before, chunk in pairwise(chunks):
        letter = before.kind == k.WORDS and before.key in _PERSONS and before.key in sizes
        if letter and chunk.kind == k.NUM and not before.title and before is chunks[0]:
            chunk.doubt, chunk.codes = "vocative_or_code", sizes[before.key]


def _put(c: Row, at: int, after: int, label: str) -> None:
    chunk = c.put(k.NAME, at, after)
    chunk.codes = c.catalogue.sizes.get(label, frozenset())
    chunk.sized = True
