"""The keeper clears the review queue: as read, another item, no order, and back again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
COMMENTS = ROOT / "tests/data/comments-honey.jsonl"


def waiting(page: Page) -> int:
    """How many comments wait, as the queue says."""
    count = page.locator("[data-part=review] .count")
    return int(count.inner_text()) if count.count() else 0


def decide(page: Page, key: str, size: tuple[int, int]) -> None:
    """Press the number on a laptop, the button on a phone; the queue then shows one less."""
    before = waiting(page)
    if size[0] > 500:
        page.keyboard.press(key)
    else:
        page.locator(f".case.first [data-key='{key}']").click()
    if before > 1:
        expect(page.locator("[data-part=review] .count")).to_have_text(str(before - 1))
    else:
        expect(page.locator("[data-part=review]")).to_contain_text("Không có gì chờ duyệt")


def test_the_keeper_clears_the_review_queue(
    site: Site, sign_in: Callable[..., Page], accessible: Callable[[Page], None], size: tuple[int, int]
) -> None:
    session = site.new_session(stock=500)
    site.phien("replay", str(COMMENTS), "--session", str(session), "--speed", "2000")
    page = sign_in("keeper")
    page.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    begun = waiting(page)
    assert begun > 5
    accessible(page)
    words = page.locator(".case.first blockquote").inner_text()

    decide(page, "0", size)
    expect(page.locator(".toast")).to_contain_text("không lên đơn")
    page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("[data-part=review] .count")).to_have_text(str(begun))
    expect(page.locator(".case.first blockquote")).to_have_text(words, use_inner_text=True)

    orders = len(site.orders_of(session))
    if not page.locator(".case.first .correct[open]").count():  # open by itself where there is no guess
        page.locator(".case.first .correct summary").click()
    page.locator(".case.first select[name=code]").select_option("A3")
    page.locator(".case.first input[name=qty]").fill("4")
    expect(page.locator(".toast")).to_have_count(0, timeout=20_000)  # it may lie over the button for its 8 s
    page.locator(".case.first .correct button:not([formaction])").click()
    expect(page.locator("[data-part=review] .count")).to_have_text(str(begun - 1))
    expect(page.locator(".toast").last).to_contain_text("A3 ×4")
    assert len(site.orders_of(session)) >= orders

    page.locator(".next-case").click()  # put off, it comes last
    page.wait_for_timeout(500)
    while waiting(page):
        as_read = page.locator(".case.first [data-key='1']")
        decide(page, "1" if as_read.count() else "0", size)
    accessible(page)
    site.check()


def test_the_keeper_decides_without_javascript(site: Site, sign_in: Callable[..., Page]) -> None:
    session = site.new_session(stock=500)
    site.phien("replay", str(COMMENTS), "--session", str(session), "--speed", "2000")
    page = sign_in("keeper", javascript=False)
    page.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    begun = waiting(page)
    page.locator(".case.first [data-key='0']").click()
    assert waiting(page) == begun - 1
    page.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    assert waiting(page) == begun
