"""Questions of the same sense put together, and which of them were answered. Pure: lines in, groups out.

What a question asks is found by `phien.reading.questions`, once a comment; nothing of it is stored. An answer
is a word of the host ("said") that names the comments it was about, or a comment of the shop's own account
that names the same thing after the question.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from phien.comments.rules import masked_text, spans_of
from phien.kernel.text import fold
from phien.reading.answers import tellings
from phien.reading.contracts import Span
from phien.reading.questions import FREE, Asked, Asking, asked, askings, same

QUIET = timedelta(minutes=5)  # so long an answer is fresh: who asks again opens nothing anew
MOST_KEPT = 4_000  # comments whose questions are kept in mind
LONGEST_WORDS = 90  # characters that a prompt shows of a question

_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a viewer, or a comment of the shop; `spans` in JSON, read only where they are needed."""

    comment: int
    author: str
    text: str
    spans: str
    pinned: str
    at: datetime
    from_shop: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """That something was answered: `key` names it to whoever takes it back.

    `comments` are those it was about; `sense` is what of them, None where nobody noted it.
    """

    key: str
    at: datetime
    comments: frozenset[int]
    sense: str | None = None


class _Words(NamedTuple):
    """How a question was put."""

    shown: str  # masked
    names_it: bool  # they say which item
    folded: str
    clear: tuple[bool, bool, int]  # the larger, the clearer


class _Put(NamedTuple):
    """One question of one person."""

    comment: int
    author: str
    at: datetime
    words: _Words


@dataclass(slots=True)
class QuestionGroup:
    """The same thing asked by several.

    `about` are codes or products (values of `groups`), empty where it is of the shop. While it is open,
    `comments` are those that wait for an answer, newest first, and `people` counts who wrote them. Once it
    was answered, at `answered_at` and by `answer`, they are those who asked again since.
    """

    sense: str
    about: frozenset[str]
    words: str = ""
    names_it: bool = True
    comments: list[int] = field(default_factory=list)
    people: int = 0
    answered_at: datetime | None = None
    answer: str = ""

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None


class _Heap:
    """Questions that an answer to one of them answers, while they are being put together."""

    __slots__ = ("head", "puts")

    def __init__(self, head: Asked) -> None:
        self.head = head
        self.puts: list[_Put] = []  # the newest first

    def size(self) -> tuple[int, int]:
        """How many people, and the newest comment: what more ask comes first."""
        return -len({put.author for put in self.puts}), -self.puts[0].comment


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said on air until `at`, which is now, and the keys of the answers that were taken back."""

    at: datetime
    given: tuple[Answer, ...] = ()
    taken_back: frozenset[str] = frozenset()


def group_questions(
    lines: Sequence[Line], answers: Answers | None, *, groups: Mapping[str, str]
) -> list[QuestionGroup]:
    """Lines (newest first) put together: what most people wait for first, then what was answered lately.

    `groups` says which product a code is a variant of. Without `answers` all are as if nobody had answered.
    """
    mind = _Mind(groups)
    heaps = _heaps(lines, mind)
    if answers is None:
        found = [_group(heap, None, None) for heap in heaps]
    else:
        told = _latest(lines, answers, heaps, mind)
        found = [_group(heap, told.get(id(heap)), answers.at) for heap in heaps]
    kept = [group for group in found if group.comments or not group.open]
    return sorted(kept, key=lambda group: (not group.open, -group.people, -max(group.comments, default=0)))


def _group(heap: _Heap, answer: Answer | None, at: datetime | None) -> QuestionGroup:
    waiting = [put for put in heap.puts if answer is None or put.at > answer.at]
    best = _clearest(heap.puts)
    group = QuestionGroup(heap.head.sense, heap.head.about, best.shown, best.names_it)
    group.comments = [put.comment for put in waiting]
    group.people = len({put.author for put in waiting})
    if answer is not None and at is not None and at - answer.at < QUIET:
        group.answered_at, group.answer = answer.at, answer.key
    return group


# -- putting together


def _heaps(lines: Iterable[Line], mind: "_Mind") -> list[_Heap]:
    """Heaps of the same sense. What is asked of several things at once goes to what most ask about."""
    alike: dict[Asked, _Heap] = {}
    for line in lines:
        if line.from_shop:
            continue
        for what, words in mind.of(line):
            heap = alike.get(what)
            if heap is None:
                heap = alike[what] = _Heap(what)
            heap.puts.append(_Put(line.comment, line.author, line.at, words))
    out: list[_Heap] = []
    near: dict[str, list[_Heap]] = defaultdict(list)  # by sense, or by each word of a free question
    for heap in sorted(alike.values(), key=_Heap.size):
        other = next((one for one in _near(heap.head, near) if same(one.head, heap.head)), None)
        if other is not None:
            other.puts = sorted((*other.puts, *heap.puts), key=lambda put: -put.comment)
            continue
        out.append(heap)
        for name in _names(heap.head):
            near[name].append(heap)
    return out


def _near(head: Asked, near: Mapping[str, list[_Heap]]) -> Iterator[_Heap]:
    for name in _names(head):
        yield from near.get(name, ())


def _names(head: Asked) -> Iterable[str]:
    return sorted(head.words) if head.sense == FREE else (f"={head.sense}",)


# -- what was answered


def _latest(
    lines: Sequence[Line], answers: Answers, heaps: Sequence[_Heap], mind: "_Mind"
) -> dict[int, Answer]:
    """The last answer to each heap, by the heap's `id`."""
    told: dict[int, Answer] = {}
    meant = ((_meant(answer, heaps), answer) for answer in answers.given)
    for heap, answer in (*_told(lines, heaps, mind), *meant):
        if heap is None or answer.key in answers.taken_back:
            continue
        before = told.get(id(heap))
        if before is None or before.at < answer.at:
            told[id(heap)] = answer
    return told


