"""`phien …` again and again in one process: `python -m tests.faults.keeper DATA`.

Each line of its input is a JSON list of words, each line of its output a JSON pair: exit code, text.
One more command than `phien` has: `close SESSION`, as staff do in the studio.
"""

import contextlib
import io
import json
import sys

import click

from phien.config.cli import main as phien
from phien.config.cli.manage import manage  # noqa: F401 - loaded once


def do(words: list[str]) -> tuple[int, str]:
    """One command."""
    said = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            if words[0] == "close":
                close(int(words[1]))
            else:
                phien(words, standalone_mode=False)
        except SystemExit as end:
            code = int(end.code or 0)
        except click.ClickException as error:
            code = error.exit_code
            said.write(error.format_message())
        except Exception as error:
            code = 1
            said.write(repr(error))
    return code, said.getvalue()


def close(session: int) -> None:
    """End a session: its desk is asked."""
    from phien.coops.doors import coop_by_slug
    from phien.live.actions import close_session

    close_session(coop=coop_by_slug(slug="thu"), session_id=session)


def main(data: str) -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        if "django" in sys.modules:
            from django.db import connections

            connections.close_all()  # the database may have been killed since
        answer = do([*json.loads(line), "--data", data])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
