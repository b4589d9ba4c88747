"""The browsers in which somebody is signed in: noted, seen again, signed out.

A device stands beside the sign-in session that Django keeps; ending one deletes both, and the next request of
that browser is nobody's. When it was last seen is written at most every ten minutes: what the session itself
remembers says whether that is due, so a page asks nothing more of the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from phien.coops.agents import browser_and_system
from phien.coops.errors import ServesElsewhere
from phien.coops.models import Coop, Device, Person
from phien.coops.persons import locked_person, record_person, serves_elsewhere

MARK: Final = "device"  # in the sign-in session: [its key, when it was last written down]
SEEN_AGAIN_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One device as its owner reads it; `here` is the one they read it on."""

    id: int
    browser: str
    system: str
    since: datetime
    seen_at: datetime
    here: bool


def mark(session_key: str, at: datetime) -> list[Any]:
    """What a sign-in session remembers of its device."""
    return [session_key, at.timestamp()]


def note_seen(request: HttpRequest, *, person: Person, at: datetime) -> None:
    """Write down that this browser is in use, unless that was done a moment ago."""
    key = request.session.session_key
    known, seen = request.session.get(MARK) or ("", 0.0)
    if not key or (known == key and at.timestamp() - seen < SEEN_AGAIN_AFTER.total_seconds()):
        return
    if known and known != key:  # a new password changed the key of this sign-in
        Device.objects.filter(session_key=known).delete()
    agent = request.headers.get("User-Agent", "")[:300]
    row = Device(person=person, session_key=key, agent=agent, since=at, seen_at=at)
    Device.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["session_key"], update_fields=["seen_at", "agent"]
    )
    request.session[MARK] = mark(key, at)


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None, user: Person, **_more: Any) -> None:
    """A new sign-in; what is left of ended ones goes."""
    if request is None or not hasattr(request, "session"):
        return
    _living(Device.objects.filter(person=user), living=False).delete()
    request.session.pop(MARK, None)
    note_seen(request, person=user, at=timezone.now())


@receiver(user_logged_out)
def _signed_out(request: HttpRequest | None, user: Person | None, **_more: Any) -> None:
    if user is not None and request is not None and request.session.session_key:
        Device.objects.filter(person=user, session_key=request.session.session_key).delete()


def of_person(*, person: Person, session_key: str | None) -> list[SignedIn]:
    """Where this person is signed in, the latest seen first; one query."""
    return [
        SignedIn(
            row.pk,
            *browser_and_system(row.agent),
            since=row.since,
            seen_at=row.seen_at,
            here=row.session_key == session_key,
        )
        for row in _living(Device.objects.filter(person=person)).order_by("-seen_at", "-pk")
    ]


@transaction.atomic
def sign_out(*, person: Person, device_id: int) -> bool:
    """End one of one's own devices. False where it is not there, or somebody else's."""
    return _end(Device.objects.filter(person=person, pk=device_id)) > 0


@transaction.atomic
def sign_out_others(*, person: Person, session_key: str | None) -> int:
    """End all of one's own but this one; how many."""
    return _end(Device.objects.filter(person=person).exclude(session_key=session_key))


@transaction.atomic
def sign_out_everywhere(*, person: Person) -> int:
    """End all devices of a person whose password was set anew; how many."""
    return _end(Device.objects.filter(person=person))


@transaction.atomic
def sign_out_colleague(*, coop: Coop, person_id: int, by: Person, at: datetime) -> Person:
    """A manager ends all devices of somebody, whose phone was lost. Refused for who serves elsewhere too."""
    person = locked_person(coop=coop, person_id=person_id)
    if serves_elsewhere(coop=coop, person=person):
        raise ServesElsewhere
    sign_out_everywhere(person=person)
    record_person("person.signed_out", coop=coop, person=person, at=at, by=by)
    return person


def _end(rows: QuerySet[Device]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    Device.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _living(rows: QuerySet[Device], *, living: bool = True) -> QuerySet[Device]:
    """Those whose sign-in session still counts, or the others."""
    session = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return rows.filter(Exists(session) if living else ~Exists(session))
