"""Reading comments, cooperative first: the latest with their spans, the review queue, questions, counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, JSONObject

from phien.comments.models import Comment, Taught
from phien.comments.questions import Answer as Answer
from phien.comments.questions import Answers as Answers
from phien.comments.questions import Line, group_questions
from phien.comments.questions import QuestionGroup as QuestionGroup
from phien.comments.rules import Piece as Piece  # of a comment from which words are picked
from phien.comments.rules import Segment as Segment  # of a ShownComment
from phien.comments.rules import masked_text, segments, spans_of
from phien.comments.rules import pieces as pieces
from phien.comments.statements import line_id
from phien.kernel.text import handle
from phien.plumbing.truths import BrokenTruth

LATEST = 40
LATEST_QUESTIONS = 200
SHOP = "host"  # the author id under which the shop's own account comments
TAKEN = ("order", "changed")
ERASED = "erased:"  # what the author id begins with once its writer was deleted on request


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment as staff see it, phones masked. `amount` in đồng is what it added to an order.

    `author` and the words are empty where their writer was deleted on request.
    """

    id: int
    author: str
    from_shop: bool
    segments: list[Segment]
    at: datetime
    outcome: str
    amount: int | None
    decision: str
    order_id: int | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a comment, as its channel knows them. `known` is false of the shop and of who was deleted."""

    source: str
    author_id: str
    name: str
    known: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide a comment: its items as (code, quantity)."""

    items: tuple[tuple[str, int], ...]

    @property
    def label(self) -> str:
        """`A1 ×2, A3 ×1` as buttons say it."""
        return ", ".join(f"{code} ×{qty}" for code, qty in self.items)

    @property
    def value(self) -> str:
        """`A1:2,A3:1` as forms send it."""
        return ",".join(f"{code}:{qty}" for code, qty in self.items)


class Mark(NamedTuple):
    """Something that was read in a comment: what kind it is, in which words, and its value."""

    kind: str
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """A comment that asks for a person. `choices` begin with what was read; they may be none.

    `marks` are what was read in it, in order, without phones.
    """

    comment: ShownComment
    intent: str
    reason: str
    pinned: str
    choices: list[Choice]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A comment as the public sees it. `tag` is "", order or host."""

    id: str
    author: str
    text: str
    at: datetime
    tag: str


def latest(*, coop: Any, session_id: int, limit: int = LATEST) -> list[ShownComment]:
    """The newest comments of a session, newest first. One query."""
    rows = Comment.objects.of(coop).filter(session_id=session_id).order_by("-id")[:limit]
    return [_shown(row) for row in rows]


def review_cases(*, coop: Any, session_id: int, limit: int = 10) -> list[ReviewCase]:
    """Comments that wait for a person, the first come first. One query."""
    return [case_of(row) for row in _waiting(coop, session_id).order_by("id")[:limit]]


def case_of(row: Comment) -> ReviewCase:
    """A comment's row as the keeper sees it."""
    return ReviewCase(
        comment=_shown(row),
        intent=row.intent,
        reason=row.reason,
        pinned=row.pinned,
        choices=_choices(row),
        marks=tuple(_marks(row)),
    )


def waiting_ids(*, coop: Any, session_id: int) -> list[int]:
    """All that wait for a person, the first come first. One query."""
    return list(_waiting(coop, session_id).order_by("id").values_list("pk", flat=True))


def review_count(*, coop: Any, session_id: int) -> int:
    """How many wait for a person. One query."""
    return _waiting(coop, session_id).count()


def review_counts(*, coop: Any) -> dict[int, int]:
    """How many wait, of each session that has any: {session: count}. One query."""
    rows = Comment.objects.of(coop).filter(outcome="review", decision="")
    return dict(rows.values_list("session_id").annotate(Count("id")).order_by())


