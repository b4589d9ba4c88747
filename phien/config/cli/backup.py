"""`phien backup` and `phien restore`."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from phien import VERSION
from phien.config.cli.django import data_option
from phien.config.stack.folder import DataFolder, default_data


@click.command()
@data_option
@click.option(
    "--to", type=click.Path(path_type=Path), help="Where to put it.  [default: backups in the data folder]"
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Delete all but so many newest ones, once the new one is whole.",
)
def backup(data: Path | None, to: Path | None, keep: int | None) -> None:
    """Write the database, the pictures and the signing keys into one checked file.

    It shows one instant, while everything runs on. Whoever has the file has every phone number and the keys:
    keep it private, and keep a copy on another machine.
    """
    from phien.config.care import backup as care
    from phien.config.stack.where import connect_env

    url = connect_env(data)["DATABASE_URL"]
    folder = DataFolder((data or default_data()).absolute())
    made = care.back_up(
        folder,
        url=url,
        to=(to or folder.root / "backups").absolute(),
        version=VERSION,
        keep=keep,
        at=datetime.now(UTC),
    )
    click.echo(
        f"{made.path}  {made.bytes / 1_000_000:.1f} MB, {made.rows.get('orders_order', 0)} orders; "
        "read back, every sum agrees."
    )
    for path in made.dropped:
        click.echo(f"Deleted {path.name}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="The new, empty data folder.  [default: var in the checkout]",
)
@click.option("--only-check", is_flag=True, help="Read the file and compare its sums; restore nothing.")
def restore(file: Path, data: Path | None, only_check: bool) -> None:
    """Bring FILE back into an empty data folder, then check stock, orders and money.

    With DATABASE_URL set, that database is filled (it must be empty) and only the files go into the folder.
    """
    from phien.config.care import archive
    from phien.config.care import restore as care

    folder = DataFolder((data or default_data()).absolute())
    if only_check:
        manifest = archive.verify(file)
        click.echo(f"{file.name}: made {manifest.made_at} by {manifest.product}, every sum agrees.")
        return
    manifest = care.restore(file, folder, url=os.environ.get("DATABASE_URL"), say=click.echo)
    click.echo(
        f"Restored {manifest.rows.get('orders_order', 0)} orders. Start it: phien up --data {folder.root}"
    )
