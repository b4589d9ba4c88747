"""The names of a run sheet as written: where they end, which begin with another, what length they tell."""

from __future__ import annotations

import re

from phien.reading.lexicon import Measure, measure_of

__all__ = ["HEAD_ENDS", "beginnings", "span_of"]

HEAD_ENDS = re.compile(r"[:(\[]|\s[+–-]\s")  # what a name holds or costs comes after
_SPAN = re.compile(r"(?<![\d.,–-])([0-9]{1,4})\s*([^\W\d_]+)")


def beginnings(phrases: dict[str, list[list[str]]]) -> dict[str, frozenset[str]]:
    """By item: the items with a name that begins with one of its own: "bánh tráng mè" of "… mè đen"."""
    whole: dict[tuple[str, ...], set[str]] = {}
    for code, known in phrases.items():
        for phrase in known:
            whole.setdefault(tuple(phrase), set()).add(code)
    longer: dict[str, set[str]] = {}
    for code, known in phrases.items():
        for phrase in known:
            for length in range(1, len(phrase)):
                for short in whole.get(tuple(phrase[:length]), ()):
                    longer.setdefault(short, set()).add(code)
    return {short: frozenset(codes) for short, codes in longer.items()}


def span_of(name: str) -> tuple[int, Measure | None]:
    """The one length, weight or volume told in a name, and its number as written; None where several are."""
    found = []
    for number, word in _SPAN.findall(HEAD_ENDS.split(name.lower())[0]):
        measure = measure_of(word)
        if measure is not None:
            found.append((int(number), Measure(measure.kind, int(number) * measure.milli)))
    return found[0] if len(found) == 1 else (0, None)
