"""A stranger gets nowhere: not signed in, of another cooperative, or with a guessed address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewPage, Site

pytestmark = pytest.mark.journey
THEIRS = ["", "sessions/", "orders/", "calls/", "packing/", "products/", "stock/", "people/", "settings/"]


def test_nobody_is_asked_to_sign_in(
    site: Site, new_page: NewPage, accessible: Callable[[Page], None]
) -> None:
    page = new_page()
    for path in THEIRS:
        page.goto(f"{site.url}/mat-ong-phuong-di/{path}")
        assert page.url.startswith(f"{site.url}/accounts/login/"), path
    accessible(page)


def test_another_cooperatives_keeper_finds_nothing(
    site: Site, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("keeper", "an-toan")
    for path in THEIRS:
        answer = page.goto(f"{site.url}/mat-ong-phuong-di/{path}")
        assert answer is not None
        assert answer.status == 404, path
        assert "Phương Di" not in page.inner_text("body")
    accessible(page)


def test_a_guessed_order_address_opens_nothing(site: Site, new_page: NewPage) -> None:
    page = new_page()
    answer = page.goto(f"{site.url}/o/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer is not None
    assert answer.status == 404


def test_the_studios_stream_is_not_for_strangers(site: Site, sign_in: Callable[..., Page]) -> None:
    page = sign_in("host", "an-toan")
    theirs = next(
        each["id"]
        for each in site.sessions
        if each["cooperative"] == "mat-ong-phuong-di" and each["state"] == "open"
    )
    status = page.evaluate(
        "url => fetch(url).then(answer => answer.status)", f"/api/sessions/{theirs}/studio/events"
    )
    assert status == 404
