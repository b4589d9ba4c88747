"""A stranger gets nowhere: every path of Django, of the edge and of the API document, walked by an owner and
then by somebody of another cooperative and by nobody, with a checksum of every table.

The tables of valid requests stand beside the houses (`phien/**/tests/walk.py`, see `phien.testing.walking`).
A path without one fails here; a path that anybody may open stands in `PUBLIC` with its reason.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from phien.config.api import api
from phien.config.edge import HEALTH, make_app
from phien.live import actions as live
from phien.live.contracts import Answer
from phien.live.edge.routes import ROUTES
from phien.plumbing.streams.server import TAKE
from phien.testing.fixtures import StaffClient
from phien.testing.walking import Step, World, routes, steps
from phien.testing.watching import assert_nothing_happened

ROLES = ("manager", "host", "keeper", "packer", "bookkeeper")
STEPS = steps()

PUBLIC = {
    "": "the first page: what is on air; staff go to their own work",
    "invitations/<str:token>/": "opened by an unguessable token, once",
    "accounts/": "a person's own account (allauth); belongs to no cooperative",
    "phones/": "the studio on another phone, opened by an unguessable token, once",
    "i18n/": "the language of one's own browser",
    "^media/": "product pictures, shown on the public live page",
    "api/": "the edge answers these; Django only says that no edge is in front (walked below)",
    "live/<int:session_id>": "the viewers' page of a live",
    "live/<slug:coop>/": "a cooperative's plan for everybody; asking for reminders, within limits",
    "reminders/<str:token>/": "one follower's own, opened by an unguessable token",
    "o/<str:token>": "the buyer's order, opened by an unguessable token",
    "orders/": "the orders of one's own cookie, of whatever cooperative (phien/shopfront/orders/tests)",
    "parts/": "the look's parts, only with DEBUG",
}


def is_public(route: str) -> bool:
    """Stands in the list above: the first page exactly, the others by how they begin."""
    return route == "" or any(route.startswith(prefix) for prefix in PUBLIC if prefix)


# Django's paths


def test_every_path_has_an_owners_request_or_a_reason_to_be_public():
    known = {step.route for step in STEPS}
    missing = [route for route in routes() if not is_public(route) and route not in known]
    assert missing == [], "put these into a walk.py, see phien.testing.walking"


def test_no_request_is_kept_for_a_path_that_is_gone():
    assert sorted({step.route for step in STEPS} - set(routes())) == []


def test_every_public_path_still_exists():
    unused = [
        prefix
        for prefix in PUBLIC
        if prefix and not any(route.startswith(prefix) for route in routes())
        and (prefix != "parts/" or settings.DEBUG)
    ]  # fmt: skip
    assert unused == []


@contextmanager
def desk(step: Step) -> Iterator[list[Any]]:
    """A desk that answers as the step says and keeps what it was asked."""
    asked: list[Any] = []
    really = live._answer

    def answer(ask: Any) -> Answer:
        asked.append(ask)
        return Answer(200, step.desk) if step.desk else really(ask)

    live._answer = answer
    try:
        yield asked
    finally:
        live._answer = really


class Walker:
    """A browser of nobody, an owner or a stranger."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def send(self, step: Step, url: str, body: dict[str, Any]) -> Any:
        """The step's request; uploads are rewound."""
        for sent in body.values():
            if hasattr(sent, "seek"):
                sent.seek(0)
        answer = getattr(self.client, step.method.lower())(url, body or None)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
        return answer


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_stranger_gets_nowhere(client, step):
    world = World()
    path, body = step.path(world), step.body(world)
    owner = world.somebody(step.who[0] if step.who else "manager")
    others = {role: world.somebody(role) for role in ROLES if role not in ("manager", *step.who)}
    url, foreign = (step.url(coop=coop.slug, path=path) for coop in (world.coop, world.other))
    walker, stranger = Walker(client), world.stranger

    def nobody_else_gets_in() -> None:
        with assert_nothing_happened(), desk(step) as asked:
            client.as_(stranger)
            assert walker.send(step, url, body).status_code == 404
            if path:
                assert walker.send(step, foreign, body).status_code == step.foreign
            for role, person in others.items():
                client.as_(person)
                assert walker.send(step, url, body).status_code == 403, role
            client.logout()
            answer = walker.send(step, url, body)
            assert answer.status_code in (401, 404) or answer["Location"].startswith("/accounts/login/")
        assert asked == []

    nobody_else_gets_in()
    client.as_(owner)
    with desk(step):
        answer = walker.send(step, url, body)
    assert 200 <= answer.status_code < 400, f"the owner's own request fails: {answer.status_code}"
    assert not answer.headers.get("Location", "").startswith("/accounts/login/")
    nobody_else_gets_in()


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted({step.route for step in STEPS}))
def test_no_path_has_a_method_that_was_not_walked(client, route):
    """Whoever adds a POST to a page adds its request to the table."""
    walked = [step for step in STEPS if step.route == route]
    world = World()
    url = walked[0].url(coop=world.coop.slug, path=walked[0].path(world))
    client.as_(world.somebody("manager"))
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {step.method for step in walked}:
        assert client.generic(method, url).status_code == 405, method


