"""What the host has said on air: lines of the run sheet, answers to questions; and that it was not so.

No desk keeps any of this in memory, so it is written here for open sessions too.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from phien.activity import queries as activity
from phien.activity.actions import record
from phien.comments import queries as comments
from phien.comments.queries import Answer, Answers
from phien.live.errors import Unknown
from phien.live.models import Item, Session

ANSWERED, TAKEN_BACK = "session.answered", "session.unanswered"


@transaction.atomic
def mark_said(*, coop: Any, session_id: int, item_id: int, by: Any, at: datetime) -> str:
    """The host has said the item's line. Returns the key to take it back by."""
    changed = Item.objects.of(coop).filter(session_id=session_id, pk=item_id).update(said_at=at)
    if not changed:
        raise Unknown
    _note(coop, "session.said", session_id, by=by, at=at, facts={"item": item_id})
    return f"i{item_id}"


@transaction.atomic
def mark_answered(
    *, coop: Any, session_id: int, comments: Sequence[int], sense: str | None = None, by: Any, at: datetime
) -> str:
    """The host has answered a question on air: what these comments ask in this sense (None: in any).

    Returns the key to take it back by.
    """
    if not Session.objects.of(coop).filter(pk=session_id).exists():
        raise Unknown
    facts: dict[str, object] = {"comments": list(comments)}
    if sense is not None:
        facts["sense"] = sense
    return f"e{_note(coop, ANSWERED, session_id, by=by, at=at, facts=facts)}"


@transaction.atomic
def take_back_said(*, coop: Any, session_id: int, key: str, by: Any, at: datetime) -> None:
    """It was not said after all. `key`: of an item (i7), an answer (e12) or a comment of the shop (c45).

    Refuses `Unknown`.
    """
    what, number = key[:1], int(key[1:])
    if what == "i":
        changed = Item.objects.of(coop).filter(session_id=session_id, pk=number).update(said_at=None)
        if not changed:
            raise Unknown
        _note(coop, "session.unsaid", session_id, by=by, at=at, facts={"item": number})
        return
    if what == "e":
        entries = activity.of_subject(coop=coop, subject="session", subject_id=session_id)
        known = entries.filter(kind=ANSWERED, pk=number).exists()
    else:
        comment = comments.one(coop=coop, session_id=session_id, comment_id=number)
        known = comment is not None and comment.from_shop
    if not known:
        raise Unknown
    _note(coop, TAKEN_BACK, session_id, by=by, at=at, facts={"undoes": key})


def answers_on_air(*, coop: Any, session_id: int, at: datetime) -> Answers:
    """What the host has answered until `at`, which is now, and what was taken back. One query."""
    entries = activity.of_subject(coop=coop, subject="session", subject_id=session_id).order_by("id")
    rows = entries.filter(kind__in=(ANSWERED, TAKEN_BACK)).values_list("pk", "kind", "at", "facts")
    given: list[Answer] = []
    taken_back: set[str] = set()
    for pk, kind, when, facts in rows:
        if kind == TAKEN_BACK:
            taken_back.add(str(facts.get("undoes")))
        else:
            about = frozenset(int(comment) for comment in facts.get("comments", ()))
            given.append(Answer(f"e{pk}", when, about, facts.get("sense")))
    return Answers(at, tuple(given), frozenset(taken_back))


def _note(coop: Any, kind: str, session_id: int, *, by: Any, at: datetime, facts: dict[str, object]) -> int:
    entry = record(coop=coop, kind=kind, subject="session", subject_id=session_id, by=by, at=at, facts=facts)
    return int(entry.pk)
