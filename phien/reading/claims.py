"""What holds of every reading, whatever was typed. Tests and `phien fuzz-reading` ask here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from phien.kernel.phones import to_e164
from phien.reading.contracts import Items, Reading, RunSheet, Span, SpanKind
from phien.reading.reasons import SENTENCES

__all__ = ["Claims"]

_SPAN_KINDS = frozenset(get_args(SpanKind))
_NO_ORDERS = frozenset({"question", "other"})


class Claims:
    """The claims about readings with one run sheet."""

    def __init__(self, sheet: RunSheet) -> None:
        self._codes = {item.code for item in sheet.items}

    def broken(self, reading: Reading, text: str, *, by_host: bool = False) -> str:
        """The first claim that does not hold, as a sentence; empty where all do."""
        found = (
            *self._items(reading),
            *_spans(reading, text),
            *_phone(reading),
            *_doubt(reading),
            *_intent(reading, by_host=by_host),
        )
        return found[0] if found else ""

    def _items(self, reading: Reading) -> Iterator[str]:
        for items in (reading.items, *reading.options):
            if len({code for code, _ in items}) != len(items):
                yield f"a code stands twice in {items}"
            if not self._codes.issuperset(code for code, _ in items):
                yield f"not on the run sheet: {items}"
            if not _whole(items):
                yield f"not whole units, one at least: {items}"


def _whole(items: Items) -> bool:
    return all(type(qty) is int and qty >= 1 for _, qty in items)


def _spans(reading: Reading, text: str) -> Iterator[str]:
    before = 0
    for span in reading.spans:
        if not 0 <= span.start < span.end <= len(text):
            yield f"{span} is not inside of {len(text)} characters"
        if span.start < before:
            yield f"{span} stands after one that begins at {before}"
        if span.kind not in _SPAN_KINDS:
            yield f"{span} is of no known kind"
        before = span.start
    around: list[Span] = []
    for span in sorted(reading.spans, key=lambda each: (each.start, -each.end)):
        while around and around[-1].end <= span.start:
            around.pop()
        if around and span.end > around[-1].end:
            yield f"{span} and {around[-1]} cross: two parts stand apart, or one within the other"
        around.append(span)


def _phone(reading: Reading) -> Iterator[str]:
    said = [span.value for span in reading.spans if span.kind == "phone"]
    if any(to_e164(phone) != phone for phone in said):
        yield f"not a mobile number in E.164 among {said}"
    if reading.phone != (said[0] if said else None):
        yield f"the phone is {reading.phone}, marked are {said}"


def _doubt(reading: Reading) -> Iterator[str]:
    if reading.review != bool(reading.reason) or (reading.reason and reading.reason not in SENTENCES):
        yield f"review is {reading.review} with the reason {reading.reason!r}"
    if reading.review and reading.options and reading.items and reading.options[0] != reading.items:
        yield f"the best guess {reading.items} is not the first option {reading.options[0]}"


def _intent(reading: Reading, *, by_host: bool) -> Iterator[str]:
    if by_host and reading.intent != "other":
        yield f"the host's words are {reading.intent}"
    if reading.intent in _NO_ORDERS and (reading.items or reading.review):
        yield f"{reading.intent} with {reading.items}, review {reading.review}"
    if reading.intent in ("order", "change") and not reading.review and not reading.items:
        yield f"{reading.intent} of nothing, and nobody is asked"
