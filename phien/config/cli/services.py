"""`phien edge|web|jobs|desk`: one service, for several machines; the environment tells where the rest is."""

import os
from importlib.util import find_spec
from pathlib import Path

import click

from phien.config.stack.errors import StackError
from phien.config.stack.services import desk_command, edge_command, jobs_command, web_command
from phien.config.stack.where import connect_env

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Data folder of a running stack, in place of DATABASE_URL.",
)


@click.command()
@data_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--web", required=True, envvar="PHIEN_WEB_SOCKET", help="The web's Unix socket.")
@click.option(
    "--without-desks",
    is_flag=True,
    envvar="PHIEN_WITHOUT_DESKS",
    help="Hold no order desks here: `phien desk` does.",
)
def edge(data: Path | None, port: int, host: str, web: str, without_desks: bool) -> None:
    """The public port: buying, comments, streams; other paths go on to the web.

    Any edge takes any buyer: where the session's desk is in another process, it asks that one over the bus.
    """
    told = {"PHIEN_PORT": str(port), "PHIEN_HOST": host, "PHIEN_WEB_SOCKET": web}
    told["PHIEN_WITHOUT_DESKS"] = "1" if without_desks else ""
    _become(edge_command(), {**connect_env(data), **told})


@click.command()
@data_option
@click.option("--bind", required=True, envvar="PHIEN_WEB_SOCKET", help="A Unix socket's path, or HOST:PORT.")
def web(data: Path | None, bind: str) -> None:
    """The pages: Django under gunicorn."""
    _become(web_command(bind), connect_env(data))


@click.command()
@data_option
def jobs(data: Path | None) -> None:
    """The job queue's worker."""
    _become(jobs_command(), connect_env(data))


@click.command()
@data_option
def desk(data: Path | None) -> None:
    """Order desks without a public port.

    In any number: each session has one desk, and another process takes it over within 5 s when its own dies,
    stops or is cut off. SIGTERM finishes what is queued and hands the desks over.
    """
    _become(desk_command(), connect_env(data))


def _become(command: list[str], env: dict[str, str]) -> None:
    """Turn into the service: signals and exit code are its own."""
    if command[1] == "-m" and find_spec(command[2]) is None:
        raise StackError(f"This version has no {command[2]}; run `make setup` if it should.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    os.execve(command[0], command, {**os.environ, **env})  # noqa: S606 - our own command
