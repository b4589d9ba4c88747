"""A real browser to use the whole product with."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import ROOT, Site

SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --use-fake-ui-for-media-stream --use-fake-device-for-media-stream"
).split()
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Debian's Chromium, once for all. After the test database, which may not be made beside a loop."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """A phone, then a laptop."""
    return SIZES[request.param]


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, size: tuple[int, int]) -> Iterator[NewPage]:
    """Makes a page in a context of its own (its own cookies); fails on any error in its console."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def make(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=javascript,
            has_touch=size[0] < 500,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: (
                wrong.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def sign_in(site: Site, new_page: NewPage) -> Callable[..., Page]:
    """A page signed in as a role of the demo."""

    def enter(role: str, cooperative: str = "mat-ong-phuong-di", **kind: bool) -> Page:
        account = site.account(role, cooperative)
        page = new_page(**kind)
        page.goto(f"{site.url}/accounts/login/")
        page.fill("input[name=login]", account["login"])
        page.fill("input[name=password]", account["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{site.url}/{cooperative}/**")
        return page

    return enter


def assert_accessible(page: Page) -> None:
    """axe finds nothing serious on this page.

    The whole page stands in the window meanwhile: what the bar at the foot happens to half cover is scrolled
    free by a person, and would be a "target-size" here or not by where the page was cut.
    """
    page.evaluate((ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8"))
    window = page.viewport_size
    assert window is not None
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": window["width"], "height": max(window["height"], tall)})
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    page.set_viewport_size(window)
    serious = [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]
    assert serious == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)`: nothing serious for axe."""
    return assert_accessible
