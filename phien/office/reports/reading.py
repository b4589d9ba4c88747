"""How the comments of a live were read: what people set right, what was asked and why, what nobody knew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.utils.timezone import now

from phien.comments import queries as comments
from phien.coops.models import Coop
from phien.live import queries as live
from phien.live.contracts import SessionState
from phien.office.reports import sets
from phien.office.reports.figures import lives_before
from phien.office.reports.mending import mended
from phien.reading.reasons import SENTENCES
from phien.reading.unknown import Unknown, UnknownWords

if TYPE_CHECKING:
    from phien.comments.models import Comment
    from phien.live.models import Session

DECISIONS = ("as_read", "corrected", "reread", "dropped")
COUNTED = ("unserved", "withdrawn", "question", "talk", *DECISIONS)


@dataclass(frozen=True, slots=True)
class Share:
    """What became of the comments of one live: `acted` became orders by themselves, `mended` of them were
    set right by people, `asked` were given to a person, of `all` that viewers wrote."""

    session: Session
    all: int
    acted: int
    mended: int
    asked: int

    @property
    def kept(self) -> int:
        """Left as they were read."""
        return self.acted - self.mended

    @property
    def kept_percent(self) -> int | None:
        """Of 100 that became orders by themselves, those left as they were, rounded down; or None."""
        return 100 * self.kept // self.acted if self.acted else None

    @property
    def asked_percent(self) -> int:
        """Of 100 comments: given to a person, rounded up."""
        return -(-100 * self.asked // self.all) if self.all else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Comments that were given to a person for one reason."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Everything the page says. `counts` by the names of `sets.READ`; waits of those decided, in seconds."""

    share: Share
    counts: dict[str, int]
    undecided: int
    pinned: int
    reasons: list[Asked]  # the most frequent first
    half_within: int | None
    longest: int | None
    words: list[Unknown]
    examples: dict[int, comments.ShownComment]
    earlier: list[Share]  # the nearest first

    @property
    def decided(self) -> list[tuple[str, int]]:
        """How people decided, by the names of the rows."""
        found = [(name, self.counts[name]) for name in DECISIONS if self.counts[name]]
        return [*found, ("undecided", self.undecided)] if self.undecided else found

    @property
    def other_readings(self) -> list[tuple[str, int]]:
        """What was read by itself besides orders, by the names of the rows."""
        return [(name, self.counts[name]) for name in COUNTED[:4] if self.counts[name]]


def reading_of(*, coop: Coop, session: Session, words: int) -> ReadingReport:
    """How the comments of a live that has begun were read, with so many of the unknown words."""
    before = lives_before(coop=coop, session=session)
    shares = _shares(coop, [session, *before])
    said = sets.comments_of(coop=coop, session=session).order_by()
    counts = said.aggregate(
        **{name: Count("pk", filter=sets.READ[name].which) for name in COUNTED},
        undecided=Count("pk", filter=sets.COMMENTS["undecided"].which),
    )
    waits = _waits(said)
    unknown = unknown_words(coop=coop, session=session)[:words]
    return ReadingReport(
        share=shares[0],
        counts=counts,
        undecided=counts["undecided"],
        pinned=sets.comments_of(coop=coop, session=session, kind="pinned").count(),
        reasons=_reasons(said),
        half_within=round(median(waits)) if waits else None,
        longest=round(max(waits)) if waits else None,
        words=unknown,
        examples=examples(coop=coop, session=session, words=unknown),
        earlier=[share for share in shares[1:] if share.all],
    )


def unknown_words(*, coop: Coop, session: Session) -> list[Unknown]:
    """The words in a live's comments that are in no list, no name of its sheet and were not taught.

    Five queries.
    """
    words = UnknownWords(live.Lesson(coop=coop, session_id=session.pk, at=now()).book.reader)
    rows = sets.comments_of(coop=coop, session=session).exclude(outcome="blocked")
    for comment, text, spans, outcome, decision in rows.values_list(
        "pk", "text", "spans", "outcome", "decision"
    ):
        words.add(comment, text, spans, asked=outcome == "review" or bool(decision))
    return words.ranked()


def examples(*, coop: Coop, session: Session, words: Sequence[Unknown]) -> dict[int, comments.ShownComment]:
    """The latest comment with each word, by its id, phones masked. One query."""
    rows = sets.comments_of(coop=coop, session=session).filter(pk__in=[word.comments[-1] for word in words])
    return {row.pk: comments.shown(row) for row in rows}


def rows_of(
    *, coop: Coop, session: Session, kind: str, reason: str = "", word: str = ""
) -> QuerySet[Comment] | None:
    """The comments behind a figure, the first first; None where there is no such figure.

    `reason` cuts what people were asked down to one code of why; `word` is the key of an unknown word.
    """
    rows = sets.comments_of(coop=coop, session=session, kind=kind)
    if kind in ("kept", "mended"):
        right = mended(coop=coop, sessions=[session])[session.pk]
        return rows.filter(pk__in=right) if kind == "mended" else rows.exclude(pk__in=right)
    if kind == "word":
        words = {each.key: each for each in unknown_words(coop=coop, session=session)}
        return rows.filter(pk__in=words[word].comments) if word in words else None
    if kind == "asked" and reason:
        return rows.filter(reason=reason) if reason in SENTENCES else None
    return rows


def teachable(*, coop: Coop, session: Session, words: Sequence[Unknown]) -> dict[str, int]:
    """By key of a word, a comment that waits for a person and from which it can be taught; on air only."""
    if session.state != SessionState.OPEN:
        return {}
    waiting = set(comments.waiting_ids(coop=coop, session_id=session.pk))
    found = {word.key: next((one for one in word.comments if one in waiting), 0) for word in words}
    return {key: comment for key, comment in found.items() if comment}


def _shares(coop: Coop, sessions: Sequence[Session]) -> list[Share]:
    """Of each of these lives. Four queries."""
    rows: Any = (
        sets.comments_of(coop=coop, session=sessions)
        .exclude(outcome="blocked")
        .order_by()
        .values("session_id")
        .annotate(
            all=Count("pk"),
            acted=Count("pk", filter=sets.ACTED),
            asked=Count("pk", filter=sets.ASKED),
        )
    )
    counted = {row["session_id"]: row for row in rows}
    right = mended(coop=coop, sessions=sessions)
    nothing = {"all": 0, "acted": 0, "asked": 0}
    found = []
    for one in sessions:
        row = counted.get(one.pk, nothing)
        found.append(Share(one, row["all"], row["acted"], len(right[one.pk]), row["asked"]))
    return found


def _reasons(said: QuerySet[Comment]) -> list[Asked]:
    rows: Any = said.filter(sets.ASKED).values_list("reason").annotate(count=Count("pk"))
    return [Asked(reason, count) for reason, count in sorted(rows, key=lambda row: (-row[1], row[0]))]


def _waits(said: QuerySet[Comment]) -> list[float]:
    rows = said.filter(decided_at__isnull=False).values_list("received_at", "decided_at")
    return [max(0.0, (after - before).total_seconds()) for before, after in rows if after]
