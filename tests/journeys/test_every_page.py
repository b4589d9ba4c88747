"""Every page that a person can open, in three languages, light and dark, at 320 px, for axe and for Tab."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Page

from phien.testing.fixtures import StaffClient
from phien.testing.walking import Step, World, steps
from tests.journeys.everywhere import Shown, faults, phone_of, showing
from tests.journeys.openings import OPENINGS, Asked, Prepare

LANGUAGES = ("vi", "en", "hi")
FILES = (".pdf", ".xlsx", ".csv", "/file/")
PARTS = ("/variants/", "<str:name>/", "/ticket/", "/phones/")  # pieces that a page asks for
PAGES = [step for step in steps() if step.method == "GET" and not step.route.endswith(FILES + PARTS)]
BARE = [step for step in PAGES if "<" not in step.route.replace("<slug:coop>", "")]

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

Look = Callable[[Prepare], list[str]]


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """The mark above only asks for the tables: `rendered` has a connection and a transaction of its own."""


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    """What the browser gets."""
    with showing() as server:
        yield server


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """One phone for all pages: it keeps our files as everybody's does."""
    page = phone_of(browser)
    yield page
    page.context.close()


@pytest.fixture
def look(django_db_setup: None, django_db_blocker: Any, shown: Shown, phone: Page) -> Look:
    """`look(prepare)`: the faults of the page that `prepare` gives, in every language.

    It is rendered in a thread of its own, since Playwright keeps an event loop in ours, and undone.
    """

    def apart(prepare: Prepare) -> tuple[str, dict[str, bytes]]:
        with django_db_blocker.unblock():
            try:
                return rendered(prepare)
            finally:
                connections.close_all()

    def looked(prepare: Prepare) -> list[str]:
        with ThreadPoolExecutor(1) as pool:
            address, pages = pool.submit(apart, prepare).result()
        found: list[str] = []
        for language, html in pages.items():
            shown.html = {address: html}
            found += [f"{address} {language}: {each}" for each in faults(phone, shown.origin + address)]
        return found

    return looked


def rendered(prepare: Prepare) -> tuple[str, dict[str, bytes]]:
    """The address of a page and its HTML by language; nothing of it is kept."""
    client = StaffClient()
    cache.clear()  # limits of sign-in
    with transaction.atomic():
        asked = prepare(client, World())
        pages = {language: _html(client, asked, language) for language in LANGUAGES}
        transaction.set_rollback(True)
    address = asked if isinstance(asked, str) else asked[0]
    return "/" + address.removeprefix("/").removeprefix("template:"), pages


def _html(client: StaffClient, asked: Asked, language: str) -> bytes:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if isinstance(asked, str) and asked.startswith("template:"):
        with translation.override(language):
            return render_to_string(asked.removeprefix("template:")).encode()
    told = client.get(asked) if isinstance(asked, str) else client.post(*asked)
    assert f'lang="{language}"'.encode() in told.content[:300], (asked, told.status_code, told.headers)
    return bytes(told.content)


@pytest.mark.parametrize("step", PAGES, ids=str)
def test_with_something_on_it(look: Look, step: Step) -> None:
    def prepare(client: StaffClient, world: World) -> Asked:
        path = step.path(world)
        client.as_(world.somebody("manager"))
        return step.url(coop=world.coop.slug, path=path)

    assert look(prepare) == []


@pytest.mark.parametrize("step", BARE, ids=str)
def test_in_a_new_cooperative(look: Look, step: Step) -> None:
    def prepare(client: StaffClient, world: World) -> Asked:
        client.as_(world.somebody("manager"))
        return step.url(coop=world.coop.slug, path={})

    assert look(prepare) == []


@pytest.mark.parametrize("opening", OPENINGS)
def test_what_anybody_may_open(look: Look, opening: str) -> None:
    assert look(OPENINGS[opening]) == []
