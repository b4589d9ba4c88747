"""How many pieces a pack holds, said to tell packs apart: "bộ 3 cái", "hộp 12", "bánh 12 cái", "vỉ mười"."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import bare_of
from phien.reading.row import Row

__all__ = ["tells_the_pack"]


def tells_the_pack(c: Row, at: int, value: int, after: int) -> int:
    """Puts the number at `at` as what tells a pack; the token after it and its piece word, or 0.

    `after` is the token behind the number, which may be of several words.
    """
    before = c.out[-1] if c.out else None
    if before is None or c.ends[-1] != at or before.kind not in (k.UNITED, k.NAME, k.WORDS):
        return 0
    piece = c.keys[after] if after < len(c.keys) and c.starts_unit(after) else ""
    counted = len(c.out) > 1 and c.out[-2].kind == k.NUM
    if before.kind == k.NAME:
        if not (counted or (len(c.out) > 2 and c.out[-3].kind == k.NUM and c.out[-2].kind == k.UNITED)):
            return 0  # "bánh 12": twelve of them
        fits = [ware for ware in c.catalogue.pieces[value] if ware.code in before.codes]
    else:
        bare = c.plain and before.kind == k.WORDS and bool(piece)  # "bo 3 cai": bộ rather than bỏ
        if before.kind == k.WORDS and not bare:
            return 0
        fits = [
            ware
            for ware in c.catalogue.pieces[value]
            if before.key == ware.unit or (bare and before.key == bare_of(ware.unit).rstrip("1234"))
        ]
        if fits and bare:
            c.out.pop()
            c.ends.pop()
            c.put(k.UNITED, at - 1, at, t.UNIT).unit = before.key
    if piece:
        fits = [ware for ware in fits if piece in ware.piece_words]
    elif counted and before.kind == k.UNITED:
        return 0  # "2 hộp 6": perhaps two of code 6
    if not fits:
        return 0
    end = after + 1 if piece else after
    chunk = c.put(k.NAME, at, end)
    chunk.codes, chunk.full = frozenset(ware.code for ware in fits), True
    return end
