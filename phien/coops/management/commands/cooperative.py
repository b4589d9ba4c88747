"""`phien manage cooperative`: makes a cooperative."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from phien.coops.actions import create_coop
from phien.kernel.refusals import Refusal


class Command(BaseCommand):
    """One cooperative; its people come by `phien manage person`."""

    help = "Make a cooperative. Its first manager: phien manage person --cooperative SLUG --role manager"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="short address, as in /an-toan/")
        parser.add_argument("--name", required=True, help="full name, as buyers read it")
        parser.add_argument("--prefix", required=True, help="two capital letters that begin its order codes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            coop = create_coop(
                slug=options["slug"], name=options["name"], prefix=options["prefix"], at=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence.format(**refusal.details)) from refusal
        self.stdout.write(f"{coop.name}: /{coop.slug}/")
        self.stdout.write(f"Next: phien manage person --cooperative {coop.slug} --login NAME --role manager")
