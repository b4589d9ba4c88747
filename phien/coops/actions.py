"""Making cooperatives, letting people in, and what a manager sets. Each locks, checks, saves, records."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from phien.activity.actions import record
from phien.activity.queries import of_subject
from phien.coops import rules
from phien.coops.contracts import Invited, NewCoop, Settings
from phien.coops.doors import digest_of, nobody_is_here_yet
from phien.coops.errors import (
    AlreadyBegun,
    InvitationOver,
    LoginTaken,
    PhoneTaken,
    ServesElsewhere,
    SlugTaken,
    UnknownPerson,
)
from phien.coops.models import Coop, Invitation, Membership, Person


@transaction.atomic
def create_coop(*, slug: str, name: str, prefix: str, at: datetime, is_demo: bool = False) -> Coop:
    """A new cooperative, from the command line or the demo."""
    slug = rules.slug_of(slug)
    if Coop.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    coop = Coop.objects.create(
        slug=slug, name=name.strip() or slug, order_prefix=rules.prefix_of(prefix), is_demo=is_demo
    )
    record(coop=coop, kind="coop.created", subject="coop", subject_id=coop.pk, at=at)
    return coop


@transaction.atomic
def begin(*, coop: NewCoop, login: str, name: str, phone: str, password: str, at: datetime) -> Person:
    """The first cooperative of a new installation and its manager, from the browser.

    Whoever calls this has checked the start code. Two at once: the second finds the first's and is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("lock table coops_coop in share row exclusive mode")
    if not nobody_is_here_yet():
        raise AlreadyBegun
    made = create_coop(
        slug=coop.slug or rules.slug_from(coop.name),
        name=coop.name,
        prefix=coop.prefix or rules.prefix_from(coop.name),
        at=at,
    )
    person = _new_person(login=rules.login_of(login), name=name, phone=rules.phone_of(phone))
    person.set_password(password)
    person.save(update_fields=["password"])
    Membership.objects.create(coop=made, person=person, role="manager")
    _record_person("person.added", coop=made, person=person, at=at, by=person, roles=["manager"])
    return person


@transaction.atomic
def add_person(
    *,
    coop: Coop,
    login: str,
    roles: Iterable[str],
    at: datetime,
    by: Person | None = None,
    name: str = "",
    phone: str = "",
) -> Invited:
    """Let somebody in. Who is known already (login and phone both match) keeps their password.

    The command line (`by` None) knows people by login alone.
    """
    login, number, wanted = rules.login_of(login), rules.phone_of(phone), rules.roles_of(roles)
    person = Person.objects.filter(login=login).first()
    known = person is not None
    if person is None:
        person = _new_person(login=login, name=name, phone=number)
    elif by is not None and not _known_here(coop=coop, person=person, phone=number):
        raise LoginTaken(login=login)
    for role in wanted:
        Membership.objects.get_or_create(coop=coop, person=person, role=role)
    _record_person("person.added", coop=coop, person=person, at=at, by=by, roles=list(wanted))
    token = "" if known and person.has_usable_password() else _invite(person=person, at=at)
    return Invited(person.pk, person.login, token)


def _known_here(*, coop: Coop, person: Person, phone: str | None) -> bool:
    """They served here before, or the manager knows the phone that belongs to the login name."""
    if phone and person.phone == phone:
        return True
    return of_subject(coop=coop, subject="person", subject_id=person.pk).exists()


def _new_person(*, login: str, name: str, phone: str | None) -> Person:
    if phone and Person.objects.filter(phone=phone).exists():
        raise PhoneTaken
    try:
        with transaction.atomic():
            return Person.objects.create_user(login, None, name=name.strip(), phone=phone)
    except IntegrityError as clash:  # somebody took it this very moment
        raise (PhoneTaken() if "phone" in str(clash) else LoginTaken(login=login)) from clash


@transaction.atomic
def change_person(
    *, coop: Coop, person_id: int, name: str, phone: str, roles: Iterable[str], by: Person, at: datetime
) -> Person:
    """Another name, phone or other roles. Who serves elsewhere too keeps name and phone."""
    wanted, number = rules.roles_of(roles), rules.phone_of(phone)
    person = _locked(coop=coop, person_id=person_id)
    before = set(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))
    if "manager" not in wanted:
        rules.must_keep_a_manager(managers=_managers(coop), without=person.pk)
    if not _serves_elsewhere(coop=coop, person=person):
        if number and Person.objects.filter(phone=number).exclude(pk=person.pk).exists():
            raise PhoneTaken
        person.name, person.phone = name.strip(), number
        person.save(update_fields=["name", "phone"])
    Membership.objects.filter(coop=coop, person=person).exclude(role__in=wanted).delete()
    for role in set(wanted) - before:
        Membership.objects.create(coop=coop, person=person, role=role)
    _record_person("person.changed", coop=coop, person=person, at=at, by=by, roles=list(wanted))
    return person


