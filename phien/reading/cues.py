"""The cues in a question, from `words/questions.txt`: words that tell what is asked. And its other words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from phien.reading import tags as t
from phien.reading.letters import bare_of, compose, typed
from phien.reading.lexicon import lexicon_with
from phien.reading.tokens import NUMBER, SIGN, WORD, Token, Words, tokenize
from phien.reading.trie import Trie
from phien.reading.wordlists import groups

__all__ = ["Cues", "asks", "hear"]

_TELL_OF_GOODS = frozenset({"USING", "WEAR", "BODY"})  # cues that are words of their own where no sense fits
_POINTS = typed("này nầy đó ni đây")
_ONE = typed("một mỗi")
_DAYS = typed("ngày hôm bữa lâu tuần")
_NOTHING_SAID = (
    t.FILLER | t.PERSON | t.ASK | t.ASK_END | t.NOT | t.LAUGH | t.MEASURE | t.COUNT | t.COMMON | t.GIVE
    | t.BUY | t.MUA | t.OR | t.AND | t.DONE | t.ADD | t.NOW | t.SURE | t.VAGUE | t.STOCK | t.ADDRESS
    | t.INTO | t.THEN
)  # fmt: skip
_SAYS_NOTHING_AFTER = t.FILLER | t.PERSON | t.LAUGH | t.ADDRESS
_MARKED = re.compile("[À-ÖØ-Þà-ỹ]")
_HEIGHT = re.compile(r"\b1m\d|\b\d{2,3} ?(?:kg|ký|kí|ky|ki|cm)\b", re.IGNORECASE)


class Cues(NamedTuple):
    """What is heard in a question."""

    cues: frozenset[str]
    words: frozenset[str]  # that others may share, without marks
    points: bool  # it says "this"


@lru_cache(maxsize=4096)
def hear(text: str, gaps: tuple[tuple[int, int], ...]) -> Cues:
    """The cues and words of a question; what lies in the gaps is no word of it."""
    for start, end in gaps:
        text = f"{text[:start]} {'|' * (end - start - 2)} {text[end:]}" if end - start > 1 else text
    tokens, plain = _tokens(text)
    cues: set[str] = set()
    words: set[str] = set()
    if _HEIGHT.search(text):
        cues.add("HEIGHT")
    keys = [token.key for token in tokens]
    at = 0
    while at < len(tokens):
        found, length = _CUES.longest(keys, at, plain=plain) if tokens[at].kind == WORD else ((), 0)
        if length:
            for some in found:
                cues |= some
                if some & {"HOWMANY", "FEW"}:
                    cues |= _counted(tokens, keys, at + length, some, plain=plain)
                if some & _TELL_OF_GOODS:
                    words.add(_bare(keys[at]))
        elif tokens[at].kind == WORD and _says_something(tokens, keys, at, plain=plain):
            words.add(_bare(keys[at]))
        at += max(length, 1)
    if words:
        cues.add("REST")
    return Cues(frozenset(cues), frozenset(words), not _POINTS.isdisjoint(keys))


def asks(text: str) -> bool:
    """Whether a text asks: a word that asks stands in it, or "không" at its end."""
    tokens, plain = _tokens(text)
    keys = [token.key for token in tokens]
    if any(_tags(keys, at, plain=plain) & t.ASK for at in range(len(keys))):
        return True
    last = len(keys) - 1
    money = last > 0 and tokens[last].glued and tokens[last - 1].kind == NUMBER  # the k of 135k
    return last >= 0 and not money and bool(_tags(keys, last, plain=plain) & t.ASK_END)


def _says_something(tokens: Sequence[Token], keys: Sequence[str], at: int, *, plain: bool) -> bool:
    """Whether the word is one that questions can have in common; a pack is none where it is counted."""
    tags = _tags(keys, at, plain=plain)
    if tags & _NOTHING_SAID:
        return False
    if not tags & t.UNIT:
        return True
    counted = at > 0 and (tokens[at - 1].kind == NUMBER or bool(_CUES.longest(keys, at - 1, plain=plain)[1]))
    follows = at + 1 < len(keys) and (tokens[at + 1].kind == SIGN or keys[at + 1] in _POINTS)
    return not (counted or follows)


def _counted(
    tokens: Sequence[Token], keys: Sequence[str], after: int, some: frozenset[str], *, plain: bool
) -> frozenset[str]:
    """What "bao nhiêu" counts by what follows it: money, pieces, days."""
    if after < len(keys):
        if keys[after] in _DAYS:
            return frozenset({"WHEN"})
        tags = _tags(keys, after, plain=plain)
        if tags & (t.UNIT | t.MEASURE) and not tags & t.PERSON:
            return frozenset({"HOLDS"})
        if not (tokens[after].kind != WORD or keys[after] in _ONE or tags & _SAYS_NOTHING_AFTER):
            return frozenset()
    return frozenset({"PRICE"}) if "HOWMANY" in some else frozenset()


def _tokens(text: str) -> tuple[list[Token], bool]:
    """The tokens, and whether they were typed without marks."""
    composed = compose(text).text
    return tokenize(composed, _WORDS)[0], composed.isascii() or _MARKED.search(composed) is None


def _tags(keys: Sequence[str], at: int, *, plain: bool) -> int:
    tags = 0
    for entry in _LEXICON.longest(keys, at, plain=plain)[0]:
        tags |= entry.tags
    return tags


def _bare(key: str) -> str:
    return bare_of(key.rstrip("1234"))


def _cues() -> Trie[frozenset[str]]:
    trie: Trie[frozenset[str]] = Trie()
    for cue, phrases in groups("questions.txt"):
        for phrase in phrases:
            node = trie.node_of(phrase.split())
            node.value = (node.value or frozenset()) | {cue}
    return trie


_LEXICON = lexicon_with(())
_CUES = _cues()
_WORDS = Words(_LEXICON.keys | _CUES.keys)
