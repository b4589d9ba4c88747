"""Every page in a real browser without the stack: it is shown what Django's test client was answered.

So a page is looked at with the rows that a test has just made, in its transaction. Whatever else the browser
asks for but our own files is away: pages must look right then too.
"""

import mimetypes
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, ViewportSize

from phien.plumbing.middleware import POLICY
from tests.conftest import ROOT

AXE = (ROOT / "tests/vendor/axe.min.js").read_bytes()
NARROW: ViewportSize = {"width": 320, "height": 700}
HTML = "text/html; charset=utf-8"

# Before axe, in one question: what hangs out to the right, folded and unfolded; what Tab skips though a mouse
# may press it (one of each group of radio buttons is reached); how tall it all is. It stays unfolded.
GLANCE = """() => {
  const root = document.documentElement, most = root.clientWidth;
  const told = each => each.outerHTML.slice(0, 160);
  const hanging = () => root.scrollWidth <= most ? [] : [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > most + 1).map(told).slice(-3);
  const wide = hanging();
  for (const folded of document.querySelectorAll('details')) folded.open = true;
  wide.push(...hanging());
  const skipped = [...document.querySelectorAll('a, button, input, select, textarea, summary, [role=button]')]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex < 0)
    .filter(each => each.tagName !== 'A' || each.href || each.onclick).map(told);
  return [wide, skipped, root.scrollHeight];
}"""
# Colour is all that the dark theme changes.
LOOK = """dark => { window.told = axe.run(document, {resultTypes: ['violations'], preload: false,
  ...(dark ? {runOnly: ['color-contrast', 'link-in-text-block']} : {})}).then(said => said.violations
  .map(each => each.id + ': ' + each.nodes.map(one => one.html.slice(0, 160)).join(' | '))); }"""


class Shown:
    """What a browser gets at `origin`: the pages of `html` by address, our static files, axe; else 503."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.html: dict[str, bytes] = {}

    def answer(self, asked: str) -> tuple[int, str, bytes]:
        """Status, type and body for an address."""
        path = urlsplit(asked).path
        if asked in self.html:
            return 200, HTML, self.html[asked]
        if path == "/axe.js":
            return 200, "text/javascript", AXE
        found: Any = path.startswith(settings.STATIC_URL) and finders.find(
            path.removeprefix(settings.STATIC_URL)
        )
        if found:
            return 200, mimetypes.guess_type(path)[0] or "application/octet-stream", Path(found).read_bytes()
        return 503, "text/plain", b""


@contextmanager
def showing() -> Iterator[Shown]:
    """A server of this process on a port of its own: the browser may keep its files, as everybody's does."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = shown.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store" if kind == HTML else "max-age=3600")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server asks for

        def log_message(self, *said: Any) -> None:
            """Not of interest."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shown = Shown(f"http://localhost:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def phone_of(browser: Browser) -> Page:
    """A phone of 320 px, for as many pages as one likes."""
    context = browser.new_context(
        viewport=NARROW, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def faults(phones: Sequence[Page], addresses: Sequence[str]) -> list[list[str]]:
    """By phone, what axe has against its page, light and dark; what hangs out at 320 px; what Tab skips.

    The phones go step by step beside each other, so that two of them calculate while we ask a third.
    """
    found: list[list[str]] = []
    for page, address in zip(phones, addresses, strict=True):
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="light")
        page.goto(address, wait_until="commit")
    for page in phones:
        page.wait_for_load_state("load")
        wide, skipped, tall = page.evaluate(GLANCE)
        found.append(
            [f"wider than 320 px: {each}" for each in wide] + [f"no Tab: {each}" for each in skipped]
        )
        # The whole page stands in the window: what the bar at the foot half covers is scrolled free.
        page.set_viewport_size({"width": NARROW["width"], "height": max(NARROW["height"], tall)})
        page.add_script_tag(url="/axe.js")
        page.evaluate(LOOK, False)
    for theme in ("light", "dark"):
        for page, told in zip(phones, found, strict=True):
            told += [f"{theme}: {each}" for each in page.evaluate("window.told")]
            if theme == "light":
                page.emulate_media(color_scheme="dark")
                page.evaluate(LOOK, True)
    return found


# What Tab must visit, in the order of the page; of a group of radio buttons the chosen or the first. What is
# focused is marked on itself, or on what stands for it (the label or the drawing of a hidden tick).
VISITED = """() => {
  const told = each => each.outerHTML.slice(0, 160);
  const marks = each => [each, each.closest('label'), each.parentElement, each.nextElementSibling]
    .filter(Boolean).map(one => getComputedStyle(one))
    .map(style => [style.outlineStyle, style.outlineWidth, style.boxShadow].join(' ')).join('; ');
  const first = each => { const group = [...document.getElementsByName(each.name)]
    .filter(one => one.form === each.form); return group.find(one => one.checked) || group[0]; };
  const pressed = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const stops = [...document.querySelectorAll(pressed)]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0)
    .filter(each => each.type !== 'radio' || each === first(each));
  const before = new Map(stops.map(each => [each, marks(each)]));
  window.focused = () => { const each = document.activeElement;
    return [stops.indexOf(each), marks(each) !== before.get(each), told(each)]; };
  return stops.map(told);
}"""


def unreached(page: Page) -> list[str]:
    """What is wrong with going through the page by Tab: left out, out of order, or focused without a mark."""
    stops: list[str] = page.evaluate(VISITED)
    found: list[str] = []
    for expected, told in enumerate(stops):
        for _part in range(6):  # a date has a stop for the day, the month, the year
            page.keyboard.press("Tab")
            place, seen, html = page.evaluate("window.focused()")
            if place != expected - 1 or expected == 0:
                break
        if place != expected:
            return [*found, f"Tab {expected + 1} came to {html}, not to {told}"]
        if not seen:
            found.append(f"focus is not seen: {html}")
    return found


def shut(page: Page) -> list[str]:
    """What can be unfolded by a mouse and does not open and close by Enter."""
    found: list[str] = []
    for each in page.locator("summary:visible").all():
        each.focus()
        states = []
        for _press in range(2):
            page.keyboard.press("Enter")
            states.append(each.evaluate("it => it.parentElement.open"))
        if sorted(states) != [False, True]:
            found.append(f"Enter does nothing: {each.evaluate('it => it.outerHTML.slice(0, 160)')}")
    return found
