"""An edge on a real socket with its desks, and an open session."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from phien.live.models import Session
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.edges import Served, Watching, Web, served
from phien.testing.edges import web as web_process


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """The web process behind the edge."""
    with web_process() as made:
        yield made


@pytest.fixture(scope="module")
def server(django_db_setup: Any, web: Web) -> Iterator[Served]:
    """The edge, for a whole module."""
    with served(web.socket) as made:
        yield made


@pytest.fixture
def session(coop: Any) -> Session:
    """An open session of two items, 10 pieces each: A1 and A2."""
    items = [
        (factories.make_variant(coop, stock=20, product=factories.make_product(coop, name)), 10)
        for name in ("Mật ong hoa cà phê", "Mật ong bạc hà")
    ]
    return factories.make_session(coop, items, open=True)


@pytest.fixture
def edge(server: Served, session: Session, web: Web) -> Iterator[Served]:
    """The edge, serving the session; nothing is left of what others did."""
    server.serves(session.pk)
    inside = server.edge
    inside.limits.buckets.clear()
    inside.states.clear()
    inside.tokens.known.clear()
    web.asked.clear()
    web.answers.clear()
    web.hangs_up = False
    yield server
    inside.proxies = frozenset()


@pytest.fixture
def watch(edge: Served, session: Session) -> Iterator[Callable[..., Watching]]:
    """`watch(after=, buyer=, studio=)` opens a stream of the session."""
    opened: list[Watching] = []

    def open_one(query: str = "", *, studio: bool = False, **headers: str) -> Watching:
        path = f"/api/sessions/{session.pk}/{'studio/' if studio else ''}events{query}"
        made = Watching(edge.port, path, **headers)
        opened.append(made)
        made.until(b"\nretry: ")
        return made

    yield open_one
    for each in opened:
        each.close()
