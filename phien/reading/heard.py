"""What a comment says by itself, whoever wrote it: its parts, clauses and lines, and what is marked in it."""

from __future__ import annotations

import re

from phien.kernel.phones import find_mobiles
from phien.reading import kinds as k
from phien.reading.catalogue import Catalogue
from phien.reading.chunks import Chunker
from phien.reading.clauses import Clause
from phien.reading.contracts import Span
from phien.reading.cutting import split
from phien.reading.letters import Composed, compose
from phien.reading.lines import Said, lines_of
from phien.reading.marks import marks_of, outer_first
from phien.reading.meanings import Meanings
from phien.reading.row import Chunk
from phien.reading.strokes import without_vni
from phien.reading.tokens import DIGITS_MARK, PHONE_MARK, Token, Words, tokenize
from phien.reading.wants import level_of

__all__ = ["Ear", "Heard"]

_REMEMBERED = 500  # comments that were heard twice; in a live many are the same: "1 hũ", "giá bao nhiêu"
_MOST_ONCE = 4_000  # texts that were heard once
_MOST_REMEMBERED = 80  # characters of such a comment
_ZERO = re.compile(r"(?<=[0-9])[oO](?=[0-9])")  # a letter typed for a digit: "1O1"
_STROKE = re.compile(r"[a-z][1-9][a-z]")  # "go1i": perhaps a VNI stroke that made no letter
_MARKED = re.compile("[À-ÖØ-Þà-ỹ]")  # a Vietnamese letter with its mark; a comment without any was typed bare
# Digits that look like a number to call but are none of ours: a landline, one digit short, a foreign number.
_DIALLED = re.compile(r"(?<![\w/])(?:\+[0-9]{1,3}[ .-]?|0)[0-9](?:[ .\-()]{0,2}[0-9]){6,}(?![\w/])")


class Heard:
    """One comment taken apart. Shared by all who write the same: nobody may change it."""

    __slots__ = ("_said", "chunks", "clauses", "levels", "phone", "phones", "spans", "tags", "text")

    def __init__(
        self,
        text: str,
        phones: list[Span],
        chunks: list[Chunk],
        clauses: list[Clause],
        spans: tuple[Span, ...],
    ) -> None:
        self.text = text  # composed
        self.phones = phones
        self.phone = phones[0].value if phones else None
        self.chunks = chunks
        self.clauses = clauses
        self.spans = spans  # all of them, the phones too, left to right
        said = lines_of(clauses)
        self._said: Said | None = said
        # How much each clause wants something: 0 not, 1 perhaps, 2 yes.
        self.levels = [level_of(clause, said.of(clause)) for clause in clauses]
        self.tags = 0  # all that is said in it
        for clause in clauses:
            self.tags |= clause.tags

    def lines(self) -> Said:
        """What is named and counted, for the caller to change while weighing it."""
        said, self._said = self._said or lines_of(self.clauses), None
        return said

    @property
    def codes(self) -> frozenset[str]:
        """The codes that are named."""
        return frozenset(code for chunk in self.chunks if chunk.kind == k.CODE for code in chunk.codes)


class Ear:
    """Takes comments apart by the words of one run sheet."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._words = Words(catalogue.known)
        self._known = catalogue.known
        self._marked = Meanings(catalogue, plain=False)
        self._bare = Meanings(catalogue, plain=True)
        self._once: set[str] = set()
        self._often: dict[str, Heard] = {}

    def hear(self, text: str) -> Heard:
        """`text` taken apart; one that was heard twice lately is remembered."""
        heard = self._often.get(text)
        if heard is None:
            heard = self._hear(text)
            if text in self._once:
                _make_room(self._often, _REMEMBERED)
                self._often[text] = heard
            elif len(text) <= _MOST_REMEMBERED:
                _make_room(self._once, _MOST_ONCE)
                self._once.add(text)
        return heard

    def _hear(self, text: str) -> Heard:
        composed = compose(text)
        if _STROKE.search(composed.text) is not None:
            composed = without_vni(composed, self._knows)
        marked, phones = _take_phones(composed)
        tokens, ends = tokenize(marked, self._words)
        chunker = self._chunker(composed.text, tokens)
        chunks = chunker.chunks()
        clauses = split(chunks)
        spans = marks_of(clauses, chunker, ends, composed)
        if phones:
            spans = sorted([*phones, *spans], key=outer_first)
        return Heard(composed.text, phones, chunks, clauses, tuple(spans))

    def _knows(self, key: str) -> bool:
        return len(key) > 1 and key in self._known

    def _chunker(self, text: str, tokens: list[Token]) -> Chunker:
        bare = text.isascii() or _MARKED.search(text) is None
        return Chunker(self._bare if bare else self._marked, text, tokens)


def _make_room(remembered: set[str] | dict[str, Heard], most: int) -> None:
    if len(remembered) >= most:
        remembered.clear()


def _take_phones(composed: Composed) -> tuple[str, list[Span]]:
    """The text with all dialled digits marked, and the mobile numbers among them."""
    text = composed.text
    marked = _ZERO.sub("0", text) if "O" in text or "o" in text else text
    spans = []
    for e164, start, end in find_mobiles(text):
        spans.append(Span(*composed.original(start, end), "phone", e164))
        marked = marked[:start] + PHONE_MARK + " " * (end - start - 1) + marked[end:]
    if "0" in marked or "+" in marked:
        marked = _DIALLED.sub(lambda match: DIGITS_MARK + " " * (len(match.group()) - 1), marked)
    return marked, spans
