"""Orders that leave the house as a file: who took how many, with which phones."""

from datetime import datetime

from django.db import transaction

from phien.activity.actions import record
from phien.coops.models import Coop, Person


@transaction.atomic
def exported(*, coop: Coop, count: int, form: str, whole_phones: bool, by: Person, at: datetime) -> None:
    """Record it: such a file carries names, addresses and phones. What was searched for is not kept."""
    record(
        coop=coop,
        kind="orders.exported",
        subject="coop",
        subject_id=coop.pk,
        at=at,
        by=by,
        facts={"count": count, "form": form, "phones": "whole" if whole_phones else "masked"},
    )
