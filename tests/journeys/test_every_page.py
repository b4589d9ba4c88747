"""Every page that a person can open, in three languages, light and dark, at 320 px, for axe and for Tab."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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
from tests.journeys.everywhere import NARROW, Shown, faults, phone_of, showing, shut, unreached
from tests.journeys.openings import OPENINGS, Asked, Prepare

LANGUAGES = ("vi", "en", "hi")
FILES = (".pdf", ".xlsx", ".csv", "/file/")
PARTS = ("/variants/", "<str:name>/", "/ticket/", "/phones/")  # pieces that a page asks for
PAGES = [step for step in steps() if step.method == "GET" and not step.route.endswith(FILES + PARTS)]
BARE = [step for step in PAGES if "<" not in step.route.replace("<slug:coop>", "")]

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

Render = Callable[[Prepare], tuple[str, dict[str, bytes]]]
Look = Callable[[Prepare], list[str]]


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """The mark above only asks for the tables: `rendered` has a connection and a transaction of its own."""


@pytest.fixture(scope="module")
def phones(browser: Browser) -> Iterator[list[tuple[Shown, Page]]]:
    """A phone for each language and what it gets, for all pages: it keeps our files as everybody's does."""
    with ExitStack() as stack:
        pages = [(stack.enter_context(showing()), phone_of(browser)) for _language in LANGUAGES]
        yield pages
        for _shown, page in pages:
            page.context.close()


@pytest.fixture
def shown(phones: list[tuple[Shown, Page]]) -> Shown:
    """What the first phone gets."""
    return phones[0][0]


@pytest.fixture
def phone(phones: list[tuple[Shown, Page]]) -> Page:
    """The first phone."""
    return phones[0][1]


@pytest.fixture
def render(django_db_setup: None, django_db_blocker: Any) -> Render:
    """`render(prepare)`: the address and the HTML by language of the page that `prepare` gives.

    It is made in a thread of its own, since Playwright keeps an event loop in ours, and undone.
    """

    def apart(prepare: Prepare) -> tuple[str, dict[str, bytes]]:
        with django_db_blocker.unblock():
            try:
                return rendered(prepare)
            finally:
                connections.close_all()

    def page_of(prepare: Prepare) -> tuple[str, dict[str, bytes]]:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(apart, prepare).result()

    return page_of


@pytest.fixture
def look(render: Render, phones: list[tuple[Shown, Page]]) -> Look:
    """`look(prepare)`: the faults of the page that `prepare` gives, in every language."""

    def looked(prepare: Prepare) -> list[str]:
        address, pages = render(prepare)
        for (shown, _page), html in zip(phones, pages.values(), strict=True):
            shown.html = {address: html}
        told = faults([page for _shown, page in phones], [shown.origin + address for shown, _page in phones])
        return [f"{address} {lang}: {each}" for lang, row in zip(pages, told, strict=True) for each in row]

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


def _furnish(world: World) -> None:
    """A live with something to review, to confirm, to pack and to hand over; a colleague."""
    for each in ("comment", "order", "confirmed", "packed", "colleague"):
        getattr(world, each)  # made when first asked for


@pytest.mark.parametrize("step", PAGES, ids=str)
def test_with_something_on_it(look: Look, step: Step) -> None:
    def prepare(client: StaffClient, world: World) -> Asked:
        _furnish(world)
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


def _as_manager(path: str) -> Prepare:
    """A page of a cooperative at work."""

    def prepare(client: StaffClient, world: World) -> Asked:
        _furnish(world)
        client.as_(world.somebody("manager"))
        session = world.scheduled if path.endswith("{session}/") else world.session
        return f"/{world.coop.slug}/{path.format(session=session.pk, code=world.order.code)}"

    return prepare


CENTRAL: dict[str, tuple[Prepare, int]] = {
    "studio": (_as_manager("sessions/{session}/studio/"), 1280),
    "run sheet": (_as_manager("sessions/{session}/"), 1280),
    "packing": (_as_manager("packing/"), 320),
    "orders": (_as_manager("orders/"), 320),
    "one order": (_as_manager("orders/{code}/"), 320),
    "settings": (_as_manager("settings/"), 320),
    "buyer's order": (OPENINGS["order, held"], 320),
    "live": (OPENINGS["live, open"], 320),
}


@pytest.mark.parametrize("name", CENTRAL)
def test_by_keyboard_alone(render: Render, shown: Shown, phone: Page, name: str) -> None:
    """Tab comes to everything in its order and is seen there; what is folded opens and closes by Enter."""
    prepare, width = CENTRAL[name]
    address, pages = render(prepare)
    shown.html = {address: pages["vi"]}
    phone.set_viewport_size({"width": width, "height": NARROW["height"]})
    phone.goto(shown.origin + address)
    for tick in phone.locator("input[name=code][type=checkbox]").all()[:1]:
        tick.evaluate("it => { it.checked = true; it.dispatchEvent(new Event('change', {bubbles: true})) }")
    assert (unreached(phone), shut(phone)) == ([], [])


def test_buying_opens_by_enter_and_closes_by_escape(render: Render, shown: Shown, phone: Page) -> None:
    address, pages = render(OPENINGS["live, open"])
    shown.html = {address: pages["vi"]}
    phone.set_viewport_size(NARROW)
    phone.goto(shown.origin + address)
    buy, sheet = phone.locator("[data-buy-short]:visible").first, phone.locator("dialog#sheet")
    buy.focus()
    phone.keyboard.press("Enter")
    sheet.wait_for(state="visible")
    assert sheet.evaluate("it => it.contains(document.activeElement)")
    phone.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    assert buy.evaluate("it => it === document.activeElement"), "back where one was"
