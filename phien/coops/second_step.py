"""The second step beside a password: an authenticator app, a passkey or a security key.

Each person adds their own (allauth keeps them). A cooperative may ask for one from a day on: who lacks it
then is led to add it before entering that cooperative; their other cooperatives are not touched.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef

from phien.activity.actions import record
from phien.coops.devices import sign_out_everywhere
from phien.coops.errors import SecondStepFirst, ServesElsewhere
from phien.coops.models import Coop, Membership, Person
from phien.coops.persons import locked_person, record_person, serves_elsewhere

KINDS: Final = ("totp", "webauthn")  # recovery codes alone are none
GRACE_DAYS: Final = (0, 3, 7, 14)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Somebody of a cooperative, and whether they have a second step."""

    person: Person
    has: bool


def has_second_step(*, person: Person) -> bool:
    """One query."""
    return bool(Authenticator.objects.filter(user=person, type__in=KINDS).exists())


def people(*, coop: Coop) -> list[Guarded]:
    """Everybody who serves the cooperative, who lacks a second step first; one query."""
    own = Authenticator.objects.filter(user=OuterRef("pk"), type__in=KINDS)
    rows = (
        Person.objects.filter(pk__in=Membership.objects.filter(coop=coop).values("person"))
        .annotate(has=Exists(own))
        .order_by("has", "login")
    )
    return [Guarded(row, bool(row.has)) for row in rows]


@transaction.atomic
def require(*, coop: Coop, days: int, by: Person, at: datetime) -> Coop:
    """From `days` days on (0: now) nobody enters without. At once only by who has one themselves."""
    if not days and not has_second_step(person=by):
        raise SecondStepFirst
    row = Coop.objects.select_for_update().get(pk=coop.pk)
    row.second_step_from = at + timedelta(days=days)
    row.save(update_fields=["second_step_from"])
    record(
        coop=row, kind="coop.second_step_required", subject="coop", subject_id=row.pk, at=at, by=by,
        facts={"days": days},
    )  # fmt: skip
    return row


@transaction.atomic
def stop_requiring(*, coop: Coop, by: Person, at: datetime) -> Coop:
    """A password is enough again; what people added stays theirs."""
    row = Coop.objects.select_for_update().get(pk=coop.pk)
    if row.second_step_from is not None:
        row.second_step_from = None
        row.save(update_fields=["second_step_from"])
        record(coop=row, kind="coop.second_step_left", subject="coop", subject_id=row.pk, at=at, by=by)
    return row


@transaction.atomic
def take_off(*, coop: Coop, person_id: int, by: Person | None, at: datetime) -> Person:
    """For a lost phone: the person's second steps and recovery codes go, and every device is signed out.

    A manager's is refused for who serves elsewhere too: one manager must not weaken the door of another
    cooperative. The command line (`by` None) may, and each cooperative's record says so.
    """
    person = locked_person(coop=coop, person_id=person_id)
    Person.objects.select_for_update().get(pk=person.pk)
    if by is not None and serves_elsewhere(coop=coop, person=person):
        raise ServesElsewhere
    Authenticator.objects.filter(user=person).delete()
    sign_out_everywhere(person=person)
    for served in Coop.objects.filter(pk__in=Membership.objects.filter(person=person).values("coop")):
        record_person("person.second_step_taken_off", coop=served, person=person, at=at, by=by)
    return person
