"""How much a clause wants something now."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.clauses import Clause
from phien.reading.lines import Line

__all__ = ["NO", "PERHAPS", "YES", "level_of"]

NO, PERHAPS, YES = 0, 1, 2
_TALK = t.USE | t.PRAISE | t.NOT | t.SPARE | t.LAUGH
_BARE = t.BUY | t.FILLER | t.PERSON | t.GIVE | t.ADD | t.NOW | t.LAUGH | t.ONLY
_NOT_BARE = t.USE | t.PRAISE | t.NOT | t.SPARE | t.DONE | t.PARCEL | t.VAGUE | t.NUMBERED
_WEIGHED_BY_PLACE = t.PAST | t.LATER | t.GIVE
_WARE = frozenset({k.CODE, k.NAME, k.NUM, k.UNITED, k.AMOUNT, k.SIZED, k.BAD_CODE})
_NOWHERE = 10_000


def _first(clause: Clause, tags: int) -> int:
    for place, chunk in enumerate(clause.chunks):
        if chunk.kind == k.WORDS and chunk.tags & tags:
            return place
    return _NOWHERE


def _ware_at(clause: Clause) -> int:
    for place, chunk in clause.things:
        if chunk.kind in _WARE:
            return place
    return _NOWHERE


def level_of(clause: Clause, lines: list[Line]) -> int:
    """NO, PERHAPS or YES: whether the clause asks for `lines`, which it names."""
    tags = clause.tags
    buys = clause.buys
    ware = _ware_at(clause) if tags & _WEIGHED_BY_PLACE else _NOWHERE
    if tags & t.COMPLAINT or (tags & t.ADD and clause.place and _if_good(clause)):
        return NO
    if tags & t.PAST and not tags & t.NOW and _first(clause, t.PAST) < _last_verb(clause, ware):
        return NO
    if tags & t.PAST and not tags & (t.NOW | t.ADD):
        return NO if buys < 0 else PERHAPS
    if tags & t.LATER and _first(clause, t.LATER) < max(buys, ware if ware != _NOWHERE else 0, 1) + 1:
        return NO
    if tags & t.HAVE or clause.refuses:
        return NO
    if tags & t.CALL and not any(line.by_code and line.count for line in lines):
        return NO
    if buys >= 0:
        return _with_verb(clause, lines, buys)
    if not lines:
        return NO
    if tags & t.PRICE and all(line.count is None and line.amount is None for line in lines):
        return NO  # "xin giá lạp xưởng"
    if (
        tags & t.GIVE
        and _first(clause, t.GIVE) < ware
        and clause.unknown_before <= 2
        and not tags & (t.NOT | t.SPARE)
    ):
        return YES if any(_tells(line) for line in lines) else NO
    if tags & t.MUA and _ends_done(clause):
        return NO  # "đợt 8/3 em mua 2 cái rồi"
    if (
        tags & t.MUA
        and tags & t.KIN
        and tags & (t.USE | t.PRAISE)
        and _first(clause, t.KIN) < _first(clause, t.MUA)
    ):
        return NO  # "bạn em mua 2 hộp khen ngon"
    if tags & t.MUA:
        counted = any(line.count is not None or line.by_code for line in lines)
        return (
            YES
            if counted and not tags & t.NOT
            else PERHAPS
            if any(line.named for line in lines) and clause.unknown == 0
            else NO
        )
    return _without_verb(clause, lines)


def _if_good(clause: Clause) -> bool:
    """ "…, ngon lấy thêm 5": what comes after the first taste."""
    first, second = clause.chunks[0], clause.chunks[1] if len(clause.chunks) > 1 else None
    if first.kind != k.WORDS or not first.tags & t.PRAISE or second is None:
        return False
    return second.kind == k.WORDS and bool(second.tags & (t.BUY | t.ADD | t.THEN | t.MUA))


def _last_verb(clause: Clause, ware: int) -> int:
    """Where a past word must stand before, to put the whole clause in the past."""
    buys = clause.buys
    return max(buys, ware if ware != _NOWHERE else 0) + 1 if buys >= 0 or ware != _NOWHERE else _NOWHERE


def _with_verb(clause: Clause, lines: list[Line], buys: int) -> int:
    if _is_done(clause, lines):
        return NO
    if lines:
        return YES if any(map(_names_or_counts, lines)) else PERHAPS
    bare = all(
        chunk.kind == k.PRICE or (chunk.tags & _BARE and not chunk.tags & _NOT_BARE)
        for chunk in clause.chunks
    )
    if clause.tags & t.EVERY and not bare and clause.unknown == 0 and _takes_all(clause, buys):
        return PERHAPS
    return YES if bare and clause.unknown == 0 else NO


def _takes_all(clause: Clause, buys: int) -> bool:
    """ "lấy hết luôn": everything there is, a joke or a large order."""
    rest = clause.chunks[buys + 1 :]
    return bool(rest) and all(
        chunk.kind == k.WORDS and chunk.tags & (t.EVERY | t.FILLER | t.PERSON) for chunk in rest
    )


def _is_done(clause: Clause, lines: list[Line]) -> bool:
    """ "em chốt rồi", "chốt áo L ở trên rồi đấy nhé": told, not asked for."""
    if not _ends_done(clause):
        return False
    others = any(
        chunk.kind == k.WORDS and chunk.tags & t.KIN for chunk in clause.chunks[: max(clause.buys, 0)]
    )
    return others or not any(line.count is not None for line in lines)  # "ông xã rinh về 2 chậu rồi"


def _ends_done(clause: Clause) -> bool:
    """Whether "rồi" ends the clause, small words aside."""
    if not clause.tags & t.DONE or clause.tags & t.ADD:
        return False
    for chunk in reversed(clause.chunks):
        if chunk.kind != k.WORDS:
            return False
        if chunk.tags & t.DONE:
            return True
        if not chunk.tags & (t.FILLER | t.PERSON | t.LAUGH):
            return False
    return False


def _names_or_counts(line: Line) -> bool:
    """Whether more than one word out of a longer name says what is meant."""
    if line.count is not None or line.by_code or line.unit or line.amount is not None or line.name is None:
        return True
    if line.sized:
        return True  # "M trắng"
    return line.name.full or line.name.length > 1


def _tells(line: Line) -> bool:
    return (
        line.named or line.count is not None or line.amount is not None or bool(line.size) or line.unit_first
    )


def _without_verb(clause: Clause, lines: list[Line]) -> int:
    tags = clause.tags
    unknown = clause.unknown
    talk = bool(clause.talk & _TALK)
    counted = coded = named = packed = False
    for line in lines:
        counted = counted or line.count is not None or line.amount is not None
        coded = coded or line.by_code or line.unknown_code
        named = named or line.codes is not None
        packed = packed or bool(line.unit)
    if clause.chunks[-1].kind == k.WORDS and clause.chunks[-1].tags & t.DONE and not coded:
        return NO
    if packed and tags & t.VAGUE and unknown <= 1 and not counted and not talk:
        return PERHAPS  # "vài chai"
    if unknown == 0 and not talk:
        if coded or (named and (counted or packed)):
            return YES
        if counted and (
            packed
            or tags & (t.PERSON | t.TIMES | t.ADD | t.ONLY | t.KEEP | t.EACH)
            or any(line.amount or line.size for line in lines)
        ):
            return YES
        if counted:
            return PERHAPS
        if any(line.size for line in lines):
            return YES if packed else PERHAPS
        if any(line.sized and (line.name is not None or tags & (t.FILLER | t.GIVE)) for line in lines):
            return YES  # "xanh rêu M", "L cho mẹ"
        if named and not tags & (t.KIN | t.FOR):
            whole = tags & t.VARIANT or any(_names_or_counts(line) for line in lines)
            return YES if tags & t.FILLER and whole else PERHAPS
        return NO
    if clause.talk & (t.NOT | t.SPARE | t.HAVE):
        return NO
    if coded and counted:
        return YES if unknown <= 1 and not clause.talk & t.USE else PERHAPS if unknown <= 3 else NO
    if named and counted:
        return (
            YES if unknown <= 1 and not talk else PERHAPS if unknown <= 2 and not clause.talk & t.USE else NO
        )
    if coded and unknown <= 1 and not talk:
        return PERHAPS
    if counted and packed and unknown <= 1 and not talk and clause.unknown_before == 0:
        return YES
    if named and packed and unknown == 1 and not talk:
        return PERHAPS
    return NO
