"""How the variants of a product differ, by look and by size, and orders of one of each of them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import key_of, typed
from phien.reading.lexicon import family_of
from phien.reading.row import Chunk
from phien.reading.said import Line

if TYPE_CHECKING:
    from phien.reading.case import Case

__all__ = ["WHOLE", "each_variant", "settle_wholes"]

WHOLE = typed("cả đủ trọn nguyên hết luôn lấy chốt đặt mua")  # "cả 2 màu", "lấy 2 màu"
_FEW = 6
_COUNTED = {key_of("hai"): 2, key_of("ba"): 3, key_of("bốn"): 4}
_ALL_SAID = typed("cả đủ trọn nguyên")
_LOOKS = typed("màu mầu vị hương mùi kiểu mẫu sắc tông hoa hoạ")
_SIZES = typed("size sz sai cỡ kích dung sise")
_KINDS = typed("loại thứ món giống dòng dạng cái chiếc sản sp mã")
_GOODS = frozenset({k.NAME, k.CODE, k.SIZED, k.NUM, k.AMOUNT, k.BAD_CODE})


def settle_wholes(chunks: list[Chunk]) -> None:
    """ "cả hai màu", "lấy 2 màu": the number says how many variants there are, not how many of one."""
    for at in range(1, len(chunks) - 1):
        number, noun = chunks[at], chunks[at + 1]
        many = number.number if number.kind == k.NUM else _COUNTED.get(number.key, 0)
        if not 1 < many <= _FEW or noun.kind != k.WORDS:
            continue
        before = chunks[at - 1]
        after = chunks[at + 2] if at + 2 < len(chunks) else None
        if before.kind != k.WORDS or before.key not in WHOLE:
            continue
        of_all = before.key in _ALL_SAID and noun.key in _LOOKS | _SIZES | _KINDS
        alone = after is None or (after.kind not in _GOODS and (after.kind != k.WORDS or after.tags))
        if of_all or (noun.key in _LOOKS | _SIZES and noun.tags & t.VARIANT and alone):
            whole = chunks[at] = copy(number)
            whole.kind, whole.tags, whole.number, whole.unit, whole.doubt = (
                k.WORDS,
                t.EACH,
                many,
                noun.key,
                "",
            )


def each_variant(case: Case, lines: list[Line]) -> list[Line]:
    """ "mỗi màu 1", "áo L cả 2 màu", "mỗi loại nem 1": a line for each variant, where it is clear which."""
    said = case.said
    kind = said.each_kind
    if not said.each_said or not (kind in _LOOKS or kind in _SIZES or kind in _KINDS):
        return lines
    named = [line for line in lines if line.named]
    if len(named) > 1 or not lines:
        return lines
    line = named[0] if named else lines[0]
    if line.doubt or line.unknown_code or any(o.amount is not None or o.size for o in lines):
        return lines
    says_which = kind in _LOOKS or kind in _SIZES or said.each_many
    if not named and not says_which:
        return lines
    if line.codes is not None and len(line.codes) == 1 and not says_which:
        return lines
    chosen = _chosen(case, line, kind)
    each = said.each or 1
    counts = {other.count for other in lines} - {None, each}
    if said.each is None and len(counts) == 1 and counts != {len(chosen)}:
        each = counts.pop() or 1  # "2 cái mỗi màu" is two of each, unless it is the sum
    unclear = len(chosen) < 2 or said.each_many not in (0, len(chosen))
    if unclear or (said.each is None and counts) or counts - {each * len(chosen)}:
        line.doubt = "each_of_what"
        return lines
    if said.each_many and said.each == said.each_many:
        line.doubt = "number_unclear"  # "cả 2 màu 2 cái"
        return lines
    return [_one(line, code, each) for code in chosen]


def _chosen(case: Case, line: Line, kind: str) -> list[str]:
    """One code for each look, size or kind of what the line names or the screen shows; else none."""
    catalogue, pinned = case.catalogue, case.pinned
    wares = catalogue.wares
    shown = catalogue.groups[wares[pinned].group] if pinned in wares else []
    codes = set(line.codes) if line.codes is not None else set(shown)
    if line.codes is None and line.unit and pinned in wares:
        in_it = {code for code, ware in wares.items() if ware.unit == key_of(line.unit)}
        if in_it and pinned not in in_it and family_of(line.unit) != wares[pinned].family:
            codes = in_it  # "khăn mỗi màu 1", where "khăn" is a pack word
    if line.by_code or len(codes) == 1:
        pinned = next(iter(codes), pinned)
        codes = {code for each in codes for code in catalogue.groups[wares[each].group]}
    elif kind not in _KINDS and codes.intersection(shown):
        codes.intersection_update(shown)
    fits = sorted(codes, key=catalogue.order.__getitem__)
    groups = {wares[code].group for code in fits}
    if len(groups) > 1:
        return fits if kind in _KINDS and len(groups) == len(fits) else []
    looks, sizes = catalogue.looks, catalogue.extents
    by, other = (sizes, looks) if kind in _SIZES else (looks, sizes)
    if kind in _KINDS and len(_values(looks, fits)) == 1:
        by, other = sizes, looks
    among = fits
    if len(_values(other, fits)) > 1:
        if kind in _KINDS or pinned not in fits:
            return []
        among = [code for code in fits if other[code] == other[pinned]]
        if kind in _LOOKS and len(_values(by, among)) < len(_values(by, fits)):
            return []  # a colour that the size on screen does not come in
    return among if len(_values(by, among)) == len(among) else []


def _values(of: dict[str, frozenset[str]], codes: Iterable[str]) -> set[frozenset[str]]:
    return {of[code] for code in codes}


def _one(line: Line, code: str, count: int) -> Line:
    one = Line(line.clause, line.place)
    one.asked, one.codes, one.name, one.sized = line.asked, frozenset({code}), line.name, True
    one.by_code, one.count, one.end = line.by_code, count, line.end
    return one
