"""`phien doctor`: how this installation is, and what to do."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from phien.config.cli.django import data_option
from phien.config.stack.folder import DataFolder, default_data


@click.command()
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--backups",
    type=click.Path(path_type=Path),
    help="Where they are.  [default: backups in the data folder]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for a program.")
def doctor(data: Path | None, port: int, host: str, backups: Path | None, as_json: bool) -> None:
    """Look at versions, disk, ports, clock, tables, jobs and the backups' age.

    Exit 1 where something must be mended. It changes nothing. `phien check` looks at stock, orders and money.
    """
    from phien.config.care import doctor as care

    folder = DataFolder((data or default_data()).absolute())
    found = care.examine(
        folder,
        port=port,
        host=host,
        backups=(backups or folder.root / "backups").absolute(),
        at=datetime.now(UTC),
    )
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        care.lines(found, click.echo)
    if care.worst(found) == "bad":
        sys.exit(1)
