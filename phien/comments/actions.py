"""What may be done from outside the desk: taking a person out of comments, forgetting taught words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from phien.activity.actions import record
from phien.comments.errors import ForgottenAlready, TaughtAlready
from phien.comments.models import Comment, Taught
from phien.coops.models import Coop


@transaction.atomic
def erase(*, coop: Coop, sessions: Mapping[int, set[str]], orders: Iterable[int]) -> int:
    """Comments of these orders, and of these buyer keys in these sessions, say and name nothing any more.

    `sessions` is {session: buyer keys}. What was read (items), the outcome and the order stay, for the
    figures. Returns how many.
    """
    wanted = Q(order__in=list(orders))
    for session_id, keys in sessions.items():
        for source, author in map(author_of, sorted(keys)):
            wanted |= Q(session_id=session_id, source=source, author_id=author)
    named = Concat(Value("erased:"), Cast(F("pk"), TextField()))
    blank = {"author_name": "", "text": "", "phone": "", "spans": []}
    return Comment.objects.of(coop).filter(wanted).update(author_id=named, external_id=named, **blank)


@transaction.atomic
def forget(*, word: Taught, session_id: int, by: Any, at: datetime) -> None:
    """Taught words are read no longer; where the session that asks for it has no desk."""
    kept = Taught.objects.of(word.coop_id).select_for_update().get(pk=word.pk)
    if kept.forgotten_at is not None:
        raise ForgottenAlready(words=kept.words)
    kept.forgotten_at, kept.forgotten_by = at, by
    kept.save(update_fields=["forgotten_at", "forgotten_by"])
    _note("word.forgotten", kept, session_id, by, at)


@transaction.atomic
def remember(*, word: Taught, session_id: int, by: Any, at: datetime) -> None:
    """Undo of `forget`."""
    kept = Taught.objects.of(word.coop_id).select_for_update().get(pk=word.pk)
    if kept.forgotten_at is None:
        raise TaughtAlready(words=kept.words)
    kept.forgotten_at = kept.forgotten_by = None
    try:
        with transaction.atomic():
            kept.save(update_fields=["forgotten_at", "forgotten_by"])
    except IntegrityError as error:  # taught anew meanwhile
        raise TaughtAlready(words=kept.words) from error
    _note("word.remembered", kept, session_id, by, at)


def _note(kind: str, word: Taught, session_id: int, by: Any, at: datetime) -> None:
    facts: dict[str, object] = {"words": word.words, "word": word.pk}
    record(coop=word.coop, kind=kind, subject="session", subject_id=session_id, at=at, by=by, facts=facts)


def author_of(buyer_key: str) -> tuple[str, str]:
    """(source, author id) of a buyer key: `c:facebook:12` wrote there, a cookie on the live page."""
    if buyer_key.startswith("c:"):
        _, source, author = buyer_key.split(":", 2)
        return source, author
    return "live", buyer_key
