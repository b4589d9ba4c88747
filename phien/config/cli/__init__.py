"""The command `phien`. Subcommands are imported when called, so that help and `phien read` are quick.

A subcommand is a click command in a module of this folder; add it to COMMANDS with the line that help shows.
"""

import importlib
import importlib.util
from dataclasses import dataclass

import click

from phien import VERSION
from phien.config.stack.errors import StackError


@dataclass(frozen=True)
class Entry:
    """Where a subcommand lives (`module:name`), what help says about it, and under which heading."""

    place: str
    about: str
    heading: str


START, SALE, CARE, PARTS = "Start", "A live sale", "Looking after it", "One service, on several machines"
COMMANDS: dict[str, Entry] = {
    "up": Entry("up:up", "Run everything on this machine until Ctrl-C.", START),
    "session": Entry("session:session", "Create a live session from a run sheet.", SALE),
    "token": Entry("token:token", "Make a token that lets comments in.", SALE),
    "replay": Entry("replay:replay", "Play a recorded comment file into a session.", SALE),
    "read": Entry("read:read", "Read comments and print what each one asks for.", SALE),
    "check": Entry("check:check", "Check that stock, orders and money agree.", CARE),
    "doctor": Entry("doctor:doctor", "Say how this installation is, and what to do.", CARE),
    "backup": Entry("backup:backup", "Back up the database and its files, while it runs.", CARE),
    "restore": Entry("backup:restore", "Bring a backup back, into an empty folder.", CARE),
    "bench": Entry("bench:bench", "Measure how fast it is on this machine.", CARE),
    "fuzz-reading": Entry("fuzz:fuzz", "Try the comment reader with a million broken comments.", CARE),
    "manage": Entry("manage:manage", "Make cooperatives and people, migrate, …: Django's commands.", CARE),
    "edge": Entry("services:edge", "The public port: buying, comments, streams.", PARTS),
    "web": Entry("services:web", "The pages (Django under gunicorn).", PARTS),
    "jobs": Entry("services:jobs", "The job queue's worker.", PARTS),
    "desk": Entry("services:desk", "Order desks without a public port.", PARTS),
}


class Commands(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of COMMANDS, without what this version does not have."""
        return [name for name in COMMANDS if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is called."""
        if cmd_name not in COMMANDS or not _exists(cmd_name):
            return None
        module, name = COMMANDS[cmd_name].place.split(":")
        command: click.Command = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Under their headings, by the lines of COMMANDS."""
        for heading in (START, SALE, CARE, PARTS):
            names = [name for name in self.list_commands(ctx) if COMMANDS[name].heading == heading]
            if names:
                with formatter.section(heading):
                    formatter.write_dl([(name, COMMANDS[name].about) for name in names])

    def invoke(self, ctx: click.Context) -> object:
        """Show what a person can mend as its one sentence."""
        try:
            return super().invoke(ctx)
        except StackError as trouble:
            raise Sentence(str(trouble)) from trouble


class Sentence(click.ClickException):
    """One sentence on the error output, exit code 1."""

    def show(self, file: object = None) -> None:
        """Without a prefix: the sentence says it all."""
        click.echo(self.format_message(), err=True)


def _exists(name: str) -> bool:
    module = COMMANDS[name].place.split(":")[0]
    return importlib.util.find_spec(f"{__name__}.{module}") is not None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="phien")
def main() -> None:
    """Chợ Phiên: live sales, from comment to packed parcel.

    `phien up --demo` starts everything and prints where to look. The other commands work while it runs: each
    finds it by --data DIR (default: var in the checkout) or by DATABASE_URL.
    """