@pytest.mark.django_db
@pytest.mark.parametrize("step", [step for step in STEPS if step.method == "POST"], ids=str)
def test_a_form_from_another_site_changes_nothing(step):
    world = World()
    path, body = step.path(world), step.body(world)
    person = world.somebody("manager")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    with assert_nothing_happened():
        assert strict.post(step.url(coop=world.coop.slug, path=path), body).status_code == 403


# The edge's routes and the API document

EDGE_PUBLIC = {
    "POST /api/sessions/{session:int}/orders": "anybody who watches may buy (cookie, limits)",
    "POST /api/sessions/{session:int}/chat": "anybody who watches may write (cookie, limits)",
    "GET /api/sessions/{session:int}/state": "what the live page shows to anybody",
    "GET /api/sessions/{session:int}/mine": "the orders of one's own cookie",
    "GET /api/sessions/{session:int}/events": "what the live page shows to anybody",
}
EDGE_HEALTH = {
    "GET /healthz": "says that the process lives; asks nobody",
    "GET /readyz": "says which part is not ready; looks once a second, however many ask",
}
EDGE_WALKED = {
    "POST /api/sessions/{session:int}/comments": "a token of the session or of its cooperative",
    "GET /api/sessions/{session:int}/studio/events": "staff of the cooperative, as Django says",
}


def edge_routes(table: list[Any]) -> list[str]:
    return sorted(
        f"{method} {route.path}" for route in table for method in route.methods or () if method != "HEAD"
    )


def test_every_route_of_the_edge_is_walked_or_has_a_reason_to_be_public():
    assert edge_routes(ROUTES) == sorted(EDGE_PUBLIC | EDGE_WALKED)
    assert edge_routes(HEALTH) == sorted(EDGE_HEALTH)


def test_the_api_document_names_only_what_the_edge_answers():
    documented = {
        f"{method.upper()} {path}"
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
    }
    answered = {route.replace(":int", "") for route in edge_routes(ROUTES)}
    assert documented == answered


