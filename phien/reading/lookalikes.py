"""Packs, sizes and places that look like other words."""

from __future__ import annotations

from collections.abc import Sequence

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.catalogue import Mention
from phien.reading.letters import bare_of
from phien.reading.row import Row

__all__ = ["is_a_place", "is_the_small_one", "read_odd_pack"]

_LEAST_PLACE = 100  # a room, a house; a smaller number may count the goods


def read_odd_pack(c: Row, at: int) -> int:
    """A pack with a wrong mark behind a count ("2 chãi"), or glued to a name ("3banhtram"); or 0."""
    if not c.out or c.out[-1].kind != k.NUM or c.ends[-1] != at:
        return 0
    key = c.keys[at]
    unit = None if key.isalpha() and key.isascii() else c.catalogue.unit_of.get(bare_of(key.rstrip("1234")))
    if unit is not None and not c.tokens[at].title:
        c.put(k.UNITED, at, at + 1, t.UNIT).unit = unit
        return at + 1
    codes = c.catalogue.glued.find(key)
    if not codes:
        return 0
    chunk = c.put(k.NAME, at, at + 1)
    chunk.codes, chunk.full = codes, True
    return at + 1


def is_a_place(c: Row, mentions: Sequence[Mention], at: int) -> bool:
    """Whether a part of a name is a part of an address here: the "phòng 302" beside "xà phòng"."""
    after = at + 1
    if mentions[0].full or after >= len(c.tokens) or c.tokens[after].value < _LEAST_PLACE:
        return False
    tags = c.tags_at(at)
    if not tags & t.NUMBERED or not tags & t.ADDRESS:
        return False
    return not c.starts_unit(after + 1) and c.measure_at(after + 1) is None


def is_the_small_one(c: Row, at: int) -> bool:
    """The "con" of "chai con 2 chai"; in "2 chai con" and "chai này con lấy" it is rather a person."""
    if c.keys[at] != "con" or "con" in c.catalogue.units or not c.out:
        return False
    counted = len(c.out) > 1 and c.out[-2].kind == k.NUM
    if counted and c.tags_at(at + 1) & t.INTO:
        counted = False  # "đổi 2 chai con thành 1 chai lớn"
    if c.out[-1].kind != k.UNITED or c.ends[-1] != at or counted:
        return False
    return not c.tags_at(at + 1) & (t.BUY | t.GIVE | t.MUA | t.ADD | t.DROP)
