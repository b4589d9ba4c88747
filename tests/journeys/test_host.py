"""A host prepares a live, runs it while comments pour in, and ends it."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.conftest import ROOT
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
COMMENTS = ROOT / "tests/data/comments-honey.jsonl"
HOME = "/mat-ong-phuong-di/sessions"


def number(text: str) -> int:
    """The digits of `1.204 đơn`."""
    return int(re.sub(r"\D", "", text) or 0)


def test_a_host_prepares_a_run_sheet(
    site: Site, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = sign_in("host")
    page.goto(f"{site.url}{HOME}/")
    accessible(page)
    page.get_by_role("link", name="Lên lịch phiên").click()
    page.fill("input[name=title]", "Phiên thử của người dẫn")
    page.select_option("[name=like]", "")
    accessible(page)
    page.get_by_role("button", name="Qua soạn món").click()
    expect(page.get_by_text("Chưa có món nào. Thêm món sẽ bán đi.")).to_be_visible()
    expect(page.get_by_role("button", name="Lên live ngay")).to_be_disabled()

    for _ in range(2):
        page.locator("#found button").first.click()
        expect(page.locator(".row-more[open]")).to_have_count(1)
    first = page.locator(".sheet-row").first
    expect(first.locator(".tag")).to_have_text("A1")
    expect(page.locator(".sheet-row").last.locator(".tag")).to_have_text("A2")
    last = page.locator(".sheet-row").last
    last.locator("[name=price]").fill("150k")
    last.locator("[name=planned]").fill("3")
    last.locator("[name=aliases]").fill("mật ong cf, ong cf")
    accessible(page)
    last.locator("button:visible", has_text="Lưu").first.click()
    expect(page.locator(".toast")).to_contain_text("Đã lưu A2")
    expect(page.locator(".sheet-row").last).to_contain_text(re.compile("ong cf|150.000"))

    page.get_by_role("button", name="Đưa A2 lên").click()
    expect(page.locator(".sheet-row").first.locator(".tag")).to_have_text("A2")
    grip, other = page.locator("[data-grip]").first, page.locator(".sheet-row").last
    grip.hover()
    page.mouse.down()
    box = other.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 4, steps=6)
    page.mouse.up()
    expect(page.locator(".sheet-row").last.locator(".tag")).to_have_text("A2")
    page.locator("#find").fill("khong co mon nay")
    expect(page.locator("#found")).to_contain_text("Không thấy món nào tên")
    expect(page.get_by_text("450.000\u00a0₫")).to_be_visible()
    expect(page.get_by_role("button", name="Lên live ngay")).to_be_enabled()


def test_a_host_runs_a_live_while_comments_pour_in(
    site: Site, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    session = site.new_session(stock=500, opened=False)
    page = sign_in("host")
    page.goto(f"{site.url}{HOME}/{session}/")
    accessible(page)
    page.get_by_role("button", name="Lên live ngay").click()
    expect(page.locator(".toast")).to_contain_text("Lên live rồi")
    expect(page.locator("[data-part=pinned]")).to_contain_text("Chưa ghim món nào")
    page.get_by_role("button", name="Ghim A1", exact=True).click()
    expect(page.locator("[data-part=pinned] .left-count b")).to_have_text("500")
    accessible(page)

    fetched: Counter[str] = Counter()
    began = time.monotonic()

    def note(request: Request) -> None:
        if "/studio/parts/" in request.url:
            fetched[request.url.split("/parts/")[1]] += 1

    page.on("request", note)
    replay = threading.Thread(
        target=site.phien, args=("replay", str(COMMENTS), "--session", str(session), "--speed", "60")
    )
    replay.start()
    totals = page.locator("[data-part=totals] p").nth(1).locator("b")
    expect(totals).not_to_have_text("0", timeout=15_000)
    expect(page.locator("[data-part=comments] .sp.code").first).to_be_visible()
    expect(page.locator("[data-part=comments] .sp.quantity").first).to_be_visible()
    expect(page.locator("[data-part=review] .count")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-part=orders] li").first).to_contain_text("₫")
    accessible(page)
    while replay.is_alive():
        page.wait_for_timeout(200)  # the page must go on working: its events are handled only here
    page.wait_for_timeout(2500)
    orders, all_of_them = number(totals.inner_text()), len(site.orders_of(session))
    assert 50 < orders <= all_of_them  # cancelled ones do not count
    left = number(page.locator("[data-part=pinned] .left-count b").inner_text())
    assert 0 < left < 500
    seconds = time.monotonic() - began
    often = {part: times for part, times in fetched.items() if times > seconds + 2}
    assert not often, f"fetched more than once a second in {seconds:.0f} s: {often}"
    assert not re.search(r"09\d{2} ?\d{3} ?\d{3}", page.locator("[data-part=comments]").inner_text())

    page.reload()  # what events built is what a fresh page says
    expect(totals).to_have_text(str(orders))
    assert number(page.locator("[data-part=pinned] .left-count b").inner_text()) == left

    page.get_by_text("Kết thúc phiên").click()
    page.get_by_role("button", name="Kết thúc luôn").click()
    expect(page.locator(".toast")).to_contain_text("Phiên đã kết thúc")
    expect(page.locator("body")).to_contain_text("Bán được trong phiên")
    accessible(page)
    site.check()


def test_a_host_works_without_javascript(site: Site, sign_in: Callable[..., Page]) -> None:
    session = site.new_session()
    page = sign_in("host", javascript=False)
    page.goto(f"{site.url}{HOME}/{session}/studio/")
    page.get_by_role("button", name="Ghim A2", exact=True).click()
    expect(page.locator("[data-part=pinned]")).to_contain_text("A2")
    expect(page.locator(".toast")).to_contain_text("Đã ghim A2")
    page.get_by_role("link", name="Giá, hàng và bán của A2").click()
    page.fill("#steer-flash", "250k")
    page.get_by_role("button", name="Báo giá mới").click()
    expect(page.locator("[data-part=pinned]")).to_contain_text("250.000")


def test_the_studio_says_that_it_is_offline_and_comes_back(site: Site, sign_in: Callable[..., Page]) -> None:
    session = site.new_session()
    page = sign_in("host")
    page.goto(f"{site.url}{HOME}/{session}/studio/")
    page.get_by_role("button", name="Ghim A1", exact=True).click()
    expect(page.locator("[data-part=pinned] .left-count")).to_contain_text("chai còn")
    page.wait_for_timeout(1500)
    page.context.set_offline(True)
    expect(page.locator("[data-away]")).to_contain_text("Mất mạng, lúc này chưa chốt được")
    expect(page.locator("[data-part=pinned] .left-count")).to_contain_text(re.compile(r"còn lúc \d\d:\d\d"))
    expect(page.get_by_role("button", name="Ghim A2", exact=True)).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("[data-away]")).to_be_hidden(timeout=20_000)
    expect(page.locator("[data-part=pinned] .left-count")).to_contain_text("chai còn")
    page.get_by_role("button", name="Ghim A2", exact=True).click()
    expect(page.locator("[data-part=pinned]")).to_contain_text("A2")
