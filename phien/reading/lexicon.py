"""All words the reader knows as one trie, with what each can do and its value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from phien.kernel.text import fold
from phien.reading import tags as t
from phien.reading.letters import key_of
from phien.reading.trie import Trie
from phien.reading.wordlists import MEASURES, NUMBERS, TONELESS, UNITS, phrases

__all__ = ["Entry", "Measure", "family_of", "lexicon_with", "measure_keys", "measure_of", "merged"]

_OTHER_WORDS = frozenset("can phan yen ta tan tac".split())  # cần, phấn, … rather than cân, phân

_FAMILIES: dict[str, str] = {}
for _family, _words in UNITS.items():
    for _word in _words:
        _FAMILIES.setdefault(_word, _family)


@dataclass(frozen=True, slots=True)
class Measure:
    """A weight, volume or length: its kind, and thousandths of g, ml or m in one."""

    kind: str
    milli: int


@dataclass(slots=True)
class Entry:
    """What a phrase can do, and its value where it is a number, a unit or a measure."""

    tags: int = 0
    number: int | None = None
    unit: str = ""
    measure: Measure | None = None


def merged(entries: Sequence[Entry]) -> Entry:
    """All that a word can do which is several words; the first of them gives the value."""
    if len(entries) == 1:
        return entries[0]
    out = Entry()
    for entry in entries:
        out.tags |= entry.tags
        out.number = entry.number if out.number is None else out.number
        out.unit = out.unit or entry.unit
        out.measure = out.measure or entry.measure
    return out


@lru_cache(maxsize=4096)
def measure_of(unit: str) -> Measure | None:
    """The measure a unit of a run sheet names ("ml"), None for pieces ("túi lọc")."""
    found = MEASURES.get(unit.strip().lower())
    return Measure(*found) if found else None


def family_of(unit: str) -> str | None:
    """The family of pack words a unit belongs to; None for a word of the sheet's own."""
    return _FAMILIES.get(unit.strip().lower())


def measure_keys() -> dict[str, Measure]:
    """Measure words by key, bare spellings too where these are no other word."""
    found: dict[str, Measure] = {}
    for word, (kind, milli) in MEASURES.items():
        found[key_of(word)] = Measure(kind, milli)
        if fold(word) not in _OTHER_WORDS:
            found.setdefault(fold(word), Measure(kind, milli))
    return found


def lexicon_with(units: Iterable[str], nothing: Iterable[str] = ()) -> Trie[Entry]:
    """All words as one trie, with the pack words of a run sheet and its words that say `nothing` among them.

    Shared: nobody may change it.
    """
    own = {unit for unit in units if measure_of(unit) is None and not _is_unit(_build(), unit)}
    return _build(tuple(sorted(own)), tuple(sorted(set(nothing))))


def _is_unit(trie: Trie[Entry], unit: str) -> bool:
    words = unit.split()
    if not words:
        return False
    found, length = trie.longest([key_of(word) for word in words], 0, plain=False)
    return length == len(words) and any(entry.unit == unit for entry in found)


@lru_cache(maxsize=32)
def _build(units: tuple[str, ...] = (), nothing: tuple[str, ...] = ()) -> Trie[Entry]:
    """The words of all lists as one trie, some more pack words, and some more that say nothing."""
    trie: Trie[Entry] = Trie(exact=True)
    trie.firm = TONELESS
    for phrase, tags in phrases():
        _entry(trie, phrase).tags |= tags
    for word, number in NUMBERS.items():
        entry = _entry(trie, word)
        entry.tags |= t.COUNT
        entry.number = number
    for words in UNITS.values():
        for word in words:
            _add_unit(trie, word)
    for word, (kind, milli) in MEASURES.items():
        entry = _entry(trie, word)
        entry.tags |= t.MEASURE
        entry.measure = Measure(kind, milli)
    for unit in units:
        _add_unit(trie, unit)
    for phrase in nothing:
        # a lone word without its marks may be any other word; a phrase rarely is
        _entry(trie, phrase if " " in phrase else f"={phrase}").tags |= t.FILLER
    return trie


def _add_unit(trie: Trie[Entry], unit: str) -> None:
    entry = _entry(trie, unit)
    entry.tags |= t.UNIT
    entry.unit = unit


def _entry(trie: Trie[Entry], phrase: str) -> Entry:
    strict = phrase.startswith("=")
    node = trie.node_of(phrase.lstrip("=").lower().split(), strict=strict)
    if strict:
        if node.strict is None:
            node.strict = Entry()
        return node.strict
    if node.value is None:
        node.value = Entry()
    return node.value
