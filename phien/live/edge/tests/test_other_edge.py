"""An edge whose desk is in another process: it hears by the bus, and notices what it did not hear."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from phien.live.desk.desks import events
from phien.live.edge import place as place_module
from phien.live.edge.show import Show
from phien.testing.edges import Served, Watching, Web, press, served


@pytest.fixture
def other(edge: Served, web: Web, monkeypatch) -> Iterator[Served]:
    """A second edge without desks."""
    monkeypatch.setattr(place_module, "COUNT", 0.1)
    monkeypatch.setattr(place_module, "QUIET", 0.3)
    monkeypatch.setattr(place_module, "IN_FLIGHT", 0.1)
    with served(web.socket, with_desks=False) as made:
        yield made


@pytest.fixture
def watch(session: Any) -> Iterator[Any]:
    opened: list[Watching] = []

    def open_one(at: Served, query: str = "") -> Watching:
        opened.append(Watching(at.port, f"/api/sessions/{session.pk}/events{query}"))
        opened[-1].until(b"\nretry: ")
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def knows(other: Served, session: Any) -> Show:
    """The session's show, once the desk has said where it stands."""

    async def look() -> Show:
        for _ in range(200):
            show = await other.edge.show(session.pk)
            assert show is not None
            if show.heard is not None:
                return show
            await asyncio.sleep(0.02)
        raise AssertionError("the desk did not say where it stands")

    return other.loop.run(look())


def test_a_page_with_a_fresh_state_is_up_to_date_at_any_edge(edge, other, session, watch):
    press(edge, session)
    knows(other, session)
    with other.client() as client:
        state = client.get(f"/api/sessions/{session.pk}/state").json()
    viewer = watch(other, f"?after={state['id']}")
    press(edge, session)
    assert b"event: reset" not in viewer.until(b'"left":8')


def test_the_last_frame_before_a_silence_is_missed(edge, other, session, watch):
    show = knows(other, session)
    viewer = watch(other)
    listeners = other.edge.bus.listeners
    hears = listeners.pop(events(session.pk))
    press(edge, session)
    viewer.quiet(0.1)
    assert show.changed == 0
    listeners[events(session.pk)] = hears
    viewer.until(b"event: reset\ndata: {}\n\n", 5)
    press(edge, session)
    assert b'"left":8' in viewer.until(b"event: stock")
    assert viewer.quiet(0.8).count(b"event: reset") == 1, "asked again, it has heard all"


def test_all_who_come_at_once_ask_the_database_once(other, session, monkeypatch):
    asked = []
    slug = other.edge.slug

    async def counted(of: int) -> str | None:
        asked.append(of)
        return await slug(of)

    monkeypatch.setattr(other.edge, "slug", counted)

    async def come() -> list[Show | None]:
        return await asyncio.gather(*(other.edge.show(session.pk) for _ in range(50)))

    shows = other.loop.run(come())
    assert (len(asked), len({id(show) for show in shows})) == (1, 1)


def test_a_session_that_is_not_there_is_asked_for_again(other):
    async def come() -> Show | None:
        return await other.edge.show(999_999_999)

    assert [other.loop.run(come()), other.loop.run(come())] == [None, None]
    assert other.edge.shows == {}
