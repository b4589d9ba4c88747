"""`phien session create`: a live session from a run-sheet file."""

import json
from pathlib import Path

import click

from phien.config.cli.django import data_option, ready
from phien.config.cli.faults import fault_of
from phien.config.stack.errors import StackError


@click.group()
def session() -> None:
    """Live sessions from run-sheet files."""


@session.command()
@click.option("--cooperative", required=True, metavar="SLUG", help="Whose session.")
@click.option(
    "--runsheet", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON."
)
@click.option("--stock", required=True, type=click.IntRange(0, 1_000_000), help="Pieces of each item.")
@click.option("--limit-per-buyer", type=click.IntRange(1), help="Most of one item for one buyer.")
@click.option("--title", help="What viewers read; default: the file's name of the session.")
@click.option("--open", "opened", is_flag=True, help="Open it at once.")
@data_option
def create(
    cooperative: str,
    runsheet: Path,
    stock: int,
    limit_per_buyer: int | None,
    title: str | None,
    opened: bool,
    data: Path | None,
) -> None:
    """Make missing products, receive the stock, write the run sheet. Prints {"id", "url"}."""
    ready(data)
    from django.conf import settings
    from django.utils import timezone

    from phien.coops.doors import coop_by_slug
    from phien.kernel.refusals import Refusal
    from phien.live.actions import open_session
    from phien.live.from_sheet import create_session

    coop = coop_by_slug(slug=cooperative)
    if coop is None:
        raise StackError(f"There is no cooperative {cooperative}.")
    at = timezone.now()
    try:
        sheet = json.loads(runsheet.read_text(encoding="utf-8"))
        if not isinstance(sheet, dict):
            raise TypeError("it is no object with “items”")
        made = create_session(
            coop=coop,
            sheet=sheet,
            title=title or str(sheet.get("session") or runsheet.stem),
            scheduled_at=at,
            at=at,
            stock=stock,
            limit_per_buyer=limit_per_buyer,
        )
        if opened:
            open_session(coop=coop, session_id=made.pk, at=at)
    except (KeyError, TypeError, ValueError) as error:
        raise StackError(f"{runsheet} is no run sheet: {fault_of(error)}.") from None
    except Refusal as refusal:
        raise StackError(refusal.sentence.format(**refusal.details)) from None
    click.echo(json.dumps({"id": made.pk, "url": f"{settings.PUBLIC_URL}/live/{made.pk}"}))
