"""Each fault once, under a few seconds of load: `make faults` does each many times and measures.

Printed: the gap, the longest time without any real answer around the fault.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.disk import NoDisk, small_disk
from tests.faults.faults import FAULTS
from tests.faults.scene import Fault, Seen, run
from tests.faults.stack import Stack, new_stack

pytestmark = pytest.mark.faults
BY_NAME = {fault.name: fault for fault in FAULTS}
# Each of these concerns one desk process of its own, so they happen at the same time.
SIDE_BY_SIDE = ("desk", "pause", "pause-in-transaction", "cut-desk", "cut-edge", "clock")
ON_A_DISK = tuple(fault.name for fault in FAULTS if fault.on_disk_of_its_own)
ONE_BY_ONE = tuple(
    name for name in BY_NAME if name not in (*SIDE_BY_SIDE, *ON_A_DISK) and not BY_NAME[name].long
)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack that may be wrecked."""
    with new_stack() as made:
        yield made


def once(name: str, stack: Stack, *, rate: float = 30.0) -> Seen:
    """Bring this fault once, shortly."""
    fault: Fault = BY_NAME[name]
    return run(fault, stack, name=f"short-{name}", rate=rate, before=0.7, after=0.5)


def show(capsys: pytest.CaptureFixture[str], *seen: Seen) -> None:
    with capsys.disabled():
        print("", *(each.line() for each in seen), sep="\n", end="")


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_nothing_acknowledged_is_lost_or_doubled(
    name: str, stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    show(capsys, once(name, stack))


def test_nor_when_desks_fail_side_by_side(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(len(SIDE_BY_SIDE)) as threads:
        seen = list(threads.map(lambda name: once(name, stack, rate=10), SIDE_BY_SIDE))
    show(capsys, *seen)


def test_nor_when_the_disk_is_full(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        with small_disk() as folder, new_stack(folder) as stack:
            show(capsys, once("disk-log", stack))
    except NoDisk as why:
        pytest.skip(f"no small disk may be mounted here, so none was filled: {why}")
