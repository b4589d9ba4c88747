"""Migrates and loads the demo: one process, since importing Django costs two seconds each time.

Started by the supervisor as `python -m phien.config.stack.prepare [--migrate] [--demo]`; the only module here
that imports Django. What it prints is shown to the person at the terminal.
"""

import importlib
import os
import sys

DEMO = "phien.config.demo"


def main(wanted: list[str]) -> None:
    """Do what is asked, in the order that makes sense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    if "--migrate" in wanted:
        call_command("migrate", verbosity=0, interactive=False)
    if "--demo" in wanted:
        load = getattr(importlib.import_module(DEMO), "load", None)
        if load is None:
            say("This version has no demo.")
        else:
            load(say=say)


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
