"""A buyer pays by QR and the keeper marks it; the same without JavaScript; cash on delivery."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Site

pytestmark = pytest.mark.journey
ADDRESS = {
    "name": "Người mua thử 12",
    "phone": "0900 000 012",
    "street": "12/4 Trường Chinh",
    "commune": "phường Tân Sơn",
    "province": "TP. Hồ Chí Minh",
}


def place(site: Site, page: Page, session: int) -> str:
    """An order by the buy button's API; the link to its page."""
    answer = page.request.post(
        f"{site.url}/api/sessions/{session}/orders",
        data={
            "key": uuid.uuid4().hex,
            "buyer": {"name": ADDRESS["name"], "phone": "+84900000012"},
            "items": [{"code": "A1", "qty": 2}],
        },
        headers={"Origin": site.url},
    )
    assert answer.status == 201, answer.text()
    link = str(answer.json()["link"])
    return link if link.startswith("http") else f"{site.url}{link}"


def choose(page: Page, way: str) -> None:
    """How to pay, with the whole address; the yellow button that is to be seen."""
    for name, text in ADDRESS.items():
        if name != "phone":
            page.fill(f"input[name={name}]", text)
    page.check(f"input[name=payment][value={way}]", force=True)
    page.check("input[name=agree]")
    page.locator(".btn.go:visible").click()


def read_qr(data: bytes) -> str:
    """What a camera reads in a picture."""
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
    return found.text


def test_a_buyer_pays_by_qr_and_the_keeper_marks_it(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    session = site.new_session()
    buyer = new_page()
    buyer.goto(place(site, buyer, session))
    expect(buyer.get_by_text("Đang giữ hàng cho bạn")).to_be_visible()
    accessible(buyer)
    choose(buyer, "transfer")
    code = buyer.locator("h1").inner_text().split()[-1]
    shown = read_qr(buyer.locator(".qr-picture").screenshot())
    assert code in shown
    accessible(buyer)
    with buyer.expect_download() as saved:
        buyer.get_by_role("link", name="Lưu mã QR về máy").click()
    assert read_qr(Path(saved.value.path()).read_bytes()) == shown
    buyer.get_by_role("button", name="Tôi đã chuyển").click()
    expect(buyer.get_by_role("heading", name="Đang xem tài khoản")).to_be_visible()

    keeper = sign_in("keeper")
    keeper.goto(f"{site.url}/mat-ong-phuong-di/calls/money/")
    accessible(keeper)
    keeper.locator(f"#{code}").get_by_role("button").click()
    expect(keeper.get_by_text("Đã ghi tiền.")).to_be_visible()
    expect(buyer.locator(".seal-line h2")).to_contain_text("Đã nhận", timeout=15_000)
    expect(buyer.locator(".steps")).to_be_visible()  # the page loads anew after its top has changed
    accessible(buyer)

    keeper.locator(".toast").get_by_role("button", name="Hoàn tác").click()
    expect(keeper.get_by_text("Đã gỡ khoản tiền.")).to_be_visible()
    expect(buyer.get_by_role("heading", name="Đang xem tài khoản")).to_be_visible(timeout=15_000)
    site.check()


def test_a_buyer_pays_cash_without_javascript_changes_and_cancels(site: Site, new_page: NewPage) -> None:
    session = site.new_session()
    buyer = new_page(javascript=False)
    buyer.goto(place(site, buyer, session))
    buyer.locator("summary", has_text="Đổi hoặc huỷ đơn").click()
    buyer.fill("input[name=qty-A1]", "1")
    buyer.get_by_role("button", name="Đổi số lượng").click()
    expect(buyer.get_by_text("Đã đổi đơn của bạn.")).to_be_visible()
    choose(buyer, "cod")
    expect(buyer.get_by_role("heading", name="Đã chốt đơn của bạn")).to_be_visible()
    buyer.locator("summary", has_text="Đổi hoặc huỷ đơn").click()
    buyer.get_by_role("link", name="Huỷ đơn").click()
    buyer.get_by_role("button", name="Ừ, huỷ đơn").click()
    expect(buyer.get_by_role("heading", name="Đơn đã huỷ")).to_be_visible()
    site.check()


def test_half_an_address_is_told_at_its_field_and_nothing_is_lost(
    site: Site, new_page: NewPage, accessible: Callable[[Page], None]
) -> None:
    session = site.new_session()
    buyer = new_page()
    buyer.goto(place(site, buyer, session))
    buyer.fill("input[name=street]", "12/4 Trường Chinh")
    buyer.check("input[name=payment][value=cod]", force=True)
    buyer.locator(".btn.go:visible").click()
    expect(buyer.locator("#id_commune_error")).to_be_visible()
    expect(buyer.locator("input[name=street]")).to_have_value("12/4 Trường Chinh")
    accessible(buyer)
