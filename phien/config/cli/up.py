"""`phien up`: the whole stack on this machine."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    envvar="PORT",
    show_default=True,
    help="Public port.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; 0.0.0.0 for phones on the same network.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Data folder.  [default: var in the checkout]")
@click.option("--demo", is_flag=True, help="Load three demo cooperatives, marked as such, the first time.")
@click.option(
    "--edges",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the public port.",
)
@click.option(
    "--desks",
    type=click.IntRange(0, 64),
    default=0,
    show_default=True,
    help="Processes for the order desks alone; with 0 the edges hold them.",
)
@click.option(
    "--ready-file", type=click.Path(path_type=Path), help="Write url, accounts and sessions here when ready."
)
def up(
    port: int,
    host: str,
    data: Path | None,
    demo: bool,
    edges: int,
    desks: int,
    ready_file: Path | None,
) -> None:
    """Run everything on this machine until Ctrl-C.

    Starts PostgreSQL and NATS from the installed packages (or uses DATABASE_URL and NATS_URL), prepares the
    tables, serves, and starts again whatever dies; who connects meanwhile waits a moment. Data stay in the
    data folder; one start a folder.

    One edge serves a live of some thousand viewers. With more cores, --edges gives viewers and buyers more
    processes; any of them takes any buyer, and each session's desk is in one of them.
    """
    from phien.config.stack.folder import DataFolder, default_data
    from phien.config.stack.up import Start
    from phien.config.stack.up import up as run

    folder = DataFolder((data or default_data()).absolute())
    ready = ready_file.absolute() if ready_file else None
    run(
        Start(
            folder=folder,
            port=port,
            host=host,
            demo=demo,
            ready_file=ready,
            say=say,
            edges=edges,
            desks=desks,
        )
    )


def say(line: str) -> None:
    """One line to the terminal, at once."""
    click.echo(line)
