"""Names spelt by ear: one sound for l and n, tr and ch, s and x, i and y, and for a tone left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from phien.reading.letters import bare_of

if TYPE_CHECKING:
    from phien.reading.catalogue import Mention
    from phien.reading.trie import Trie

__all__ = ["Sounds", "sound_of"]

_STARTS = (
    ("tr", "ch"), ("gi", "d"), ("ngh", "ng"), ("gh", "g"), ("qu", "qu"), ("ph", "f"), ("nh", "nh"),
    ("ng", "ng"), ("kh", "kh"), ("x", "s"), ("n", "l"), ("r", "d"), ("v", "d"), ("z", "d"), ("j", "d"),
    ("k", "c"), ("w", "qu"),
)  # fmt: skip
_ENDS = (("ng", "n"), ("nk", "nh"), ("ch", "ch"), ("c", "t"), ("k", "t"))
_LEAST_LETTERS = 3  # of a lone word that is taken for a name though its tone is missing


@lru_cache(maxsize=4096)
def sound_of(key: str) -> str:
    """How a word sounds to those who mix up these letters; marks and tone are left out."""
    if key.isdigit():
        return key
    word = bare_of(key.rstrip("1234"))
    for start, alike in _STARTS:
        if word.startswith(start):
            word = alike + word[len(start) :]
            break
    for end, alike in _ENDS:
        if word.endswith(end) and len(word) > len(end):
            word = word[: -len(end)] + alike
            break
    return word.replace("y", "i")


class Sounds:
    """The names of a sheet by how they sound; only for words that nothing else explains."""

    def __init__(self, names: Trie[Mention]) -> None:
        self._names: dict[tuple[str, ...], list[tuple[tuple[str, ...], Mention]]] = {}
        self._toneless: dict[str, list[Mention]] = {}
        self.first: set[str] = set()  # the sounds of the first words of longer names
        self.starts: set[str] = set()  # the first words of longer names, typed without marks
        self.words: set[str] = set()  # the sounds of all words in longer names
        self.most_words = 1
        for keys, mention in names.phrases():
            if len(keys) > 1:
                self._names.setdefault(tuple(map(sound_of, keys)), []).append((keys, mention))
                self.most_words = max(self.most_words, len(keys))
                self.words.update(map(sound_of, keys))
                self.first.add(sound_of(keys[0]))
                self.starts.add(bare_of(keys[0].rstrip("1234")))
            elif keys[0][-1:] in "1234" and len(keys[0]) > _LEAST_LETTERS and not keys[0].isascii():
                self._toneless.setdefault(keys[0][:-1], []).append(mention)
        self.toneless = self._toneless.keys()

    def longest(
        self, keys: Sequence[str], at: int, unknown: Callable[[str], bool], *, least: int, plain: bool
    ) -> tuple[list[Mention], int]:
        """The names of the longest phrase at `at` that sounds so and has at least `least` words.

        A word counts as misspelt only where it is `unknown`; at least one is, the others are as the name
        has them.
        """
        for length in range(min(self.most_words, len(keys) - at), max(least, 2) - 1, -1):
            said = tuple(keys[at : at + length])
            found = [
                mention
                for name, mention in self._names.get(tuple(map(sound_of, said)), ())
                if all(
                    one == other or (plain and one == bare_of(other.rstrip("1234"))) or unknown(one)
                    for one, other in zip(said, name, strict=True)
                )
            ]
            if found:
                return found, length
        if least <= 1 and keys[at] in self._toneless:
            return self._toneless[keys[at]], 1
        return [], 0
