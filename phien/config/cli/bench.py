"""`phien bench`: speed measured on this machine, against the machine's own limits in the same run."""

import importlib

import click

PLACES = {
    "orders": ("orders:orders", "The order path: floors, desk, HTTP, comments."),
    "fanout": ("fanout:fanout", "One event to many viewers, beside nginx with nchan."),
    "office": ("office:office", "Every list page of the office with 20,000 orders."),
    "read": ("reading:read", "The comment reader alone."),
}


class Benches(click.Group):
    """Imports a benchmark when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one that is called."""
        if cmd_name not in PLACES:
            return None
        module, name = PLACES[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(f"phien.config.bench.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """By the lines of PLACES."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in PLACES.items()])


@click.group(cls=Benches)
def bench() -> None:
    """Measure this machine: a scratch database, real sockets, nothing of yours is touched."""
