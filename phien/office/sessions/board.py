"""What the studio shows of one live session, read when first asked for; its parts share what they read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from phien.comments import queries as comments
from phien.comments.queries import Choice, QuestionGroup, ReviewCase, ShownComment
from phien.live import queries
from phien.live.queries import Numbers, SheetRow
from phien.office.sessions.why import ABOUT_THE_ITEM, why
from phien.stock import queries as stock

if TYPE_CHECKING:
    from phien.live.models import Item, Session

CASES = 8
PARTS = ("pinned", "items", "comments", "review", "orders", "totals", "say", "steer", "changes")
QUESTIONS = 8  # shown besides the one to answer now
OFFERED = 30  # goods shown to add one of; a search finds the others


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to say next: a question of several, or a line of the run sheet.

    `about` is what is asked about, where the words do not say it. Of what was answered lately `minutes` is
    how long ago, `key` what takes that back, and `people` counts who ask again.
    """

    words: str
    people: int = 0
    comments: str = ""
    sense: str = ""
    about: str = ""
    item: Item | None = None
    minutes: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A comment for the keeper with the buttons it gets. `verb` says what a choice does."""

    comment: ShownComment
    verb: str
    why: str
    pinned: str
    choices: list[tuple[Choice, str, str]]  # the choice, its decision, its whole label


class Board:
    """One session at one moment. `after` is the comment whose turn in the queue was put off, `steered` the
    code of the item being changed, `adding` what is searched to be added (None: nothing), `variant` what
    of it was chosen, `comment` the one that may be hidden."""

    def __init__(
        self,
        *,
        coop: Any,
        session: Session,
        at: datetime,
        after: int = 0,
        steered: str = "",
        adding: str | None = None,
        variant: int = 0,
        comment: int = 0,
    ) -> None:
        self.coop, self.session, self.at = coop, session, at
        self.after, self.steered_code = after, steered
        self.adding, self.variant, self.comment = adding, variant, comment

    @cached_property
    def rows(self) -> list[SheetRow]:
        """The run sheet with its counts."""
        return queries.run_sheet(coop=self.coop, session=self.session, at=self.at)

    @cached_property
    def pinned(self) -> SheetRow | None:
        """What is on screen."""
        return next((row for row in self.rows if row.item.pk == self.session.pinned_id), None)

    @property
    def lasted(self) -> int:
        """Seconds on air."""
        begun = self.session.opened_at or self.at
        return int((self.at - begun).total_seconds())

    @property
    def pinned_minutes(self) -> int:
        """How long the pinned item has been on screen."""
        since = self.session.pinned_at or self.at
        return int((self.at - since).total_seconds() // 60)

    @property
    def flash_seconds(self) -> int:
        """What is left of the pinned item's flash price."""
        until = self.pinned.item.flash_until if self.pinned and self.pinned.flash else None
        return max(0, int((until - self.at).total_seconds())) if until else 0

    @property
    def following(self) -> SheetRow | None:
        """What comes after the pinned item on the sheet and can still be sold."""
        places = [row.item.pk for row in self.rows]
        here = places.index(self.session.pinned_id) if self.session.pinned_id in places else -1
        return next((row for row in self.rows[here + 1 :] if row.left and not row.stopped), None)

    @property
    def steered(self) -> SheetRow | None:
        """The item whose price and stock are being set."""
        if not self.steered_code:
            return None
        return next((row for row in self.rows if row.item.code == self.steered_code), None)

    @cached_property
    def addable(self) -> list[Any]:
        """What can be added, what is not in this live yet first. One query."""
        found = list(stock.rows(coop=self.coop, search=self.adding or "")[: 4 * OFFERED])
        here = {row.item.variant_id for row in self.rows}
        return sorted(found, key=lambda row: row.pk in here)[:OFFERED]

    @cached_property
    def chosen(self) -> Any | None:
        """What was chosen to be added, with what of it is free."""
        return stock.rows(coop=self.coop).filter(pk=self.variant).first() if self.variant else None

    @cached_property
    def picked(self) -> ShownComment | None:
        """The comment to be hidden, or whose author is to be blocked. One query where one is asked for."""
        if not self.comment:
            return None
        return comments.one(coop=self.coop, session_id=self.session.pk, comment_id=self.comment)

    @property
    def next_code(self) -> str:
        """The code that an added item gets unless the host says another."""
        return queries.suggest_code(row.item.code for row in self.rows)

    @cached_property
    def changes(self) -> list[queries.Change]:
        """What was changed on air last, newest first, each with its undo."""
        return queries.latest_changes(coop=self.coop, session_id=self.session.pk)

    @cached_property
    def numbers(self) -> Numbers:
        """Orders, revenue, orders in the last minute."""
        found = queries.numbers(coop=self.coop, session_ids=[self.session.pk], at=self.at)
        return found.get(self.session.pk, Numbers())

    @cached_property
    def comments(self) -> list[ShownComment]:
        """The latest, newest first."""
        return comments.latest(coop=self.coop, session_id=self.session.pk)

    @cached_property
    def orders(self) -> list[Any]:
        """The latest, newest first."""
        return queries.latest_orders(coop=self.coop, session_id=self.session.pk)

    @cached_property
    def waiting(self) -> int:
        """How many comments wait for a person."""
        return comments.review_count(coop=self.coop, session_id=self.session.pk)

    @cached_property
    def cases(self) -> list[Case]:
        """The first of them; those after the one that was put off come first."""
        found = comments.review_cases(coop=self.coop, session_id=self.session.pk, limit=CASES)
        found.sort(key=lambda case: (case.comment.id <= self.after, case.comment.id))
        return [_case(case, self.rows) for case in found]

    @cached_property
    def questions(self) -> list[Prompt]:
        """What people ask, what most ask first. Two queries and the run sheet's."""
        return [self._asked(group) for group in self._groups if group.open]

    @cached_property
    def answered(self) -> list[Prompt]:
        """What was answered in the last minutes, what most ask again first."""
        return [self._asked(group) for group in self._groups if not group.open]

    @cached_property
    def prompt(self) -> Prompt | None:
        """What several ask comes first, then the run sheet, then what one asks."""
        asked = self.questions[0] if self.questions else None
        if asked and asked.people > 1:
            return asked
        item = queries.next_to_say(self.rows, pinned=self.session.pinned_id)
        return Prompt(words=item.say, item=item) if item else asked

    @property
    def other_questions(self) -> list[Prompt]:
        """The questions after the one that is to be answered now."""
        return [one for one in self.questions if one is not self.prompt][:QUESTIONS]

    @property
    def asked_again(self) -> int:
        """How many ask what was answered lately."""
        return sum(one.people for one in self.answered)

    @cached_property
    def _groups(self) -> list[QuestionGroup]:
        answers = queries.answers_on_air(coop=self.coop, session_id=self.session.pk, at=self.at)
        return comments.question_groups(
            coop=self.coop, session_id=self.session.pk, answers=answers, groups=self._products
        )

    @cached_property
    def _products(self) -> dict[str, str]:
        """Which product a code is a variant of, under a name that no code has."""
        return {row.item.code: f"product {row.item.variant.product_id}" for row in self.rows}

    def _asked(self, group: QuestionGroup) -> Prompt:
        since = group.answered_at
        about = "" if group.names_it else self._name_of(group.about)
        return Prompt(
            words=group.words[:1].lower() + group.words[1:] if about else group.words,
            people=group.people,
            comments=",".join(str(comment) for comment in group.comments),
            sense=group.sense,
            about=about,
            minutes=max(1, round((self.at - since).total_seconds() / 60)) if since else 0,
            key=group.answer,
        )

    def _name_of(self, about: Collection[str]) -> str:
        """The one item or product of these, as people call it; nothing where it is not one."""
        if len(about) != 1:
            return ""
        (one,) = about
        for row in self.rows:
            if row.item.code == one:
                return str(row.item.name)
            if self._products[row.item.code] == one:
                return str(row.item.variant.product.name)
        return ""


def _case(case: ReviewCase, rows: list[SheetRow]) -> Case:
    verb = {"change": gettext("Change to %s"), "cancel": gettext("Cancel %s")}.get(
        case.intent, gettext("Take %s")
    )
    choices = [
        (choice, "corrected" if place else "as_read", (verb if place == 0 else "%s") % choice.label)
        for place, choice in enumerate(case.choices)
    ]
    if case.intent == "cancel" and not choices:
        choices = [(Choice(()), "as_read", gettext("Cancel all"))]
    return Case(
        comment=case.comment,
        verb=verb,
        why=why(case, rows),
        pinned=case.pinned if case.reason in ABOUT_THE_ITEM else "",
        choices=choices,
    )