def _told(lines: Iterable[Line], heaps: Sequence[_Heap], mind: "_Mind") -> Iterator[tuple[_Heap, Answer]]:
    """What the shop's own comments answer."""
    for line in lines:
        for what, _ in mind.of(line) if line.from_shop else ():
            for heap in heaps:
                if same(heap.head, what):
                    yield heap, Answer(f"c{line.comment}", line.at, frozenset())


def _meant(answer: Answer, heaps: Sequence[_Heap]) -> _Heap | None:
    """The heap that most of the comments of an answer lie in."""
    best, most = None, 0
    for heap in heaps:
        if answer.sense in (None, heap.head.sense):
            here = sum(put.comment in answer.comments for put in heap.puts)
            if here > most:
                best, most = heap, here
    return best


# -- the words


def _clearest(puts: Sequence[_Put]) -> _Words:
    """How it is put best: with marks, in whole words, the way most put it, short."""
    usual = Counter(put.words.folded for put in puts)
    return max(
        (put.words for put in puts),
        key=lambda words: (*words.clear, usual[words.folded], -len(words.shown)),
    )


def _words(text: str, spans: Sequence[Span], one: Asking) -> _Words:
    within = [span for span in spans if one.start <= span.start and span.end <= one.end]
    cut = [
        {"start": span.start - one.start, "end": span.end - one.start, "kind": span.kind} for span in within
    ]
    shown = masked_text(text[one.start : one.end], cut).strip().rstrip("?!. ").strip()
    shown = shown[:1].upper() + shown[1:]
    whole = len(shown) <= LONGEST_WORDS
    if not whole:
        shown = shown[:LONGEST_WORDS].rstrip() + "…"
    pieces = _LETTERS.findall(shown)
    brief = sum(len(piece) == 1 or not _VOWEL.search(fold(piece)) for piece in pieces)  # k, ko, bn, z
    return _Words(
        f"{shown}?",
        any(span.kind in ("code", "product") for span in within),
        fold(shown),
        (not shown.isascii(), len(pieces) > 1 and whole, -brief),
    )


# -- kept in mind

_Found = tuple[tuple[Asked, _Words], ...]
_KEPT: dict[tuple[int, str, int], _Found] = {}


class _Mind:
    """What each line asks or tells, with the words to show. A comment never changes, so it is read once."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = groups
        self._mark = hash(frozenset(groups.items()))

    def of(self, line: Line) -> _Found:
        """What a line asks or tells."""
        key = line.comment, line.text, self._mark
        found = _KEPT.get(key)
        if found is None:
            if len(_KEPT) >= MOST_KEPT:
                _KEPT.clear()
            found = _KEPT[key] = tuple(self._read(line))
        return found

    def _read(self, line: Line) -> Iterator[tuple[Asked, _Words]]:
        spans = spans_of(json.loads(line.spans), len(line.text))
        read = tellings if line.from_shop else askings
        for one in read(line.text, spans):
            what = asked(one, pinned=line.pinned or None, groups=self._groups)
            yield what, _words(line.text, spans, one)