def question_groups(
    *,
    coop: Any,
    session_id: int,
    answers: Answers | None = None,
    groups: Mapping[str, str] | None = None,
    limit: int = LATEST_QUESTIONS,
) -> list[QuestionGroup]:
    """The latest questions put together, open ones first, the most asked first. One query.

    `groups` says which product a code is a variant of. Without `answers` all of them are as if nobody had
    answered. Of the `limit` comments looked at some may be the shop's own.
    """
    rows = (
        Comment.objects.of(coop)
        .filter(Q(outcome="question") | Q(author_id=SHOP), session_id=session_id, hidden_at=None)
        .order_by("-id")
        .values_list("pk", "author_id", "text", Cast("spans", TextField()), "pinned", "received_at")[:limit]
    )
    lines = [
        Line(pk, author, text, spans, pinned, at, from_shop=author == SHOP)
        for pk, author, text, spans, pinned, at in rows
    ]
    return group_questions(lines, answers, groups=groups or {})


def chat(*, coop: Any, session_id: int, limit: int = 50) -> list[ChatLine]:
    """The latest lines for everybody, newest last, phones masked. One query."""
    shown = Comment.objects.of(coop).filter(session_id=session_id, hidden_at=None)
    shown = shown.exclude(author_id__startswith=ERASED)  # says nothing any more
    rows = shown.exclude(outcome="blocked").order_by("-id")[:limit]
    return [
        ChatLine(
            id=line_id(row.source, row.external_id),
            author=masked_text(row.author_name or handle(row.author_id), ()),
            text=masked_text(row.text, row.spans),
            at=row.at,
            tag="host" if row.author_id == SHOP else "order" if row.outcome in TAKEN else "",
        )
        for row in reversed(rows)
    ]


def of_viewers(*, coop: Any, session_ids: Iterable[int]) -> QuerySet[Comment]:
    """What viewers wrote in these sessions; the shop's own comments are left out."""
    return Comment.objects.of(coop).filter(session_id__in=list(session_ids)).exclude(author_id=SHOP)


