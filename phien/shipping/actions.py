"""Keeping what was printed together."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from phien.activity.actions import record
from phien.coops.models import Coop, Person
from phien.shipping.contracts import Paper, Papers
from phien.shipping.models import PrintRun
from phien.shipping.queries import sendable


@transaction.atomic
def begin_run(
    *, coop: Coop, codes: Iterable[str], papers: Papers, paper: Paper, at: datetime, by: Person
) -> PrintRun | None:
    """Number those of these orders that can be sent, as they were confirmed. None: there are none."""
    found = sendable(coop=coop, codes=codes)
    if not found:
        return None
    run = PrintRun.every_coop.create(
        coop=coop, papers=papers.value, paper=paper.value, codes=found, person=by, at=at
    )
    record(
        coop=coop,
        kind="papers.printed",
        subject="print_run",
        subject_id=run.pk,
        at=at,
        by=by,
        facts={"count": len(found)},
    )
    return run
