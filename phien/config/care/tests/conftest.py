"""The last release's database, brought up to this one, on a server of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from phien.config.stack.cluster import packaged_binaries
from phien.config.stack.folder import CHECKOUT, DataFolder
from phien.testing.stack import scratch_folder, throwaway_postgres

LAST_RELEASE = CHECKOUT / "tests/releases/0.1.0.dump"


@pytest.fixture(scope="session")
def upgraded() -> Iterator[str]:
    """DATABASE_URL of it."""
    with throwaway_postgres() as url:
        restoring = [
            str(packaged_binaries() / "pg_restore"),
            "--exit-on-error",
            "--no-owner",
            "--dbname",
            url,
        ]
        subprocess.run([*restoring, str(LAST_RELEASE)], check=True)
        done = run("phien.config.stack.prepare", "--migrate", url=url)
        assert done.returncode == 0, done.stderr
        yield url


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    """A data folder with keys and one picture."""
    with scratch_folder() as root:
        made = DataFolder(root / "var")
        made.make_ready()
        made.secrets()
        picture = made.root / "media/products/ab/mat-ong.webp"
        picture.parent.mkdir(parents=True)
        picture.write_bytes(b"RIFF" + bytes(range(256)) * 40)
        yield made


@pytest.fixture
def empty() -> Iterator[Path]:
    """Where something may be restored."""
    with scratch_folder() as root:
        yield root / "back"


def run(module: str, *words: str, url: str) -> subprocess.CompletedProcess[str]:
    """A program of ours on another database than the tests'."""
    env = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", module, *words],
        env=env,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
