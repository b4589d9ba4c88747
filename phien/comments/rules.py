"""How a comment is shown and how questions are grouped. Pure: text and spans in, segments and groups out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from phien.kernel.text import fold

KINDS = frozenset(
    "code product quantity unit phone address price negation question condition".split()  # of SpanKind
)
HOLDERS = frozenset({"question", "condition", "address"})  # may hold other spans, which are shown in them
SAME_KIND = {"qty": "quantity", "item": "product", "alias": "product", "no": "negation", "cancel": "negation"}
# Signs that belong to what follows them, and are shown with it: x2, +1, #A1.
BEFORE = {"quantity": "x×X*+", "code": "#"}
# What looks like a phone though nobody read it as one: nine or more digits, with dots or spaces between.
DIGITS = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
WORD = re.compile(r"[^\W_]+")

# Question words that every group shares, and the folded words that name what is asked about.
FILLER_WORDS = """
a ah ai anh ad ban bao bi cai chi cho chua co con cua da dc duoc e em gi giup ha hay hem hok hong hoi ho k ko
kg kh khong la lam mih minh moi mua nay nha nhe nhieu nhu nhung o oi roi sao shop thi the toi va vay voi vo z
"""
FILLERS = frozenset(FILLER_WORDS.split())
TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("delivery", ("ship", "freeship", "giao", "gui", "van chuyen", "nhan hang")),
    ("payment", ("cod", "chuyen khoan", "ck", "tra tien", "thanh toan")),
    ("stock", ("het chua", "con khong", "con ko", "con k", "con hang", "con hong", "con hem")),
    ("purity", ("duong", "nguyen chat", "that khong", "pha", "hang gia", "ket tinh")),
    ("keeping", ("han", "de duoc", "bao lau", "bao quan", "date")),
    ("use", ("uong", "dung", "xai", "an", "cach", "ngam")),
    ("fit", ("ba bau", "tre em", "em be", "be may", "tieu duong", "tieu")),
    ("price", ("gia", "bao nhieu", "bn", "nhieu tien", "may tien")),
)


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
    return _cut(text, _ordered(spans, len(text)), 0, len(text), mask)


def _cut(
    text: str, spans: Sequence[tuple[int, int, str]], here: int, until: int, mask: bool
) -> list[Segment]:
    """The segments of text[here:until]."""
    out: list[Segment] = []
    at = 0
    while at < len(spans):
        start, end, kind = spans[at]
        at += 1
        if start < here or end > until:
            continue
        within = at
        while at < len(spans) and spans[at][0] < end:
            at += 1
        if kind in HOLDERS:
            parts = _cut(text, spans[within:at], start, end, mask)
            shown = Segment(kind, "".join(part.text for part in parts), _worth_keeping(parts))
        else:
            if kind == "quantity" and at < len(spans) and _counts(text, end, spans[at]):
                end = spans[at][1]
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


def _counts(text: str, end: int, after: tuple[int, int, str]) -> bool:
    """Whether the span after a count is its pack: "2 chai", "2h"."""
    return after[2] == "unit" and not text[end : after[0]].strip() and "\n" not in text[end : after[0]]


def _with_sign(text: str, start: int, here: int, kind: str) -> int:
    """Where a count or code begins with the sign that touches it: x2, +1, #A1."""
    before = start - 1
    if before < here or text[before] not in BEFORE.get(kind, ""):
        return start
    return start if before > here and text[before - 1].isalpha() else before


def masked_text(text: str, spans: Iterable[dict[str, Any]]) -> str:
    """The text as the public may see it: every phone masked."""
    return "".join(segment.text for segment in segments(text, spans))


def masked(phone: str) -> str:
    """`0905 ••• 456` of a phone as it was typed."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("84"):
        digits = f"0{digits[2:]}"
    return f"{digits[:4]} ••• {digits[-3:]}" if len(digits) >= 9 else "•••"


def _ordered(spans: Iterable[dict[str, Any]], length: int) -> list[tuple[int, int, str]]:
    good = []
    for span in spans:
        kind = SAME_KIND.get(str(span.get("kind")), str(span.get("kind")))
        start, end = span.get("start"), span.get("end")
        if kind in KINDS and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length:
            good.append((start, end, kind))
    return sorted(good, key=lambda span: (span[0], -span[1]))


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


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it was asked. `asked` is the part that was read as the question, or all of it."""

    comment: int
    author: str
    asked: str


@dataclass(slots=True)
class QuestionGroup:
    """The same thing asked by several. `words` is how the latest of them put it; `people` counts authors."""

    topic: str
    words: str
    comments: list[int] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    tokens: frozenset[str] = frozenset()

    @property
    def people(self) -> int:
        """How many different people ask."""
        return len(self.authors)


def group_questions(questions: Sequence[Question]) -> list[QuestionGroup]:
    """Questions (newest first) put together by topic or by shared words; the most asked group first."""
    groups: list[QuestionGroup] = []
    for question in questions:
        folded = fold(question.asked)
        topic, tokens = _topic(folded), _tokens(folded)
        group = next((one for one in groups if _same(one, topic, tokens)), None)
        if group is None:
            group = QuestionGroup(topic=topic, words=question.asked.strip(), tokens=tokens)
            groups.append(group)
        group.comments.append(question.comment)
        group.authors.add(question.author)
    return sorted(groups, key=lambda group: (-group.people, -group.comments[0]))


def _topic(folded: str) -> str:
    padded = f" {' '.join(WORD.findall(folded))} "
    return next((name for name, needles in TOPICS if any(f" {word} " in padded for word in needles)), "")


def _tokens(folded: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(folded) if word not in FILLERS and not word.isdigit())


def _same(group: QuestionGroup, topic: str, tokens: frozenset[str]) -> bool:
    if topic or group.topic:
        return topic == group.topic
    together = group.tokens | tokens
    return bool(together) and len(group.tokens & tokens) / len(together) >= 0.5
