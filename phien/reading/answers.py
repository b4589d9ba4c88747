"""What the shop tells in a comment: the senses of `questions.py` that it answers.

Careful on purpose: a question counts as answered only where the shop names the same thing outright, and
says a price, a number of days, or that it is free, where that is what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from phien.reading.contracts import Span
from phien.reading.cues import asks, hear
from phien.reading.questions import SENSES, Asking, gaps_in, named_in, rule, sense_of

__all__ = ["tellings"]

# Sense and cues, as in `questions.SENSES`; PRICED: an amount of money is named, DAYS, CLOCK: a time is.
_TELLS: tuple[tuple[str, str], ...] = (
    ("replay", "REPLAY"),
    ("wholesale", "WHOLESALE"),
    ("broken", "BREAK"),
    ("return", "RETURN"),
    ("invoice", "INVOICE"),
    ("contact", "CONTACT"),
    ("checking", "CHECK"),
    ("delivery_fee", "SHIP|FEE|COD PRICED|SHIPFREE"),
    ("cash_on_delivery", "COD"),
    ("payment", "PAY"),
    ("delivery_time", "SHIP DAYS"),
    ("delivery_area", "SHIP NATIONWIDE"),
    ("schedule", "LIVE DAYS|CLOCK"),
    ("promotion", "PROMO"),
    ("for_pregnant", "PREGNANT"),
    ("for_nursing", "NURSING"),
    ("for_diabetes", "DIABETES"),
    ("for_pressure", "PRESSURE"),
    ("for_stomach", "STOMACH"),
    ("for_allergy", "ALLERGY"),
    ("for_children", "CHILD"),
    ("crystals", "CRYSTAL"),
    ("added", "ADDED"),
    ("pure", "PURE"),
    ("keeping", "KEEP"),
    ("shop_place", "SHOPAT"),
    ("measure", "MEASURE"),
    ("effect", "EFFECT"),
    ("made_of", "MADEOF"),
    ("papers", "PAPERS"),
    ("use", "METHOD"),
    ("price", "PRICED !SHIP"),
    ("stock", "LEFT"),
    ("origin", "ORIGIN"),
)
_PART = re.compile(r"(?:[^;!?\n,.]|[.,](?=\d))+[?]?")
_DAYS = re.compile(
    r"\d ?(?:ngày|hôm|tuần|tiếng|ngay|tuan)\b|\b(?:mai|mốt|hôm nay|trong ngày)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"\d ?(?:h\d{0,2}|giờ)\b", re.IGNORECASE)


def tellings(text: str, spans: Iterable[Span]) -> tuple[Asking, ...]:
    """What each part of a shop's comment answers; nothing where it asks itself."""
    marks = list(spans)
    found: list[Asking] = []
    for match in _PART.finditer(text):
        whole = Span(match.start(), match.end(), "question")
        within = [span for span in marks if whole.start <= span.start and span.end <= whole.end]
        part = match.group()
        if part.endswith("?") or asks(part):
            continue
        said = hear(part, gaps_in(whole, within))
        cues = set(said.cues)
        if any(span.kind == "price" for span in within):
            cues.add("PRICED")
        if _DAYS.search(part):
            cues.add("DAYS")
        if _CLOCK.search(part):
            cues.add("CLOCK")
        sense, per = sense_of(frozenset(cues), _RULES)
        if sense:
            codes = named_in(text, within)
            found.append(Asking(sense, per, codes, said.points, frozenset(), whole.start, whole.end))
    return tuple(found)


_PER = {sense: per for sense, per, _ in SENSES}
_RULES = [rule(sense, _PER[sense], cues) for sense, cues in _TELLS]
