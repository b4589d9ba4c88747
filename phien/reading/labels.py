"""Labels of sizes in the names of a run sheet: S, M, 2XL, "size 4", 1m8."""

from __future__ import annotations

import re

__all__ = ["LETTERS", "label_of", "labels_in"]

LETTERS = frozenset("xs s m l xl xxl xxxl freesize".split())
_SAME = {"xxl": "2xl", "xxxl": "3xl"}
_LABEL = re.compile(
    r"(?<![\w.,])(?<!\d )(?:([2-5]?x{0,3}[sml]|free ?size)|(?:size|sz|cỡ) (\d{1,2})|(\dm\d))(?!\w)"
)


def label_of(letters: str) -> str:
    """The usual form of a size in letters: "xxl" -> "2xl"."""
    return _SAME.get(letters, letters)


def labels_in(name: str) -> set[str]:
    """The labels in a name or alias of the sheet: "Áo lanh size XXL" -> {"2xl"}."""
    found = set()
    for letters, number, width in _LABEL.findall(name.lower()):
        label = (letters or number or width).replace(" ", "")
        found.add(label_of(label))
    return found
