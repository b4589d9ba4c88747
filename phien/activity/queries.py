"""Reading the record, cooperative first."""

from typing import Any

from django.db.models import QuerySet

from phien.activity.models import Entry


def of_subject(*, coop: Any, subject: str, subject_id: int) -> QuerySet[Entry]:
    """What happened to one thing, newest first, with the people who did it."""
    return (
        Entry.objects.of(coop)
        .filter(subject=subject, subject_id=subject_id)
        .select_related("person")
        .order_by("-id")
    )


def latest(*, coop: Any) -> QuerySet[Entry]:
    """Everything of a cooperative, newest first."""
    return Entry.objects.of(coop).select_related("person").order_by("-id")
