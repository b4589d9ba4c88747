"""What is marked in a comment, and where it stands in the text exactly as it was given.

Words and numbers are marked one by one. A question, a condition and an address are marked as a whole and may
hold other marks: "A1 còn không" is a question with a code in it. Whoever paints them puts one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.clauses import Clause
from phien.reading.contracts import Span, SpanKind
from phien.reading.letters import Composed, typed, written
from phien.reading.row import Chunk, Row

__all__ = ["marks_of", "outer_first", "whole", "with_letter"]

_KINDS: dict[int, SpanKind] = {
    k.NUM: "quantity",
    k.AMOUNT: "quantity",
    k.UNITED: "unit",
    k.CODE: "code",
    k.BAD_CODE: "code",
    k.NAME: "product",
    k.SIZED: "product",
    k.PRICE: "price",
}
_ASKS = t.ASK | t.SURE
_DROPS = t.DROP | t.SPARE
_SAYS = _ASKS | _DROPS | t.NOT  # of these only phrases: "chưa chốt"
# Words that only call or are polite; no part of a question where they begin it, or end it.
_CALLS = typed("ơi ới ui dạ vâng ạ alo à ah ủa ừ uh ok oke hi hello ad admin")
_POLITE = (
    _CALLS | typed("vậy vại vầy zậy thế nha nhé nhen nghen nhe hen shop sốp thế này đó nè với") | {"v", "z"}
)
_AROUND = t.PERSON | t.FILLER | t.LAUGH | t.KIN  # "em thấy ngọt thì …": no part of a condition
_CONDITIONAL = t.IF | t.THEN | t.FREE | t.MINUS
_TOPIC = frozenset({k.CODE, k.NAME, k.UNITED, k.SIZED})
_OF_A_STREET = t.NUMBERED | t.ADDRESS
_IN_AN_ADDRESS = _OF_A_STREET | t.KIN | t.COMMON
_IN_NO_ADDRESS = t.PERSON | t.FILLER | t.BUY | t.MUA | t.ADD | t.DROP | t.ASK | t.SURE
_TO_A_PLACE = typed("về ra tới đến xuống lên ở tại chỉ") | written("vô vào qua address to in") | {":"}
_Whole = tuple[int, int, SpanKind]  # first part, last part
_MOST_NAMED = 12  # codes; what may be any of more says nothing
_LONGEST_ADDRESS = 24  # parts
_LETTER = re.compile(r"(?<!\w)([a-zA-Z]) *$")
_ABBREVIATED = 3  # letters that no short form has: P., Q., TP.


def marks_of(clauses: Sequence[Clause], row: Row, ends: Sequence[int], composed: Composed) -> list[Span]:
    """The marked parts, left to right, a whole before what is in it; `ends`: where each token ends."""
    spans: list[Span] = []
    chunks, afters, tokens = row.out, row.ends, row.tokens

    def mark(first: int, last: int, kind: SpanKind, value: str = "") -> None:
        token = afters[first] - chunks[first].length
        start, end = composed.original(ends[token] - tokens[token].length, ends[afters[last] - 1])
        spans.append(Span(start, end, kind, value))

    wholes = list(_wholes(clauses, row))
    if len(wholes) > 1:
        wholes = _untangled(wholes, chunks)
    asked_until = held_until = -1
    for at, chunk in enumerate(chunks):
        while wholes and wholes[-1][0] == at:
            _, last, whole_kind = wholes.pop()
            mark(at, last, whole_kind)
            held_until = max(held_until, last)
            if whole_kind == "question":
                asked_until = last
        kind = _KINDS.get(chunk.kind)
        if kind is not None:
            if chunk.soft:
                if chunk.kind != k.NUM:
                    continue  # the 500 of "gói 500"
                kind = "price"  # 145 may be 145k
            mark(at, at, kind, _value(chunk))
        elif chunk.kind == k.WORDS and chunk.tags & _SAYS and at > asked_until:
            if chunk.tags & _ASKS:
                mark(at, at, "question")
            elif chunk.tags & _DROPS or chunk.length > 1:
                alone = at - 1 <= held_until or not _gives_up(chunks[at - 1])
                mark(at if alone else at - 1, at, "negation")
    return spans


def outer_first(span: Span) -> tuple[int, int]:
    """The order in which spans are given: left to right, a whole before its parts."""
    return span.start, -span.end


def whole(text: str, kind: SpanKind) -> Span:
    """All of a comment as one mark, the blanks around it left out."""
    return Span(len(text) - len(text.lstrip()), len(text.rstrip()), kind)


def with_letter(text: str, spans: tuple[Span, ...], codes: Mapping[tuple[str, ...], str]) -> tuple[Span, ...]:
    """The spans, with the letter before a count that together may be a code: the "a" of "cho a 2 chai"."""
    for span in spans:
        letter = _LETTER.search(text, 0, span.start) if span.kind == "quantity" else None
        code = codes.get((letter[1].lower(), span.value)) if letter is not None else None
        if letter is not None and code is not None:
            return tuple(sorted((*spans, Span(*letter.span(1), "code", code)), key=outer_first))
    return spans


def _value(chunk: Chunk) -> str:
    """What a part may name, the number it counts, the pack it is counted in."""
    if chunk.kind == k.NUM:
        return str(chunk.number)
    if chunk.kind == k.UNITED:
        return chunk.unit
    codes = chunk.codes
    if chunk.sized:
        return ""  # "L": of which product is not said
    if len(codes) == 1:
        return next(iter(codes))
    return ",".join(sorted(codes)) if 1 < len(codes) <= _MOST_NAMED else ""


def _gives_up(before: Chunk) -> bool:
    """The "thôi" of "thôi huỷ"."""
    return before.kind == k.WORDS and bool(before.tags & t.ONLY)


def _wholes(clauses: Sequence[Clause], row: Row) -> Iterator[_Whole]:
    """Questions, conditions and addresses as (first part, last part, kind)."""
    told = False
    for clause in clauses:
        if clause.asks or (clause.marked and clause.tags & (t.PRICE | t.STOCK)):
            if not _only_nods(clause):
                yield (*_question(clause, row), "question")
        elif clause.tags & _CONDITIONAL:
            condition = _condition(clause)
            if condition is not None:
                yield (*condition, "condition")
        if clause.tags & t.ADDRESS:
            told = True
    if told or any(chunk.kind == k.IGNORED and chunk.tags for chunk in row.out):
        for first, last in _addresses(row):
            yield first, last, "address"


def _untangled(wholes: list[_Whole], chunks: Sequence[Chunk]) -> list[_Whole]:
    """The last first, each apart from the others or within one; an address ends where a question begins."""
    out: list[_Whole] = []
    for whole_ in sorted(wholes, key=lambda one: (one[0], -one[1])):
        first, last, kind = whole_
        while out and out[-1][0] < first <= out[-1][1] < last and out[-1][2] == "address":
            before = out.pop()
            out.append((before[0], first - (2 if chunks[first - 1].kind == k.STOP else 1), before[2]))
        held = [other[1] for other in out if first <= other[1] < last]
        out.append((first, min(held, default=last), kind))
    out.reverse()
    return out


# -- questions


def _only_nods(clause: Clause) -> bool:
    """Whether the clause is rather an order: "chốt rồi đúng ko", "can I get two bottles"."""
    if clause.tags & t.ENGLISH:
        return True
    return bool(clause.tags & t.SURE) and not any(
        chunk.tags & t.ASK and not chunk.tags & t.SURE for chunk in clause.chunks if chunk.kind == k.WORDS
    )


def _question(clause: Clause, row: Row) -> tuple[int, int]:
    """The clause without the words that only call or are polite."""
    first, last = clause.first, clause.first + len(clause.chunks) - 1
    while first < last and _only_says(row, first, _CALLS):
        first += 1
    while last > first and _only_says(row, last, _POLITE):
        last -= 1
    return first, last


def _only_says(row: Row, at: int, words: frozenset[str]) -> bool:
    """Whether the part is one of `words`, ends with one ("chị ơi"), or is somebody who is spoken to."""
    chunk = row.out[at]
    if chunk.kind != k.WORDS or chunk.tags & (_ASKS | t.ASK_END):
        return False
    if row.keys[row.ends[at] - 1] in (words if chunk.length == 1 else _CALLS):
        return True
    return chunk.length == 1 and bool(chunk.tags) and not chunk.tags & ~(t.PERSON | t.LAUGH)


# -- conditions


def _condition(clause: Clause) -> tuple[int, int] | None:
    """ "nếu còn thì", "ngọt thì", "freeship", "bớt 10k"; not the topic of "A1 thì lấy 2"."""
    parts = clause.chunks
    tags = [chunk.tags if chunk.kind == k.WORDS else 0 for chunk in parts]
    then = next((at for at, said in enumerate(tags) if said & t.THEN), -1)
    if_ = next((at for at, said in enumerate(tags) if said & t.IF), -1)
    if if_ >= 0:
        end = then if then > if_ else (clause.buys if clause.buys > if_ else len(parts)) - 1
        return clause.first + if_, clause.first + max(end, if_)
    if then > 0:
        first = next(
            (at for at in range(then) if not parts[at].tags & _AROUND or parts[at].kind != k.WORDS), then
        )
        if first < then and any(chunk.kind not in _TOPIC for chunk in parts[first:then]):
            return clause.first + first, clause.first + then
        return None
    if clause.tags & t.ANY:
        return None
    for at, said in enumerate(tags):
        if said & t.FREE and (clause.things or clause.buys >= 0):
            return clause.first + at, clause.first + at
        if said & t.MINUS and at + 1 < len(parts) and parts[at + 1].kind == k.PRICE:
            return clause.first + at, clause.first + at + 1
    return None


# -- addresses


def _addresses(row: Row) -> Iterator[tuple[int, int]]:
    """The parts that are surely of an address: from the house or place on, as far as it goes on like one."""
    chunks = row.out
    at = 0
    while at < len(chunks):
        first = _begins(row, at)
        if first < 0:
            at += 1
            continue
        last = _reaches(row, first)
        yield first, last
        at = last + 1


def _begins(row: Row, at: int) -> int:
    """Where an address begins if the part at `at` tells of one, or -1."""
    chunks = row.out
    chunk = chunks[at]
    if chunk.kind == k.IGNORED:
        if chunk.tags & t.ADDRESS:
            return at
        return at if _is_a_place(row, at + 1) and _is_slashed(row, at) else -1
    if chunk.kind != k.WORDS or not chunk.tags & t.ADDRESS:
        return -1
    if chunk.tags & t.NUMBERED:
        follows = at + 1 < len(chunks) and chunks[at + 1].kind == k.IGNORED
        return at if follows or _is_a_place(row, at + 1) else -1
    if row.keys[row.ends[at] - 1] not in _TO_A_PLACE:
        return -1
    return at + 1 if _is_a_place(row, at + 1) and not chunks[at + 1].tags & t.ADDRESS else -1


def _is_slashed(row: Row, at: int) -> bool:
    """12/4"""
    end = row.ends[at]
    return "/" in row.keys[end - row.out[at].length : end]


def _is_a_place(row: Row, at: int) -> bool:
    """Whether a name in capitals or the word for a part of a place stands at `at`."""
    chunks = row.out
    if at >= len(chunks) or chunks[at].kind != k.WORDS:
        return False
    chunk = chunks[at]
    if chunk.tags & _OF_A_STREET == _OF_A_STREET:
        return True
    if not chunk.title or row.shouts:
        return False
    if not chunk.tags & ~_IN_AN_ADDRESS:
        return True
    after = chunks[at + 1] if at + 1 < len(chunks) else None  # "Cần Thơ"
    return not chunk.tags & _IN_NO_ADDRESS and after is not None and after.kind == k.WORDS and after.title


def _reaches(row: Row, first: int) -> int:
    """The last part of the address that begins at `first`."""
    chunks = row.out
    last = at = first
    while at + 1 < len(chunks) and at - first < _LONGEST_ADDRESS:
        at += 1
        chunk = chunks[at]
        if chunk.kind == k.STOP and chunk.soft and _is_a_place(row, at + 1):
            continue
        before = chunks[last]
        street = before.kind == k.WORDS and before.tags & _OF_A_STREET == _OF_A_STREET
        if chunk.kind == k.STOP and street and len(before.key) < _ABBREVIATED:
            continue  # P. Tân Lập
        named = before.kind == k.WORDS and before.title and chunk.title and not row.shouts
        if not (
            chunk.kind == k.IGNORED
            or _is_a_place(row, at)
            or (named and chunk.kind == k.WORDS and not chunk.tags & _IN_NO_ADDRESS)
            or (street and chunk.kind == k.WORDS and not chunk.tags)
        ):
            break
        last = at
    return last
