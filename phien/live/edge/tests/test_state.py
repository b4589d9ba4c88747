"""The state of a session: what a live page needs at first sight, encoded once for everybody."""

import time
from typing import Any

from phien.live.contracts import Ask
from phien.live.edge import state as state_module
from phien.testing.desks import wish
from phien.testing.edges import Served, Watching


def ask(edge: Served, session: Any, do: str, body: dict[str, Any]) -> Any:
    return edge.loop.run(edge.edge.desks.ask(Ask(session.pk, do, f"k{time.monotonic_ns()}", body)))


def press(edge: Served, session: Any, **more: Any) -> Any:
    return ask(edge, session, "place", wish(**more))


def test_it_shows_what_a_live_page_needs(edge, session):
    press(edge, session, qty=10)
    press(edge, session, qty=2)
    ask(edge, session, "pin", {"code": "A1"})
    edge.edge.states.clear()
    with edge.client() as client:
        state = client.get(f"/api/sessions/{session.pk}/state").json()
    assert (state["session"]["state"], state["pinned"], state["viewers"]) == ("open", "A1", 0)
    item = {key: state["items"][0][key] for key in ("code", "left", "waiting", "price", "unit", "allotted")}
    assert item == {
        "code": "A1",
        "left": 0,
        "waiting": 1,
        "price": 145_000,
        "unit": "chai",
        "allotted": 10,
    }


def test_it_is_encoded_once_however_many_ask(edge, session, monkeypatch):
    viewer = Watching(edge.port, f"/api/sessions/{session.pk}/events")
    viewer.until(b"\nretry: ")
    calls = []
    encode = state_module._encode

    async def counted(*given: Any) -> Any:
        calls.append(1)
        return await encode(*given)

    monkeypatch.setattr(state_module, "_encode", counted)
    with edge.client() as client:
        bodies = {client.get(f"/api/sessions/{session.pk}/state").content for _ in range(5)}
        assert (len(bodies), len(calls)) == (1, 1)
        press(edge, session)
        time.sleep(0.05)
        bodies.add(client.get(f"/api/sessions/{session.pk}/state").content)
    assert (len(bodies), len(calls)) == (2, 2)
    viewer.close()


def test_a_closed_session_shows_what_the_database_knows(edge, session):
    press(edge, session)
    ask(edge, session, "close", {})
    time.sleep(0.1)
    edge.edge.states.clear()
    with edge.client() as client:
        state = client.get(f"/api/sessions/{session.pk}/state").json()
    assert (state["session"]["state"], state["items"][0]["left"], state["id"]) == ("closed", 0, "0.0")
