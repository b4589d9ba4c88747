"""Running a benchmark as its user does."""

import json
import os
import subprocess
import sys
from typing import Any

from phien.config.stack.folder import CHECKOUT


def bench(words: str) -> dict[str, Any]:
    """`phien bench <words> --json`, on the embedded database: what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "phien.config.cli", "bench", *words.split(), "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=CHECKOUT,
        env={k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL")},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found
