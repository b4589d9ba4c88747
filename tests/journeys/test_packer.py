"""A packer picks, prints, packs and hands over, on a phone and on a laptop, and in a weak signal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Site
from tests.journeys.test_buyer_pays import choose, place

pytestmark = pytest.mark.journey
ROOM = "mat-ong-phuong-di/packing/"


def confirmed(site: Site, new_page: NewPage, count: int) -> list[str]:
    """The codes of new orders to pay on delivery."""
    session, codes = site.new_session(), []
    for _ in range(count):
        buyer = new_page(javascript=False)  # cookies of its own: each is a buyer
        buyer.goto(place(site, buyer, session))
        choose(buyer, "cod")
        codes.append(buyer.locator("h1").inner_text().split()[-1])
    return codes


def test_a_packer_prints_and_marks(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    first, second = confirmed(site, new_page, 2)
    packer = sign_in("packer")
    packer.goto(f"{site.url}/{ROOM}picks/")
    expect(packer.locator(".pick").first).to_be_visible()
    accessible(packer)

    packer.goto(f"{site.url}/{ROOM}")
    accessible(packer)
    for code in (first, second):
        packer.locator(f"input[name=code][value={code}]").check()
    expect(packer.get_by_role("button", name="In (2)")).to_be_visible()
    with packer.context.expect_event("response", lambda answer: answer.url.endswith("papers.pdf")) as printed:
        packer.get_by_role("button", name="In (2)").click()
    assert printed.value.headers["content-type"] == "application/pdf"

    packer.goto(f"{site.url}/{ROOM}{first}/")
    accessible(packer)
    packer.get_by_role("button", name="Tôi gói đơn này").click()
    for row in packer.locator(".pick").all():
        row.click()
    packer.get_by_role("button", name="Gói xong, đơn kế").click()
    expect(packer.get_by_text(f"Đã gói {first}.")).to_be_visible()
    packer.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    expect(packer.get_by_text(f"Đã mở {first} ra lại.")).to_be_visible()

    packer.goto(f"{site.url}/{ROOM}")
    for code in (first, second):
        packer.locator(f"input[name=code][value={code}]").check()
    packer.get_by_role("button", name="Đã gói (2)").click()
    expect(packer.get_by_text("Đã gói 2 đơn.")).to_be_visible()

    packer.goto(f"{site.url}/{ROOM}parcels/")
    accessible(packer)
    for code in (first, second):
        packer.locator(f"input[name=code][value={code}]").check()
    packer.get_by_role("button", name="Hãng đã lấy (2)").click()
    expect(packer.get_by_text("Hãng đã lấy 2 kiện.")).to_be_visible()
    site.check()


def test_in_a_weak_signal_a_packed_order_is_kept_in_the_phone_and_sent_later(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page]
) -> None:
    (code,) = confirmed(site, new_page, 1)
    packer = sign_in("packer")
    packer.goto(f"{site.url}/{ROOM}{code}/")
    packer.get_by_role("button", name="Tôi gói đơn này").click()
    expect(packer.get_by_role("button", name="Gói xong, đơn kế")).to_be_visible()
    packer.context.set_offline(True)
    packer.get_by_role("button", name="Gói xong, đơn kế").click()
    expect(packer.get_by_text("1 đơn cất trong máy, tự gửi sau.")).to_be_visible()
    packer.context.set_offline(False)
    expect(packer.get_by_text("1 đơn cất trong máy, tự gửi sau.")).to_be_hidden(timeout=20_000)
    packer.goto(f"{site.url}/{ROOM}parcels/")
    expect(packer.locator(f"input[name=code][value={code}]")).to_be_visible()


def scan(packer: Page, code: str) -> None:
    """A scanner types faster than any thumb, and ends with Enter."""
    packer.evaluate(
        """code => [...code, "Enter"].forEach(key => document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})))""",
        code,
    )


def test_a_scanner_opens_ticks_and_packs_and_what_is_missing_is_said(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    whole, short = confirmed(site, new_page, 2)
    packer = sign_in("packer")
    packer.goto(f"{site.url}/{ROOM}")
    packer.get_by_label("Quét nhãn, hoặc gõ mã đơn").fill(whole.lower())
    packer.keyboard.press("Enter")
    packer.wait_for_url(f"**/packing/{whole}/")
    line = packer.locator("[data-line]").first
    scan(packer, line.get_attribute("data-line") or "")
    expect(line).to_be_checked()
    packer.locator("input[name=weight]").fill("1,2 kg")
    with packer.expect_response(lambda answer: answer.url.endswith(f"/orders/{whole}/packing/")):
        scan(packer, whole)
    expect(packer.get_by_text(f"Đã gói {whole}.")).to_be_visible()

    packer.goto(f"{site.url}/{ROOM}")  # the next one is in hand already; its own label would mean "packed"
    scan(packer, short)
    packer.wait_for_url(f"**/packing/{short}/")
    packer.get_by_role("link", name="Thiếu hàng").click()
    accessible(packer)
    packer.locator("input[name=line]").first.check(force=True)
    packer.locator("input[name=what][value=wait]").check(force=True)
    packer.get_by_role("button", name="Xong, báo khách").click()
    expect(packer.get_by_role("button", name="Chép tin nhắn")).to_be_visible()
    accessible(packer)
    packer.goto(f"{site.url}/{ROOM}waiting/")
    accessible(packer)
    expect(packer.get_by_role("link", name=short)).to_be_visible()

    packer.goto(f"{site.url}/{ROOM}parcels/")
    scan(packer, whole)
    expect(packer.locator(f"input[name=code][value={whole}]")).to_be_checked()
    expect(packer.get_by_role("button", name="Hãng đã lấy (1)")).to_be_visible()
    site.check()