def decided_by_the_pin(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """Those that ask for the pinned item though no words of theirs name just that item."""
    rows = rows.exclude(pinned="").filter(items__contains=_listed(code=F("pinned")))
    for kind in ("code", "product"):
        rows = rows.exclude(spans__contains=_listed(kind=Value(kind), value=F("pinned")))
    return rows


def one(*, coop: Any, session_id: int, comment_id: int) -> ShownComment | None:
    """One comment as staff see it; None where this session has none such. One query."""
    row = Comment.objects.of(coop).filter(pk=comment_id, session_id=session_id).first()
    return _shown(row) if row else None


def author(*, coop: Any, session_id: int, comment_id: int) -> Author | None:
    """Who wrote this comment; None where this session has none such. One query."""
    row = Comment.objects.of(coop).filter(pk=comment_id, session_id=session_id).first()
    if row is None:
        return None
    known = row.author_id != SHOP and not row.author_id.startswith(ERASED)
    return Author(row.source, row.author_id, row.author_name or handle(row.author_id), known)


def stored(*, coop: Any, session_id: int, comment_id: int) -> Comment | None:
    """The row of one comment, for reading it anew; None where this session has none such. One query."""
    return Comment.objects.of(coop).filter(pk=comment_id, session_id=session_id).first()


def texts(*, coop: Any, session_id: int) -> list[tuple[int, str, str, str]]:
    """(id, source, author, text) of what viewers wrote and no person decided, the first first. One query."""
    rows = of_viewers(coop=coop, session_ids=[session_id]).filter(decision="").exclude(outcome="blocked")
    return list(rows.order_by("id").values_list("id", "source", "author_id", "text"))


def of_authors(*, coop: Any, session_id: int, authors: Iterable[tuple[str, str]]) -> list[Comment]:
    """All that these (source, author) wrote in a session, the first first. One query."""
    wanted = set(authors)
    rows = Comment.objects.of(coop).filter(
        session_id=session_id, author_id__in={author for _, author in wanted}
    )
    rows = rows.exclude(outcome="blocked").order_by("id")
    return [row for row in rows if (row.source, row.author_id) in wanted]


def thanks_to(*, coop: Any, word_id: int) -> list[Comment]:
    """What was decided thanks to taught words, and what taught them, the first first. One query."""
    return list(Comment.objects.of(coop).filter(taught=word_id).order_by("id"))


def taught(*, coop: Any, variants: Iterable[int]) -> list[Taught]:
    """The words that are read for these variants, and those that name no goods; the latest first. With
    `decided`, how many comments were decided thanks to each. One query."""
    rows = Taught.objects.of(coop).filter(forgotten_at=None)
    rows = rows.filter(Q(variant=None) | Q(variant__in=list(variants)))
    return list(rows.annotate(decided=Count("comments")).order_by("-id"))


def one_taught(*, coop: Any, word_id: int) -> Taught | None:
    """Words that were taught here, forgotten or not; None where there are none such. One query."""
    return Taught.objects.of(coop).filter(pk=word_id).first()


def shown(row: Comment) -> ShownComment:
    """A comment as staff see it."""
    return _shown(row)


def outcome_counts(*, coop: Any, session_id: int) -> dict[str, int]:
    """How many comments had each outcome: {outcome: count}. One query."""
    rows = Comment.objects.of(coop).filter(session_id=session_id)
    return dict(rows.values_list("outcome").annotate(Count("id")).order_by())


def comment_text(*, coop: Any, comment_id: int) -> str | None:
    """The words of one comment, masked; None where there is no such comment."""
    row = Comment.objects.of(coop).filter(pk=comment_id).first()
    return masked_text(row.text, row.spans) if row else None


def broken_truths() -> list[BrokenTruth]:
    """Truth 2 as far as the database's own UNIQUE cannot tell: an outcome that names an order has one.

    A comment whose outcome is `order` and which nobody decided away must point at an order of its session.
    """
    stray = Comment.every_coop.filter(outcome="order").filter(
        Q(order__isnull=True) | ~Exists(_same_session_order())
    )
    names = ("id", "coop_id", "session_id", "outcome", "order_id")
    rows = [{name: getattr(row, name) for name in names} for row in stray[:20]]
    return [BrokenTruth(2, "A comment that became an order has its order.", rows)] if rows else []


def _listed(**thing: Any) -> Func:
    return Func(JSONObject(**thing), function="jsonb_build_array", output_field=JSONField())


def _same_session_order() -> QuerySet[Comment]:
    return Comment.every_coop.filter(pk=OuterRef("pk"), order__session_id=OuterRef("session_id"))


def _waiting(coop: Any, session_id: int) -> QuerySet[Comment]:
    return Comment.objects.of(coop).filter(session_id=session_id, outcome="review", decision="")


def _shown(row: Comment) -> ShownComment:
    erased = row.author_id.startswith(ERASED)
    return ShownComment(
        id=row.pk,
        author="" if erased else masked_text(row.author_name or handle(row.author_id), ()),
        from_shop=row.author_id == SHOP,
        segments=segments(row.text, row.spans),
        at=row.at,
        outcome=row.outcome,
        amount=row.amount,
        decision=row.decision,
        order_id=row.order_id,
        hidden=row.hidden_at is not None,
    )


def _marks(row: Comment) -> Iterator[Mark]:
    for start, end, kind, value in spans_of(row.spans, len(row.text)):
        if kind != "phone":
            yield Mark(kind, masked_text(row.text[start:end], ()), value)


def _choices(row: Comment) -> list[Choice]:
    found: dict[tuple[tuple[str, int], ...], None] = {}
    for items in (row.items, *row.options):
        pairs = tuple((str(item["code"]), int(item["qty"])) for item in items if int(item.get("qty", 0)) > 0)
        if pairs:
            found.setdefault(pairs)
    return [Choice(pairs) for pairs in found][:3]
