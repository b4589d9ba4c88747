"""Counts and things put together: what is wanted, as said, before it is known which item that is."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.clauses import Clause
from phien.reading.letters import typed
from phien.reading.row import Chunk
from phien.reading.said import Line, Said

__all__ = ["Line", "Said", "lines_of"]

_PARTS = frozenset({k.CODE, k.NAME, k.BAD_CODE, k.NUM, k.UNITED, k.AMOUNT, k.SIZED, k.PRICE})
_TARGETS = frozenset({k.CODE, k.NAME, k.BAD_CODE})
_EACH_OF_THEM = typed("đều cùng toàn tất") - {"tat"}
_ALL_OF_THEM = typed("cả hết tất đều") - {"tat"}
_TWO = typed("hai 2")
_ONE = typed("một")
_SAYS_MORE = _TARGETS | {k.NUM, k.AMOUNT, k.SIZED}
_TURNS = t.EACH | t.INTO | t.FIX | t.AND  # words that part or join what stands around them


def lines_of(clauses: list[Clause]) -> Said:
    """All that the clauses name or count, left to right."""
    said = Said()
    sizes = any(chunk.sized for clause in clauses for _, chunk in clause.things)
    pending = False  # "… á lộn" ended the clause before: what follows replaces what it named
    for clause in clauses:
        shared: list[int] = []
        if sizes:
            shared = [at for at, _ in clause.things if _is_shared(clause, at)]
            said.shared.extend(clause.chunks[at].codes for at in shared)
        if not clause.tags & _TURNS:
            segment = [
                (clause.first + at, chunk)
                for at, chunk in clause.things
                if chunk.kind in _PARTS and at not in shared
            ]
            if segment:
                _build(said, clause, segment, fixes=pending)
                pending = False
            continue
        segment = []
        after_each = False
        each_until = -1
        fixes = pending
        for offset, chunk in enumerate(clause.chunks):
            place = clause.first + offset
            if offset in shared:
                continue
            if chunk.kind in _PARTS:
                if chunk.kind == k.UNITED and place == each_until:
                    continue  # "mỗi màu một cái"
                if after_each and chunk.kind == k.NUM:
                    each_until = place + 1
                    said.each, after_each = chunk.number, False
                    continue
                if after_each and chunk.kind == k.UNITED and said.each is not None:
                    continue
                segment.append((place, chunk))
            elif chunk.kind == k.WORDS:
                if after_each and chunk.key in _ONE:
                    said.each, after_each = 1, False
                if chunk.tags & t.EACH:
                    said.each_said = after_each = True
                    said.each_kind, said.each_many = chunk.unit, chunk.number or said.each_many
                    said.each_at = place
                if chunk.tags & t.INTO and clause.tags & t.SWAP:
                    said.into = place
                if chunk.tags & t.FIX and (segment or said.lines):
                    if segment:
                        _build(said, clause, segment, fixes=fixes)
                    segment, fixes = [], True
                elif chunk.tags & (t.AND | t.INTO) and segment and not chunk.tags & t.FILLER:
                    _build(said, clause, segment, fixes=fixes)
                    segment, fixes = [], False
        if segment:
            counted = any(chunk.kind in _SAYS_MORE for _, chunk in segment)
            _build(said, clause, segment if counted or not fixes else [], fixes=fixes)
            fixes = fixes and not counted  # "ý quên còn nửa hũ": what replaces it is still to come
        pending = fixes
    if said.each_said:
        _spread(said, clauses)
    for codes in said.shared:
        for line in said.lines:
            narrowed = codes if line.codes is None else codes & line.codes
            if narrowed or line.codes is None:
                line.codes, line.sized = narrowed, True
    return said


def _is_shared(clause: Clause, at: int) -> bool:
    """Whether a size or colour is meant for all things named: "1 trắng 1 xanh đều L", "trắng cả"."""
    chunk, chunks = clause.chunks[at], clause.chunks
    if chunk.kind != k.NAME or (chunk.full and not chunk.sized):
        return False
    before = chunks[at - 1] if at else None
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    if before is not None and before.tags & t.VARIANT and at > 1:
        before = chunks[at - 2]
    if before is not None and before.kind == k.WORDS and before.key in _EACH_OF_THEM:
        return True
    if after is None or after.kind != k.WORDS or after.key not in _ALL_OF_THEM:
        return False
    return all(other.kind == k.WORDS or other.key in _TWO for other in chunks[at + 1 :])


def _spread(said: Said, clauses: list[Clause]) -> None:
    """ "mỗi loại 1" counts everything that has no count of its own; alone it is of what is on screen."""
    if not said.lines and said.each_kind:
        clause = next(clause for clause in reversed(clauses) if clause.first <= said.each_at)
        said.add(Line(clause.place, said.each_at))
    for line in said.lines:
        if (line.named or (said.each_kind and line.bare)) and line.count is None and line.place > said.into:
            line.count = said.each or 1


def _build(said: Said, clause: Clause, segment: list[tuple[int, Chunk]], *, fixes: bool = False) -> None:
    if not segment:
        return
    before = said.lines[-1] if said.lines else None
    counts_first = _counts_first(segment)
    lines: list[Line] = []
    line: Line | None = None
    closed = True
    for at, (place, chunk) in enumerate(segment):
        kind = chunk.kind
        following = segment[at + 1][1].kind if at + 1 < len(segment) else None
        if kind == k.PRICE:
            continue
        if (
            kind == k.NUM
            and chunk.soft
            and any(other.kind == k.NUM and other is not chunk for _, other in segment)
        ):
            continue  # the price, and how many is said beside it
        if kind == k.NUM:
            if counts_first or line is None or line.count is not None:
                before_it = line
                line = _open(lines, clause, place)
                if not counts_first and before_it is not None and before_it.count is not None:
                    if _other_pack(before_it, segment, at):
                        line.codes, line.name = before_it.codes, before_it.name  # "bưởi 1 thùng 2 cây"
                    else:
                        before_it.doubt = before_it.doubt or "number_unclear"
            _count(line, chunk)
            line.counts_first = counts_first
            closed = not counts_first
        elif kind == k.UNITED:
            if (
                line is not None
                and line.count is not None
                and line.end == place - 1
                and (not line.unit or line.unit_first)
            ):
                line.unit, line.unit_first = chunk.unit, False
            elif (
                line is not None
                and line.count is not None
                and line.end == place - 1
                and line.unit in ("cái", "chiếc", "phần")
            ):
                line.unit = chunk.unit
            else:
                if line is None or (closed and line.count is not None):
                    line, closed = _open(lines, clause, place), False
                if not line.unit:
                    line.unit, line.unit_first = chunk.unit, True
        elif kind in (k.AMOUNT, k.SIZED):
            if line is None or (closed and line.count is not None and following in (k.NUM, k.NAME)):
                line, closed = _open(lines, clause, place), False
            if kind == k.SIZED:
                line.size |= chunk.tags & (t.LARGE | t.SMALL | t.MIDDLE)
            elif line.amount is None:
                line.amount = chunk
                line.perhaps_sum = (
                    line.count is not None
                    and chunk.length > 1
                    and at > 0
                    and segment[at - 1][0] == place - 1
                    and segment[at - 1][1].kind == k.UNITED
                    and not segment[at - 1][1].tags & t.VARIANT
                )
            elif chunk.soft and line.count is None:
                line.doubt = line.doubt or "size_or_amount"  # "1kg loại gói 500"
            else:
                line = _open(lines, clause, place)
                line.amount = chunk
            if chunk.doubt and line.amount is chunk:
                line.doubt = line.doubt or chunk.doubt
        elif kind == k.CODE and chunk.run:
            line, closed = _run_of_codes(lines, clause, place, chunk), True
        elif kind in _TARGETS:
            if (
                line is not None
                and closed
                and line.count is not None
                and _is_pack(line, chunk, place)
                and following != k.NUM
            ):
                line.unit = line.unit or chunk.unit
            elif line is None or (closed and line.count is not None) or not _fits(line, chunk):
                listed = line is not None and line.by_code and line.count is None and line.end == place - 1
                line, closed = _open(lines, clause, place), False
                line.listed = listed and chunk.kind == k.CODE
                _target(line, chunk)
            else:
                _target(line, chunk)
        if line is not None:
            line.end = place
    thinks_on = clause.tags & t.FIX and clause.tags & t.SET and clause.tags & t.ADD  # "à mà thêm 1 hũ"
    if fixes and before is not None and not before.asked and lines and not thinks_on:
        if _correct(said, before, lines):
            lines = lines[1:]
        elif len(said.lines) == 1 and not clause.tags & t.ADD:
            said.corrected = before
            said.take_back()
            if lines[0].count is None and not lines[0].by_code:
                lines[0].count, lines[0].unit = before.count, lines[0].unit or before.unit
        elif lines[0].named and before.count is not None and before.clause >= clause.place - 1:
            lines[0].doubt = lines[0].doubt or "number_unclear"
    for line in lines:
        if line.perhaps_count and line.count is None:
            line.doubt = line.doubt or "number_may_be_code"
        said.add(line)


def _other_pack(line: Line, segment: list[tuple[int, Chunk]], at: int) -> bool:
    """Whether the next count is of the thing named before, in another pack."""
    if line.name is None or line.by_code or not line.unit or at + 1 >= len(segment):
        return False
    following = segment[at + 1][1]
    if following.kind != k.UNITED or following.unit == line.unit:
        return False
    return at + 2 >= len(segment) or segment[at + 2][1].kind not in _TARGETS


def _is_pack(line: Line, chunk: Chunk, place: int) -> bool:
    """Whether a name right after the count is only the pack: the "set" of "B10 1 set"."""
    return (
        line.end == place - 1
        and chunk.kind == k.NAME
        and line.codes is not None
        and bool(line.codes & chunk.codes)
    )


def _counts_first(segment: list[tuple[int, Chunk]]) -> bool:
    first = segment[0][1]
    if first.kind == k.AMOUNT and not first.soft:  # "2 ký bơ 1 hũ ca cao"
        return segment[-1][1].kind in _TARGETS and any(chunk.kind == k.NUM for _, chunk in segment)
    if first.kind != k.NUM:
        return False
    return any(chunk.kind in _TARGETS or chunk.kind in (k.AMOUNT, k.SIZED) for _, chunk in segment)


def _open(lines: list[Line], clause: Clause, place: int) -> Line:
    line = Line(clause.place, place)
    line.asked = clause.asks
    lines.append(line)
    return line


def _count(line: Line, chunk: Chunk) -> None:
    line.count = chunk.number
    if line.listed:
        line.doubt = line.doubt or "number_unclear"  # "101 102 2 gói": of each, or of the last
    line.price_said = chunk.soft
    if (chunk.doubt and not line.named) or chunk.doubt in ("range", "number_unclear"):
        line.doubt = chunk.doubt


def _fits(line: Line, chunk: Chunk) -> bool:
    """Whether a name or code can belong to the line: "tiêu đen" and "C1", "khăn" and "đỏ"."""
    if line.unknown_code or chunk.kind == k.BAD_CODE:
        return not line.named
    if chunk.sized:
        return not line.sized
    if line.sized and line.name is None and not line.by_code:
        return True
    return line.codes is None or (
        bool(line.codes & chunk.codes) and not (line.by_code and chunk.kind == k.CODE)
    )


def _run_of_codes(lines: list[Line], clause: Clause, place: int, chunk: Chunk) -> Line:
    """A line for each code of a run: "từ số 6 tới số 10"."""
    line = _open(lines, clause, place)
    for code in chunk.run:
        line = line if line.codes is None else _open(lines, clause, place)
        line.codes, line.by_code, line.end = frozenset({code}), True, place
    return line


def _target(line: Line, chunk: Chunk) -> None:
    if chunk.kind == k.BAD_CODE:
        line.unknown_code = True
        line.doubt = "code_unknown"
        return
    line.codes = chunk.codes if line.codes is None else line.codes & chunk.codes
    if not line.codes:
        line.doubt = line.doubt or "variant_unclear"  # a size that the sheet does not have
    line.sized = line.sized or chunk.sized or chunk.labelled
    if chunk.sized:
        return
    if chunk.kind == k.CODE:
        line.by_code = True
        line.perhaps_count = chunk.number if chunk.doubt else 0
    else:
        line.name = line.name or chunk
        if chunk.doubt and line.count is None:
            line.doubt = line.doubt or chunk.doubt
    if line.doubt in ("vocative_or_code", "number_may_be_code"):
        line.doubt = ""


def _correct(said: Said, before: Line, lines: list[Line]) -> bool:
    """ "2 chai à nhầm 3 chai": the later number counts."""
    first = lines[0]
    if first.named or first.count is None:
        return False
    if before.count is not None:
        said.corrected = Line(before.clause, before.place)
        said.corrected.codes, said.corrected.count = before.codes, before.count
    before.count = first.count
    before.unit = before.unit or first.unit
    return True
