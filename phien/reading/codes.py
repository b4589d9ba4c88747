"""Codes in a comment: "a1", "A-1", "mã a 1", numbers that are codes, codes that the sheet does not have."""

from __future__ import annotations

from itertools import pairwise

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import typed
from phien.reading.numbers import read_number
from phien.reading.row import Chunk, Row
from phien.reading.tokens import DIGITS_MARK, NUMBER, PHONE_MARK, WORD

__all__ = ["join_runs", "read_code", "settle_codes"]

_VOCATIVES = frozenset({"a", "b", "c", "e", "m", "t", "o"})
_DISTRICTS = frozenset("qpf")
_ORDERS = typed("đơn")
_LAST_WEEKDAY = 7
_HOUSE = typed("nhà")
_DAY_PARTS = typed("sáng trưa chiều tối thứ trước tới") - {"toi", "tôi"}
_DELIVERS = typed("giao ship tới") - {"toi"}
_UP_TO = typed("tới đến") | {"-", "–", "→"}
_SAYS_NUMBER = typed("số mã")
_TIMES_SIGNS = frozenset("x*×:=-–")
_COUNTS = t.BUY | t.TIMES | t.AND | t.EACH | t.CODE_WORD | t.GIVE | t.MUA | t.ADD | t.NUMBERED
_BEFORE_DIGITS = frozenset(":.=-") | typed("là số")
_SAYS_CODE = frozenset({"m", "s", "ms", "sp", "code"}) | typed("mã số")


def read_code(c: Row, at: int) -> int:
    """A code at a word: "a1", "a-1", "a 1"; the token after it, or 0."""
    catalogue = c.catalogue
    tokens = c.tokens
    word = tokens[at].key
    if word in catalogue.lone_codes and _is_lone_code(c, at, word):
        c.put(k.CODE, at, at + 1).codes = frozenset({catalogue.codes[(word,)]})
        return at + 1
    number = at + 1
    if number >= len(tokens) or tokens[number].kind == WORD:
        return 0
    if (
        tokens[number].key in "-._"
        and tokens[number].glued
        and number + 1 < len(tokens)
        and tokens[number + 1].glued
    ):
        number += 1
    if word == "đ":
        word = "d"  # "Đ1": the keyboard made it of "Dd1"
    if number >= len(tokens) or tokens[number].kind != NUMBER or len(word) > 4 or not word.isascii():
        return 0
    if word == "x" and number == at + 1:
        after = _times_or_code(c, at)
        if after:
            return after
    if not tokens[number].glued:
        return _spaced_code(c, at, word)
    before = c.out[-1] if c.out else None
    if before is not None and before.kind == k.WORDS:
        if _is_a_weekday(c, word, number):
            c.put(k.IGNORED, at, number + 1)
            return number + 1
        numbered = before.tags & t.NUMBERED and before.key not in _SAYS_NUMBER
        if numbered or (word in _DISTRICTS and before.tags & t.ADDRESS):
            c.put(k.IGNORED, at, number + 1, t.ADDRESS)
            return number + 1
        adds = any(chunk.tags & t.ADD for chunk in c.out)
        if adds and before.key in _ORDERS and (word, str(tokens[number].value)) in catalogue.codes:
            c.put(k.IGNORED, at, number + 1)  # "thêm vào đơn S2 của em": only says which order
            return number + 1
    parts = [word, str(tokens[number].value)]
    code = catalogue.codes.get(tuple(parts))
    after = number + 1
    if catalogue.longest_code > 2:
        while after < len(tokens) and tokens[after].glued and len(parts) < catalogue.longest_code:
            parts.append(str(tokens[after].value) if tokens[after].kind == NUMBER else tokens[after].key)
            after += 1
            longer = catalogue.codes.get(tuple(parts))
            if longer is not None:
                c.put(k.CODE, at, after).codes = frozenset({longer})
                return after
        after = number + 1
    if code is None and catalogue.numeric and word in _SAYS_CODE and word not in catalogue.prefixes:
        code = catalogue.codes.get((parts[1],))
    if code is not None and _is_a_place(c, at, word, after):
        after += 2 * _is_slashed(c, after)
        c.put(k.IGNORED, at, after, t.ADDRESS)
        return after
    if code is not None:
        c.put(k.CODE, at, after).codes = frozenset({code})
        return after
    if number == at + 1 and _is_bad_code(c, at, word):
        chunk = c.put(k.BAD_CODE, at, after)
        chunk.number = tokens[number].value
        return after
    return 0


