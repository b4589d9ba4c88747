"""Filters of the list of orders that somebody keeps under a name."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import parse_qs

from django.db import IntegrityError, transaction

from phien.activity.actions import record
from phien.coops.models import Coop, Person
from phien.kernel.phones import find_mobiles
from phien.orders import queries
from phien.orders.errors import FilterNameTaken, NoFilterName, TooManyFilters
from phien.orders.models import KeptFilter

LONGEST, MOST_KEPT = 40, 20


def keep_filter(
    *, coop: Coop, name: str, query: str, by: Person, at: datetime, shared: bool = False
) -> KeptFilter:
    """Keep `query` (a query string) under `name`, for this person or for everybody here."""
    if KeptFilter.objects.of(coop).filter(person=by, removed_at=None).count() >= MOST_KEPT:
        raise TooManyFilters(most=MOST_KEPT)
    kept = KeptFilter(coop=coop, person=by, name=_name(name), query=query[:1000], shared=shared, kept_at=at)
    return _saved(kept, "kept", by=by, at=at)


def rename_filter(*, coop: Coop, filter_id: int, name: str, by: Person, at: datetime) -> KeptFilter:
    """Another name."""
    kept = queries.kept_filter(coop=coop, person=by, filter_id=filter_id)
    kept.name = _name(name)
    return _saved(kept, "renamed", by=by, at=at)


def remove_filter(*, coop: Coop, filter_id: int, by: Person, at: datetime) -> KeptFilter:
    """It stands above the list no more; it can be brought back."""
    kept = queries.kept_filter(coop=coop, person=by, filter_id=filter_id)
    kept.removed_at = kept.removed_at or at
    return _saved(kept, "removed", by=by, at=at)


def return_filter(*, coop: Coop, filter_id: int, by: Person, at: datetime) -> KeptFilter:
    """Undo of `remove_filter`."""
    kept = queries.kept_filter(coop=coop, person=by, filter_id=filter_id)
    kept.removed_at = None
    return _saved(kept, "returned", by=by, at=at)


def forget_searches(*, coop: Coop, phones: Collection[str]) -> int:
    """Filters that look for one of these phones (E.164), or are called by it, go; removed ones too.

    For a buyer who is deleted: what staff typed would still name them. Returns how many.
    """
    found = [kept.pk for kept in KeptFilter.objects.of(coop) if _looks_for(kept, phones)]
    return KeptFilter.objects.of(coop).filter(pk__in=found).delete()[0] if found else 0


def _looks_for(kept: KeptFilter, phones: Collection[str]) -> bool:
    texts = [kept.name, *parse_qs(kept.query).get("q", [])]
    return any(phone in phones for text in texts for phone, _start, _end in find_mobiles(text))


def _name(name: str) -> str:
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise NoFilterName
    return name


def _saved(kept: KeptFilter, kind: str, *, by: Person, at: datetime) -> KeptFilter:
    try:
        with transaction.atomic():
            kept.save()
            record(
                coop=kept.coop,
                kind=f"filter.{kind}",
                subject="filter",
                subject_id=kept.pk,
                at=at,
                by=by,
                facts={"name": kept.name},
            )
    except IntegrityError as error:
        if "one_kept_filter_a_name" in str(error):
            raise FilterNameTaken from None
        raise
    return kept
