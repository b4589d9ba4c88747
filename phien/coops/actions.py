"""Making cooperatives, letting people in, and what a manager sets. Each locks, checks, saves, records."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction

from phien.activity.actions import record
from phien.activity.queries import of_subject
from phien.coops import rules
from phien.coops.contracts import Invited, NewCoop, Settings
from phien.coops.doors import nobody_is_here_yet
from phien.coops.errors import AlreadyBegun, PhoneTaken, SlugTaken, UnknownPerson
from phien.coops.models import Coop, Membership, Person
from phien.coops.persons import (
    locked_person,
    managers_of,
    new_person,
    password_link,
    record_person,
    serves_elsewhere,
)


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
    person = new_person(login=rules.login_of(login), name=name, phone=rules.phone_of(phone))
    person.set_password(password)
    person.save(update_fields=["password"])
    Membership.objects.create(coop=made, person=person, role="manager")
    record_person("person.added", coop=made, person=person, at=at, by=person, roles=["manager"])
    return person


@transaction.atomic
def add_person(
    *,
    coop: Coop,
    login: str,
    roles: Iterable[str],
    at: datetime,
    name: str = "",
    phone: str = "",
) -> Invited:
    """Let somebody in by command; in the office one invites. A known login keeps its password."""
    login, number, wanted = rules.login_of(login), rules.phone_of(phone), rules.roles_of(roles)
    person = Person.objects.filter(login=login).first()
    known = person is not None
    if person is None:
        person = new_person(login=login, name=name, phone=number)
    for role in wanted:
        Membership.objects.get_or_create(coop=coop, person=person, role=role)
    record_person("person.added", coop=coop, person=person, at=at, by=None, roles=list(wanted))
    token = "" if known and person.has_usable_password() else password_link(person=person, at=at)
    return Invited(person.pk, person.login, token)


@transaction.atomic
def change_person(
    *, coop: Coop, person_id: int, name: str, phone: str, roles: Iterable[str], by: Person, at: datetime
) -> Person:
    """Another name, phone or other roles. Who serves elsewhere too keeps name and phone."""
    wanted, number = rules.roles_of(roles), rules.phone_of(phone)
    person = locked_person(coop=coop, person_id=person_id)
    before = set(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))
    if "manager" not in wanted:
        rules.must_keep_a_manager(managers=managers_of(coop), without=person.pk)
    if not serves_elsewhere(coop=coop, person=person):
        if number and Person.objects.filter(phone=number).exclude(pk=person.pk).exists():
            raise PhoneTaken
        person.name, person.phone = name.strip(), number
        person.save(update_fields=["name", "phone"])
    Membership.objects.filter(coop=coop, person=person).exclude(role__in=wanted).delete()
    for role in set(wanted) - before:
        Membership.objects.create(coop=coop, person=person, role=role)
    record_person(
        "person.changed", coop=coop, person=person, at=at, by=by, roles=list(wanted), before=sorted(before)
    )
    return person


@transaction.atomic
def restore_roles(*, coop: Coop, person_id: int, by: Person, at: datetime) -> Person:
    """Undo of the last change: the roles before it. Twice gives the change back."""
    person = locked_person(coop=coop, person_id=person_id)
    last = of_subject(coop=coop, subject="person", subject_id=person_id).filter(kind="person.changed").first()
    if last is None or not last.facts.get("before"):
        raise UnknownPerson
    return change_person(
        coop=coop,
        person_id=person_id,
        name=person.name,
        phone=person.phone or "",
        roles=last.facts["before"],
        by=by,
        at=at,
    )


@transaction.atomic
def remove_person(*, coop: Coop, person_id: int, by: Person, at: datetime) -> Person:
    """They no longer serve this cooperative; their account and what they did stay."""
    person = locked_person(coop=coop, person_id=person_id)
    rules.must_keep_a_manager(managers=managers_of(coop), without=person.pk)
    roles = list(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))
    Membership.objects.filter(coop=coop, person=person).delete()
    record_person("person.removed", coop=coop, person=person, at=at, by=by, roles=roles)
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
    record_person("person.added", coop=coop, person=person, at=at, by=by, roles=list(roles))
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