@asynccontextmanager
async def edge(
    *, with_desks: bool, cookies: dict[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """The edge itself on the test's database; its question to Django goes to Django's test client."""
    app = make_app(with_desks=with_desks)

    async def with_streams(scope: Any, receive: Any, send: Any) -> None:
        taken: list[Any] = []

        def take(viewer: Any) -> None:
            viewer.transport = SimpleNamespace(is_closing=lambda: True)  # gone again at once
            taken.append(viewer)

        scope.setdefault("extensions", {})[TAKE] = take
        await app(scope, receive, send)
        if taken:  # the server would write the stream's head itself
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    def ask_django(cookie: str, path: str) -> int:
        browser = Client()
        browser.cookies.load(cookie)
        try:
            return int(browser.get(path).status_code)
        finally:
            connections.close_all()

    async def ticket(request: Any, path: str) -> int:
        return await asyncio.to_thread(ask_django, request.headers.get("cookie", ""), path)

    async with app.router.lifespan_context(app):
        app.state.ticket = ticket
        transport = httpx.ASGITransport(app=with_streams)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", cookies=cookies
        ) as browser:
            yield browser


@pytest.mark.django_db
def test_health_says_nothing_of_anybody_and_changes_nothing(client):
    """On the web's own socket, whatever host was asked for: it stands before hosts, sessions and TLS."""
    World().session  # noqa: B018 - something that could be told of
    with assert_nothing_happened():
        answers = {
            path: client.get(path, headers={"host": "10.0.0.1:80"}) for path in ("/healthz", "/readyz")
        }
    assert {path: (answer.status_code, answer.json()) for path, answer in answers.items()} == {
        "/healthz": (200, {"ok": True, "parts": {}}),
        "/readyz": (200, {"ok": True, "parts": {"database": "ok"}}),
    }
    assert not any(answer.cookies for answer in answers.values())


def test_health_of_the_edge_is_told_to_anybody_and_changes_nothing(on_test_database):
    World().session  # noqa: B018 - something that could be told of

    async def run() -> dict[str, tuple[int, Any]]:
        async with edge(with_desks=False) as browser:
            answers = [await browser.get(path) for path in ("/healthz", "/readyz")]
            return {answer.url.path: (answer.status_code, answer.json()) for answer in answers}

    with assert_nothing_happened():
        told = asyncio.run(run())
    assert told == {
        "/healthz": (200, {"ok": True, "parts": {}}),
        "/readyz": (503, {"ok": False, "parts": {"database": "ok", "desks": "ok", "web": "away"}}),
    }


@pytest.fixture
def on_test_database(monkeypatch, transactional_db):
    """The edge reads its database's address from the environment."""
    held = connection.settings_dict
    where = urlencode({"host": held["HOST"], "port": held["PORT"] or 5432})
    user = quote(held["USER"]) + (f":{quote(held['PASSWORD'])}" if held["PASSWORD"] else "")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{user}@/{held['NAME']}?{where}")


def comment(world: World, token: str, *, with_desks: bool) -> tuple[int, Any]:
    """What the edge answers to one comment with this token."""
    path = f"/api/sessions/{world.session.pk}/comments"
    row = {
        "source": "api",
        "external_id": "walk-1",
        "author": {"id": "u1", "name": "Người mua thử 12"},
        "text": "A1",
        "at": timezone.now().isoformat(),
    }

    async def run() -> tuple[int, Any]:
        async with edge(with_desks=with_desks) as browser:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = await browser.post(path, json=[row], headers=headers)
            return answer.status_code, answer.json()

    return asyncio.run(run())


def test_comments_come_in_by_a_token_of_this_session_or_cooperative_only(on_test_database):
    world, at = World(), timezone.now()
    wrong = {
        "": 401,
        "phien_made-up": 401,
        live.make_token(coop=world.other, session_id=None, at=at): 404,
        live.make_token(coop=world.coop, session_id=world.scheduled.pk, at=at): 404,
    }
    right = [live.make_token(coop=world.coop, session_id=pk, at=at) for pk in (world.session.pk, None)]
    with assert_nothing_happened():
        answers = {token: comment(world, token, with_desks=False)[0] for token in wrong}
    assert answers == wrong
    outcomes = [comment(world, token, with_desks=True) for token in right]
    assert [status for status, _ in outcomes] == [200, 200]
    assert [rows[0]["external_id"] for _, rows in outcomes] == ["walk-1", "walk-1"]


def test_the_studios_stream_is_for_staff_of_this_cooperative_only(on_test_database):
    world = World()
    path = f"/api/sessions/{world.session.pk}/studio/events"
    people = {"host": 200, "keeper": 200, "packer": 403}

    def watch(person: Any) -> int:
        signed_in = StaffClient().as_(person) if person else StaffClient()

        async def run() -> int:
            cookies = {name: morsel.value for name, morsel in signed_in.cookies.items()}
            async with edge(with_desks=False, cookies=cookies) as browser:
                return (await browser.get(path)).status_code

        return asyncio.run(run())

    staff = {role: world.somebody(role) for role in people}
    strangers = [world.stranger, None]
    with assert_nothing_happened():
        assert [watch(person) for person in strangers] == [404, 404]
    assert {role: watch(person) for role, person in staff.items()} == people
