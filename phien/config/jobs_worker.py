"""The job queue's worker: procrastinate on Django's database, until told to stop."""

import asyncio
import os
from typing import Any

import django
import psycopg

from phien.plumbing import meters
from phien.plumbing.logs import name_process
from phien.plumbing.lookout import keep_lookout
from phien.plumbing.readiness import Readiness, alive, database_of

CONCURRENCY = 4
LAST_JOBS = 8.0  # seconds that running jobs get once we are told to stop
WAITING = (
    "select count(*) filter (where status = 'todo' and (scheduled_at is null or scheduled_at <= now())), "
    "coalesce(extract(epoch from now() - min(coalesce(j.scheduled_at, e.at)) filter "
    "(where status = 'todo' and coalesce(j.scheduled_at, e.at) <= now())), 0), "
    "count(*) filter (where status = 'failed') from procrastinate_jobs j left join lateral "
    "(select min(at) as at from procrastinate_events where job_id = j.id) e on true"
)


def main() -> None:
    """Work on all queues."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phien.config.settings")
    name_process("jobs")
    django.setup()
    asyncio.run(work())


async def work() -> None:
    """Until SIGINT or SIGTERM: running jobs are finished first."""
    from procrastinate.contrib.django import app

    dsn = os.environ["DATABASE_URL"]
    loop = asyncio.get_running_loop()
    database = database_of(dsn)

    async def reached() -> str:
        return (await asyncio.to_thread(database))["database"]

    readiness = Readiness({"database": reached})
    watched = keep_lookout("jobs", alive=alive(loop), ready=readiness.from_threads(loop))
    if watched is not None:
        meters.REGISTRY.register(meters.Jobs(lambda: _waiting(dsn)))
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                shutdown_graceful_timeout=LAST_JOBS,
                worker_middleware=[counted],
            )


async def counted(call_next: Any, context: Any, _worker: Any) -> Any:
    """Count how each job ended."""
    task = context.job.task_name.rpartition(".")[2]
    try:
        result = await call_next()
    except BaseException:
        meters.jobs_ended.labels(task, "failed").inc()
        raise
    meters.jobs_ended.labels(task, "done").inc()
    return result


def _waiting(dsn: str) -> tuple[int, float, int] | None:
    """Due jobs, seconds since the oldest was due, jobs that failed for good; None where nobody can say."""
    try:
        with psycopg.connect(dsn, connect_timeout=2) as connection:
            row = connection.execute(WAITING).fetchone()
    except psycopg.Error:
        return None
    return (row[0], float(row[1]), row[2]) if row else None


if __name__ == "__main__":
    main()
