"""A pack and a name typed as one word: "3hutieu", "2banhtram"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from phien.reading.letters import bare_of

if TYPE_CHECKING:
    from phien.reading.catalogue import Mention, Wares
    from phien.reading.trie import Trie

__all__ = ["Glued"]

_LEAST_LETTERS = 5


class Glued:
    """What a word nobody knows is, if it begins with a pack of the sheet and a name of it follows."""

    def __init__(self, names: Trie[Mention], wares: Mapping[str, Wares]) -> None:
        self._of_pack: dict[str, set[str]] = {}  # by bare spelling of the unit
        for ware in wares.values():
            self._of_pack.setdefault(_bare(ware.unit), set()).add(ware.code)
        self._names: dict[str, frozenset[str]] = {}  # by all words of a name typed as one
        for keys, mention in names.phrases():
            whole = "".join(map(_bare, keys))
            self._names[whole] = self._names.get(whole, frozenset()) | mention.known

    def find(self, key: str) -> frozenset[str]:
        """The items that the word means, packed so; empty where it is another word."""
        if len(key) < _LEAST_LETTERS:
            return frozenset()
        word = _bare(key)
        for pack, codes in self._of_pack.items():
            if word.startswith(pack):
                known = self._names.get(word[len(pack) :], frozenset()) & codes
                if known:
                    return frozenset(known)
        return frozenset()


def _bare(key: str) -> str:
    return bare_of(key.rstrip("1234"))
