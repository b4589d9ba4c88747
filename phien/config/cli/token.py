"""`phien token`: a bearer token that lets comments into a session."""

from pathlib import Path

import click

from phien.config.cli.django import data_option, ready
from phien.config.stack.errors import StackError


@click.command()
@click.option("--session", "session_id", required=True, type=int, help="The session's number.")
@click.option("--label", default="", help="What the token is for.")
@data_option
def token(session_id: int, label: str, data: Path | None) -> None:
    """Print a new token; it is shown once."""
    ready(data)
    from django.utils import timezone

    from phien.live.actions import make_token
    from phien.live.doors import session_coop

    coop = session_coop(session_id=session_id)
    if coop is None:
        raise StackError(f"There is no session {session_id}.")
    click.echo(make_token(coop=coop, session_id=session_id, at=timezone.now(), label=label))
