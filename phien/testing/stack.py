"""A throwaway PostgreSQL and NATS for one test run, and the pytest plugin that starts them.

Loaded as `-p phien.testing.stack`: Django's settings are read before any conftest.py, so the addresses must
stand in the environment earlier. With `DATABASE_URL` or `NATS_URL` already set, those servers are used.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from phien.config.stack.bus import new_bus
from phien.config.stack.children import end
from phien.config.stack.cluster import Cluster, account_for_root, binaries_for, packaged_binaries
from phien.config.stack.postgres import Postgres

_running = contextlib.ExitStack()


@contextlib.contextmanager
def throwaway_postgres(*, durable: bool = False) -> Iterator[str]:
    """A new, empty server; gives its DATABASE_URL. `durable=True` writes to disk as the real one does."""
    with scratch_folder() as folder:
        server = Postgres(
            cluster_in(folder), socket=folder / "socket", log=folder / "postgres.log", durable=durable
        )
        server.make_ready_to_start()
        child = server.start(os.environ)
        try:
            server.wait_until_ready(child)
            yield server.url
        finally:
            end_quickly = Postgres(server.cluster, socket=server.socket, log=server.log, durable=False)
            end_quickly.stop(child)


@contextlib.contextmanager
def throwaway_bus() -> Iterator[str]:
    """A new NATS server; gives its NATS_URL."""
    with scratch_folder() as folder:
        bus = new_bus(folder=folder, log=folder / "nats.log")
        child = bus.start(os.environ)
        try:
            bus.wait_until_ready(child)
            yield bus.url
        finally:
            end(child, patience=3)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A short path, for sockets; what killed test runs left is swept away first."""
    root = Path(tempfile.gettempdir())
    for left in root.glob("phien-test-*"):
        pid = left.name.split("-")[2]
        if pid.isdigit() and not Path("/proc", pid).exists() and Path("/proc").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"phien-test-{os.getpid()}-", dir=root))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cluster_in(folder: Path) -> Cluster:
    """A cluster in `folder`, for an account that may run PostgreSQL."""
    if os.geteuid() != 0:
        return Cluster(folder / "postgres", packaged_binaries(), None)
    account = account_for_root(folder / "postgres")
    return Cluster(folder / "postgres", binaries_for(account), account)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Start the servers before pytest-django reads the settings."""
    for name, make in (("DATABASE_URL", throwaway_postgres), ("NATS_URL", throwaway_bus)):
        if not os.environ.get(name):
            os.environ[name] = _running.enter_context(make())
    return (yield)


def pytest_unconfigure() -> None:
    """Stop them after the last test."""
    _running.close()
