"""For commands that need Django: connect to the running stack, then set Django up."""

import os
from pathlib import Path

import click

from phien.config.stack.where import connect_env

data_option = click.option(
    "--data", type=click.Path(path_type=Path), help="Data folder of the running stack."
)


def ready(data: Path | None) -> None:
    """Django, on the database of `data` (or of DATABASE_URL)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    os.environ.update(connect_env(data))
    import django

    django.setup()
