"""What is asked, and about which item: so that questions of the same sense can be counted together.

A question is searched for cues (`words/questions.txt`: "giá", "ship", "để được"). The first sense whose cues
are all there is what is asked; a question that fits none is compared by the words it shares with others. The
item is the one that is named, else the pinned one. What delivery costs is the same whatever is on screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from phien.reading.contracts import Span
from phien.reading.cues import hear

__all__ = [
    "FREE", "SENSES", "SENSE_NAMES", "Asked", "Asking", "Rule", "asked", "askings", "gaps_in", "named_in",
    "rule", "same", "sense_of",
]  # fmt: skip

FREE = ""  # the sense of what fits none

EACH = "each"  # of one item: price, stock
KIND = "kind"  # of a product, all its sizes alike: how to use it
NAMED = "named"  # of an item only where it is named
ALL = "all"  # of the shop

# Sense, whose question it is, and its cues: all of them; "|" where one of several is enough, "!" for none.
SENSES: tuple[tuple[str, str, str], ...] = (
    ("replay", ALL, "REPLAY"),
    ("wholesale", ALL, "WHOLESALE"),
    ("broken", ALL, "BREAK"),
    ("my_total", ALL, "MINE PRICE"),
    ("my_order", ALL, "MINE"),
    ("checking", ALL, "CHECK"),
    ("return", ALL, "RETURN"),
    ("invoice", ALL, "INVOICE"),
    ("contact", ALL, "CONTACT"),
    ("delivery_fee", ALL, "SHIP|FEE|COD FEE|PRICE"),
    ("cash_on_delivery", ALL, "COD"),
    ("payment", ALL, "PAY"),
    ("delivery_time", ALL, "SHIP|ORDERED WHEN"),
    ("delivery_fee", ALL, "SHIP HOW"),
    ("delivery_area", ALL, "SHIP"),
    ("schedule", ALL, "LIVE"),
    ("promotion", NAMED, "PROMO"),
    ("for_pregnant", KIND, "PREGNANT"),
    ("for_nursing", KIND, "NURSING"),
    ("for_diabetes", KIND, "DIABETES"),
    ("for_pressure", KIND, "PRESSURE"),
    ("for_stomach", KIND, "STOMACH"),
    ("for_allergy", KIND, "ALLERGY"),
    ("for_children", KIND, "CHILD"),
    ("crystals", KIND, "CRYSTAL"),
    ("added", KIND, "ADDED"),
    ("pure", KIND, "PURE"),
    ("keeping", KIND, "KEEP"),
    ("shop_place", ALL, "SHOPAT"),
    ("fit", KIND, "WEAR SIZE|SIZES|BODY|HEIGHT"),
    ("sizes", KIND, "SIZES|SIZE"),
    ("measure", EACH, "MEASURE"),
    ("colour", KIND, "COLOUR"),
    ("effect", KIND, "EFFECT"),
    ("made_of", KIND, "MADEOF"),
    ("papers", KIND, "PAPERS"),
    ("use", KIND, "METHOD"),
    ("use", KIND, "USING HOW|OR"),
    ("price", EACH, "PRICE"),
    ("again", EACH, "AGAIN"),
    ("stock", EACH, "LEFT"),
    ("stock", EACH, "MAYBELEFT !REST"),
    ("holds", EACH, "HOLDS"),
    ("origin", KIND, "ORIGIN|WHERE"),
)
_ALIKE = 0.5  # the share of their words that two free questions have in common
SENSE_NAMES = frozenset({FREE, *(sense for sense, _, _ in SENSES)})
_ITEMS = frozenset({"code", "product"})
_NO_WORDS = frozenset({"code", "product", "phone", "address", "price"})


class Asking(NamedTuple):
    """One thing that a text asks, or tells, by itself: whatever was on screen."""

    sense: str  # of SENSES, or FREE
    per: str
    codes: frozenset[str]  # what is named
    points: bool  # it says "this"
    words: frozenset[str]  # of a FREE question
    start: int  # where in the text
    end: int


class Asked(NamedTuple):
    """The same about something. `about`: codes or products; empty where it is of the shop, or not known."""

    sense: str
    about: frozenset[str]
    words: frozenset[str]


def askings(text: str, spans: Iterable[Span]) -> tuple[Asking, ...]:
    """What the questions in a comment ask; all of it where none was marked."""
    marks = list(spans)
    everywhere = named_in(text, marks)
    found: list[Asking] = []
    for whole in (*(span for span in marks if span.kind == "question"), Span(0, len(text), "question")):
        if found and (whole.start, whole.end) == (0, len(text)):
            break  # only where no part of it asks anything by itself
        within = [span for span in marks if whole.start <= span.start and span.end <= whole.end]
        said = hear(text[whole.start : whole.end], gaps_in(whole, within))
        sense, per = sense_of(said.cues, _RULES)
        codes = named_in(text, within) or everywhere
        if sense or said.words:
            words = frozenset[str]() if sense else said.words
            found.append(Asking(sense, per, codes, said.points, words, whole.start, whole.end))
    return tuple(found)


def asked(one: Asking, *, pinned: str | None, groups: Mapping[str, str]) -> Asked:
    """The same about what is meant: what is named, else the pinned item.

    `groups` says which product a code is a variant of; a code that is missing there is its own.
    """
    return Asked(one.sense, _about(one.per, one.codes, pinned, groups, points=one.points), one.words)


def same(one: Asked, other: Asked) -> bool:
    """Whether an answer to one is an answer to the other."""
    if one.sense != other.sense:
        return False
    if one.sense:
        return one.about == other.about or bool(one.about & other.about)
    if one.about and other.about and not one.about & other.about:
        return False
    shared = len(one.words & other.words)
    return shared / len(one.words | other.words) >= _ALIKE


# -- the item


def named_in(text: str, spans: Sequence[Span]) -> frozenset[str]:
    """The codes that are named: what all mentions have in common, else all of them.

    An amount beside what may be several sizes ("mật 1 lít") makes it another thing than either.
    """
    mentions = [frozenset(span.value.split(",")) for span in spans if span.kind in _ITEMS and span.value]
    if not mentions:
        return frozenset()
    codes = frozenset.intersection(*mentions) or frozenset.union(*mentions)
    if len(codes) > 1:
        for span in spans:
            if span.kind == "quantity" and not span.value:
                return frozenset({f"{','.join(sorted(codes))} {text[span.start : span.end].lower()}"})
    return codes


def _about(
    per: str, named: frozenset[str], pinned: str | None, groups: Mapping[str, str], *, points: bool
) -> frozenset[str]:
    """Whose price, stock or use is asked: of what is named, where that is one; else of what is pinned."""
    if per == ALL:
        return frozenset()
    codes = named
    if pinned is not None and named:
        if pinned in named and (per == EACH or points):
            codes = frozenset({pinned})
    elif pinned is not None and (per in (EACH, KIND) or (per == FREE and points)):
        codes = frozenset({pinned})
    if per in (EACH, NAMED):
        return codes
    return frozenset(groups.get(code, code) for code in codes)


def gaps_in(whole: Span, within: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    """The parts of a question that name things: no words of it."""
    return tuple(
        (span.start - whole.start, span.end - whole.start) for span in within if span.kind in _NO_WORDS
    )


# -- what is asked


class Rule(NamedTuple):
    """A sense, and the cues it takes: one of each set of `wanted`, none of `unwanted`."""

    sense: str
    per: str
    wanted: tuple[frozenset[str], ...]
    unwanted: frozenset[str]


def rule(sense: str, per: str, cues: str) -> Rule:
    """A line of SENSES as a rule."""
    parts = cues.split()
    wanted = tuple(frozenset(part.split("|")) for part in parts if not part.startswith("!"))
    return Rule(sense, per, wanted, frozenset(part[1:] for part in parts if part.startswith("!")))


def sense_of(cues: frozenset[str], rules: Sequence[Rule]) -> tuple[str, str]:
    """The first sense that the cues fit, and whose question it is; FREE where they fit none."""
    for sense, per, wanted, unwanted in rules:
        if all(cues & some for some in wanted) and not cues & unwanted:
            return sense, per
    return FREE, FREE


_RULES = [rule(*line) for line in SENSES]
