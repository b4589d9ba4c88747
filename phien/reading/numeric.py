"""Numbers that name something: the code on a sheet whose codes are plain numbers, a house in a street."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.countwords import GROUPS_OF
from phien.reading.letters import key_of, typed
from phien.reading.row import Chunk, Row
from phien.reading.tokens import NUMBER, WORD

__all__ = ["is_house_number", "read_numeric_code"]

_TAKES_COUNT = frozenset("x*×=:-✖") | {"sl"} | typed("lấy")
_NUMBER_SAID = typed("số")
_GROUP_WORDS = typed("chục tá cặp") | {"đôi1", key_of("đôi")}
_HOURS = typed("giờ tháng ngày phút") | {"h", "/", ":"}
_UP_TO = typed("tới đến")
_LARGE = 100  # "101": nobody orders so many without a pack word
_HOUSE = key_of("nhà")
_BEFORE_A_CODE = t.BUY | t.GIVE | t.MUA | t.AND | t.PERSON


def is_house_number(c: Row, at: int, after: int) -> bool:
    """Whether the number before `after` is followed by a street ("12 Lê Duẩn", "27 tổ dân phố")."""
    tokens = c.tokens
    if after >= len(tokens):
        return False
    if (
        tokens[after].kind == WORD
        and tokens[after].glued
        and len(tokens[after].key) == 1
        and after + 1 < len(tokens)
    ):
        return tokens[after + 1].title and not c.starts_ware(after + 1)
    if tokens[after].kind != WORD or c.starts_ware(after):
        return False
    tags = c.tags_at(after)
    if tokens[after].title and not c.shouts:
        return not tags or (
            tags & (t.KIN | t.NUMBERED) != 0 and after + 1 < len(tokens) and tokens[after + 1].title
        )
    return bool(
        tags & t.NUMBERED
        and tags & t.ADDRESS
        and len(tokens[after].key) > 1
        and not tags & (t.PERSON | t.FILLER | t.SIZE)
    )


def read_numeric_code(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """A number that is a code, on a sheet whose codes are plain numbers; 0 where it is none."""
    if not c.catalogue.numeric or follows in _GROUP_WORDS:
        return 0
    code = c.catalogue.codes.get((str(value),))
    before = c.out[-1] if c.out else None
    said = before is not None and bool(before.tags & t.CODE_WORD or c.keys[at - 1] in _NUMBER_SAID)
    said = said and before is not None and not before.tags & t.EACH and not is_house_number(c, at, at + 1)
    if code is None:
        if said:
            c.put(k.BAD_CODE, at, at + 1).number = value
        return at + 1 if said else 0
    if not said and value >= _LARGE and not c.starts_unit(at + 1) and not _is_a_house(c, at):
        c.put(k.CODE, at, at + 1).codes = frozenset({code})
        return at + 1
    if said and len(c.out) > 1 and _is_an_address(c.out[-2]):
        c.put(k.IGNORED, at, at + 1)  # "nhà tui số 2"
        return at + 1
    if not said and _lists_codes(c, at):
        c.put(k.CODE, at, at + 1).codes = frozenset({code})
        return at + 1
    if said and value == 1 and _is_praise(c, at):
        c.put(k.IGNORED, at, at + 1)
        return at + 1
    if c.catalogue.padded and _is_padded(c, at, before):
        c.put(k.CODE, at, at + 1).codes = frozenset({code})
        return at + 1
    counts = before is not None and _awaits_a_count(c, before)
    if said or (not counts and _stands_as_code(c, at, follows)):
        c.put(k.CODE, at, at + 1).codes = frozenset({code})
        return at + 1
    if counts or _is_plainly_no_code(c, at, before):
        return 0
    chunk = c.put(k.NUM, at, at + 1)
    chunk.number = value
    chunk.doubt = "number_may_be_code"
    chunk.codes = frozenset({code})
    return at + 1


def _is_padded(c: Row, at: int, before: Chunk | None) -> bool:
    """Whether a zero stands before a code's number: nobody writes a count "07"."""
    if c.keys[at][0] != "0" or (before is not None and before.tags & (t.NUMBERED | t.TIMES)):
        return False
    return not (at + 1 < len(c.keys) and c.keys[at + 1] in _HOURS)


def _lists_codes(c: Row, at: int) -> bool:
    """Whether a bare number is a code by what stands around it: "1 2 3 mỗi số 1", "2 gói 6, 1 gói 7"."""
    if c.starts_unit(at + 1):
        return False
    if c.says_each and not any(chunk.tags & t.EACH for chunk in c.out):
        return True
    return (
        len(c.out) > 1
        and c.out[-1].kind == k.UNITED
        and c.ends[-1] == at
        and c.out[-2].kind == k.NUM
        and not c.out[-2].doubt
        and not c.tokens[at].glued
    )


def _is_an_address(chunk: Chunk) -> bool:
    """ "nhà tui số 2", "gửi về số 8": not "từ số 6 tới số 10"."""
    return chunk.key == _HOUSE or bool(chunk.tags & t.ADDRESS and chunk.key not in _UP_TO)


def _is_a_house(c: Row, at: int) -> bool:
    """Whether a large number stands before a street or a place, or a word that takes a number before it."""
    before = c.out[-1] if c.out else None
    if before is not None and before.tags & t.NUMBERED:
        return True
    return is_house_number(c, at, at + 1)


def _is_praise(c: Row, at: int) -> bool:
    """ "ngon số 1"."""
    if c.keys[at - 1] not in _NUMBER_SAID or len(c.out) < 2:
        return False
    if at + 1 < len(c.tokens) and not (
        c.tags_at(at + 1) & t.FILLER and any(chunk.tags & t.PRAISE for chunk in c.out)
    ):
        return False
    return not c.out[-2].tags & _BEFORE_A_CODE


def _awaits_a_count(c: Row, before: Chunk) -> bool:
    """Whether what stands before takes a count: a code, a name, "mỗi loại"."""
    if before.kind in (k.CODE, k.NAME, k.SIZED, k.UNITED) or before.tags & t.EACH:
        return True
    return bool(before.tags & t.TIMES) and len(c.out) > 1 and c.out[-2].kind == k.CODE


def _stands_as_code(c: Row, at: int, follows: str) -> bool:
    """ "3x2", "3-2", "3 2 chai", "1 3 5 mỗi loại 1"."""
    after = at + 1
    following = c.tokens[after] if after < len(c.tokens) else None
    one_more = following is not None and following.kind == NUMBER
    one_more = one_more and following is not None and following.value == c.tokens[at].value + 1
    if one_more and c.starts_unit(after + 1):
        return False  # "4 5 bịch": from four to five, or five of number four
    if c.tags_at(after) & t.COUNT and c.starts_unit(after + 1):
        return follows not in GROUPS_OF  # "07 một bịch", but "1 chục hũ" are ten
    takes_count = follows in _TAKES_COUNT and at + 2 < len(c.tokens) and c.tokens[at + 2].kind == NUMBER
    number_follows = after < len(c.tokens) and c.tokens[after].kind == NUMBER and not c.tokens[after].glued
    return takes_count or number_follows or c.says_each


def _is_plainly_no_code(c: Row, at: int, before: Chunk | None) -> bool:
    if before is not None and before.tags & (t.TIMES | t.NUMBERED):
        return True
    if at + 1 < len(c.keys) and c.keys[at + 1] in _GROUP_WORDS:
        return True  # "1 chục"
    return c.starts_unit(at + 1) or c.lettered_unit(at + 1) or is_house_number(c, at, at + 1)
