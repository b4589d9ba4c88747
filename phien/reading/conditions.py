"""Conditions that an order hangs on."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case
from phien.reading.clauses import Clause
from phien.reading.letters import key_of, typed

__all__ = ["condition_in"]

_THEN = key_of("thì")
_ONLY_THEN = typed("mới") - {"moi"}
_SAYS_NOTHING = t.PERSON | t.FILLER | t.AND | t.STOCK
_CALLS = typed("shop ơi dạ ok oke ừ ui vâng")


def condition_in(case: Case, wants: list[Clause]) -> bool:
    """Whether the order holds only on a condition other than that it is in stock."""
    if not case.tags & (t.IF | t.THEN | t.FREE | t.MINUS):
        return False
    for clause in case.clauses:
        tags = clause.tags
        if tags & t.MINUS and not clause.asks and _bargains(clause):
            return True
        if tags & t.ANY and not tags & t.IF:
            continue
        if tags & t.THEN and _then(case, clause, wants):
            return True
        if tags & t.IF and not tags & t.STOCK and not _own_consequence(clause):
            return True
        if (
            tags & t.FREE
            and not clause.asks
            and (clause in wants or _before_a_want(clause, wants))
            and not tags & t.ANY
        ):
            return True
        if (
            clause.asks
            and tags & t.FREE
            and case.phone is None
            and any(want.place < clause.place for want in wants)
        ):
            return True
    return False


def _bargains(clause: Clause) -> bool:
    """ "giảm 10k em lấy 3", "bớt 5k nha"."""
    before = None
    for chunk in clause.chunks:
        if chunk.kind == k.PRICE and before is not None and before.kind == k.WORDS and before.tags & t.MINUS:
            return True
        before = chunk
    return False


def _before_a_want(clause: Clause, wants: list[Clause]) -> bool:
    return any(want.place == clause.place + 1 for want in wants)


def _own_consequence(clause: Clause) -> bool:
    """ "nếu ngon em mua thêm": the condition is on what comes later, not on this order."""
    met_if = False
    for chunk in clause.chunks:
        if chunk.kind == k.WORDS and chunk.tags & t.IF:
            met_if = True
        elif met_if and chunk.kind == k.WORDS and chunk.tags & (t.ADD | t.LATER):
            return True
    return False


def _then(case: Case, clause: Clause, wants: list[Clause]) -> bool:
    at = next(
        place for place, chunk in enumerate(clause.chunks) if chunk.kind == k.WORDS and chunk.tags & t.THEN
    )
    after = clause.chunks[at + 1 :]
    if any(chunk.kind == k.WORDS and chunk.tags & t.LATER for chunk in after):
        return False  # "đúng vị thì bữa sau em mua nữa": about the next time
    hangs = any(chunk.kind == k.WORDS and chunk.key in _ONLY_THEN for chunk in after)
    hangs = hangs or (clause.chunks[at].length > 1 and clause.chunks[at].key == _THEN)  # "thì mình mới"
    if hangs and any(
        chunk.kind == k.WORDS and not chunk.tags & _SAYS_NOTHING for chunk in clause.chunks[:at]
    ):
        return True  # "phải giao trước 23 thì mình mới nhận"
    if clause not in wants and not any(
        chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.GIVE | t.MUA) for chunk in after
    ):
        return False
    before = clause.chunks[:at]
    if not before and clause.place:
        before = case.clauses[clause.place - 1].chunks
    if any(chunk.kind == k.WORDS and chunk.tags & t.STOCK for chunk in before):
        return False
    if not any(
        chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.GIVE | t.MUA) for chunk in after
    ) and not any(chunk.kind in (k.NUM, k.CODE, k.NAME) for chunk in after):
        return False
    # "A1 thì lấy 2": the topic, no condition.
    topic = any(chunk.kind in (k.CODE, k.NAME) for chunk in before)
    spoken = [
        chunk
        for chunk in before
        if chunk.kind == k.WORDS
        and not (chunk.tags & (t.PERSON | t.AND) and chunk.key != "co")  # "co thi": có rather than cô
        and not (topic and chunk.tags & t.INTO)
        and not (chunk.tags & t.FILLER and (topic or chunk.key in _CALLS))
    ]
    return bool(spoken) or not before
