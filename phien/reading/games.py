"""The shop's games: viewers write a code again and again to win something."""

from __future__ import annotations

import re

from phien.kernel.text import fold
from phien.reading import kinds as k
from phien.reading.row import Chunk

__all__ = ["Games", "chanted"]

_STARTS = re.compile(
    r"\b(mini ?game|game|tro choi|quay so|chup man hinh)\b"
    r"|\b(binh luan|comment|cmt|go|com|nhan)\b.*\b(lien tuc|that nhieu|nhieu nhat|cuoi cung)\b"
)
_NUMBERS = re.compile(r"\b(chon|doan|bat|ghi|cmt|comment|binh luan|go)\b.*\b(so|con so)\b")
_ENDS = re.compile(
    r"\b(het gio|xong game|het game|ket thuc|chuc mung|da trung|dung game|nguoi trung|ban trung)\b"
)


class Games:
    """Whether a game is on; heard from the shop's own comments."""

    def __init__(self) -> None:
        self.on = False
        self.codes: frozenset[str] = frozenset()
        self.numbers = False  # viewers write any number to win

    def heard(self, text: str, codes: frozenset[str]) -> None:
        """Takes in what the shop said, and the codes named in it."""
        said = fold(text)
        if _ENDS.search(said) is not None and not re.search(r"\bbat dau\b", said):
            self.on, self.codes, self.numbers = False, frozenset(), False
        elif _STARTS.search(said) is not None:
            self.on, self.codes = True, codes
            self.numbers = _NUMBERS.search(said) is not None
        elif self.on and codes and not codes & self.codes:
            self.on, self.codes, self.numbers = False, frozenset(), False  # on to the next thing


def chanted(chunks: list[Chunk]) -> str | None:
    """The one code that a comment repeats without a number, or None."""
    codes = [chunk.codes for chunk in chunks if chunk.kind == k.CODE]
    if len(codes) < 2 or any(code != codes[0] for code in codes):
        return None
    if any(chunk.kind in (k.NUM, k.NAME, k.AMOUNT, k.UNITED) for chunk in chunks):
        return None
    return next(iter(codes[0]))
