"""`phien manage start_code`: the link to the first cooperative, where `phien up` did not print it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from phien.coops.doors import nobody_is_here_yet
from phien.coops.start import start_code


class Command(BaseCommand):
    """Prints the link while no cooperative is there, and a refusal afterwards."""

    help = "Print the link by which the first cooperative is made in the browser."

    def handle(self, *args: Any, **options: Any) -> None:
        if not nobody_is_here_yet():
            raise CommandError(
                "The first cooperative is there already; more come by: phien manage cooperative"
            )
        self.stdout.write(f"{settings.PUBLIC_URL}/accounts/start/?code={start_code(settings.SECRET_KEY)}")
