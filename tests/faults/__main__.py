"""`make faults`: every fault many times, each measured, one table at the end."""

import argparse
import contextlib
import statistics
import sys
import traceback
from collections.abc import Iterator

from tests.faults.disk import NoDisk, small_disk
from tests.faults.faults import FAULTS
from tests.faults.scene import Fault, Seen, run
from tests.faults.stack import Stack, new_stack


@contextlib.contextmanager
def stack_for(fault: Fault) -> Iterator[Stack]:
    """The stack that this fault needs."""
    with contextlib.ExitStack() as last:
        folder = last.enter_context(small_disk()) if fault.on_disk_of_its_own else None
        yield last.enter_context(new_stack(folder))


def main(words: list[str] | None = None) -> int:
    """Run, print, sum up; 1 where any run failed."""
    given = _arguments().parse_args(words)
    wanted = [fault for fault in FAULTS if not given.only or fault.name in given.only]
    seen: dict[str, list[Seen]] = {}
    failed: dict[str, list[str]] = {}
    for kind in (False, True):
        group = [fault for fault in wanted if fault.on_disk_of_its_own is kind]
        if not group:
            continue
        try:
            with stack_for(group[0]) as stack:
                for fault in group:
                    for number in range(given.times):
                        try:
                            once = run(fault, stack, name=f"{fault.name}-{number}")
                            seen.setdefault(fault.name, []).append(once)
                            say(once.line())
                        except Exception as error:
                            failed.setdefault(fault.name, []).append(str(error))
                            say(f"{fault.name}: FAILED\n{traceback.format_exc()}")
        except NoDisk as why:
            say(f"skipped {', '.join(fault.name for fault in group)}: no disk of its own ({why})")
    _table(wanted, seen, failed)
    return 1 if failed else 0


def _table(wanted: list[Fault], seen: dict[str, list[Seen]], failed: dict[str, list[str]]) -> None:
    say(f"\n{'fault':<22} {'times':>5} {'failed':>6} {'median gap':>10} {'worst':>7}   what")
    for fault in wanted:
        gaps = [once.gap for once in seen.get(fault.name, [])]
        middle = f"{statistics.median(gaps):.1f} s" if gaps else "-"
        worst = f"{max(gaps):.1f} s" if gaps else "-"
        bad = len(failed.get(fault.name, []))
        say(f"{fault.name:<22} {len(gaps) + bad:>5} {bad:>6} {middle:>10} {worst:>7}   {fault.says}")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", nargs="*", choices=[fault.name for fault in FAULTS], metavar="FAULT")
    return parser


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
