"""The faults by name: what is done to the running system, and what is undone."""

import contextlib
import json
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from phien.config.stack.supervisor import SETTLED
from tests.faults.scene import Fault, Scene
from tests.faults.stack import PHIEN, Child, next_port, wait_for
from tests.faults.wire import Wire, new_wire

LEASE = 3.0  # seconds after which a silent desk is taken over
LONG, LONGER = LEASE + 4.0, LEASE + 6.0
HOUR = 3600
WAL_FILES = 40  # more than the small disk can hold
DESK = [sys.executable, "-m", "tests.faults.desk_process"]


NAME = "faults"  # of our own connections
END = "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and "
THE_DESKS, EVERYBODYS = "application_name like %(desk)s", "application_name <> %(us)s"
AWAY = 20.0


# the desk in a process of its own


class Desk:
    """A `phien desk` beside the stack, with its hooks; the edge takes over from it."""

    def __init__(self, scene: Scene, *, database_url: str = "") -> None:
        self.scene, self.owner = scene, f"desk-{scene.name}"
        self.told_file = scene.stack.data.parent / f"{self.owner}.json"
        self.tell()
        more = {"DATABASE_URL": database_url} if database_url else {}
        self.child: Child = scene.stack.start_beside(
            DESK, name=self.owner, PHIEN_OWNER=self.owner, FAULTS_TOLD=str(self.told_file), **more
        )
        scene.last.callback(self.end)
        self.takes()

    def tell(self, **what: object) -> None:
        """Write what it is told; moved into place, so that it never reads a half."""
        unfinished = self.told_file.with_suffix(".new")
        unfinished.write_text(json.dumps(what))
        unfinished.replace(self.told_file)

    def takes(self) -> None:
        """It has the session from now on."""
        self.scene.stack.give(self.scene.session, self.owner)

    @property
    def is_stopped(self) -> bool:
        """Whether SIGSTOP has come to it."""
        return Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def is_overtaken(self) -> bool:
        """Whether another has its session."""
        return self.scene.stack.owner(self.scene.session) != self.owner

    def must_be_overtaken(self, since: float) -> None:
        """Another takes over, within 5 s of `since`."""
        wait_for(self.is_overtaken, within=10, what="another desk takes over", step=0.02)
        took = time.monotonic() - since
        assert took < 5.5, f"taken over after {took:.1f} s"
        self.scene.note(f"taken over after {took:.1f} s")

    def serves_again(self) -> None:
        """It lives, has learnt that it was overtaken, and can have the session back."""
        assert self.child.poll() is None, f"it ended with {self.child.returncode}"
        self.takes()

    def end(self) -> None:
        """kill -9, whatever state it is in."""
        self.child.kill()
        self.child.wait(10)


def _with_desk(scene: Scene) -> None:
    scene.desk = Desk(scene)


def _kill_desk(scene: Scene) -> None:
    began = time.monotonic()
    scene.desk.child.kill()
    scene.healed()
    scene.desk.must_be_overtaken(began)


def _pause(scene: Scene) -> None:
    began = time.monotonic()
    scene.desk.child.send_signal(signal.SIGSTOP)
    _sleep_and_wake(scene, began)


def _pause_in_transaction(scene: Scene) -> None:
    desk = scene.desk
    desk.tell(stop="before commit")
    wait_for(lambda: desk.is_stopped, within=10, what="the desk stops before COMMIT", step=0.01)
    _sleep_and_wake(scene, time.monotonic())


def _sleep_and_wake(scene: Scene, began: float) -> None:
    scene.healed()
    scene.desk.must_be_overtaken(began)
    time.sleep(max(0.0, began + LONG - time.monotonic()))
    scene.desk.child.send_signal(signal.SIGCONT)
    time.sleep(1.5)
    assert scene.desk.is_overtaken(), "who slept has the session"
    scene.desk.serves_again()


# what serves everybody


def _kill(name: str, *, within: float = 20) -> Callable[[Scene], None]:
    def bring(scene: Scene) -> None:
        before = scene.stack.kill(name)
        scene.healed()
        wait_for(
            lambda: scene.stack.pid_of(name) not in (0, before), within=within, what=f"{name} starts again"
        )

    return bring


def _settle(name: str) -> Callable[[Scene], None]:
    """Wait until it has lived for so long that the supervisor starts it again without a pause."""

    def prepare(scene: Scene) -> None:
        if scene.settled:
            wait_for(
                lambda: scene.stack.age_of(name) > SETTLED + 1, within=SETTLED + 5, what=f"{name} has settled"
            )

    return prepare


def _settle_bus_with_desk(scene: Scene) -> None:
    _with_desk(scene)
    _settle("bus")(scene)


# the network


def _wire(scene: Scene) -> Wire:
    target = next(iter((Path(scene.stack.run["sockets"]) / "pg").glob(".s.PGSQL.*[0-9]")))
    return scene.last.enter_context(new_wire(str(target)))


def _with_desk_on_a_wire(scene: Scene) -> None:
    scene.wire = _wire(scene)
    scene.desk = Desk(scene, database_url=f"postgresql://phien@127.0.0.1:{scene.wire.port}/phien")


def _cut_desk(scene: Scene) -> None:
    began = time.monotonic()
    scene.wire.cut()
    scene.healed()
    scene.desk.must_be_overtaken(began)
    time.sleep(max(0.0, began + LONG - time.monotonic()))
    scene.wire.mend()
    time.sleep(1.5)
    assert scene.desk.is_overtaken(), "who was cut off has the session"
    scene.desk.serves_again()


