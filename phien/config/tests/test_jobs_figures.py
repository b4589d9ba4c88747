"""What the jobs process tells of its queue."""

import asyncio
import contextlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from phien.config.jobs_worker import _waiting, counted
from phien.plumbing.meters import REGISTRY, Jobs
from phien.testing.committed import db as db
from phien.testing.desks import dsn_of_test

NEW = (
    "insert into procrastinate_jobs(queue_name, task_name, args, status, scheduled_at) "
    "values ('clock', 'none', '{}', %s, %s)"
)


def test_due_jobs_their_age_and_failed_ones_are_told(db: Any) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(NEW, ["todo", now - timedelta(seconds=90)])
        cursor.execute(NEW, ["todo", now + timedelta(hours=1)])
        cursor.execute(NEW, ["failed", now])
    found = _waiting(dsn_of_test())
    assert found is not None
    waiting, oldest, failed = found
    assert (waiting, failed) == (1, 1)
    assert 90 <= oldest < 100


def test_an_empty_queue_is_not_old(db: Any) -> None:
    assert _waiting(dsn_of_test()) == (0, 0.0, 0)


def test_a_database_that_is_away_gives_no_figure() -> None:
    assert _waiting("postgresql://nobody@127.0.0.1:1/none") is None
    assert list(Jobs(lambda: None).collect()) == []
    told = {family.name: family.samples[0].value for family in Jobs(lambda: (2, 7.5, 1)).collect()}
    assert told == {"phien_jobs_waiting": 2, "phien_jobs_oldest_seconds": 7.5, "phien_jobs_failed": 1}


@pytest.mark.parametrize("end", ["done", "failed"])
def test_a_job_is_counted_by_how_it_ended(end: str) -> None:
    labels = {"task": "expire_closed", "end": end}
    before = REGISTRY.get_sample_value("phien_jobs_ended_total", labels) or 0.0
    context = SimpleNamespace(job=SimpleNamespace(task_name="phien.live.jobs.expire_closed"))

    async def job() -> int:
        if end == "failed":
            raise ValueError
        return 3

    with contextlib.suppress(ValueError):
        assert asyncio.run(counted(job, context, None)) == 3
    assert REGISTRY.get_sample_value("phien_jobs_ended_total", labels) == before + 1
