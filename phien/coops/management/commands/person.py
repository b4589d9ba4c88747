"""`phien manage person`: lets somebody in and prints a one-time link to set a password."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from phien.coops.actions import add_person
from phien.coops.contracts import Invited
from phien.coops.doors import coop_by_slug
from phien.coops.errors import UnknownCoop
from phien.coops.inviting import invite_again
from phien.coops.rules import INVITATION_DAYS, PASSWORD_LINK_HOURS, ROLES
from phien.kernel.refusals import Refusal


class Command(BaseCommand):
    """A person with their roles in one cooperative; again for another cooperative or for a new link."""

    help = "Let a person into a cooperative and print a one-time link to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--login", required=True, help="login name, small letters")
        parser.add_argument("--cooperative", required=True, metavar="SLUG")
        parser.add_argument(
            "--role", required=True, action="append", help=f"one of {', '.join(ROLES)}; may repeat"
        )
        parser.add_argument("--name", default="", help="how colleagues call them")
        parser.add_argument("--phone", default="", help="they may sign in with it too")
        parser.add_argument("--new-link", action="store_true", help="a link even where a password is set")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invited = self._invite(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence.format(**refusal.details)) from refusal
        if not invited.token:
            self.stdout.write(f"{invited.login} signs in with the password they have.")
            return
        self.stdout.write(f"{settings.PUBLIC_URL}/invitations/{invited.token}/")
        lasts = f"{PASSWORD_LINK_HOURS} hours" if options["new_link"] else f"{INVITATION_DAYS} days"
        self.stdout.write(f"It sets the password of {invited.login} once, within {lasts}.")

    def _invite(self, options: dict[str, Any]) -> Invited:
        at = timezone.now()
        coop = coop_by_slug(slug=options["cooperative"])
        if coop is None:
            raise UnknownCoop(slug=options["cooperative"])
        invited = add_person(
            coop=coop,
            login=options["login"],
            name=options["name"],
            phone=options["phone"],
            roles=options["role"],
            at=at,
        )
        if options["new_link"]:
            return invite_again(coop=coop, person_id=invited.person_id, at=at)
        return invited
