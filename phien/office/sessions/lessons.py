"""What the teaching page shows: a comment in words to tap, what they would name, what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from phien.comments import queries as comments
from phien.comments.queries import Choice, Piece, ReviewCase
from phien.kernel.refusals import Refusal
from phien.live.queries import Differs, Lesson
from phien.plumbing.middleware import refusal_sentence
from phien.plumbing.templatetags.phien import dong

if TYPE_CHECKING:
    from django.http import QueryDict

    from phien.comments.models import Comment

NOTHING = "-"  # chosen as the item: these words name no goods
MOST = 999
SHOWN = 50  # comments that would read differently, listed; the others are counted


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the comment: with a `number` a word that can be tapped, and whether it is."""

    piece: Piece
    number: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A comment that reads differently: what it was, what it is, in short words. `sign` is the state's.

    `choice` is what one tap does where nothing is done by itself, `order` the code of what it became.
    """

    differs: Differs
    was: str
    now: str
    sign: str
    choice: Choice | None
    order: str = ""


class Draft:
    """What is about to be taught with one comment: as it was sent, or what the machine suggests."""

    def __init__(self, lesson: Lesson, row: Comment, sent: QueryDict) -> None:
        self.lesson, self.row, self.sent = lesson, row, sent

    @cached_property
    def case(self) -> ReviewCase:
        """The comment as the queue shows it."""
        return comments.case_of(self.row)

    @cached_property
    def _words(self) -> list[tuple[int, int, bool]]:
        return self.lesson.words(self.row.text)

    @cached_property
    def chosen(self) -> list[int]:
        """The numbers of the words that are meant: those that were tapped, or the first that nobody knows."""
        if "picked" in self.sent:
            known = range(len(self._words))
            return sorted({int(n) for n in self.sent.getlist("word") if n.isdecimal() and int(n) in known})
        return _first_run([number for number, (_, _, strange) in enumerate(self._words) if strange])

    @cached_property
    def words(self) -> str:
        """They as they stand in the comment, with what stands between them."""
        if not self.chosen:
            return ""
        return self.row.text[self._words[self.chosen[0]][0] : self._words[self.chosen[-1]][1]]

    @property
    def pieces(self) -> list[Word]:
        """The comment, its words to tap."""
        found = comments.pieces(self.row.text, self.row.spans, [word[:2] for word in self._words])
        return [Word(piece, piece.word, piece.word in self.chosen) for piece in found]

    @cached_property
    def code(self) -> str:
        """What was chosen: a code, NOTHING, or "" where nothing is."""
        if "code" in self.sent:
            typed = str(self.sent["code"])
            return typed if typed == NOTHING or self.lesson.item(typed) else ""
        guessed = {code for choice in self.case.choices for code, _ in choice.items}
        named = {str(span.get("value")) for span in self.row.spans if span.get("kind") in ("code", "product")}
        left = guessed - named
        return left.pop() if len(left) == 1 else ""

    @property
    def item(self) -> Any:
        """The item that was chosen."""
        return self.lesson.item(self.code)

    @cached_property
    def typed_qty(self) -> int:
        """How many were typed; 0: as it is read."""
        typed = self.sent.get("qty", "")
        return min(int(typed), MOST) if typed.isascii() and typed.isdigit() else 0

    @cached_property
    def refusal(self) -> str:
        """Why these words cannot be taught so; empty while nothing is chosen, or where they can."""
        if not self.words or not self.code:
            return ""
        if self.chosen[-1] - self.chosen[0] >= len(self.chosen):
            return gettext("Choose words that stand side by side.")
        why: Refusal | None = self.lesson.refusal(self.row, self.words, self.item_code)
        return refusal_sentence(why) if why else ""

    @property
    def item_code(self) -> str:
        """The code as the desk is told it: empty for words that name no goods."""
        return "" if self.code == NOTHING else self.code

    @property
    def ready(self) -> bool:
        """Whether it can be tried out."""
        return bool(self.words and self.code and not self.refusal)

    @cached_property
    def own(self) -> Any:
        """How the comment itself would read."""
        return self.lesson.read(self.row, self.words, self.item_code)

    @cached_property
    def decides(self) -> Choice:
        """What the comment itself would become: as it reads then, with what was typed; empty: no order."""
        found: dict[str, int] = {}
        if self.ready and not self.own.reading.review:
            if self.own.reading.intent not in ("order", "change", "cancel") and not self.typed_qty:
                return Choice(())
            found = dict(self.own.reading.items)
        if self.item is not None and (self.typed_qty or not found):
            found[self.code] = self.typed_qty or found.get(self.code) or self._counted()
        return Choice(tuple(found.items()))

    @property
    def as_read(self) -> bool:
        """Whether that is just what it reads then, and surely."""
        return self.ready and self.own.sure and self.decides.items == self.own.reading.items

    @cached_property
    def changes(self) -> list[Change]:
        """The other comments that would read differently."""
        if not self.ready:
            return []
        found = self.lesson.differing(self.words, self.item_code, but=self.row.pk)
        return [change_of(each) for each in found]

    @property
    def shown(self) -> list[Change]:
        """As many of them as are listed."""
        return self.changes[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not."""
        return max(0, len(self.changes) - SHOWN)

    @property
    def taps(self) -> bool:
        """Whether some of them are not changed by themselves."""
        return any(each.choice and not each.differs.waits for each in self.changes)

    def _counted(self) -> int:
        counts = [str(span.get("value")) for span in self.row.spans if span.get("kind") == "quantity"]
        number = counts[0] if len(counts) == 1 else ""
        return min(int(number), MOST) if number.isdecimal() and int(number) else 1


def change_of(differs: Differs, order: str = "") -> Change:
    """A comment that reads differently, in short words; `order` is the code of what it became."""
    after, items = differs.after, Choice(differs.after.items)
    choice = _choice(differs)
    if after.review:
        now, sign = gettext("a person is asked"), "wait"
    elif after.intent == "order":
        now, sign = f"{items.label} · {dong(differs.worth)}", "ok"
        if differs.waits and not differs.sure:
            now, sign = f"{items.label} · {gettext('you decide')}", "wait"
    elif after.intent == "change":
        now, sign = gettext("Change to %s") % items.label, "wait"
    elif after.intent == "cancel":
        now, sign = gettext("Cancel %s") % items.label if items.items else gettext("Cancel all"), "bad"
    elif after.intent == "question":
        about = sorted(
            {span.value for span in after.spans if span.kind in ("code", "product") and span.value}
        )
        asks = gettext("asks about %(codes)s, no order") % {"codes": ", ".join(about)}
        now, sign = asks if about else gettext("asks, no order"), "info"
    else:
        now, sign = gettext("no order"), "rested"
    return Change(differs, _was(differs), now, sign, choice, order)


def _choice(differs: Differs) -> Choice | None:
    """What a tap would do: add what an order lacks, or make one of what nobody decided."""
    if differs.more:
        return Choice(differs.more)
    if differs.waits and differs.sure and differs.after.intent == "order":
        return Choice(differs.after.items)
    return None


def _was(differs: Differs) -> str:
    if differs.waits:
        return gettext("not understood")
    if differs.outcome == "question":
        return gettext("asks")
    if differs.outcome == "other" or not differs.items:
        return gettext("no order")
    return Choice(differs.items).label


def _first_run(numbers: Sequence[int]) -> list[int]:
    """The first of these that stand side by side."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            break
        run.append(number)
    return run