@transaction.atomic
def remove_person(*, coop: Coop, person_id: int, by: Person, at: datetime) -> Person:
    """They no longer serve this cooperative; their account and what they did stay."""
    person = _locked(coop=coop, person_id=person_id)
    rules.must_keep_a_manager(managers=_managers(coop), without=person.pk)
    roles = list(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))
    Membership.objects.filter(coop=coop, person=person).delete()
    _record_person("person.removed", coop=coop, person=person, at=at, by=by, roles=roles)
    return person


@transaction.atomic
def take_back_person(*, coop: Coop, person_id: int, by: Person, at: datetime) -> Person:
    """Undo of a removal: the roles they had are theirs again."""
    removed = (
        of_subject(coop=coop, subject="person", subject_id=person_id).filter(kind="person.removed").first()
    )
    if removed is None:
        raise UnknownPerson
    person = Person.objects.get(pk=person_id)
    roles = rules.roles_of(removed.facts["roles"])
    for role in roles:
        Membership.objects.get_or_create(coop=coop, person=person, role=role)
    _record_person("person.added", coop=coop, person=person, at=at, by=by, roles=list(roles))
    return person


@transaction.atomic
def invite_again(*, coop: Coop, person_id: int, at: datetime, by: Person | None = None) -> Invited:
    """A new one-time link; older ones stop working. The old password holds until the link is used.

    Refused for who serves another cooperative too: one manager must not open the door of another.
    """
    person = _locked(coop=coop, person_id=person_id)
    if by is not None and _serves_elsewhere(coop=coop, person=person):
        raise ServesElsewhere
    token = _invite(person=person, at=at)
    _record_person("person.link_made", coop=coop, person=person, at=at, by=by)
    return Invited(person.pk, person.login, token)


@transaction.atomic
def set_password(*, token: str, password: str, at: datetime) -> Person:
    """Use an invitation once. Every other link of this person stops working as well."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(digest=digest_of(token), used_at=None, expires_at__gt=at, person__is_active=True)
        .first()
    )
    if found is None:
        raise InvitationOver
    person = found.person
    person.set_password(password)
    person.save(update_fields=["password"])
    Invitation.objects.filter(person=person, used_at=None).update(used_at=at)
    for membership in Membership.objects.filter(person=person).select_related("coop").distinct("coop"):
        _record_person("person.password_set", coop=membership.coop, person=person, at=at, by=person)
    return person


@transaction.atomic
def change_settings(*, coop: Coop, settings: Settings, by: Person, at: datetime) -> Coop:
    """Save what the manager set; the record says which parts changed, not the account itself."""
    row = Coop.objects.select_for_update().get(pk=coop.pk)
    values = asdict(settings)
    values["return_phone"] = rules.phone_of(settings.return_phone) or ""
    values["bank_bin"], values["bank_account"], values["bank_holder"] = rules.bank_of(
        bank_bin=settings.bank_bin, account=settings.bank_account, holder=settings.bank_holder
    )
    values["tax_code"] = rules.tax_code_of(settings.tax_code)
    values["seller_phone"] = rules.seller_phone_of(settings.seller_phone)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    record(
        coop=row,
        kind="coop.settings_changed",
        subject="coop",
        subject_id=row.pk,
        at=at,
        by=by,
        facts={"changed": changed},
    )
    return row


def _locked(*, coop: Coop, person_id: int) -> Person:
    """The person, with the cooperative locked: two managers cannot remove each other at once."""
    Coop.objects.select_for_update().get(pk=coop.pk)
    person = Person.objects.filter(pk=person_id, memberships__coop=coop).distinct().first()
    if person is None:
        raise UnknownPerson
    return person


def _managers(coop: Coop) -> set[int]:
    """Who could still come in as manager: removed accounts do not count."""
    rows = Membership.objects.filter(coop=coop, role="manager", person__is_active=True)
    return set(rows.values_list("person_id", flat=True))


def _serves_elsewhere(*, coop: Coop, person: Person) -> bool:
    return Membership.objects.filter(person=person).exclude(coop=coop).exists()


def _invite(*, person: Person, at: datetime) -> str:
    Invitation.objects.filter(person=person, used_at=None).update(used_at=at)
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        person=person,
        digest=digest_of(token),
        created_at=at,
        expires_at=at + timedelta(days=rules.INVITATION_DAYS),
    )
    return token


def _record_person(
    kind: str,
    *,
    coop: Coop,
    person: Person,
    at: datetime,
    by: Person | None,
    roles: list[str] | None = None,
) -> None:
    facts: dict[str, object] = {"login": person.login}
    if roles is not None:
        facts["roles"] = roles
    record(coop=coop, kind=kind, subject="person", subject_id=person.pk, at=at, by=by, facts=facts)
