"""A viewer buys, with and without JavaScript; waits in line and is promoted; writes a comment that orders."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage, Site

pytestmark = pytest.mark.journey
NAME, PHONE = "Người mua thử 12", "0900 000 012"


def give_name(page: Page) -> None:
    """Fill in the sheet that asks once, and press its yellow button."""
    page.fill("#buyer-name", NAME)
    page.fill("#buyer-phone", PHONE)
    page.locator("#sheet [data-buy-word]").click()


def pin(host: Page, site: Site, session: int, code: str) -> None:
    """The host shows an item."""
    host.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/studio/")
    host.get_by_role("button", name=f"Ghim {code}", exact=True).click()
    expect(host.locator(".toast")).to_contain_text(f"Đã ghim {code}")


def make_known(page: Page) -> None:
    """This browser bought before: one press is enough."""
    page.add_init_script(
        f"localStorage.setItem('phien.buyer', JSON.stringify({{name: '{NAME}', phone: '{PHONE}'}}))"
    )


def left(page: Page) -> int:
    """The remaining count of the pinned item, as it stands on the page."""
    return int(page.locator("[data-pin] [data-count]").inner_text())


def test_a_viewer_buys_with_one_press_once_known(
    site: Site, new_page: NewPage, accessible: Callable[[Page], None]
) -> None:
    session = site.new_session()
    page, other = new_page(), new_page()
    other.goto(f"{site.url}/live/{session}")
    page.goto(f"{site.url}/live/{session}")
    expect(page.locator("[data-viewers]")).to_be_visible()
    accessible(page)
    assert left(page) == 40
    page.locator("[data-pin] [data-step='1']").click()
    buy = page.locator("[data-pin] [data-buy-word]")
    expect(buy).to_have_text("Mua · 290.000\u00a0₫")
    buy.click()
    expect(page.locator("#sheet")).to_be_visible()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")  # it rises
    accessible(page)
    page.locator("#sheet [data-buy-word]").click()
    expect(page.locator("[data-error='buyer.phone']")).not_to_be_empty()
    give_name(page)
    expect(page.locator(".toast")).to_contain_text("Đã giữ A1 ×2")
    expect(page.locator(".toast a")).to_have_attribute("href", re.compile("^/o/"))
    expect(page.locator("[data-mine]")).to_contain_text(re.compile(r"Đơn của bạn.*trả trong.*(29|30):\d\d"))
    expect(page.locator("[data-pin] [data-count]")).to_have_text("38")
    expect(other.locator("[data-pin] [data-count]")).to_have_text("38")
    expect(other.locator("[data-mine]")).to_be_empty()

    buy.click()  # known by now: no questions
    expect(page.locator("[data-pin] [data-count]")).to_have_text("36")
    expect(page.locator("#sheet")).to_be_hidden()
    assert len(site.orders_of(session)) == 1
    page.locator("[data-mine] a").click()
    expect(page).to_have_url(re.compile(r"/o/"))
    expect(page.locator("body")).to_contain_text("580.000")


def test_a_double_tap_buys_once(site: Site, new_page: NewPage) -> None:
    session = site.new_session()
    page = new_page()
    make_known(page)
    page.goto(f"{site.url}/live/{session}")
    buy = page.locator("[data-pin] [data-buy-word]")
    buy.dblclick()
    expect(page.locator(".toast")).to_contain_text("Đã giữ A1 ×1")
    buy.dispatch_event("click")  # the answer is there, the finger is late
    expect(buy).to_be_enabled()  # it rests two seconds
    expect(page.locator("[data-pin] [data-count]")).to_have_text("39")
    buy.click()
    expect(page.locator("[data-pin] [data-count]")).to_have_text("38")


def test_a_press_does_not_buy_what_just_came_under_the_finger(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page]
) -> None:
    session = site.new_session()
    page = new_page()
    make_known(page)
    page.goto(f"{site.url}/live/{session}")
    expect(page.locator("[data-viewers]")).to_be_visible()
    page.evaluate("""() => {
        const [code, buy] = document.querySelectorAll("[data-pin] [data-code], [data-pin] [data-buy-word]");
        new MutationObserver(() => buy.click()).observe(code, { childList: true });
    }""")
    pin(sign_in("host"), site, session, "A2")
    expect(page.locator("[data-pin] [data-code]")).to_have_text("A2")
    page.wait_for_timeout(1300)
    expect(page.locator(".toast")).to_have_count(0)
    assert site.orders_of(session) == []
    page.locator("[data-pin] [data-buy-word]").click()
    expect(page.locator(".toast")).to_contain_text("Đã giữ A2 ×1")


def test_what_sells_out_stays_in_its_place(site: Site, new_page: NewPage) -> None:
    session = site.new_session(stock=1)
    first, second = new_page(), new_page()
    make_known(first)
    for page in (first, second):
        page.goto(f"{site.url}/live/{session}")
        expect(page.locator("[data-viewers]")).to_be_visible()
    first.locator("[data-pin] [data-buy-word]").click()
    for page in (first, second):
        expect(page.locator("[data-pin] [data-code]")).to_have_text("A1")
        expect(page.locator("[data-pin] [data-deal]")).to_contain_text("A1 vừa hết")


def test_a_viewer_buys_without_javascript(site: Site, new_page: NewPage) -> None:
    session = site.new_session()
    page = new_page(javascript=False)
    page.goto(f"{site.url}/live/{session}")
    expect(page.locator("[data-pin]")).to_contain_text("145.000")
    page.fill("[data-pin] input[name=qty]", "2")
    page.locator("[data-pin] [data-buy-word]").click()
    page.fill("input[name=name]", NAME)
    page.fill("input[name=phone]", "12")
    page.locator(".btn.go").click()
    expect(page.locator(".error")).to_be_visible()
    page.fill("input[name=phone]", PHONE)
    page.locator(".btn.go").click()
    expect(page).to_have_url(re.compile(r"/o/"))
    expect(page.locator("body")).to_contain_text("290.000")
    page.goto(f"{site.url}/live/{session}")
    assert left(page) == 38
    assert len(site.orders_of(session)) == 1


def test_a_viewers_comment_orders_and_shows_at_once(site: Site, new_page: NewPage) -> None:
    session = site.new_session()
    page, other = new_page(), new_page()
    other.goto(f"{site.url}/live/{session}")
    page.goto(f"{site.url}/live/{session}")
    page.fill("#say", "chốt A1 2 chai, 0900 000 012")
    page.press("#say", "Enter")
    own = page.locator("[data-chat] li").last
    expect(own).to_contain_text("chốt A1 2 chai")
    expect(own).to_contain_text("đã chốt")
    expect(page.locator("[data-chat] li")).to_have_count(1)
    expect(page.locator("[data-mine]")).to_contain_text("Đơn của bạn")
    heard = other.locator("[data-chat] li").last
    expect(heard).to_contain_text("0900 ••• 012")
    expect(heard).not_to_contain_text("0900 000 012")


def test_a_waiting_buyer_is_promoted(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    session = site.new_session(stock=1)
    pin(sign_in("host"), site, session, "A1")
    first, second = new_page(), new_page()
    for page in (first, second):
        page.goto(f"{site.url}/live/{session}")
    first.locator("[data-pin] [data-buy-word]").click()
    give_name(first)
    expect(second.locator("[data-pin] [data-buy-word]")).to_have_text(re.compile("^Đợi 1"))
    expect(second.locator("[data-pin]")).to_contain_text("hết rồi")
    accessible(second)
    second.locator("[data-pin] [data-buy-word]").click()
    give_name(second)
    expect(second.locator("[data-mine]")).to_contain_text("Đang đợi A1 ×1")
    expect(second.locator("[data-pin] [data-turn]")).to_contain_text("Bạn đang đợi 1")
    expect(second.locator("[data-pin] [data-turn-number]")).to_have_text("1")

    first.locator("[data-mine] a").click()
    first.wait_for_url(re.compile(r"/o/"))
    first.goto(f"{first.url}/cancellation/")
    first.locator("main form button.drop").click()
    expect(second.locator("[data-mine]")).to_contain_text(re.compile(r"Đơn của bạn.*trả trong"))
    turn = second.locator(".toast", has_text="Tới lượt bạn rồi: đã giữ A1 ×1")
    expect(turn.locator("a")).to_have_attribute("href", re.compile("^/o/"))
    assert len(site.orders_of(session)) == 2
    site.check()


def test_a_viewer_without_a_name_writes_nameless(site: Site, new_page: NewPage) -> None:
    session = site.new_session()
    page, other = new_page(), new_page()
    for one in (other, page):
        one.goto(f"{site.url}/live/{session}")
        expect(one.locator("[data-viewers]")).to_be_visible()
    page.fill("#say", "mật này mấy tháng tuổi")
    page.press("#say", "Enter")
    expect(page.locator("[data-chat] li .who")).to_have_text("bạn")
    heard = other.locator("[data-chat] li", has_text="mấy tháng tuổi")
    expect(heard).to_be_visible()
    expect(heard.locator(".who")).not_to_have_text("bạn")


def test_an_ended_live_says_so(site: Site, new_page: NewPage, sign_in: Callable[..., Page]) -> None:
    session = site.new_session()
    viewer = new_page()
    viewer.goto(f"{site.url}/live/{session}")
    host = sign_in("host")
    host.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/")
    host.get_by_text("Kết thúc phiên").click()
    host.get_by_role("button", name="Kết thúc luôn").click()
    expect(host.locator(".toast")).to_contain_text("Phiên đã kết thúc")
    expect(viewer.locator("h1")).to_contain_text("Phiên live đã kết thúc", timeout=20_000)


def test_the_waiting_page_opens_by_itself_when_the_live_begins(
    site: Site, new_page: NewPage, sign_in: Callable[..., Page]
) -> None:
    session = site.new_session(opened=False)
    viewer = new_page()
    viewer.goto(f"{site.url}/live/{session}")
    expect(viewer.locator("[data-wait]")).to_have_count(1)
    host = sign_in("host")
    host.goto(f"{site.url}/mat-ong-phuong-di/sessions/{session}/")
    host.get_by_role("button", name="Lên live ngay").click()
    expect(host.locator(".toast")).to_contain_text("Lên live rồi")
    # told by the stream within seconds: looking now and then alone would take a minute or more
    expect(viewer.locator("[data-pin]")).to_be_visible(timeout=15_000)
    expect(viewer.get_by_label("Chia sẻ").first).to_be_visible()
    top = viewer.evaluate(
        "[...document.querySelectorAll('.scene-top > *')].map(n => n.getBoundingClientRect().top)"
    )
    assert max(top) < 40, "the row above the picture stays one row"
