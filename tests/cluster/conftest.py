"""A cluster of NATS servers and services as separate processes, on the tests' own database."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phien.testing.clusters import Cluster, nats_cluster
from phien.testing.committed import db as db
from phien.testing.stack import scratch_folder
from tests.cluster.machines import Machines


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three NATS servers."""
    with nats_cluster() as made:
        yield made


@pytest.fixture
def machines(db: Any, cluster: Cluster) -> Iterator[Machines]:
    """Where services are started; none is left, and what they said is shown where the test fails."""
    with scratch_folder() as folder:
        made = Machines(folder=Path(folder), nats_url=cluster.url)
        try:
            yield made
        finally:
            made.end_all()
            for log in sorted(Path(folder).glob("*.log")):
                with contextlib.suppress(OSError):
                    print(f"--- {log.name}\n{log.read_text()[-4000:]}")
