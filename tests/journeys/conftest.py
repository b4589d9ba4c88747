"""The whole product, started once as a user starts it, and a real browser to use it with."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PHIEN = [sys.executable, "-m", "phien.config.cli"]
SIZES = {"phone": (360, 740), "laptop": (1280, 800)}
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --use-fake-ui-for-media-stream --use-fake-device-for-media-stream"
).split()
SERIOUS = ("serious", "critical")


@dataclass
class Site:
    """A running stack: where it is, who may sign in, and its command line."""

    url: str
    data: Path
    accounts: list[dict[str, str]]
    sessions: list[dict[str, Any]]

    def phien(self, *words: str, timeout: float = 120) -> str:
        """Run `phien …` against this stack; its standard output."""
        done = subprocess.run(
            [*PHIEN, *words, "--data", str(self.data)],
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def account(self, role: str, cooperative: str = "mat-ong-phuong-di") -> dict[str, str]:
        """The demo account of a role."""
        return next(
            each for each in self.accounts if each["role"] == role and each["cooperative"] == cooperative
        )

    def new_session(self, *, stock: int = 40, limit: int | None = None, opened: bool = True) -> int:
        """A fresh live session of the honey cooperative with the honey run sheet; its id."""
        words = [
            "session",
            "create",
            "--cooperative",
            "mat-ong-phuong-di",
            "--runsheet",
            str(ROOT / "tests/data/runsheet-honey.json"),
            "--stock",
            str(stock),
        ]
        words += ["--limit-per-buyer", str(limit)] if limit else []
        words += ["--open"] if opened else []
        made = json.loads(self.phien(*words))
        return int(made["id"])

    def check(self) -> None:
        """The seven truths hold."""
        assert "All seven truths hold" in self.phien("check")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """`phien up --demo` on a folder of its own; ended with everything it started."""
    with tempfile.TemporaryDirectory(prefix="phien-journey-", ignore_cleanup_errors=True) as folder:
        data, ready = Path(folder) / "data", Path(folder) / "ready.json"
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NATS_URL", "PHIEN_DATA")}
        log = (Path(folder) / "up.log").open("wb")
        up = subprocess.Popen(
            [
                *PHIEN,
                "up",
                "--demo",
                "--port",
                str(_free_port()),
                "--data",
                str(data),
                "--ready-file",
                str(ready),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=clean,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + 180
            while not ready.exists():
                assert up.poll() is None, (Path(folder) / "up.log").read_text()
                assert time.monotonic() < deadline, "not ready after three minutes"
                time.sleep(0.1)
            facts = json.loads(ready.read_text())
            yield Site(facts["url"].rstrip("/"), data, facts["accounts"], facts["sessions"])
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(up.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                up.wait(30)
            if up.poll() is None:
                os.killpg(up.pid, signal.SIGKILL)
                up.wait(10)
            log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for all journeys."""
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
    """axe finds nothing serious on this page."""
    page.evaluate((ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
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