def _with_edge_on_a_wire(scene: Scene) -> None:
    """A second edge, which the buyers ask; it has the desk, too."""
    scene.wire = _wire(scene)
    port, owner = next_port(), f"edge-{scene.name}"
    child = scene.stack.start_beside(
        [*PHIEN, "edge", "--port", str(port), "--web", str(Path(scene.stack.run["sockets"]) / "web.sock")],
        name=owner,
        PHIEN_OWNER=owner,
        DATABASE_URL=f"postgresql://phien@127.0.0.1:{scene.wire.port}/phien",
    )
    scene.last.callback(child.wait, 10)
    scene.last.callback(child.kill)
    scene.stack.give(scene.session, owner)
    wait_for(lambda: _listens(port), within=15, what="the second edge listens")
    scene.crowd.port = port


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _cut_edge(scene: Scene) -> None:
    began = time.monotonic()
    scene.wire.cut()
    time.sleep(LONGER)
    there = scene.crowd.answered_since(began + 1)
    scene.note(f"{there} answered while it was cut off")
    assert there, "another edge has the desk: this one asks it over the bus"
    scene.healed()
    scene.wire.mend()


# the database


def _fill_connections(scene: Scene, *, seconds: float, whose: str = "") -> None:
    """Take every connection, and again and again those that `whose` names."""
    taken: list[psycopg.Connection[tuple[object, ...]]] = []

    def take_all() -> None:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                taken.append(
                    psycopg.connect(scene.stack.database_url, autocommit=True, application_name=NAME)
                )

    began = time.monotonic()
    try:
        take_all()
        while time.monotonic() - began < seconds:
            if whose:
                taken[0].execute(END + whose, {"us": NAME, "desk": "phien-desk%"})
            take_all()  # whatever others let go
            time.sleep(0.01)
        there = scene.crowd.answered_since(began + 0.5)
        scene.note(f"{len(taken)} taken, {there} answered meanwhile")
        if not whose:
            assert there, "a desk has its connection already: the sale goes on"
    finally:
        for each in taken:
            each.close()
        scene.healed()


def _full(scene: Scene) -> None:
    _fill_connections(scene, seconds=3)


def _full_without_the_desk(scene: Scene) -> None:
    _fill_connections(scene, seconds=3, whose=THE_DESKS)


def _away(scene: Scene) -> None:
    """Nobody has a connection, for so long that whoever waits ever longer would be late."""
    _fill_connections(scene, seconds=AWAY, whose=EVERYBODYS)
    began = time.monotonic()
    wait_for(
        lambda: scene.stack.page("/") == 200 and scene.stack.page("/readyz") == 200,
        within=5,
        what="pages and readiness come back with the database",
    )
    scene.note(f"pages back after {time.monotonic() - began:.1f} s")


def _fill_disk(scene: Scene, *, seconds: float, log_too: bool) -> None:
    filler = scene.stack.data.parent / "filler"
    began = time.monotonic()
    try:
        with filler.open("wb", buffering=0) as out, contextlib.suppress(OSError):
            while True:
                out.write(b"\0" * 262_144)
        with filler.open("ab", buffering=0) as out, contextlib.suppress(OSError):
            while True:
                out.write(b"\0" * 512)
        if log_too:
            keeper = scene.stack.database_url.replace("phien@/phien", "postgres@/postgres")
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(keeper, autocommit=True) as line,
            ):
                for _ in range(WAL_FILES):  # those laid by for later are used up, the next needs room
                    line.execute("select pg_switch_wal(), pg_logical_emit_message(true, 'fault', 'full')")
        time.sleep(seconds)
        there = scene.crowd.answered_since(began + 1)
        scene.note(f"{there} answered while it was full")
    finally:
        filler.unlink(missing_ok=True)
        scene.healed()


def _disk(scene: Scene) -> None:
    _fill_disk(scene, seconds=5, log_too=False)


def _disk_of_the_log(scene: Scene) -> None:
    _fill_disk(scene, seconds=5, log_too=True)


# the clock


def _clock(scene: Scene) -> None:
    desk = scene.desk
    scene.healed()
    for wrong in (HOUR, -HOUR, 0):
        desk.tell(clock=wrong)
        time.sleep(2.5)
    assert not desk.is_overtaken(), "a wrong clock is no reason to lose the session"


FAULTS = (
    Fault("edge", "kill -9 of the edge with its desk in it", _kill("edge"), _settle("edge")),
    Fault("desk", "kill -9 of a desk process of its own", _kill_desk, _with_desk),
    Fault("bus", "kill -9 of NATS, the desk in the edge", _kill("bus"), _settle("bus"), unnoticed=True),
    Fault(
        "bus-between", "kill -9 of NATS between the edge and its desk", _kill("bus"), _settle_bus_with_desk
    ),
    Fault("postgres", "kill -9 of PostgreSQL", _kill("postgres"), _settle("postgres")),
    Fault("pause", f"SIGSTOP of a desk for {LONG:.0f} s, then it wakes", _pause, _with_desk),
    Fault("pause-in-transaction", "the same, before COMMIT", _pause_in_transaction, _with_desk),
    Fault("cut-desk", f"a desk cut off from the database for {LONG:.0f} s", _cut_desk, _with_desk_on_a_wire),
    Fault("cut-edge", f"an edge and its desk cut off for {LONGER:.0f} s", _cut_edge, _with_edge_on_a_wire),
    Fault("full", "every connection of PostgreSQL taken for 3 s", _full, unnoticed=True),
    Fault("full-without-desk", "the same, the desk's own lost too", _full_without_the_desk),
    Fault("away", f"nobody gets a connection for {AWAY:.0f} s", _away, long=True),
    Fault("disk", "the disk full for 5 s", _disk, on_disk_of_its_own=True),
    Fault("disk-log", "the same, room needed for WAL", _disk_of_the_log, on_disk_of_its_own=True),
    Fault("clock", "a desk's wall clock jumps an hour on and right again", _clock, _with_desk),
)
