"""The lookout's port, health that is asked once a second, and figures that name nobody."""

import asyncio
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from phien.plumbing import meters
from phien.plumbing.lookout import Lookout, keep_lookout
from phien.plumbing.meters import REGISTRY
from phien.plumbing.readiness import KeptLook, Readiness, alive, database_of


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def free_base() -> int:
    """A port from which on twenty are most likely free."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return min(int(probe.getsockname()[1]), 60000)


@pytest.fixture
def lookout(monkeypatch) -> Iterator[Lookout]:
    monkeypatch.setenv("PHIEN_METRICS_PORT", str(free_base()))
    made = keep_lookout("edge", ready=lambda: {"database": "ok", "web": "away"})
    assert made is not None
    yield made
    made.close()


def test_it_is_off_unless_a_port_is_named(monkeypatch):
    for value in ("", "no"):
        monkeypatch.setenv("PHIEN_METRICS_PORT", value)
        assert keep_lookout("edge") is None
    monkeypatch.delenv("PHIEN_METRICS_PORT")
    assert keep_lookout("edge") is None


def test_it_listens_on_loopback_only(lookout):
    assert lookout.server_address[0] == "127.0.0.1"


def test_it_shows_figures_and_health(lookout):
    port = lookout.server_address[1]
    status, text = get(port, "/metrics")
    assert status == 200
    assert "# HELP phien_desk_commit_seconds From sending a batch to its commit." in text
    assert 'phien_process_info{kind="edge"} 1.0' in text
    assert get(port, "/healthz") == (200, '{"ok": true, "parts": {}}')
    assert get(port, "/readyz") == (503, '{"ok": false, "parts": {"database": "ok", "web": "away"}}')
    assert get(port, "/")[0] == 404


def test_a_second_process_of_a_kind_takes_the_next_ten(lookout):
    second = keep_lookout("edge")
    assert second is not None
    try:
        assert second.server_address[1] == lookout.server_address[1] + 10
    finally:
        second.close()


# Readiness


def test_a_part_is_asked_once_a_second_however_many_ask():
    asked = []

    async def part() -> str:
        asked.append(1)
        await asyncio.sleep(0.01)
        return "ok"

    async def many() -> list[dict[str, str]]:
        readiness = Readiness({"database": part})
        told = await asyncio.gather(*(readiness.look() for _ in range(50)))
        return [*told, await readiness.look()]

    assert asyncio.run(many()) == [{"database": "ok"}] * 51
    assert len(asked) == 1


def test_a_part_that_fails_or_hangs_is_named(monkeypatch):
    monkeypatch.setattr("phien.plumbing.readiness.PATIENCE", 0.05)

    async def fails() -> str:
        raise OSError("no route")

    async def hangs() -> str:
        await asyncio.sleep(60)
        return "ok"

    async def good() -> str:
        return "ok"

    async def look() -> dict[str, str]:
        return await Readiness({"a": fails, "b": hangs, "c": good}).look()

    assert asyncio.run(look()) == {"a": "away", "b": "does not answer", "c": "ok"}


def test_a_process_that_was_told_to_stop_is_not_ready():
    async def look() -> dict[str, str]:
        readiness = Readiness({})
        readiness.draining = True
        return await readiness.look()

    assert asyncio.run(look()) == {"process": "stopping"}


def test_threads_share_one_look():
    asked = []

    def check() -> dict[str, str]:
        asked.append(1)
        time.sleep(0.05)
        return {"database": "ok"}

    look = KeptLook(check)
    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_a_loop_that_does_not_turn_is_told(monkeypatch):
    monkeypatch.setattr("phien.plumbing.readiness.PATIENCE", 0.05)
    loop = asyncio.new_event_loop()
    look = alive(loop)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    assert look() == {"loop": "ok"}
    loop.call_soon_threadsafe(time.sleep, 0.3)
    assert look() == {"loop": "does not turn"}
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_database_that_is_not_there_is_away():
    assert database_of("postgresql://nobody@127.0.0.1:1/none")() == {"database": "away"}


# Figures


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_batch_is_counted_by_what_came_of_it():
    before = value("phien_desk_outcomes_total", source="button", outcome="sold_out")
    orders = value("phien_desk_outcomes_total", source="button", outcome="order")
    asked = value("phien_desk_outcomes_total", source="comment", outcome="question")
    read = value("phien_comments_read_total")
    meters.decided(
        [
            (False, {"order": "PD-1", "state": "held"}),
            (False, {"order": "PD-2", "state": "held"}),
            (False, {"code": "sold_out"}),
            (True, {"external_id": "1", "outcome": "question"}),
        ]
    )
    assert value("phien_desk_outcomes_total", source="button", outcome="sold_out") == before + 1
    assert value("phien_desk_outcomes_total", source="button", outcome="order") == orders + 2
    assert value("phien_desk_outcomes_total", source="comment", outcome="question") == asked + 1
    assert value("phien_comments_read_total") == read + 1


CLAIMS = (("", "free"), ("us", "restarted"), ("them", "silent"))


@pytest.mark.parametrize(("before", "why"), CLAIMS)
def test_a_takeover_says_why(before, why):
    counted = value("phien_desk_takeovers_total", why=why)
    meters.claimed(before=before, us="us")
    assert value("phien_desk_takeovers_total", why=why) == counted + 1


def test_a_session_is_a_label_only_while_its_desk_is_here():
    desk = SimpleNamespace(queue=[1, 2, 3])
    with meters.here.holding(
        desks={480012: desk}, bus=SimpleNamespace(client=SimpleNamespace(is_connected=True))
    ):
        assert value("phien_desk_queue", session="480012") == 3
        assert value("phien_bus_connected") == 1
    assert REGISTRY.get_sample_value("phien_desk_queue", {"session": "480012"}) is None


def test_a_process_tells_only_of_what_it_has():
    """A web process has no desks: none of them missing must wake nobody."""
    names = {family.name for family in REGISTRY.collect()}
    assert names & {"phien_bus_connected", "phien_desks", "phien_desk_queue", "phien_viewers"} == set()


def test_no_label_names_a_person():
    labels = {label for family in REGISTRY.collect() for sample in family.samples for label in sample.labels}
    assert labels <= {
        *("source", "outcome", "why", "session", "stream", "view", "method", "status", "task", "end", "le"),
        "kind",
    }


def test_labels_are_bounded(monkeypatch):
    monkeypatch.setattr(meters, "_kept", {(f"s{n}", "o"): None for n in range(meters.MOST_LABELS)})
    meters._outcome("button", "made-up").inc()
    assert value("phien_desk_outcomes_total", source="button", outcome="made-up") == 0
    assert value("phien_desk_outcomes_total", source="button", outcome="other") >= 1


def test_every_name_is_ours_or_the_process_s():
    names = {family.name for family in REGISTRY.collect()}
    assert all(re.match(r"(phien|process)_", name) for name in names)
