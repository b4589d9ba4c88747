"""Every page in a real browser without a server: it is shown what Django's test client was answered.

So a page is looked at with the rows that a test has just made, in its transaction. Whatever else the browser
asks for but our own files is away: pages must look right then too.
"""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.conftest import ROOT

ORIGIN = "http://localhost:8000"
AXE = (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")
NARROW = {"width": 320, "height": 700}

# What a person reaches with Tab: visible, not switched off, not skipped by tabindex. One of each radio group.
REACHED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]')]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.type !== 'hidden')
  .filter(each => each.tabIndex < 0).map(each => each.outerHTML.slice(0, 120))"""
WIDE = """() => { const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > most + 1)
    .map(each => each.outerHTML.slice(0, 120)).slice(-3); }"""


def page_of(browser: Browser, shown: dict[str, bytes]) -> Page:
    """A phone of 320 px that gets `shown`, address to HTML, and our static files."""
    context = browser.new_context(viewport=NARROW, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    page.set_default_timeout(15_000)

    def answer(route: Route) -> None:
        asked = route.request.url.removeprefix(ORIGIN)
        path = urlsplit(asked).path
        if asked in shown:
            route.fulfill(status=200, content_type="text/html; charset=utf-8", body=shown[asked])
        elif path.startswith(settings.STATIC_URL):
            _file(route, path.removeprefix(settings.STATIC_URL))
        else:
            route.fulfill(status=503, body="")

    page.route("**/*", answer)
    return page


def _file(route: Route, name: str) -> None:
    found: Any = finders.find(name)
    if not found:
        route.fulfill(status=404, body=name)
        return
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    route.fulfill(status=200, content_type=kind, body=Path(found).read_bytes())


def faults(page: Page) -> list[str]:
    """What axe has against the page, light and dark; what hangs out at 320 px; what Tab does not reach."""
    found = [f"wide: {each}" for each in page.evaluate(WIDE)]
    found += [f"no Tab: {each}" for each in page.evaluate(REACHED)]
    page.evaluate(AXE)
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": NARROW["width"], "height": max(NARROW["height"], tall)})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += _axe(page, "{}", "light")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += _axe(page, "{runOnly: ['color-contrast']}", "dark")
    page.set_viewport_size(NARROW)
    return found


def _axe(page: Page, options: str, theme: str) -> list[str]:
    found = page.evaluate(f"axe.run(document, Object.assign({{resultTypes: ['violations']}}, {options}))")
    return [
        f"{theme}: {each['id']} ({each['impact']}): {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
    ]
