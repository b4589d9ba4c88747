"""What a comment says of the things that its author has ordered already, beside what it orders."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case
from phien.reading.clauses import Clause
from phien.reading.letters import typed
from phien.reading.lines import Line

__all__ = ["is_new", "leave_out_own", "staying"]

_ALTERS = t.SWAP | t.SET | t.MINUS | t.FIX | t.ONLY | t.WRONG
_OF = typed("của")
_ME = typed("em e tui mình mk tôi tớ ta tau")


def leave_out_own(case: Case) -> None:
    """Leaves out what the author has already and only speaks of: "2 rổ của tui gửi chung với 1 ly"."""
    if not case.mine or not case.tags & t.PERSON or len(case.said.lines) < 2:
        return
    for clause in case.clauses:
        at = _mine_at(clause)
        if at < 0 or clause.tags & (t.DROP | t.SPARE | t.SWAP | t.SET | t.MINUS | t.FIX | t.ONLY):
            continue
        before = [line for line in case.lines_in(clause) if line.place < clause.first + at]
        line = before[-1] if before else None
        if line is not None and any(code in case.mine for code in line.codes or ()):
            case.said.leave_out(line)


def _mine_at(clause: Clause) -> int:
    """Where "của tui" stands in a clause, -1 where it does not."""
    for place, chunk in enumerate(clause.chunks[:-1]):
        if chunk.kind == k.WORDS and chunk.key in _OF and clause.chunks[place + 1].key in _ME:
            return place
    return -1


def staying(case: Case, wants: list[Clause], dropping: list[Clause]) -> list[Clause]:
    """The clauses that say of the author's own things that they stay, where new things are ordered beside."""
    if not case.mine or dropping or not case.tags & t.KEEP or case.tags & _ALTERS:
        return []
    stays = [clause for clause in case.clauses if clause.tags & t.KEEP]
    others = [clause for clause in wants if clause not in stays]
    if not others or not all(_is_as_ordered(case, line) for c in stays for line in case.lines_in(c)):
        return []
    lines = [line for clause in others for line in case.lines_in(clause)]
    if not lines or not all(is_new(case, line) or _is_added(case, line) for line in lines):
        return []
    return stays


def _is_added(case: Case, line: Line) -> bool:
    return bool(case.clauses[line.clause].tags & t.ADD)


def _is_as_ordered(case: Case, line: Line) -> bool:
    """Whether the line only says again what the author has."""
    own = [code for code in line.codes or () if code in case.mine]
    return len(own) == 1 and line.count in (None, case.mine[own[0]])


def is_new(case: Case, line: Line) -> bool:
    """Whether the line names something that the author has not ordered."""
    if line.codes is None and (line.size or line.amount is not None):
        choice = case.resolver.resolve(line)
        return choice.code is not None and choice.code not in case.mine
    return bool(line.codes) and not any(code in case.mine for code in line.codes or ())
