"""What a number in a comment is: a count, an amount, a price, a date, a house number, a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phien.kernel.text import fold
from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import key_of
from phien.reading.lexicon import MEASURES, Measure
from phien.reading.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from phien.reading.chunks import Chunker

__all__ = ["LETTER_UNITS", "measure_keys", "read_count_words", "read_number"]

_GROUPS_OF = {"chuc4": 10, "chuc": 10, "ta2": 12, "căp4": 2, "cap": 2, "đôi": 2, "doi": 2, "trăm": 100, "tram": 100}
_TENS = frozenset({"mươi", "muoi"})
_LOOSE_NUMBERS = frozenset({"ba", "nam", "sau", "bay", "tam", "tu", "doi", "cap", "chuc", "ta", "bon", "chin", "muoi", "lam", "tram"})
_AND_HALF = frozenset({"rươi3", "ruoi"})
_HOUR = frozenset({"h", "giơ1", "gio"})
_TIME_UNITS = frozenset(
    {"giơ1", "gio", "phut2", "phut", "p", "ph", "tuôi3", "tuoi", "thang2", "thang", "ngay1", "tuân1", "tuan", "năm", "lân1", "lan",
     "pm", "giây", "tiêng2", "tiêng", "bưa3", "bưa", "đêm", "buôi3", "hôm"}
)  # fmt: skip
_DAY_PARTS = frozenset({"sang2", "trưa", "chiêu1", "tôi2", "đêm", "khuya", "rươi3", "sang", "trua", "chieu", "toi", "dem", "ruoi"})
_BEFORE_HOURS = frozenset({"sau", "trươc2", "truoc", "luc2", "luc", "tơi2", "đên2", "khoang3", "tâm1", "hôi1", "tư1", "giơ1"})
_THOUSANDS = frozenset({"k", "ka", "nghin1", "ngan1", "nghin", "ngan", "ng", "đ", "d", "đông1", "dong", "vnd", "vnđ", "tr", "triêu4", "trieu", "xu"})
_THOUSANDS_APART = _THOUSANDS - {"k", "d", "đ", "ng", "tr", "xu", "ka"}
_RANGE_SIGNS = frozenset("-–~")
_TAKES_COUNT = frozenset({"x", "*", "×", "sl", "lây2", "lay", "=", ":", "-", "✖"})
_SMALL_AMOUNT = 20  # "3g" is three packs, "250g" is a weight
_LEAST_SIZE = 50  # a bare number that names a size is this or more
_LEAST_PRICE = 1000
LETTER_UNITS = frozenset("chgtbsl")


def read_number(c: Chunker, at: int) -> int:
    """Chunks the number at token `at`; the token after what it took."""
    tokens, keys = c.tokens, c.keys
    token = tokens[at]
    value = token.value
    before = c.out[-1] if c.out else None
    if token.glued and at and tokens[at - 1].kind == WORD and before is not None and before.kind == k.WORDS and not before.tags:
        c.put(k.IGNORED, at, at + 1)  # hh2, f1
        return at + 1
    after = at + 1
    follows = keys[after] if after < len(tokens) else ""
    glued = bool(follows) and tokens[after].glued
    names, length = c.catalogue.names.longest(keys, at, plain=c.plain)
    if names and length > 1:
        return c.name(at, length, names)
    if glued and c.code_at(after):
        return _bare(c, at, value, after)
    for step in (_slashed, _pointed, _priced, _measured, _numeric_code, _range, _timed, _lettered):
        taken = step(c, at, value, follows, glued)
        if taken:
            return taken
    if follows in _GROUPS_OF or (follows == "ta" and c.plain and c.starts_ware(after + 1)):
        value *= _GROUPS_OF.get(follows, 12)
        after += 1
        if after < len(tokens) and keys[after] in _AND_HALF:
            value += _GROUPS_OF.get(follows, 12) // 2
            after += 1
        c.put(k.NUM, at, after).number = value
        return after
    return _bare(c, at, value, after)


def _bare(c: Chunker, at: int, value: int, after: int) -> int:
    before = c.out[-1] if c.out else None
    unit_follows = c.starts_unit(after)
    if value == 0 or (value >= _LEAST_PRICE and not unit_follows):
        c.put(k.PRICE if value else k.IGNORED, at, after)
        return after
    if before is not None and before.j >= at - 1 and before.tags & t.NUMBERED and not unit_follows:
        c.put(k.IGNORED, at, after)
        return after
    if _is_house_number(c, at, after):
        c.put(k.IGNORED, at, after, t.ADDRESS)
        return after
    if not unit_follows and value >= _LEAST_SIZE and _size(c, at, value, after):
        return after
    if value in c.catalogue.prices and not unit_follows and not c.starts_ware(after):
        chunk = c.put(k.NUM, at, after)
        chunk.number, chunk.soft = value, True  # 145 may be 145k
        return after
    c.put(k.NUM, at, after).number = value
    return after


def _size(c: Chunker, at: int, value: int, after: int) -> bool:
    """A bare "250" beside a name or pack that comes in 250 g."""
    before = c.out[-1] if c.out else None
    if before is None or not (before.kind in (k.NAME, k.UNITED, k.CODE) or before.tags & t.VARIANT):
        return False
    for ware in c.catalogue.wares.values():
        if ware.net is not None and ware.net.milli == value * 1000:
            c.amount(at, after, ware.net, ware.net.milli).soft = True
            return True
    return False


def _is_house_number(c: Chunker, at: int, after: int) -> bool:
    tokens = c.tokens
    if after >= len(tokens):
        return False
    if tokens[after].kind == WORD and tokens[after].glued and len(tokens[after].key) == 1 and after + 1 < len(tokens):
        return tokens[after + 1].title and not c.starts_ware(after + 1)
    if tokens[after].kind != WORD or c.starts_ware(after):
        return False
    tags = c.tags_at(after)
    if tokens[after].title and not c.shouts:
        return not tags or (tags & (t.KIN | t.NUMBERED) != 0 and after + 1 < len(tokens) and tokens[after + 1].title)
    return bool(tags & t.NUMBERED and tags & t.ADDRESS and len(tokens[after].key) > 1 and not tags & (t.PERSON | t.FILLER | t.SIZE))


def _slashed(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """20/11, 45/3, 1/2 ký."""
    tokens = c.tokens
    if follows != "/" or not glued or at + 2 >= len(tokens) or tokens[at + 2].kind != NUMBER:
        return 0
    after = at + 3
    measure = c.measure_at(after)
    if value == 1 and tokens[at + 2].value == 2 and measure is not None:
        c.amount(at, after + 1, measure, measure.milli // 2)
        return after + 1
    while after + 1 < len(tokens) and tokens[after].key == "/" and tokens[after + 1].kind == NUMBER:
        after += 2
    if after < len(tokens) and tokens[after].kind == WORD and tokens[after].glued and len(tokens[after].key) == 1:
        after += 1
    c.put(k.IGNORED, at, after)
    return after


def _pointed(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """1.5 kg, 1,5 lít, 145.000đ."""
    tokens = c.tokens
    if follows not in (".", ",") or not glued or at + 2 >= len(tokens):
        return 0
    second = tokens[at + 2]
    if second.kind != NUMBER or not second.glued:
        return 0
    after = at + 3
    measure = c.measure_at(after)
    if measure is not None and second.end - second.start < 3:
        milli = value * measure.milli + second.value * measure.milli // 10 ** (second.end - second.start)
        c.amount(at, after + 1, measure, milli)
        return after + 1
    if second.end - second.start == 3:
        while after + 1 < len(tokens) and tokens[after].key == "." and tokens[after + 1].kind == NUMBER and tokens[after + 1].glued:
            after += 2
        if after < len(tokens) and tokens[after].key in _THOUSANDS:
            after += 1
        c.put(k.PRICE, at, after)
        return after
    return 0


def _priced(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """145k, 145 ngàn, 1tr2."""
    tokens = c.tokens
    if follows not in _THOUSANDS:
        return 0
    if not glued and follows not in _THOUSANDS_APART and value not in c.catalogue.prices:
        return 0
    after = at + 2
    if after < len(tokens) and tokens[after].kind == NUMBER and tokens[after].glued:
        after += 1
    c.put(k.PRICE, at, after)
    return after


def _measured(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """500 ml, 2 ký rưỡi, 4 lạng; but "3g" after a code is three gói."""
    measure = c.measure_at(at + 1)
    if measure is None:
        return 0
    if len(follows) == 1:
        if not glued and follows in ("m", "l") and value > _SMALL_AMOUNT:
            return 0
        if follows == "g" and value <= _SMALL_AMOUNT and ("g" in c.catalogue.letter_units or value < _SMALL_AMOUNT // 2):
            return 0
    after = at + 2
    milli = value * measure.milli
    if after < len(c.tokens):
        if c.keys[after] in _AND_HALF:
            milli += measure.milli // 2
            after += 1
        elif c.tokens[after].kind == NUMBER and c.tokens[after].glued and c.tokens[after].value < 10 and measure.milli >= 1_000_000:
            milli += c.tokens[after].value * measure.milli // 10  # 1kg2
            after += 1
    c.amount(at, after, measure, milli)
    return after


def _numeric_code(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """A number that is a code, on a sheet whose codes are plain numbers."""
    if not c.catalogue.numeric:
        return 0
    code = c.catalogue.codes.get((str(value),))
    before = c.out[-1] if c.out else None
    said = before is not None and (before.tags & t.CODE_WORD or c.keys[at - 1] in ("sô2", "so"))
    if code is None:
        if said and not _is_house_number(c, at, at + 1):
            c.put(k.BAD_CODE, at, at + 1).number = value
            return at + 1
        return 0
    after_each = before is not None and bool(before.tags & t.EACH)
    takes_count = follows in _TAKES_COUNT and at + 2 < len(c.tokens) and c.tokens[at + 2].kind == NUMBER
    counted = before is not None and (before.kind in (k.CODE, k.NAME, k.SIZED, k.UNITED) or (before.tags & t.TIMES and len(c.out) > 1 and c.out[-2].kind == k.CODE))
    is_code = bool(said) and not _is_house_number(c, at, at + 1)
    if is_code and value == 1 and c.keys[at - 1] in ("sô2", "so") and at + 1 == len(c.tokens) and len(c.out) > 1:
        if not c.out[-2].tags & (t.BUY | t.GIVE | t.MUA | t.AND | t.PERSON):
            c.put(k.IGNORED, at, at + 1)  # "ngon số 1"
            return at + 1
    if not is_code and not counted and not after_each:
        next_number = at + 1 < len(c.tokens) and c.tokens[at + 1].kind == NUMBER and not c.tokens[at + 1].glued
        is_code = takes_count or next_number or c.says_each
    if not is_code:
        if counted or after_each or c.starts_unit(at + 1) or (before is not None and before.tags & t.TIMES):
            return 0
        if c.lettered_unit(at + 1) or _is_house_number(c, at, at + 1) or (before is not None and before.tags & t.NUMBERED):
            return 0
        chunk = c.put(k.NUM, at, at + 1)
        chunk.number = value
        chunk.doubt = "number_may_be_code"
        chunk.codes = frozenset({code})
        return at + 1
    c.put(k.CODE, at, at + 1).codes = frozenset({code})
    return at + 1


def _range(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """2-3 hộp: not decided."""
    tokens = c.tokens
    if follows not in _RANGE_SIGNS or at + 2 >= len(tokens) or tokens[at + 2].kind != NUMBER:
        return 0
    before = c.out[-1] if c.out else None
    if tokens[at + 2].value <= value or (before is not None and before.kind == k.CODE and before.j == at and not c.starts_unit(at + 3)):
        return 0
    if c.measure_at(at + 3) is not None or (at + 3 < len(tokens) and c.keys[at + 3] in _THOUSANDS | _TIME_UNITS | _HOUR):
        c.put(k.IGNORED, at, at + 3)
        return at + 3
    chunk = c.put(k.NUM, at, at + 3)
    chunk.number = value
    chunk.doubt = "range"
    return at + 3


def _timed(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """8h30, 5h chiều, sau 20h, 3 tuổi, 2 lần."""
    tokens, keys = c.tokens, c.keys
    after = at + 2
    if follows in _HOUR and (glued or follows != "h"):
        before_key = keys[at - 1] if at else ""
        clock = after < len(tokens) and (keys[after] in _DAY_PARTS or (tokens[after].kind == NUMBER and tokens[after].glued))
        if clock or follows != "h" or before_key in _BEFORE_HOURS or value > 12 or not ({"h"} & c.catalogue.letter_units):
            if clock:
                after += 1
            c.put(k.IGNORED, at, after)
            return after
        return 0
    if follows in _TIME_UNITS and (len(follows) > 2 or glued):
        c.put(k.IGNORED, at, after)
        return after
    return 0


def _lettered(c: Chunker, at: int, value: int, follows: str, glued: bool) -> int:
    """2h, 1c, 3g: a count and the first letter of its pack."""
    if not glued or not c.lettered_unit(at + 1):
        return 0
    c.put(k.NUM, at, at + 1).number = value
    c.put(k.UNITED, at + 1, at + 2, t.UNIT).unit = follows
    return at + 2


def read_count_words(c: Chunker, at: int, length: int, tags: int, number: int | None) -> int:
    """Chunks "hai", "nửa chục", "một cặp", "mười hai" where it counts something; 0 where it does not."""
    keys = c.keys
    after = at + length
    if tags & t.HALF:
        measure = c.measure_at(after)
        if measure is not None:
            c.amount(at, after + 1, measure, measure.milli // 2)
            return after + 1
        group = _GROUPS_OF.get(keys[after]) if after < len(keys) else None
        if group and group > 2:
            c.put(k.NUM, at, after + 1).number = group // 2
            return after + 1
        if not tags & t.COUNT:
            return 0
    if number is None:
        return 0
    value = number
    loose = keys[at] in _LOOSE_NUMBERS and keys[at] != "ba"
    while after < len(keys) and c.tokens[after].kind == WORD:
        if value < 10 and keys[after] in _TENS:
            value *= 10
        elif value < 10 and keys[after] in _GROUPS_OF and keys[after] not in ("doi", "cap"):
            value *= _GROUPS_OF[keys[after]]
        elif value >= 10 and value % 10 == 0 and keys[after] in c.digit_words and value != 100:
            value += c.digit_words[keys[after]]
        elif value == 10 and keys[after] in _AND_HALF:
            value += 5
        else:
            break
        after += 1
    measure = c.measure_at(after)
    if measure is not None and value < 100:
        milli = value * measure.milli
        after += 1
        if after < len(keys) and keys[after] in _AND_HALF:
            milli += measure.milli // 2
            after += 1
        c.amount(at, after, measure, milli)
        return after
    if not _counts(c, at, after, loose=loose and after == at + length):
        return 0
    c.put(k.NUM, at, after).number = value
    return after


def _counts(c: Chunker, at: int, after: int, *, loose: bool) -> bool:
    if c.starts_unit(after):
        return True
    before = c.out[-1] if c.out else None
    if c.starts_ware(after) and (not loose or c.keys[at] == "cap" or (before is not None and (before.tags & (t.BUY | t.GIVE) or before.kind == k.CODE))):
        return True
    if before is None or not (before.kind in (k.CODE, k.NAME) or before.tags & t.TIMES or (before.kind == k.UNITED and not loose)):
        return False
    if after >= len(c.tokens) or c.tokens[after].kind != WORD:
        return True
    return bool(c.tags_at(after) & (t.FILLER | t.AND | t.PERSON | t.ADD)) or c.starts_ware(after)


def measure_keys() -> dict[str, Measure]:
    """Measure words by key, bare spellings too where these are no other word."""
    found: dict[str, Measure] = {}
    for word, (kind, milli) in MEASURES.items():
        found[key_of(word)] = Measure(kind, milli)
        if fold(word) not in {"can", "phan", "yen", "ta", "tan", "tac"}:
            found.setdefault(fold(word), Measure(kind, milli))
    return found
