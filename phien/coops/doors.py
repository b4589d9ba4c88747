"""Entry by a person's own memberships, and by the token of an invitation."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from phien.coops.models import Coop, Invitation, Membership, Person, Role


@dataclass(frozen=True, slots=True)
class Place:
    """A cooperative that somebody serves, and what they do there."""

    coop: Coop
    roles: frozenset[str]

    @property
    def role_words(self) -> list[str]:
        """The roles in the reader's language, in their usual order."""
        return role_words(self.roles)


def role_words(roles: Iterable[str]) -> list[str]:
    """These roles in the reader's language, in their usual order."""
    wanted = set(roles)
    return [gettext(str(role.label)) for role in Role if role.value in wanted]


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def places(*, person: Person) -> list[Place]:
    """Every cooperative this person serves, by name; one query."""
    found: dict[int, tuple[Coop, set[str]]] = {}
    for row in Membership.objects.filter(person=person).select_related("coop").order_by("coop__name", "id"):
        found.setdefault(row.coop_id, (row.coop, set()))[1].add(row.role)
    return [Place(coop, frozenset(roles)) for coop, roles in found.values()]


def nobody_is_here_yet() -> bool:
    """True on a new installation: no cooperative was ever made."""
    return not Coop.objects.exists()


def coop_by_slug(*, slug: str) -> Coop | None:
    """For the command line, which may do everything."""
    return Coop.objects.filter(slug=slug).first()


def invitation(*, token: str, at: datetime) -> Invitation | None:
    """The invitation that this token opens, if it was not used and is not too old."""
    return (
        Invitation.objects.filter(
            Q(person=None) | Q(person__is_active=True),
            digest=digest_of(token),
            used_at=None,
            withdrawn_at=None,
            expires_at__gt=at,
        )
        .select_related("person", "coop")
        .first()
    )
