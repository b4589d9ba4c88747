"""`make faults`: every fault many times, each measured, one table at the end."""

import argparse
import contextlib
import signal
import statistics
import sys
import traceback
from collections.abc import Iterator
from itertools import groupby

from tests.faults.disk import NoDisk, small_disk
from tests.faults.faults import FAULTS
from tests.faults.proofs import PROOFS, Proof, Proved, prove
from tests.faults.scene import Fault, Seen, run
from tests.faults.stack import Stack, new_stack

NAMES = [each.name for each in (*FAULTS, *PROOFS)]
WIDE = max(map(len, NAMES))
Results = dict[str, list[Seen | None]]  # None: it failed


@contextlib.contextmanager
def stack_for(*, disk_of_its_own: bool) -> Iterator[Stack]:
    """A stack that may be wrecked."""
    with contextlib.ExitStack() as last:
        folder = last.enter_context(small_disk()) if disk_of_its_own else None
        yield last.enter_context(new_stack(folder))


def main(words: list[str] | None = None) -> int:
    """Run, print, sum up; 1 where any run failed."""
    given = _arguments().parse_args(words)
    for which in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us with them ignored
        signal.signal(which, signal.default_int_handler)
    faults = [fault for fault in FAULTS if not given.only or fault.name in given.only]
    proofs = [proof for proof in PROOFS if not given.only or proof.name in given.only]
    results: Results = {}
    skipped: dict[str, str] = {}
    for own_disk, alike in groupby(faults, key=lambda fault: fault.on_disk_of_its_own):
        group = list(alike)
        try:
            with stack_for(disk_of_its_own=own_disk) as stack:
                for number in range(
                    given.times
                ):  # in turn: what was killed has lived a while before it is again
                    for fault in group:
                        results.setdefault(fault.name, []).append(_once(fault, stack, number))
        except NoDisk as why:
            skipped |= {fault.name: f"skipped, no small disk may be mounted here: {why}" for fault in group}
    proved = [_prove(proof, given.times) for proof in proofs]
    _table(faults, results, skipped)
    _table_of_proofs(proofs, proved)
    failed = any(None in seen for seen in results.values()) or not all(each.good for each in proved)
    return 1 if failed else 0


def _once(fault: Fault, stack: Stack, number: int) -> Seen | None:
    try:
        seen = run(fault, stack, name=f"{fault.name}-{number}", settled=True)
    except Exception:
        say(f"{fault.name}: FAILED\n{traceback.format_exc()}")
        return None
    say(f"{number + 1:>3}. {seen.line()}")
    return seen


def _prove(proof: Proof, times: int) -> Proved:
    proved = prove(proof, times=times)
    say(f"{proved.name}: {'good' if proved.good else 'FAILED'} after {proved.seconds:.0f} s")
    return proved


def _table(faults: list[Fault], results: Results, skipped: dict[str, str]) -> None:
    if not faults:
        return
    say(f"\n{'fault':<{WIDE}}  {'times':>5}  {'failed':>6}  {'median gap':>10}  {'worst':>6}  what")
    for fault in faults:
        runs = results.get(fault.name, [])
        gaps = [seen.gap for seen in runs if seen is not None]
        middle = f"{statistics.median(gaps):.1f} s" if gaps else "-"
        worst = f"{max(gaps):.1f} s" if gaps else "-"
        what = skipped.get(fault.name, fault.says)
        failed = len(runs) - len(gaps)
        say(f"{fault.name:<{WIDE}}  {len(runs):>5}  {failed:>6}  {middle:>10}  {worst:>6}  {what}")


def _table_of_proofs(proofs: list[Proof], proved: list[Proved]) -> None:
    if not proofs:
        return
    say(f"\n{'proof':<{WIDE}}  {'':>5}  {'took':>6}  {'takeover':>10}  {'worst':>6}  what")
    for proof, once in zip(proofs, proved, strict=True):
        took = once.takeovers
        middle, worst = (f"{statistics.median(took):.1f} s", f"{max(took):.1f} s") if took else ("-", "-")
        how = "good" if once.good else "FAILED"
        say(f"{proof.name:<{WIDE}}  {how:>5}  {once.seconds:>4.0f} s  {middle:>10}  {worst:>6}  {proof.says}")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", nargs="*", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    return parser


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
