"""Every page that a person can open, in three languages, light and dark, at 320 px, for axe and for Tab."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import Browser

from phien.testing.fixtures import StaffClient
from phien.testing.walking import Step, World, steps
from tests.journeys.everywhere import ORIGIN, faults, page_of

LANGUAGES = ("vi", "en", "hi")
PAGES = [step for step in steps() if step.method == "GET"]
BARE = [step for step in PAGES if "<" not in step.route.replace("<slug:coop>", "")]

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

Render = Callable[[Callable[[StaffClient], str]], dict[str, bytes]]


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """The mark above only asks for the tables: `render` has a connection and a transaction of its own."""


@pytest.fixture
def render(django_db_setup: None, django_db_blocker: Any) -> Render:
    """`render(prepare)`: the HTML of the address that `prepare` gives, by language; nothing for what is no page.

    In a thread of its own, since Playwright keeps an event loop in ours, and what is made there is undone.
    """

    def rendered(prepare: Callable[[StaffClient], str]) -> dict[str, bytes]:
        client = StaffClient()
        try:
            with django_db_blocker.unblock(), transaction.atomic():
                url = prepare(client)
                shown = {language: _html(client, url, language) for language in LANGUAGES}
                transaction.set_rollback(True)
        finally:
            connections.close_all()
        return {f"{url}#{language}": html for language, html in shown.items() if html}

    def apart(prepare: Callable[[StaffClient], str]) -> dict[str, bytes]:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(rendered, prepare).result()

    return apart


def _html(client: StaffClient, url: str, language: str) -> bytes:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    told = client.get(url)
    body = b"".join(told.streaming_content) if getattr(told, "streaming", False) else told.content
    is_page = told.status_code == 200 and told.headers.get("Content-Type", "").startswith("text/html")
    return body if is_page and b"<html" in body[:600] else b""


def look(browser: Browser, pages: dict[str, bytes]) -> list[str]:
    """The faults of one page in every language."""
    found: list[str] = []
    for address, html in pages.items():
        url, _, language = address.partition("#")
        page = page_of(browser, {url: html})
        page.goto(f"{ORIGIN}{url}")
        found += [f"{language} {each}" for each in faults(page)]
        page.context.close()
    return found


@pytest.mark.parametrize("step", PAGES, ids=str)
def test_with_something_on_it(render: Render, browser: Browser, step: Step) -> None:
    def prepare(client: StaffClient) -> str:
        world = World()
        path = step.path(world)
        client.as_(world.somebody("manager"))
        return step.url(coop=world.coop.slug, path=path)

    assert look(browser, render(prepare)) == []


@pytest.mark.parametrize("step", BARE, ids=str)
def test_in_a_new_cooperative(render: Render, browser: Browser, step: Step) -> None:
    def prepare(client: StaffClient) -> str:
        world = World()
        client.as_(world.somebody("manager"))
        return step.url(coop=world.coop.slug, path={})

    assert look(browser, render(prepare)) == []