def _times_or_code(c: Row, at: int) -> int:
    """ "x2" where codes begin with x: a count behind what it counts, the code, or either; 0 for the code.

    A count is taken as the sign alone: its number is read next.
    """
    if "x" not in c.catalogue.prefixes or not c.tokens[at + 1].glued:
        return 0
    code = c.catalogue.codes.get(("x", str(c.tokens[at + 1].value)))
    before = c.out[-1] if c.out else None
    after = at + 2
    touches = before is not None and c.ends[-1] == at
    counts = touches and before is not None and before.kind in (k.CODE, k.NAME, k.UNITED, k.SIZED, k.AMOUNT)
    if counts and (code is None or c.tokens[at].glued):
        c.put(k.WORDS, at, at + 1, t.TIMES)
        return at + 1
    says_more = c.starts_ware(after) or (
        after < len(c.tokens) and (c.tokens[after].kind == NUMBER or c.keys[after] in _TIMES_SIGNS)
    )
    if code is None or says_more or (before is not None and not counts):
        return 0
    if before is not None or not _says_any(c, after):
        chunk = c.put(k.NUM, at, after)
        chunk.number, chunk.codes = c.tokens[at + 1].value, frozenset({code})
        chunk.doubt = "number_unclear" if before is not None else "number_may_be_code"
        return after
    return 0


def _says_any(c: Row, at: int) -> bool:
    """Whether more than small words follows."""
    return any(
        token.kind == WORD and not c.tags_at(place) & (t.FILLER | t.PERSON)
        for place, token in enumerate(c.tokens[at:], at)
    )


def _is_slashed(c: Row, after: int) -> bool:
    """Whether a second number of a house follows: the "/27" of "K5/27"."""
    last = c.tokens[after + 1] if after + 1 < len(c.tokens) else None
    return last is not None and c.keys[after] == "/" and last.kind == NUMBER and last.glued


def _is_a_place(c: Row, at: int, word: str, after: int) -> bool:
    """Whether what looks like a code is a house or a district: "gửi K5/27 Lê Lợi", "nhà em Q1"."""
    before = c.out[-1] if c.out else None
    if before is None:
        return False
    tokens = c.tokens
    told = any(chunk.tags & t.ADDRESS for chunk in c.out)
    if _is_slashed(c, after):
        named = after + 2 < len(tokens) and tokens[after + 2].title and not c.tags_at(after + 2)
        return told or named
    if word not in _DISTRICTS or (
        after < len(tokens) and (tokens[after].kind == NUMBER or c.starts_unit(after))
    ):
        return False
    if before.kind == k.WORDS and before.tags & t.PERSON and len(c.out) > 1:
        return c.out[-2].key in _HOUSE
    street = before.kind == k.WORDS and not before.tags and before.title
    return street or (told and before.kind == k.STOP and before.soft)


def _is_lone_code(c: Row, at: int, word: str) -> bool:
    """Whether letters that are a whole code are that here; "dt 0905…" is a phone, "a" and "c" are people."""
    if len(word) > 2 or _said_as_code(c):
        return True
    if len(word) < 2:
        return False
    tags = c.tags_at(at)
    if not tags:
        return True
    after = at + 1
    while after < len(c.keys) and (c.keys[after] in _BEFORE_DIGITS or c.tags_at(after) & t.PERSON):
        after += 1
    if after < len(c.keys) and c.keys[after] in (PHONE_MARK, DIGITS_MARK):
        return False
    return not c.tags_at(at + 1) & t.PERSON or bool(tags & t.UNIT)


def _is_a_weekday(c: Row, word: str, number: int) -> bool:
    """ "sáng t3 giao": Tuesday, though T3 is a code."""
    if word != "t" or not 1 < c.tokens[number].value < _LAST_WEEKDAY + 1:
        return False
    after = number + 1
    follows = c.keys[after] if after < len(c.keys) else ""
    if c.out[-1].tags & t.BUY and (word, str(c.tokens[number].value)) in c.catalogue.codes:
        return False  # "chốt t2 ship về quê"
    return c.out[-1].key in _DAY_PARTS or follows in _DELIVERS


