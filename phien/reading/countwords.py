"""Numbers in words: "hai", "nửa chục", "một cặp", "mười hai"."""

from __future__ import annotations

from phien.kernel.text import fold
from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import key_of, typed
from phien.reading.pieces import tells_the_pack
from phien.reading.row import Row
from phien.reading.tokens import NUMBER, WORD

__all__ = ["AND_HALF", "GROUPS_OF", "read_count_words"]

_GROUPS = {"chục": 10, "tá": 12, "cặp": 2, "đôi": 2, "trăm": 100}
GROUPS_OF = {key_of(word): size for word, size in _GROUPS.items()}
GROUPS_OF.update({fold(word): size for word, size in _GROUPS.items() if word != "tá"})  # "ta" is we
AND_HALF = typed("rưỡi")
_TENS = typed("mươi")
_DIGITS = {word: digit for digit, word in enumerate("một hai ba bốn năm sáu bảy tám chín".split(), 1)} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}
_DIGIT_WORDS = {key_of(word): digit for word, digit in _DIGITS.items()}
_DIGIT_WORDS.update({fold(word): digit for word, digit in _DIGITS.items() if word not in ("năm", "tư")})
_AFTER_A_HUNDRED = {**_DIGIT_WORDS, key_of("mười"): 10, "muoi": 10}
_LEAST_PRICE = 20  # thousands
_LEAST_CLEAR_PRICE = 100
_THOUSANDS = typed("nghìn ngàn ng k đồng")
# Typed without marks these are mostly other words: sau, nam, doi.
_MOSTLY_OTHERS = frozenset("nam sau bay tam tu doi cap chuc ta bon chin muoi lam tram".split())


def read_count_words(c: Row, at: int, length: int, tags: int, number: int | None) -> int:
    """Chunks "hai", "nửa chục", "một cặp", "mười hai" where it counts something; 0 where it does not."""
    keys = c.keys
    after = at + length
    if tags & t.HALF:
        measure = c.measure_at(after)
        if measure is not None:
            c.amount(at, after + 1, measure, measure.milli // 2)
            return after + 1
        group = GROUPS_OF.get(keys[after]) if after < len(keys) else None
        if group is None and c.plain and after < len(keys) and keys[after] == "ta":
            group = _GROUPS["tá"]
        if group and group > 2:
            c.put(k.NUM, at, after + 1).number = group // 2
            return after + 1
        if not tags & t.COUNT:
            return 0
    if number is None:
        return 0
    if keys[at] in c.catalogue.group_units:
        c.put(k.UNITED, at, after, t.UNIT).unit = c.catalogue.group_units[keys[at]]
        return after
    if _is_a_face(c, at):
        c.put(k.WORDS, at, after)  # "dì Ba", "anh Tư"
        return after
    if keys[at] == "one" and c.out and c.out[-1].kind in (k.AMOUNT, k.SIZED, k.NAME):
        c.put(k.WORDS, at, after, t.FILLER)  # "the 500g one"
        return after
    loose = keys[at] in _MOSTLY_OTHERS
    value, after = _tens_and_hundreds(c, number, after)
    measure = c.measure_at(after)
    if measure is not None and value < 100:
        milli = value * measure.milli
        after += 1
        if after < len(keys) and keys[after] in AND_HALF:
            milli += measure.milli // 2
            after += 1
        c.amount(at, after, measure, milli)
        return after
    if value in c.catalogue.pieces and value > 1:
        taken = tells_the_pack(c, at, value, after)
        if taken:
            return taken
    counted = value < _LEAST_CLEAR_PRICE and c.starts_unit(after)  # "hai chục chậu"
    if value >= _LEAST_PRICE and value in c.catalogue.prices and not counted:
        after += after < len(keys) and keys[after] in _THOUSANDS
        if not c.names_by_price(at, after, value):
            c.put(k.PRICE, at, after)
        return after
    if not _counts(c, at, after, loose=loose and after == at + length):
        return 0
    chunk = c.put(k.NUM, at, after)
    chunk.number = value
    if c.plain and loose and after == at + 1 and c.catalogue.names.longest(keys, at, plain=True)[1]:
        chunk.doubt = "number_unclear"  # "nam hop": năm hộp, or nấm hộp
    return after


def _is_a_face(c: Row, at: int) -> bool:
    """Whether a number word is somebody's name by birth order."""
    before = c.out[-1] if c.out else None
    return (
        before is not None
        and c.tokens[at].title
        and not c.shouts
        and before.kind == k.WORDS
        and bool(before.tags & (t.PERSON | t.KIN))
        and not c.starts_unit(at + 1)
    )


def _tens_and_hundreds(c: Row, value: int, after: int) -> tuple[int, int]:
    """The value of "mười hai", "ba trăm mười", "trăm rưỡi" whose first word is read, and where it ends."""
    keys = c.keys
    whole = 0  # hundreds so far
    while after < len(keys) and c.tokens[after].kind == WORD:
        key = keys[after]
        if key in c.catalogue.group_units:
            break
        if value < 10 and key in _TENS:
            value *= 10
        elif value < 10 and not whole and key in GROUPS_OF and key not in ("doi", "cap"):
            value *= GROUPS_OF[key]
        elif value == 100 and not whole and key in AND_HALF:
            value = 150
        elif value >= 100 and value % 100 == 0 and not whole and key in AND_HALF:
            value += 50
        elif value >= 100 and value % 100 == 0 and not whole and key in _AFTER_A_HUNDRED:
            whole, value = value, _AFTER_A_HUNDRED[key]
        elif 10 <= value < 100 and value % 10 == 0 and key in _DIGIT_WORDS:
            value += _DIGIT_WORDS[key]
        elif value in (10, 12) and key in AND_HALF:
            value += value // 2
        else:
            break
        after += 1
    return whole + value, after


def _counts(c: Row, at: int, after: int, *, loose: bool) -> bool:
    before = c.out[-1] if c.out else None
    if not loose and after < len(c.tokens) and c.tokens[after].kind == NUMBER:
        value = c.tokens[after].value
        if value >= _LEAST_CLEAR_PRICE and (str(value),) in c.catalogue.codes:
            return True  # "một 110 một 111"
    if not loose and c.keys[at] in GROUPS_OF and before is not None and before.tags & t.BUY:
        ends = after >= len(c.tokens) or c.tokens[after].kind != WORD
        if ends or c.tags_at(after) & (t.FILLER | t.PERSON):  # "lấy đôi nha"
            return True
    if after < len(c.tokens) and c.tokens[after].kind == NUMBER and not c.tokens[after].glued:
        return False  # "xoài chín 2 ký"
    if (
        loose
        and c.keys[at] == "doi"
        and (before is None or not (before.tags & (t.BUY | t.GIVE) or before.kind == k.CODE))
    ):
        return False  # "doi combo" is đổi rather than đôi
    if c.starts_unit(after):
        return True
    if c.starts_ware(after) and (
        not loose
        or c.keys[at] == "cap"
        or (before is not None and (before.tags & (t.BUY | t.GIVE) or before.kind == k.CODE))
    ):
        return True
    if before is None or not (
        before.kind in (k.CODE, k.NAME, k.AMOUNT, k.SIZED)
        or before.tags & t.TIMES
        or (before.kind == k.UNITED and not loose)
    ):
        return False
    if after >= len(c.tokens) or c.tokens[after].kind != WORD:
        return True
    return bool(c.tags_at(after) & (t.FILLER | t.AND | t.PERSON | t.ADD)) or c.starts_ware(after)
