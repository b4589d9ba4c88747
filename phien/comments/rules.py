"""How a comment is shown. Pure: text and spans in, segments out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from phien.reading.contracts import Span, SpanKind

KINDS = frozenset(get_args(SpanKind))
HOLDERS = frozenset({"question", "condition", "address"})  # may hold other spans, which are shown in them
SAME_KIND = {"qty": "quantity", "item": "product", "alias": "product", "no": "negation", "cancel": "negation"}
# Signs that belong to what follows them, and are shown with it: x2, +1, #A1.
BEFORE = {"quantity": "x×X*+", "code": "#"}
# What looks like a phone though nobody read it as one: nine or more digits, with dots or spaces between.
DIGITS = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a comment; `kind` is empty for what was not read as anything.

    `parts` make up `text` where something was read within the piece: the code in a question.
    """

    kind: str
    text: str
    parts: tuple["Segment", ...] = ()


def segments(text: str, spans: Iterable[dict[str, Any]], *, mask: bool = True) -> list[Segment]:
    """The text cut at its spans, in order; spans that cross another or are broken are left out.

    A question, a condition or an address holds what was read within it. A count and the pack after it are one
    piece ("2 chai"), and a sign goes with its number ("x2"). With `mask`, phones keep their first four and
    last three digits, also where nobody read them as phones.
    """
    return _cut(text, spans_of(spans, len(text)), 0, len(text), mask)


def _cut(text: str, spans: Sequence[Span], here: int, until: int, mask: bool) -> list[Segment]:
    """The segments of text[here:until]."""
    out: list[Segment] = []
    at = 0
    while at < len(spans):
        start, end, kind, _ = spans[at]
        at += 1
        if start < here or end > until:
            continue
        within = at
        while at < len(spans) and spans[at].start < end:
            at += 1
        if kind in HOLDERS:
            parts = _cut(text, spans[within:at], start, end, mask)
            shown = Segment(kind, "".join(part.text for part in parts), _worth_keeping(parts))
        else:
            if kind == "quantity" and at < len(spans) and _counts(text, end, spans[at]):
                end = spans[at].end
                at += 1
            start = _with_sign(text, start, here, kind)
            part = text[start:end]
            shown = Segment(kind, masked(part) if mask and kind == "phone" else part)
        out.extend(_plain(text[here:start], mask))
        out.append(shown)
        here = end
    out.extend(_plain(text[here:until], mask))
    return out


def _worth_keeping(parts: list[Segment]) -> tuple[Segment, ...]:
    return tuple(parts) if any(part.kind for part in parts) else ()


def _counts(text: str, end: int, after: Span) -> bool:
    """Whether the span after a count is its pack: "2 chai", "2h"."""
    between = text[end : after.start]
    return after.kind == "unit" and not between.strip() and "\n" not in between


def _with_sign(text: str, start: int, here: int, kind: str) -> int:
    """Where a count or code begins with the sign that touches it: x2, +1, #A1."""
    before = start - 1
    if before < here or text[before] not in BEFORE.get(kind, ""):
        return start
    return start if before > here and text[before - 1].isalpha() else before


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a comment from which words are picked: `word` is its number among them, None where it is
    none (signs, numbers, a phone). `kind` as of a segment."""

    text: str
    kind: str = ""
    word: int | None = None


def pieces(text: str, spans: Iterable[dict[str, Any]], words: Sequence[tuple[int, int]]) -> list[Piece]:
    """The text cut at these words (start, end). Phones are masked, and no word is taken out of one."""
    marked = spans_of(spans, len(text))
    phones = [(span.start, span.end) for span in marked if span.kind == "phone"]
    phones += [found.span() for found in DIGITS.finditer(text)]
    cuts: list[tuple[int, int, int | None]] = [
        (start, end, number)
        for number, (start, end) in enumerate(words)
        if not any(start < last and first < end for first, last in phones)
    ]
    counts = [(span.start, span.end) for span in marked if span.kind in ("quantity", "price")]
    for start, end in [*phones, *counts]:
        if not any(start < last and first < end for first, last, _ in cuts):
            cuts.append((start, end, None))
    out, here = [], 0
    for start, end, word in sorted(cuts, key=lambda cut: cut[:2]):
        if start < here:
            continue
        if here < start:
            out.append(Piece(text[here:start]))
        kind, part = _read_as(marked, start), text[start:end]
        out.append(Piece(masked(part), "phone") if (start, end) in phones else Piece(part, kind, word))
        here = end
    return [*out, Piece(text[here:])] if here < len(text) else out


def _read_as(spans: Sequence[Span], at: int) -> str:
    """What was read at this place, the innermost of several."""
    return next((span.kind for span in reversed(spans) if span.start <= at < span.end), "")


def masked_text(text: str, spans: Iterable[dict[str, Any]]) -> str:
    """The text as the public may see it: every phone masked."""
    return "".join(segment.text for segment in segments(text, spans))


def masked(phone: str) -> str:
    """`0905 ••• 456` of a phone as it was typed."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("84"):
        digits = f"0{digits[2:]}"
    return f"{digits[:4]} ••• {digits[-3:]}" if len(digits) >= 9 else "•••"


def spans_of(rows: Iterable[dict[str, Any]], length: int) -> list[Span]:
    """Spans as they are kept, left to right, a whole before its parts; broken ones are left out."""
    good: list[Span] = []
    for row in rows:
        kind = SAME_KIND.get(str(row.get("kind")), str(row.get("kind")))
        start, end = row.get("start"), row.get("end")
        if kind in KINDS and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length:
            good.append(Span(start, end, cast(SpanKind, kind), str(row.get("value") or "")))
    return sorted(good, key=lambda span: (span.start, -span.end))


def _plain(text: str, mask: bool) -> list[Segment]:
    if not text:
        return []
    if not mask:
        return [Segment("", text)]
    out, here = [], 0
    for found in DIGITS.finditer(text):
        if found.start() > here:
            out.append(Segment("", text[here : found.start()]))
        out.append(Segment("phone", masked(found.group())))
        here = found.end()
    if here < len(text):
        out.append(Segment("", text[here:]))
    return out
