"""`phien token`: a bearer token that lets comments into a session."""

from pathlib import Path

import click

from phien.config.cli.django import data_option, ready
from phien.config.stack.errors import StackError


@click.command()
@click.option("--session", "session_id", type=int, help="For this session only.")
@click.option("--cooperative", metavar="SLUG", help="For all sessions of a cooperative.")
@click.option("--label", default="", help="What the token is for.")
@click.option("--revoke", metavar="TOKEN", help="Let this token open nothing any more.")
@data_option
def token(
    session_id: int | None, cooperative: str | None, label: str, revoke: str | None, data: Path | None
) -> None:
    """Print a new token; it is shown once. Or take one back with --revoke."""
    if sum(each is not None for each in (session_id, cooperative, revoke)) != 1:
        raise click.UsageError("Give one of --session, --cooperative, --revoke.")
    ready(data)
    from django.utils import timezone

    from phien.coops.doors import coop_by_slug
    from phien.live.actions import make_token, revoke_token
    from phien.live.doors import session_coop

    if revoke is not None:
        if not revoke_token(token=revoke, at=timezone.now()):
            raise StackError("This token is not known, or was taken back before.")
        click.echo("Taken back.")
        return
    coop = coop_by_slug(slug=cooperative or "") if session_id is None else session_coop(session_id=session_id)
    if coop is None:
        raise StackError(f"There is no session or cooperative {session_id or cooperative}.")
    click.echo(make_token(coop=coop, session_id=session_id, at=timezone.now(), label=label))
