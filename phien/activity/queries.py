"""Reading the record, cooperative first."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from phien.activity.models import Entry


def of_subject(*, coop: Any, subject: str, subject_id: int) -> QuerySet[Entry]:
    """What happened to one thing, newest first, with the people who did it."""
    return (
        Entry.objects.of(coop)
        .filter(subject=subject, subject_id=subject_id)
        .select_related("person")
        .order_by("-id")
    )


def of_subjects(*, coop: Any, subjects: Iterable[tuple[str, int]]) -> QuerySet[Entry]:
    """What happened to a few things that belong together (a product and its variants), newest first."""
    wanted = Q(pk__in=[])
    for subject, subject_id in subjects:
        wanted |= Q(subject=subject, subject_id=subject_id)
    return Entry.objects.of(coop).filter(wanted).select_related("person").order_by("-id")


def latest(*, coop: Any) -> QuerySet[Entry]:
    """Everything of a cooperative, newest first."""
    return Entry.objects.of(coop).select_related("person").order_by("-id")


def by_people(*, coop: Any, subject: str, ids: Any, kinds: Iterable[str]) -> QuerySet[Entry]:
    """What people did to these things, the first first; what buyers, desk and jobs did is left out."""
    rows = Entry.objects.of(coop).filter(subject=subject, subject_id__in=ids, kind__in=list(kinds))
    return rows.filter(person__isnull=False).order_by("id")
