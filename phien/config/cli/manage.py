"""`phien manage …`: Django's commands and our own (`cooperative`, `person`), on the running database."""

import os
from pathlib import Path

import click

from phien.config.stack.where import connect_env


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.option("--data", type=click.Path(path_type=Path), help="Data folder of the running stack.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(data: Path | None, words: tuple[str, ...]) -> None:
    """Pass on to Django's commands: `phien manage cooperative --help`, `phien manage migrate`.

    `--data DIR` may stand before or after the command's own words.
    """
    data, words = _data_among(data, words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    os.environ.update(_connected(data, words))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["phien manage", *words])


def _connected(data: Path | None, words: tuple[str, ...]) -> dict[str, str]:
    """`help`, `check` and `makemigrations` need no database, so they may run where nothing does."""
    from phien.config.stack.errors import StackError

    try:
        return connect_env(data)
    except StackError:
        if (
            not words
            or words[0] in {"help", "--help", "-h", "check", "makemigrations", "version"}
            or "--help" in words
        ):
            return {}
        raise


def _data_among(data: Path | None, words: tuple[str, ...]) -> tuple[Path | None, tuple[str, ...]]:
    """Take `--data DIR` out of the words, wherever it stands."""
    for place, word in enumerate(words):
        if word == "--data" and place + 1 < len(words):
            return Path(words[place + 1]), words[:place] + words[place + 2 :]
        if word.startswith("--data="):
            return Path(word.removeprefix("--data=")), words[:place] + words[place + 1 :]
    return data, words
