"""Coming in by a link: into a cooperative, with an account that is there or a new one; and to a new password.

Whoever holds an invitation may use it once. The manager sees who was invited, makes its link anew or takes it
back. What is known of a link is its digest, so it is shown only when it is made.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from phien.activity.actions import record
from phien.coops import rules
from phien.coops.contracts import Invited
from phien.coops.devices import sign_out_everywhere
from phien.coops.doors import digest_of
from phien.coops.errors import InvitationOver, ServesElsewhere, UnknownInvitation
from phien.coops.models import Coop, Invitation, Membership, Person
from phien.coops.persons import (
    locked_person,
    new_person,
    password_link,
    record_person,
    serves_elsewhere,
)


@transaction.atomic
def invite(*, coop: Coop, name: str, roles: Iterable[str], by: Person, at: datetime) -> Invited:
    """A link that lets one person into the cooperative with these roles, for a week."""
    wanted, token = rules.roles_of(roles), secrets.token_urlsafe(24)
    made = Invitation.objects.create(
        coop=coop,
        name=name.strip(),
        roles=list(wanted),
        made_by=by,
        digest=digest_of(token),
        created_at=at,
        expires_at=at + timedelta(days=rules.INVITATION_DAYS),
    )
    _record("person.invited", made, coop=coop, by=by, at=at)
    return Invited(0, made.name, token)


@transaction.atomic
def make_link_anew(*, coop: Coop, invitation_id: int, by: Person, at: datetime) -> Invited:
    """Another link for who was invited, for a week from now; the link before ends."""
    row, token = _waiting(coop=coop, invitation_id=invitation_id), secrets.token_urlsafe(24)
    row.digest, row.expires_at = digest_of(token), at + timedelta(days=rules.INVITATION_DAYS)
    row.save(update_fields=["digest", "expires_at"])
    _record("person.invited", row, coop=coop, by=by, at=at)
    return Invited(0, row.name, token)


@transaction.atomic
def withdraw(*, coop: Coop, invitation_id: int, by: Person, at: datetime) -> Invitation:
    """The link lets nobody in any more."""
    row = _waiting(coop=coop, invitation_id=invitation_id)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _record("person.invitation_withdrawn", row, coop=coop, by=by, at=at)
    return row


@transaction.atomic
def restore(*, coop: Coop, invitation_id: int, by: Person, at: datetime) -> Invitation:
    """Undo of a withdrawal: the link that was sent counts again."""
    row = (
        Invitation.objects.select_for_update()
        .filter(coop=coop, pk=invitation_id, used_at=None, withdrawn_at__isnull=False)
        .first()
    )
    if row is None:
        raise UnknownInvitation
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    _record("person.invitation_restored", row, coop=coop, by=by, at=at)
    return row


@transaction.atomic
def join(*, token: str, person: Person, at: datetime) -> Coop:
    """Who has an account uses an invitation: its roles are theirs, besides those they had."""
    return _join(_invitation(token=token, at=at), person=_alone(person), at=at)


@transaction.atomic
def join_as_new(
    *, token: str, login: str, name: str, phone: str, password: str, at: datetime
) -> tuple[Person, Coop]:
    """Who has none makes an account and uses the invitation with it."""
    row = _invitation(token=token, at=at)
    person = new_person(login=rules.login_of(login), name=name, phone=rules.phone_of(phone))
    person.set_password(password)
    person.save(update_fields=["password"])
    return person, _join(row, person=person, at=at)


@transaction.atomic
def invite_again(*, coop: Coop, person_id: int, at: datetime, by: Person | None = None) -> Invited:
    """A new link to set a password, for a day; older ones stop working, the old password holds meanwhile.

    A manager's is refused for who serves another cooperative too, now and when it is used: one manager must
    not open the door of another. The command line (`by` None) may.
    """
    person = locked_person(coop=coop, person_id=person_id)
    if by is not None and serves_elsewhere(coop=coop, person=person):
        raise ServesElsewhere
    lasts = timedelta(hours=rules.PASSWORD_LINK_HOURS)
    token = password_link(person=person, at=at, lasts=lasts, coop=coop if by else None, by=by)
    record_person("person.link_made", coop=coop, person=person, at=at, by=by)
    return Invited(person.pk, person.login, token)


@transaction.atomic
def set_password(*, token: str, password: str, at: datetime) -> Person:
    """Use a password link once. The person's other links end, and every device must sign in anew."""
    found = _usable(token=token, at=at)
    if found is None or found.roles is not None or found.person is None:
        raise InvitationOver
    person = _alone(found.person)
    if not person.is_active or (found.coop and serves_elsewhere(coop=found.coop, person=person)):
        raise InvitationOver
    person.set_password(password)
    person.save(update_fields=["password"])
    sign_out_everywhere(person=person)
    Invitation.objects.filter(person=person, used_at=None).update(used_at=at)
    for membership in Membership.objects.filter(person=person).select_related("coop").distinct("coop"):
        record_person("person.password_set", coop=membership.coop, person=person, at=at, by=person)
    return person


def _usable(*, token: str, at: datetime) -> Invitation | None:
    """The link that this token opens, locked: whoever comes a moment later finds it used."""
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person", "coop")
        .filter(digest=digest_of(token), used_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )


def _invitation(*, token: str, at: datetime) -> Invitation:
    row = _usable(token=token, at=at)
    if row is None or row.roles is None:
        raise InvitationOver
    return row


def _join(row: Invitation, *, person: Person, at: datetime) -> Coop:
    if row.coop is None or row.roles is None:  # no such row, a constraint says
        raise InvitationOver
    for role in rules.roles_of(row.roles):
        Membership.objects.get_or_create(coop=row.coop, person=person, role=role)
    row.used_at, row.person = at, person
    row.save(update_fields=["used_at", "person"])
    record_person("person.joined", coop=row.coop, person=person, at=at, by=person, roles=row.roles)
    return row.coop


def _alone(person: Person) -> Person:
    """The person, locked: joining a cooperative and another manager's password link do not cross."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _waiting(*, coop: Coop, invitation_id: int) -> Invitation:
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(Q(roles__isnull=False), coop=coop, pk=invitation_id, used_at=None, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise UnknownInvitation
    return row


def _record(kind: str, row: Invitation, *, coop: Coop, by: Person, at: datetime) -> None:
    facts: dict[str, object] = {"name": row.name, "roles": row.roles}
    record(coop=coop, kind=kind, subject="invitation", subject_id=row.pk, at=at, by=by, facts=facts)
