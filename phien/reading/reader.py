"""The reader: a comment in, what is wanted out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from phien.reading.case import Case, Verdict
from phien.reading.catalogue import Catalogue
from phien.reading.contracts import AuthorHistory, Items, Reading, RunSheet, Span
from phien.reading.games import Games
from phien.reading.heard import Ear
from phien.reading.marks import whole, with_letter
from phien.reading.resolve import Resolver
from phien.reading.verdicts import decide

__all__ = ["HOST", "Reader", "Stream"]

HOST = "host"
_MOST_TEXT = 2_000
_HOST_NAMES = frozenset({"code", "product", "price", "phone"})  # what is marked in the shop's own comments


class Reader:
    """Reads the comments of one session. Everything the run sheet says is compiled once, here."""

    def __init__(self, sheet: RunSheet) -> None:
        self._catalogue = Catalogue(sheet)
        self._ear = Ear(self._catalogue)
        self._games = Games()
        self._pins = {code.upper(): code for code in self._catalogue.wares}

    @property
    def catalogue(self) -> Catalogue:
        """The run sheet as it was compiled. Nobody may change it."""
        return self._catalogue

    def read(
        self,
        text: str,
        *,
        author: str,
        pinned: str | None,
        history: AuthorHistory,
        current: Mapping[str, int] | None = None,
    ) -> Reading:
        """What `text` means, written by `author` while `pinned` (a code) is on screen.

        `current` is the author's open order by code as the desk knows it; None: what `history` remembers.
        The caller then calls `history.remember(text, reading)`. The shop's own comments are always `other`.
        """
        heard = self._ear.hear(text[:_MOST_TEXT])
        if author == HOST:
            self._games.heard(heard.text, heard.codes)
            spans = tuple(span for span in heard.spans if span.kind in _HOST_NAMES)
            return Reading("other", (), heard.phone, False, "", spans)
        pin = self._pins.get(pinned.strip().upper()) if pinned else None
        mine = history.items if current is None else current
        case = Case(
            catalogue=self._catalogue,
            chunks=heard.chunks,
            clauses=heard.clauses,
            said=heard.lines(),
            phone=heard.phone,
            pinned=pin,
            mine=mine,
            pending=history.pending,
            resolver=Resolver(self._catalogue, pin, mine),
            levels=heard.levels,
            tags=heard.tags,
        )
        verdict = decide(case, self._games)
        if (
            verdict.intent == "order"
            and verdict.doubt in ("", "adds_or_changes")
            and history.said_before(text)
        ):
            verdict.doubt = "repeat"
        if verdict.intent in ("order", "change") and not verdict.doubt and not _real(verdict.items.items()):
            verdict.doubt = "how_many"  # none of something: "0 0" where 0 is a code
        spans = heard.spans
        if verdict.intent == "question" and not any(span.kind == "question" for span in spans):
            spans = (whole(text, "question"), *spans)
        if verdict.doubt == "vocative_or_code":
            spans = with_letter(text, spans, self._catalogue.codes)
        return _reading(verdict, heard.phone, spans)

    def heard_host(self, text: str) -> None:
        """Takes in what the shop said, as `read` does: a game begins or ends."""
        heard = self._ear.hear(text[:_MOST_TEXT])
        self._games.heard(heard.text, heard.codes)


class Stream:
    """A whole stream of comments, in order; keeps each author's history."""

    def __init__(self, sheet: RunSheet) -> None:
        self._reader = Reader(sheet)
        self._histories: dict[str, AuthorHistory] = {}

    def read(self, author: str, text: str, pinned: str | None) -> Reading:
        """Reads the next comment and remembers it."""
        history = self._histories.setdefault(author, AuthorHistory())
        reading = self._reader.read(text, author=author, pinned=pinned, history=history)
        history.remember(text, reading)
        return reading


def _reading(verdict: Verdict, phone: str | None, spans: tuple[Span, ...]) -> Reading:
    items = _real(verdict.items.items())
    if verdict.intent == "order" and not items and not verdict.doubt:
        verdict.doubt = "which_item"  # "0 gói"
    options: list[Items] = []
    if verdict.doubt:
        guesses = [items, *map(_real, verdict.options)]
        options = list(dict.fromkeys(option for option in guesses if option))
    return Reading(verdict.intent, items, phone, bool(verdict.doubt), verdict.doubt, spans, tuple(options))


def _real(items: Iterable[tuple[str, int]]) -> Items:
    """A guess without what nobody can order: none of something ("0" where 0 is also a code)."""
    return tuple([(code, qty) for code, qty in items if qty >= 1])
