"""Playing along: a code or a number said again and again while the shop plays a game."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict
from phien.reading.games import Games, chanted
from phien.reading.letters import typed

__all__ = ["chant"]

_CHOOSES = typed("chọn đoán theo bắt")


def chant(case: Case, games: Games) -> Verdict | None:
    """The verdict on what is said to win a game; None where it is no playing along."""
    if games.numbers and _plays_a_number(case):
        return Verdict("other")
    code = chanted(case.chunks)
    if code is not None:
        if games.on:
            return Verdict("other")
        return Verdict(
            "order",
            {code: 1},
            "code_repeated",
            [((code, 1),), ((code, sum(c.kind == k.CODE for c in case.chunks)),)],
        )
    if games.on and case.phone is None and case.tags & t.PLAY and not _asks_plainly(case):
        return Verdict("other")
    if games.on and case.phone is None and len(case.chunks) == 1 and case.chunks[0].codes & games.codes:
        only = next(iter(case.chunks[0].codes))
        return Verdict("order", {only: 1}, "game", [((only, 1),)])
    return None


def _plays_a_number(case: Case) -> bool:
    """ "7 7 7", "số 3 nha", "em chọn 9" while numbers are drawn: all but numbers and small words."""
    if case.tags & (t.BUY | t.MUA | t.GIVE | t.DROP | t.ADD) or case.phone is not None:
        return False
    return all(
        chunk.kind in (k.NUM, k.CODE, k.BAD_CODE, k.IGNORED, k.STOP, k.PRICE)
        or (chunk.kind == k.WORDS and chunk.tags != 0)
        or chunk.key in _CHOOSES
        for chunk in case.chunks
    ) and any(chunk.kind in (k.NUM, k.CODE, k.BAD_CODE, k.IGNORED) for chunk in case.chunks)


def _asks_plainly(case: Case) -> bool:
    """Whether somebody asks for a thing although a game is on: a verb or a count of packs."""
    if case.tags & (t.BUY | t.MUA | t.NOT):
        return True
    return any(line.unit and line.count is not None for line in case.said.lines)