def _said_as_code(c: Row) -> bool:
    return bool(c.out and c.out[-1].tags & t.CODE_WORD)


def _spaced_code(c: Row, at: int, word: str) -> int:
    code = c.catalogue.codes.get((word, str(c.tokens[at + 1].value)))
    if code is None:
        return 0
    after = at + 2
    if after < len(c.tokens) and c.tokens[after].glued and c.tokens[after].kind == WORD:
        return 0  # "c 2a1"
    if _said_as_code(c):
        c.put(k.CODE, at, after).codes = frozenset({code})
        return after
    if word in _VOCATIVES or c.tags_at(at) & t.PERSON:
        c.put(k.WORDS, at, at + 1, t.PERSON)
        after = read_number(c, at + 1)
        if c.out[-1].kind in (k.NUM, k.AMOUNT):
            c.out[-1].doubt = "vocative_or_code"
            c.out[-1].codes = frozenset({code})
        return after
    chunk = c.put(k.CODE, at, after)
    chunk.codes = frozenset({code})
    if c.starts_unit(after):
        chunk.number, chunk.doubt = (
            c.tokens[at + 1].value,
            "number_may_be_code",
        )  # "LX 2 gói": one of LX2, or two of the pinned LX1
    return after


def _is_bad_code(c: Row, at: int, word: str) -> bool:
    if word in c.catalogue.prefixes:
        return True
    if len(word) > 2 or not c.catalogue.prefixes:
        return False
    if _said_as_code(c):
        return True
    if len(word) > 1 or word in "xpqfkhtđls" or c.tokens[at].glued:
        return False
    before = c.out[-1] if c.out else None
    return before is None or before.kind in (k.STOP, k.NUM) or bool(before.tags & (t.BUY | t.GIVE | t.PERSON))


def join_runs(chunks: list[Chunk], order: dict[str, int]) -> None:
    """ "từ A2 đến A5 mỗi thứ 1": all codes between the two, as they stand on the sheet."""
    places = [place for place, chunk in enumerate(chunks) if chunk.kind == k.CODE]
    for first, last in pairwise(places):
        between = chunks[first + 1 : last]
        if not between or not all(
            chunk.key in _UP_TO or chunk.key in _SAYS_NUMBER or chunk.tags & t.CODE_WORD for chunk in between
        ):
            continue
        if not any(chunk.key in _UP_TO for chunk in between):
            continue
        one, other = (order[next(iter(chunks[place].codes))] for place in (first, last))
        if one < other:
            run = tuple(code for code, place in order.items() if one <= place <= other)
            chunks[first].run, chunks[last].kind = run, k.IGNORED


def _is_one_again(chunks: list[Chunk], numbers: list[Chunk]) -> bool:
    """Whether one number that is a code is written again and again, and nothing else is counted."""
    first = numbers[0]
    if not first.codes or any(chunk.key != first.key or chunk.length > 1 for chunk in numbers):
        return False
    return all(
        chunk in numbers
        or chunk.kind in (k.STOP, k.IGNORED)
        or (chunk.kind == k.WORDS and not chunk.tags & _COUNTS)
        for chunk in chunks
    )


def settle_codes(chunks: list[Chunk]) -> None:
    """Numbers in a list with a code, or with each other, are codes too: "mã 1, 3 và 5", "10 10 10"."""
    numbers = [chunk for chunk in chunks if chunk.kind in (k.NUM, k.CODE)]
    if len(numbers) > 1 and _is_one_again(chunks, numbers):
        for chunk in numbers:
            chunk.kind, chunk.doubt, chunk.codes = k.CODE, "", numbers[0].codes
        return
    listed = [chunk for chunk in chunks if chunk.kind == k.CODE or chunk.doubt == "number_may_be_code"]
    others = [chunk for chunk in chunks if chunk.kind in (k.NUM, k.UNITED, k.AMOUNT) and chunk not in listed]
    if len(listed) < 2 or others:
        return
    places = [place for place, chunk in enumerate(chunks) if chunk in listed]
    between = chunks[places[0] + 1 : places[-1]]
    a_list = all(chunk in listed or chunk.kind == k.STOP or chunk.tags & t.AND for chunk in between)
    if a_list and any(chunk.kind == k.CODE or chunk.tags & t.AND for chunk in chunks):
        for chunk in listed:
            chunk.kind, chunk.doubt = k.CODE, ""
