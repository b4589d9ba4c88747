"""CPU seconds and memory of the processes that are measured. Linux: /proc."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SERVICES = {
    "phien.config.edge_server": "edge",
    "phien.config.desk_server": "desk",
    "phien.config.jobs_worker": "jobs",
    "gunicorn": "web",
    "nats-server": "bus",
    "postgres": "postgres",
}


def families(*roots: int | None) -> dict[str, list[int]]:
    """Process ids by service, of everything below these processes."""
    parents: dict[int, list[int]] = defaultdict(list)
    for pid, parent in _everybody():
        parents[parent].append(pid)
    found: dict[str, list[int]] = defaultdict(list)

    def walk(pid: int, name: str) -> None:
        name = _service(pid) or name
        found[name].append(pid)
        for child in parents.get(pid, ()):
            walk(child, name)

    for root in roots:
        if root:
            walk(root, "up")
    return dict(found)


def seconds(pids: Iterable[int]) -> float:
    """CPU seconds so far, user and system, of children that have ended too."""
    total = 0
    for pid in pids:
        try:
            fields = (
                Path(f"/proc/{pid}/stat")
                .read_text(encoding="ascii", errors="replace")
                .rpartition(")")[2]
                .split()
            )
        except OSError:
            continue
        total += sum(int(each) for each in fields[11:15])
    return total / TICK


def resident(pid: int) -> int:
    """Bytes of memory in use."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE


class Spent:
    """CPU seconds by service between `start` and `stop`; a backend that came meanwhile counts too."""

    def __init__(self, *roots: int | None) -> None:
        self.roots = roots
        self.before = self._now()

    def _now(self) -> dict[str, float]:
        return {name: seconds(pids) for name, pids in families(*self.roots).items()}

    def stop(self) -> dict[str, float]:
        """Seconds by service, of those that did anything."""
        after = self._now()
        spent = {name: round(after[name] - self.before.get(name, 0.0), 3) for name in after}
        return {name: each for name, each in spent.items() if each > 0}


def _everybody() -> Iterable[tuple[int, int]]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        yield int(entry.name), int(text.rpartition(")")[2].split()[1])


def _service(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", errors="replace").split("\0")
    except OSError:
        return ""
    for word in words[:4]:
        for mark, name in SERVICES.items():
            if mark in word.split("/")[-1]:
                return name
    return ""
