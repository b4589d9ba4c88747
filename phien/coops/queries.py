"""Reading cooperatives and their people, cooperative first."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from phien.coops.models import Coop, Invitation, Membership, Person, Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of a cooperative with what they do there; `knocking`: no password was set yet."""

    person: Person
    roles: frozenset[str]
    knocking: bool

    @property
    def roles_in_order(self) -> list[str]:
        """The roles, the manager's first."""
        return [role.value for role in Role if role.value in self.roles]


def people(*, coop: Coop, person_id: int | None = None) -> list[Colleague]:
    """Everybody who serves the cooperative, by login name; one query."""
    rows = (
        Membership.objects.filter(coop=coop)
        .select_related("person")
        .annotate(
            knocking=Exists(
                Invitation.objects.filter(person=OuterRef("person"), used_at=None).filter(
                    Q(person__password="") | Q(person__password__startswith="!")  # noqa: S106
                )
            )
        )
        .order_by("person__login", "id")
    )
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    roles: dict[int, set[str]] = defaultdict(set)
    seen: dict[int, tuple[Person, bool]] = {}
    for row in rows:
        roles[row.person_id].add(row.role)
        seen[row.person_id] = (row.person, bool(row.knocking))
    return [Colleague(person, frozenset(roles[pk]), knocking) for pk, (person, knocking) in seen.items()]


def invited(*, coop: Coop) -> list[Invitation]:
    """Who was invited into the cooperative and has not come yet, the newest first; one query.

    Too old ones stay listed: their link is made anew or taken back.
    """
    return list(
        Invitation.objects.filter(coop=coop, roles__isnull=False, used_at=None, withdrawn_at=None)
        .select_related("made_by")
        .order_by("-created_at", "-pk")
    )


def colleague(*, coop: Coop, person_id: int) -> Colleague | None:
    """One of them, or None where they do not serve this cooperative."""
    return next(iter(people(coop=coop, person_id=person_id)), None)
