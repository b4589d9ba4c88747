"""Recording from Django, in the caller's transaction."""

from datetime import datetime
from typing import Any

from phien.activity.models import Entry


def record(
    *,
    coop: Any,
    kind: str,
    subject: str,
    subject_id: int,
    at: datetime,
    by: Any = None,
    actor: str = "",
    facts: dict[str, object] | None = None,
) -> Entry:
    """Append one entry. `by` is a Person or None; then `actor` says who (buyer, job, shell)."""
    return Entry.every_coop.create(
        coop=coop,
        kind=kind,
        subject=subject,
        subject_id=subject_id,
        at=at,
        person=by,
        actor=f"person:{by.pk}" if by is not None else actor or "shell",
        facts=facts or {},
    )
