"""What the actions about people share: an account, a lock, who is manager, a line in the record."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from phien.activity.actions import record
from phien.coops import rules
from phien.coops.doors import digest_of
from phien.coops.errors import LoginTaken, PhoneTaken, UnknownPerson
from phien.coops.models import Coop, Invitation, Membership, Person


def new_person(*, login: str, name: str, phone: str | None) -> Person:
    """An account without a password yet. Refused where login or phone is somebody's."""
    if phone and Person.objects.filter(phone=phone).exists():
        raise PhoneTaken
    try:
        with transaction.atomic():
            return Person.objects.create_user(login, None, name=name.strip(), phone=phone)
    except IntegrityError as clash:  # somebody took it this very moment
        raise (PhoneTaken() if "phone" in str(clash) else LoginTaken(login=login)) from clash


def locked_person(*, coop: Coop, person_id: int) -> Person:
    """The person, with the cooperative locked: two managers cannot remove each other at once."""
    Coop.objects.select_for_update().get(pk=coop.pk)
    person = Person.objects.filter(pk=person_id, memberships__coop=coop).distinct().first()
    if person is None:
        raise UnknownPerson
    return person


def managers_of(coop: Coop) -> set[int]:
    """Who could still come in as manager: removed accounts do not count."""
    rows = Membership.objects.filter(coop=coop, role="manager", person__is_active=True)
    return set(rows.values_list("person_id", flat=True))


def serves_elsewhere(*, coop: Coop, person: Person) -> bool:
    """True where another cooperative counts on this person too."""
    return Membership.objects.filter(person=person).exclude(coop=coop).exists()


def password_link(
    *,
    person: Person,
    at: datetime,
    lasts: timedelta = timedelta(days=rules.INVITATION_DAYS),
    coop: Coop | None = None,
    by: Person | None = None,
) -> str:
    """A token that sets this person's password once; their older ones end."""
    Invitation.objects.filter(person=person, used_at=None).update(used_at=at)
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        person=person,
        coop=coop,
        made_by=by,
        digest=digest_of(token),
        created_at=at,
        expires_at=at + lasts,
    )
    return token


def record_person(
    kind: str,
    *,
    coop: Coop,
    person: Person,
    at: datetime,
    by: Person | None,
    roles: list[str] | None = None,
    **more: object,
) -> None:
    """One line of the cooperative's record about this person."""
    facts: dict[str, object] = {"login": person.login}
    if roles is not None:
        facts["roles"] = roles
    facts |= more
    record(coop=coop, kind=kind, subject="person", subject_id=person.pk, at=at, by=by, facts=facts)
