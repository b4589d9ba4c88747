"""Starting and ending other programs so that none is ever left behind.

Each child leads a process group of its own: Ctrl-C in the terminal reaches only the supervisor, which ends
the groups in order. A supervisor that is killed outright cannot do that, so on Linux the kernel is asked to
signal each child when its parent dies.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The operating-system account that a program runs as."""

    name: str
    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: Path,
    account: Account | None = None,
    last_signal: signal.Signals = signal.SIGTERM,
    cwd: Path = Path("/"),
    shown: bool = False,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` with both outputs appended to `log`, as `account` where one is given.

    `shown` leaves its standard output on the terminal: lines of progress. `keep`: open files that it shares.
    `last_signal` is what the child gets from the kernel when this process dies without a word.
    """
    user, group, others = _ids(account)
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - every command is our own
            [str(part) for part in command],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=None if shown else out,
            stderr=out,
            start_new_session=True,
            preexec_fn=tied_to_us(last_signal),
            pass_fds=keep,
            user=user,
            group=group,
            extra_groups=others,
        )


def run_as(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    account: Account | None = None,
    timeout: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Run a short program to its end and keep what it said."""
    user, group, others = _ids(account)
    return subprocess.run(  # noqa: S603 - every command is our own
        [str(part) for part in command],
        env=dict(env),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        user=user,
        group=group,
        extra_groups=others,
    )


def _ids(account: Account | None) -> tuple[int | None, int | None, list[str | int] | None]:
    """User, group and further groups for subprocess; nothing where the account is our own."""
    if account is None or account.uid == os.geteuid():
        return None, None, None
    return account.uid, account.gid, []


def tied_to_us(last_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does between fork and exec, so that it does not outlive us. Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork: after it, little is safe
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(last_signal), 0, 0, 0)
        if os.getppid() != parent:  # we died between the fork and the call
            os._exit(1)

    return tie


def end(
    child: subprocess.Popen[bytes],
    *,
    ask: signal.Signals = signal.SIGTERM,
    insist: signal.Signals = signal.SIGKILL,
    patience: float = 10,
) -> None:
    """Ask one child to stop, wait `patience` seconds, then insist; its whole group is gone afterwards."""
    signal_group(child, ask)
    for last in (insist, signal.SIGKILL):
        try:
            child.wait(patience)
            break
        except subprocess.TimeoutExpired:
            signal_group(child, last)
            patience = 5
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(patience)
    signal_group(child, signal.SIGKILL)  # what it started and left


def signal_group(child: subprocess.Popen[bytes], which: signal.Signals) -> None:
    """Signal a child and what it started; a child that has gone is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, which)


def living_in(folder: Path) -> list[int]:
    """Ids of the processes whose working folder is `folder` (zombies have none); none without /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found


def wait_until(ready: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Ask `ready` again and again; False when `seconds` are over."""
    limit = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > limit:
            return False
        time.sleep(step)
    return True
