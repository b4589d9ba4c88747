"""Phrases found in a row of words: with their marks, or typed without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from phien.reading.letters import bare_of, key_of

__all__ = ["Trie"]

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("exact", "loose", "strict", "value")

    def __init__(self) -> None:
        self.exact: dict[str, _Node[T]] = {}
        self.loose: dict[str, list[_Node[T]]] = {}
        self.value: T | None = None
        self.strict: T | None = None  # holds only where the last word is typed as it is written


# Where a word leads: its own values, the nodes where longer phrases go on, and the words they go on with.
_Start = tuple[list[T], list[_Node[T]], frozenset[str]]


class Trie(Generic[T]):
    """Phrases of words with a value each. Words are plain lower case ("mật ong")."""

    def __init__(self, *, exact: bool = False) -> None:
        """`exact`: beside marked words, one without is only what it says, inside a phrase too."""
        self.root: _Node[T] = _Node()
        self.keys: set[str] = set()
        self.firm: frozenset[str] = frozenset()  # words of other meaning: no bare spelling among marked ones
        self._exact: set[str] | None = set() if exact else None  # the words as they are written
        # What the first word of a phrase leads to, by whether the comment is typed without marks.
        self._starts: dict[bool, dict[str, _Start[T]]] = {False: {}, True: {}}

    def node_of(self, words: Iterable[str], *, strict: bool = False) -> _Node[T]:
        """The place of a phrase, made where it was not. `strict`: only as typed with its marks."""
        if self._starts[False] or self._starts[True]:
            self._starts = {False: {}, True: {}}
        node = self.root
        for word in words:
            key, bare = key_of(word), bare_of(word)
            following = node.exact.get(key)
            if following is None:
                following = node.exact[key] = _Node()
            if bare != key and not strict:
                loose = node.loose.setdefault(bare, [])
                if following not in loose:
                    loose.append(following)
            self.keys.add(key)
            if self._exact is not None:
                self._exact.add(key)
            self.keys.add(bare)
            node = following
        return node

    def phrases(self) -> Iterator[tuple[tuple[str, ...], T]]:
        """The keys and values of all phrases that hold in any spelling."""
        nodes: list[tuple[tuple[str, ...], _Node[T]]] = [((), self.root)]
        while nodes:
            keys, node = nodes.pop()
            nodes.extend(((*keys, key), following) for key, following in node.exact.items())
            if node.value is not None:
                yield keys, node.value

    def values(self) -> Iterator[T]:
        """The values of all phrases."""
        nodes = [self.root]
        while nodes:
            node = nodes.pop()
            nodes.extend(node.exact.values())
            yield from (value for value in (node.value, node.strict) if value is not None)

    def spellings(self) -> Iterator[tuple[tuple[str, ...], tuple[T | None, T | None]]]:
        """Each phrase by its keys, with its value and the one it has only as typed with its marks."""
        nodes: list[tuple[tuple[str, ...], _Node[T]]] = [((), self.root)]
        while nodes:
            keys, node = nodes.pop()
            nodes.extend(((*keys, key), below) for key, below in node.exact.items())
            if node.value is not None or node.strict is not None:
                yield keys, (node.value, node.strict)

    def longest(self, keys: Sequence[str], at: int, *, plain: bool) -> tuple[Sequence[T], int]:
        """The values of the longest phrase at `at`, and its length in words.

        In a comment typed without marks (`plain`) "con" is "con" and "còn"; in one typed with marks it is
        only what it says, where such a word is known.
        """
        first = keys[at]
        if first not in self.keys:
            return (), 0
        found, front, goes_on = self._start(first, plain=plain)
        length = 1 if found else 0
        place = at + 1
        end = len(keys)
        if place < end and keys[place] in goes_on:
            while front and place < end:
                key = keys[place]
                if self._exact is None:
                    values, front = _step(front, key, plain=plain)
                else:
                    values, front = _step(front, key, plain=plain, loose=plain or key not in self._exact)
                place += 1
                if values:
                    found, length = values, place - at
        return found, length

    def after(self, key: str, *, plain: bool) -> frozenset[str]:
        """The words that make a longer phrase of one that begins with `key`."""
        return self._start(key, plain=plain)[2] if key in self.keys else frozenset()

    def _start(self, key: str, *, plain: bool) -> _Start[T]:
        start = self._starts[plain].get(key)
        if start is None:
            values, front = _step([self.root], key, plain=plain)
            if not plain and key in self.firm and key not in self.root.exact:
                values = []  # "cho" beside marked words is no "chợ"
            goes_on = frozenset(word for node in front for word in (*node.exact, *node.loose))
            start = self._starts[plain][key] = values, front, goes_on
        return start


def _step(
    front: list[_Node[T]], key: str, *, plain: bool, loose: bool = True
) -> tuple[list[T], list[_Node[T]]]:
    """One word further: the values of what ends with it, and the nodes where a longer phrase goes on.

    `plain`: the word may stand for all that are spelt so without their marks; else only where no word is as
    it says, and not at all without `loose`.
    """
    following: list[_Node[T]] = []
    values: list[T] = []
    for node in front:
        exact = node.exact.get(key)
        if exact is not None:
            following.append(exact)
            if exact.strict is not None:
                values.append(exact.strict)
        if loose and (exact is None or plain):
            alike = node.loose.get(key)
            if alike is not None:
                following.extend(alike)
    for node in following:
        if node.value is not None:
            values.append(node.value)
    return values, [node for node in following if node.exact]
