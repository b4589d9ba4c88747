"""The keeper hides a comment: it leaves a viewer's page at once, and comes back where it stood."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Site

pytestmark = pytest.mark.journey


def test_a_hidden_comment_vanishes_from_a_viewers_page_and_comes_back(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    session = site.new_session()
    viewer, other = new_page(), new_page()
    for page in (viewer, other):
        page.goto(f"{site.url}/live/{session}")
        expect(page.locator("[data-viewers]")).to_be_visible()
    lines = viewer.locator("[data-chat] li:not([hidden])")
    for count, words in enumerate(("hàng dỏm nha", "mật ngon ghê"), start=1):
        other.fill("#say", words)
        other.press("#say", "Enter")
        expect(lines).to_have_count(count)

    keeper = sign_in("keeper")
    keeper.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    bad = keeper.locator(".talk > li", has_text="hàng dỏm")
    bad.locator(".hush").click()
    keeper.get_by_role("button", name="Ẩn bình luận này").click()
    expect(lines).to_have_count(1)
    expect(viewer.locator("body")).not_to_contain_text("hàng dỏm")
    expect(other.locator("[data-chat]")).not_to_contain_text("hàng dỏm")
    expect(bad).to_contain_text("ẩn")
    accessible(keeper)
    viewer.reload()
    expect(lines).to_have_count(1)

    keeper.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    expect(other.locator("[data-chat] li:not([hidden])").first).to_contain_text("hàng dỏm")
    expect(viewer.locator("[data-chat]")).to_contain_text("hàng dỏm")
    site.check()
