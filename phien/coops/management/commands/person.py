"""`phien manage person`: lets somebody in, or in again (a new password, a lost second step)."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from phien.coops.actions import add_person
from phien.coops.contracts import Invited
from phien.coops.doors import coop_by_slug
from phien.coops.errors import UnknownCoop, UnknownPerson
from phien.coops.inviting import invite_again
from phien.coops.models import Coop, Membership
from phien.coops.rules import INVITATION_DAYS, PASSWORD_LINK_HOURS, ROLES, login_of
from phien.coops.second_step import take_off
from phien.kernel.refusals import Refusal


class Command(BaseCommand):
    """A person with their roles in one cooperative; again for another cooperative or for a new link."""

    help = "Let a person into a cooperative and print a one-time link to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", required=True, help="login name, small letters")
        parser.add_argument("--cooperative", required=True, metavar="SLUG")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            help=f"one of {', '.join(ROLES)}; may repeat; not needed for who serves there already",
        )
        parser.add_argument("--name", default="", help="how colleagues call them")
        parser.add_argument("--phone", default="", help="they may sign in with it too")
        parser.add_argument("--new-link", action="store_true", help="a link even where a password is set")
        parser.add_argument(
            "--without-second-step",
            action="store_true",
            help="lost phone: take off the app, passkeys and recovery codes, and sign every device out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invited = self._invite(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence.format(**refusal.details)) from refusal
        if options["without_second_step"]:
            self.stdout.write(f"{invited.login} needs no second step now; every device was signed out.")
        if not invited.token:
            self.stdout.write(f"{invited.login} signs in with the password they have.")
            return
        self.stdout.write(f"{settings.PUBLIC_URL}/invitations/{invited.token}/")
        lasts = f"{PASSWORD_LINK_HOURS} hours" if options["new_link"] else f"{INVITATION_DAYS} days"
        self.stdout.write(f"It sets the password of {invited.login} once, within {lasts}.")

    @transaction.atomic
    def _invite(self, options: dict[str, Any]) -> Invited:
        at = timezone.now()
        coop = coop_by_slug(slug=options["cooperative"])
        if coop is None:
            raise UnknownCoop(slug=options["cooperative"])
        invited = self._let_in(coop, options, at) if options["role"] else _serving(coop, options["login"])
        if options["without_second_step"]:
            take_off(coop=coop, person_id=invited.person_id, by=None, at=at)
        if options["new_link"]:
            return invite_again(coop=coop, person_id=invited.person_id, at=at)
        return invited

    def _let_in(self, coop: Coop, options: dict[str, Any], at: datetime) -> Invited:
        return add_person(
            coop=coop,
            login=options["login"],
            name=options["name"],
            phone=options["phone"],
            roles=options["role"],
            at=at,
        )


def _serving(coop: Coop, login: str) -> Invited:
    """Who serves this cooperative under that login, with the roles they have."""
    found = (
        Membership.objects.filter(coop=coop, person__login=login_of(login)).select_related("person").first()
    )
    if found is None:
        raise UnknownPerson
    return Invited(found.person_id, found.person.login, "")
