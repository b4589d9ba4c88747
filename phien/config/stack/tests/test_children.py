"""Nothing that we start outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from phien.config.stack.children import end, spawn, wait_until

PARENT = """
import os, sys, time
from pathlib import Path
from phien.config.stack.children import spawn
child = spawn(["sleep", "300"], env=os.environ, log=Path(sys.argv[1]))
print(child.pid, flush=True)
time.sleep(300)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(300)
"""


def test_a_parent_that_is_killed_leaves_no_orphan(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout as told:
        child = int(told.readline())
    assert is_alive(child)
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not is_alive(child), seconds=5)


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = spawn([sys.executable, "-c", STUBBORN], env=os.environ, log=log)
    assert wait_until(lambda: log.read_text() == "up\n", seconds=10)
    began = time.monotonic()
    end(child, patience=0.3)
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 3


def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = spawn(["sh", "-c", "sleep 300 & echo $!; exec sleep 300"], env=os.environ, log=log)
    assert wait_until(lambda: log.read_text() != "", seconds=10)
    grandchild = int(log.read_text())
    end(child)
    assert wait_until(lambda: not is_alive(grandchild), seconds=5)


def is_alive(pid: int) -> bool:
    """Running, not a zombie: where PID 1 does not reap, those stay."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
