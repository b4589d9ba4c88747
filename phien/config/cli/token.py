"""`phien token`: a bearer token that lets comments into a session."""

from pathlib import Path

import click

from phien.config.cli.django import data_option, ready
from phien.config.stack.errors import StackError


@click.command()
@click.option("--session", "session_id", type=int, help="For this session only.")
@click.option("--cooperative", metavar="SLUG", help="For all sessions of a cooperative.")
@click.option("--label", default="", help="What the token is for.")
@data_option
def token(session_id: int | None, cooperative: str | None, label: str, data: Path | None) -> None:
    """Print a new token; it is shown once."""
    if (session_id is None) == (cooperative is None):
        raise click.UsageError("Give either --session or --cooperative.")
    ready(data)
    from django.utils import timezone

    from phien.coops.doors import coop_by_slug
    from phien.live.actions import make_token
    from phien.live.doors import session_coop

    coop = coop_by_slug(slug=cooperative or "") if session_id is None else session_coop(session_id=session_id)
    if coop is None:
        raise StackError(f"There is no session or cooperative {session_id or cooperative}.")
    click.echo(make_token(coop=coop, session_id=session_id, at=timezone.now(), label=label))
