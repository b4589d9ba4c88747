"""The job queue's worker: procrastinate on Django's database, until told to stop."""

import os

import django


def main() -> None:
    """Work on all queues."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "4", "--delete-jobs", "successful", verbosity=0)


if __name__ == "__main__":
    main()
