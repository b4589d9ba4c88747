"""What dies is started again; what never lived is given up; everything ends in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from phien.config.stack.children import spawn, wait_until
from phien.config.stack.errors import StackError
from phien.config.stack.supervisor import Bell, Service, Supervisor


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(told: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(say=told.append)
    yield made
    made.end_all([tuple(service.name for service in made.services)])


def service(name: str, folder: Path, *command: str) -> Service:
    log = folder / f"{name}.log"
    return Service(name, log, start=lambda: spawn(command, env=os.environ, log=log))


def test_a_killed_service_is_back_at_once(supervisor: Supervisor, told: list[str], tmp_path: Path) -> None:
    web = supervisor.add(service("web", tmp_path, "sleep", "300"))
    first = web.child
    assert first is not None
    first.kill()
    first.wait()
    supervisor.mend()
    assert web.child is not None
    assert web.child.pid != first.pid
    assert told == ["web was ended by SIGKILL; starting it again."]


def test_the_pauses_grow_and_begin_anew_after_a_quiet_time(supervisor: Supervisor, tmp_path: Path) -> None:
    web = supervisor.add(service("web", tmp_path, "sleep", "300"))
    pauses = []
    for lived in (0, 0, 0, 0, 0, 0, 0, 31):
        assert web.child is not None
        web.child.kill()
        web.child.wait()
        web.began = time.monotonic() - lived
        pauses.append(web.plan_again())
        web.begin()
    assert pauses == [0.0, 0.2, 1.0, 2.0, 3.0, 3.0, 3.0, 0.0]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import no_such_thing", "The package no_such_thing is missing; run `make setup`."),
        ("import phien.nowhere", "web does not start: this version has no phien.nowhere."),
        ("raise OSError(28, 'No space left on device')", "is full; free some space and start again."),
        ("raise ValueError('wrong setting')", "web does not start: ValueError: wrong setting (see "),
    ],
)
def test_what_never_ran_is_given_up_with_its_reason(
    supervisor: Supervisor, tmp_path: Path, code: str, sentence: str
) -> None:
    supervisor.add(service("web", tmp_path, sys.executable, "-c", code))

    def give_up() -> None:
        for _ in range(600):
            supervisor.mend(give_up_after=2)
            time.sleep(0.02)

    with pytest.raises(StackError) as refusal:
        give_up()
    assert sentence in str(refusal.value)


def test_a_long_log_is_put_aside(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phien.config.stack.supervisor.LOG_LIMIT", 10)
    web = supervisor.add(
        service("web", tmp_path, "sh", "-c", "echo a long first line; read x < /dev/zero; sleep 300")
    )
    assert wait_until(lambda: web.log.stat().st_size > 10, seconds=5)
    supervisor._trim_logs()
    assert (tmp_path / "web.log.1").read_text() == "a long first line\n"
    assert web.log.read_text() == ""


def test_the_first_signal_stops_and_the_second_hurries() -> None:
    bell, hurried = Bell(), []
    bell.hurry = lambda: hurried.append(True)
    before = signal.getsignal(signal.SIGINT)
    with bell.ringing():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        bell.nap(0)
    assert hurried == [True]
    assert signal.getsignal(signal.SIGINT) is before


def test_the_bell_wakes_when_a_child_ends() -> None:
    bell = Bell()
    with bell.ringing():
        child = subprocess.Popen(["sleep", "0.2"])
        began = time.monotonic()
        bell.nap(10)
        assert time.monotonic() - began < 5
        child.wait()
