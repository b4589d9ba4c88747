"""What a number in a comment is: a count, an amount, a price, a date, a house number, a code."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.clock import HOUR, TIME_UNITS, read_date, read_time
from phien.reading.countwords import AND_HALF, GROUPS_OF
from phien.reading.letters import typed
from phien.reading.numeric import is_house_number, read_numeric_code
from phien.reading.pieces import tells_the_pack
from phien.reading.row import MEASURE_KEYS, Row
from phien.reading.sizes import read_size_number
from phien.reading.tokens import NUMBER, WORD

__all__ = ["read_number"]

_AGE = typed("tuổi")
_THOUSANDS = typed("k ka nghìn ngàn ng đ đồng vnd vnđ tr triệu xu")
_THOUSANDS_APART = _THOUSANDS - {"k", "d", "đ", "ng", "tr", "xu", "ka"}
_RANGE_SIGNS = frozenset("-–~")
_SAYS_WHAT = _RANGE_SIGNS | _THOUSANDS | HOUR | TIME_UNITS | MEASURE_KEYS.keys()
_SMALL_AMOUNT = 20  # "3g" is three packs, "250g" is a weight
_LEAST_SIZE = 50  # a bare number that names a size is this or more
_LEAST_SMALL_SIZE = 10  # the same where how many is said beside it: "2 chai 30", "tràm 30 2 chai"
_LEAST_SPAN = 5  # the same of a length or width: "rổ 30"
_LEAST_PRICE = 1000
_LEAST_CLEAR_PRICE = 100  # thousands; a price this large stands for itself even before a pack word
_KINDS_OF_THING = typed("số món loại thứ mã cái")
_THOSE = typed("kia nớ") | {"còn"}
_GO = typed("dô zô dzô vô chạy lên bắt go") | {"!", "..."}
_SAID_NUMBER = typed("số")
_MOST_OF_A_RANGE = 9
_TEN = 10
_MOST_OF_A_TEN = 17  # "1 chục 12", "1 chục 14": what a ten holds in the delta


def read_number(c: Row, at: int) -> int:
    """Chunks the number at token `at`; the token after what it took."""
    tokens, keys = c.tokens, c.keys
    token = tokens[at]
    value = token.value
    before = c.out[-1] if c.out else None
    if (
        token.glued
        and at
        and tokens[at - 1].kind == WORD
        and before is not None
        and before.kind == k.WORDS
        and not before.tags
    ):
        c.put(k.IGNORED, at, at + 1)  # hh2, f1
        return at + 1
    after = at + 1
    if value == 1 and at + 3 < len(tokens) and keys[at + 1 : at + 3] == ["2", "3"] and keys[at + 3] in _GO:
        c.put(k.IGNORED, at, at + 3)  # "1 2 3 dô"
        return at + 3
    follows = keys[after] if after < len(tokens) else ""
    glued = bool(follows) and tokens[after].glued
    if before is not None and before.tags & t.NUMBERED and before.key not in _SAID_NUMBER:
        taken = read_date(c, at, value)
        if taken:
            return taken
    if c.catalogue.sizes:
        taken = read_size_number(c, at, value)
        if taken:
            return taken
    names, length = c.catalogue.names.longest(keys, at, plain=c.plain)
    if names and (length > 1 or (names[0].full and len(token.key) > 2 and not c.starts_unit(after))):
        return c.name(at, length, names)
    if c.code_at(after) and (glued or len(follows) > 1 or c.measure_at(after) is not None):
        return _bare(c, at, value, after)  # "cc1 3 cc2 1", "L1 1 L2 1": no cubic centimetres, no litre
    if glued or follows in _SAYS_WHAT or c.catalogue.numeric or (c.plain and c.measure_at(after) is not None):
        for step in _STEPS:
            taken = step(c, at, value, follows, glued)
            if taken:
                return taken
    if follows in c.catalogue.group_units:
        c.put(k.NUM, at, after).number = value
        return after
    if follows in GROUPS_OF or (follows == "ta" and c.plain and _is_a_dozen(c, after + 1)):
        value *= GROUPS_OF.get(follows, 12)
        after += 1
        if after < len(tokens) and keys[after] in AND_HALF:
            value += GROUPS_OF.get(follows, 12) // 2
            after += 1
        elif value == _TEN and after < len(tokens) and _TEN < tokens[after].value < _MOST_OF_A_TEN:
            value, after = tokens[after].value, after + 1  # "1 chục 12": as the seller counts a ten
        c.put(k.NUM, at, after).number = value
        return after
    return _bare(c, at, value, after)


def _bare(c: Row, at: int, value: int, after: int) -> int:
    before = c.out[-1] if c.out else None
    unit_follows = c.starts_unit(after)
    if unit_follows and c.tags_at(after) & t.PERSON and c.out and c.out[-1].tags & t.NUMBERED:
        unit_follows = False  # "thu 7 tui ghe lay"
    if value in c.catalogue.pieces:
        taken = tells_the_pack(c, at, value, after)
        if taken:
            return taken
    if value == 0 or (value >= _LEAST_PRICE and not unit_follows):
        c.put(k.PRICE if value else k.IGNORED, at, after)
        return after
    if before is not None and c.ends[-1] >= at - 1 and before.tags & t.NUMBERED and not unit_follows:
        c.put(k.IGNORED, at, after)
        return after
    if is_house_number(c, at, after) or _is_the_rest(c, after):
        c.put(k.IGNORED, at, after, t.ADDRESS)
        return after
    large = value >= _LEAST_SIZE or (value >= _LEAST_SMALL_SIZE and _is_counted(c, at, after))
    if not unit_follows and large and _size(c, at, value, after):
        return after
    if value in c.catalogue.spans and value >= _LEAST_SPAN and _span(c, at, value, after):
        return after
    if _is_range(c, value, after):
        chunk = c.put(k.NUM, at, after + 1)
        chunk.number, chunk.doubt = value, "range"
        return after + 1
    if value in c.catalogue.prices and c.names_by_price(at, after, value):
        return after
    if value in c.catalogue.prices and (
        value >= _LEAST_CLEAR_PRICE or not (unit_follows or c.starts_ware(after))
    ):
        chunk = c.put(k.NUM, at, after)
        chunk.number, chunk.soft = value, True  # 145 may be 145k
        return after
    c.put(k.NUM, at, after).number = value
    return after


def _is_a_dozen(c: Row, after: int) -> bool:
    """Whether "ta" behind a number and before token `after` is tá."""
    if after >= len(c.tokens) or c.tokens[after].kind != WORD or c.starts_ware(after):
        return True
    return bool(c.tags_at(after) & t.FILLER)


def _is_the_rest(c: Row, after: int) -> bool:
    """Whether a number counts what is spoken of already: "2 món kia vẫn lấy"."""
    return after + 1 < len(c.keys) and c.keys[after] in _KINDS_OF_THING and c.keys[after + 1] in _THOSE


def _is_range(c: Row, value: int, after: int) -> bool:
    """Whether the next number is one more, and a pack word follows: "4 5 bịch gì đó"."""
    if value > _MOST_OF_A_RANGE or after >= len(c.tokens):
        return False
    following = c.tokens[after]
    if following.kind != NUMBER or following.glued or following.value != value + 1:
        return False
    before = c.out[-1] if c.out else None
    if before is not None and (before.kind in (k.CODE, k.NAME, k.SIZED) or before.tags & t.CODE_WORD):
        return False
    return c.starts_unit(after + 1)


def _is_counted(c: Row, at: int, after: int) -> bool:
    """Whether what stands before the number has its count already, or the count follows."""
    if not c.out or c.ends[-1] != at or c.tokens[at].value in c.catalogue.prices:
        return False
    before, rest = c.out[-1], c.out[:-1]
    if before.kind == k.NAME:
        if len(before.codes) == 1:
            return False
        if after < len(c.tokens) and c.tokens[after].kind == NUMBER and not c.tokens[after].glued:
            return True
        if rest and rest[-1].kind == k.UNITED:
            rest = rest[:-1]
    elif before.kind != k.UNITED:
        return False
    return bool(rest) and rest[-1].kind == k.NUM and not rest[-1].doubt


def _size(c: Row, at: int, value: int, after: int) -> bool:
    """A bare "250" beside a name or pack that comes in 250 g."""
    before = c.out[-1] if c.out else None
    if before is None or not (before.kind in (k.NAME, k.UNITED, k.CODE) or before.tags & t.VARIANT):
        return False
    wares = c.catalogue.wares
    packed = [code for code, ware in wares.items() if before.kind == k.UNITED and ware.unit == before.key]
    for code in (*before.codes, *packed, *wares):  # of what is named first: 500 may be grams or millilitres
        net = wares[code].net
        if net is not None and net.milli == value * 1000:
            c.amount(at, after, net, net.milli).soft = True
            return True
    return False


def _span(c: Row, at: int, value: int, after: int) -> bool:
    """A bare "30" beside the name of what is 30 cm wide, or after "cỡ"; "nồi đổi lên 22"."""
    before = c.out[-1] if c.out else None
    if before is None or c.ends[-1] != at:
        return False
    wares = c.catalogue.spans[value]
    codes = {ware.code for ware in wares}
    if before.kind == k.NAME:
        near = before
    elif before.kind == k.WORDS and before.tags & (t.SET | t.INTO | t.SWAP):
        names = [chunk for chunk in c.out if chunk.kind == k.NAME]
        near = names[-1] if names else before
        if not names and not c.starts_unit(after):
            chunk = c.put(k.NUM, at, after)  # so many of them, or the one of that size
            chunk.number, chunk.doubt = value, "number_unclear"
            return True
    else:
        near = before
    if near.kind == k.NAME:
        if not near.codes & codes or near.codes <= codes:
            return False
    elif not before.tags & t.VARIANT:
        return False
    measure = wares[0].spans
    if measure is None:
        return False
    chunk = c.amount(at, after, measure, measure.milli)
    chunk.soft = True
    if c.starts_unit(after):
        chunk.doubt = "size_or_amount"  # "rổ 30 cái"
    return True


def _slashed(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
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
    if (
        after < len(tokens)
        and tokens[after].kind == WORD
        and tokens[after].glued
        and len(tokens[after].key) == 1
    ):
        after += 1
    c.put(k.IGNORED, at, after)
    return after


def _pointed(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """1.5 kg, 1,5 lít, 145.000đ."""
    tokens = c.tokens
    if follows not in (".", ",") or not glued or at + 2 >= len(tokens):
        return 0
    second = tokens[at + 2]
    if second.kind != NUMBER or not second.glued:
        return 0
    after = at + 3
    measure = c.measure_at(after)
    digits = len(second.key)
    if measure is not None and digits < 3:
        milli = value * measure.milli + second.value * measure.milli // 10**digits
        c.amount(at, after + 1, measure, milli)
        return after + 1
    if digits == 3:
        while (
            after + 1 < len(tokens)
            and tokens[after].key == "."
            and tokens[after + 1].kind == NUMBER
            and tokens[after + 1].glued
        ):
            after += 2
        if after < len(tokens) and tokens[after].key in _THOUSANDS:
            after += 1
        if after <= at + 4 and second.key == "000" and c.names_by_price(at, after, value):
            return after
        c.put(k.PRICE, at, after)
        return after
    return 0


def _priced(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """145k, 145 ngàn, 1tr2."""
    tokens = c.tokens
    if follows not in _THOUSANDS:
        return 0
    if not glued and follows not in _THOUSANDS_APART and value not in c.catalogue.prices:
        return 0
    after = at + 2
    if after < len(tokens) and tokens[after].kind == NUMBER and tokens[after].glued:
        after += 1
    elif follows not in ("tr", "triệu") and c.names_by_price(at, after, value):
        return after
    c.put(k.PRICE, at, after).number = value
    return after


def _measured(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """500 ml, 2 ký rưỡi, 4 lạng; but "3g" after a code is three gói."""
    measure = c.measure_at(at + 1)
    if measure is None and follows == "m" and glued and at + 2 < len(c.tokens):
        last = c.tokens[at + 2]
        if last.kind == NUMBER and last.glued:
            c.put(k.IGNORED, at, at + 3)  # "cây 1m2": how high it is
            return at + 3
    if measure is None:
        return 0
    if len(follows) == 1:
        if not glued and follows in ("m", "l") and value > _SMALL_AMOUNT:
            return 0
        if (
            follows == "g"
            and value <= _SMALL_AMOUNT
            and ("g" in c.catalogue.letter_units or value < _SMALL_AMOUNT // 2)
        ):
            return 0
    after = at + 2
    milli = value * measure.milli
    if after < len(c.tokens):
        if c.keys[after] in AND_HALF:
            milli += measure.milli // 2
            after += 1
        elif (
            c.tokens[after].kind == NUMBER
            and c.tokens[after].glued
            and c.tokens[after].value < 10
            and measure.milli >= 1_000_000
        ):
            milli += c.tokens[after].value * measure.milli // 10  # 1kg2
            after += 1
    if measure.kind == "m" and c.catalogue.sizes and after < len(c.tokens) and c.tokens[after].kind == NUMBER:
        after += len(c.tokens[after].key) == 2  # 1 mét 52
    c.amount(at, after, measure, milli)
    return after


def _range(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """2-3 hộp: not decided."""
    tokens = c.tokens
    if follows not in _RANGE_SIGNS or at + 2 >= len(tokens) or tokens[at + 2].kind != NUMBER:
        return 0
    before = c.out[-1] if c.out else None
    if tokens[at + 2].value <= value or (
        before is not None and before.kind == k.CODE and c.ends[-1] == at and not c.starts_unit(at + 3)
    ):
        return 0
    if c.measure_at(at + 3) is not None or (
        at + 3 < len(tokens) and c.keys[at + 3] in _THOUSANDS | TIME_UNITS | HOUR
    ):
        c.put(k.IGNORED, at, at + 3)
        return at + 3
    chunk = c.put(k.NUM, at, at + 3)
    chunk.number = value
    chunk.doubt = "range"
    return at + 3


def _lettered(c: Row, at: int, value: int, follows: str, glued: bool) -> int:
    """2h, 1c, 3g: a count and the first letter of its pack."""
    if not glued or not c.lettered_unit(at + 1):
        return 0
    c.put(k.NUM, at, at + 1).number = value
    c.put(k.UNITED, at + 1, at + 2, t.UNIT).unit = follows
    return at + 2


# What a number may be, in the order in which that is asked; each takes it or returns 0. Unless the next sign
# touches the number or is one of _SAYS_WHAT, only `read_numeric_code` can.
_STEPS = (_slashed, _pointed, _priced, _measured, read_numeric_code, _range, read_time, _lettered)
