"""A newcomer's first sale, as docs/first-sale.md tells it: from the start link to the report, on a phone.

`PHIEN_PICTURES=1` renews the page's pictures. tests/test_first_sale_page.py holds the page to these steps.
"""

from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.conftest import Site
from tests.journeys.conftest import NewPage
from tests.journeys.hands import Hands

pytestmark = pytest.mark.journey
GOODS = (
    ("Tên món", "Quy cách", "Đếm theo", "Giá", "Trong kho"),
    ("Mật ong rừng", "500 ml", "chai", "145k", 40),
    ("Măng khô", "500 g", "túi", "90.000", 30),
    ("Chè shan", "100 g", "gói", 120000, 25),
)
HOME = "nav[aria-label='Mục chính']"
ADDRESS = {"street": "12/4 Trường Chinh", "commune": "phường Tân Sơn", "province": "TP. Hồ Chí Minh"}


def spreadsheet(folder: Path) -> Path:
    """Three products as somebody fills in the template; characters of its cells are typed too."""
    path = folder / "hang-cua-toi.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(GOODS):
            page.write_row(row, 0, cells)
    return path


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_newcomer_sells_for_the_first_time(fresh_site: Site, new_page: NewPage, tmp_path: Path) -> None:
    hands, first, second = Hands(new_page()), Hands(new_page()), Hands(new_page())
    begin(hands, fresh_site)
    settle(hands)
    bring_goods(hands, spreadsheet(tmp_path))
    plan(hands)
    link = go_live(hands)
    buy(first, link)
    comment(second, link)
    end(hands)
    take_money(hands, first)
    call(hands, second)
    pack(hands)
    hand_over(hands)
    report(hands)
    fresh_site.check()
    by_hand = hands.seconds + first.seconds + second.seconds
    assert by_hand < 15 * 60, f"{by_hand / 60:.1f} minutes"


def step(name: str) -> None:
    """Where a step of the page begins, under the same name."""


def begin(hands: Hands, site: Site) -> None:
    step("Make your cooperative")
    hands.open(site.start)
    hands.fill(
        coop_name="HTX Ong Rừng Pù Mát",
        name="Người thử",
        login="nguoithu",
        password="gao nep thom 7",
        again="gao nep thom 7",
    )
    hands.picture("start")
    hands.press("Lập và vào luôn")
    hands.find("Người thử ơi, có 4 việc cần mình")
    hands.picture("home")


def settle(hands: Hands) -> None:
    step("Say where money and parcels go")
    hands.press("Mở cài đặt")
    expect(hands.page.locator("#bank")).to_be_in_viewport()
    hands.fill(bank_bin="970405", bank_account="1023 4567 89", bank_holder="htx ong rung pu mat")
    hands.picture("bank", top="#bank")
    hands.fill(
        return_name="HTX Ong Rừng",
        return_phone="0900 000 010",
        return_street="Bản Châu Sơn",
        return_commune="xã Châu Khê",
        return_province="Nghệ An",
        registration_number="2907000001",
    )
    hands.press("Lưu cài đặt")
    hands.find("Đã lưu.")
    hands.press("Việc", within=HOME)
    hands.find("Người thử ơi, có 1 việc cần mình")


def bring_goods(hands: Hands, sheet: Path) -> None:
    step("Bring three products from a spreadsheet")
    hands.press("Thêm món")
    hands.press("Có nhiều món? Đưa bảng Excel lên")
    with hands.page.expect_download() as template:
        hands.press("Tệp mẫu (Excel)")
    assert template.value.suggested_filename == "mau-san-pham.xlsx"
    hands.characters += sum(len(str(cell)) for row in GOODS[1:] for cell in row)
    hands.presses += sum(len(row) for row in GOODS[1:])
    hands.page.set_input_files("[name=file]", sheet)
    hands.press("Đọc tệp")
    hands.find("Mật ong rừng 500")
    hands.picture("table")
    hands.press("Lưu 3 dòng")
    hands.find("đã lưu")
    hands.press("Xem món hàng")
    for name in ("Mật ong rừng", "Măng khô", "Chè shan"):
        hands.find(name)


def plan(hands: Hands) -> None:
    step("Plan the live")
    hands.press("Việc", within=HOME)
    hands.press("Lên lịch")
    hands.fill(title="Hàng mới đầu mùa")
    hands.press("Qua soạn món")
    hands.page.fill("#find", "mat ong")
    hands.characters += len("mat ong")
    expect(hands.page.locator("#found li")).to_have_count(1)
    for name, planned in (("Mật ong rừng", "20"), ("Măng khô", "15"), ("Chè shan", "15")):
        hands.press("Thêm", within=f"#found li:has-text('{name}')")
        expect(hands.page.locator(".row-more[open]")).to_have_count(1)
        hands.fill(planned=planned)
        hands.press("Lưu")
        hands.find("Đã lưu")
    expect(hands.page.locator(".sheet-row")).to_have_count(3)
    expect(hands.page.locator(".dock .money")).to_have_text("6.050.000\u00a0₫")
    hands.picture("sheet")


def go_live(hands: Hands) -> str:
    """The link that viewers are given."""
    step("Go live and let viewers in")
    hands.press("Lên live ngay")
    hands.find("Lên live rồi.")
    hands.press("Ghim A1")
    expect(hands.page.locator("[data-part=pinned] .left-count b")).to_have_text("20")
    hands.press("Mời khách vào xem")
    link = hands.page.locator(".share-link a")
    expect(link).to_be_visible()
    hands.press("Chép link")
    hands.picture("link")
    address = link.get_attribute("href")
    hands.press("Về phòng live")
    return str(address)


def buy(buyer: Hands, link: str) -> None:
    step("The first buyer presses Mua")
    buyer.open(link)
    buyer.find("Mật ong rừng")
    expect(buyer.page.locator("[data-count]")).to_have_text("20")
    buyer.picture("live")
    buyer.press("Mua", within="form.buy")
    buyer.fill(name="Người mua thử 11")
    buyer.page.locator("dialog[open] [name=phone]").fill("0900 000 011")
    buyer.press("Mua", within="dialog[open]")
    buyer.press("Đơn của bạn")
    choose(buyer, "transfer")
    buyer.find("Quét bằng app ngân hàng")
    buyer.picture("pay")
    buyer.press("Tôi đã chuyển")
    buyer.find("Đang xem tài khoản")


def comment(buyer: Hands, link: str) -> None:
    step("The second buyer writes a comment")
    buyer.open(link)
    buyer.page.fill("#say", "A1 2 chai nha shop")
    buyer.characters += len("A1 2 chai nha shop")
    buyer.press("Gửi")
    buyer.find("đã chốt")


def choose(buyer: Hands, way: str, **more: str) -> None:
    """How to pay, where to."""
    buyer.tick(f"[name=payment][value={way}]")
    buyer.fill(**ADDRESS, **more)
    buyer.tick("[name=agree]")
    buyer.press("Xong, tiếp tục")


def end(hands: Hands) -> None:
    step("End the live")
    expect(hands.page.locator("[data-part=totals]")).to_contain_text("435.000\u00a0₫")
    expect(hands.page.locator("[data-part=pinned] .left-count b")).to_have_text("17")
    expect(hands.page.locator("[data-part=comments] .sp.code").first).to_contain_text("A1")
    hands.picture("studio")
    hands.press("Kết thúc phiên")
    hands.press("Kết thúc luôn")
    hands.find("Phiên đã kết thúc")
    hands.press("Việc", within=HOME)
    hands.picture("after")


def take_money(hands: Hands, buyer: Hands) -> None:
    step("Find the money")
    hands.press("Dò tiền")
    hands.picture("money")
    hands.press("Đã nhận 175.000")
    hands.find("Đã ghi tiền.")
    expect(buyer.page.locator(".steps")).to_be_visible(timeout=15_000)  # the buyer's page says so by itself


def call(hands: Hands, buyer: Hands) -> None:
    step("Write to who gave no address")
    hands.press("Nhắn hoặc gọi")
    hands.press("Chép câu trả lời")
    reply = hands.page.locator("[data-copy]").first.get_attribute("data-copy")
    hands.picture("call")
    hands.press("Đã nhắn")
    buyer.open(str(reply).rsplit(" ", 1)[1])
    choose(buyer, "cod", name="Người mua thử 12", phone="0900 000 012")
    buyer.find("Trả 320.000\u00a0₫ khi nhận hàng.")


def pack(hands: Hands) -> None:
    step("Pack")
    hands.press("Việc", within=HOME)
    hands.press("Mở việc gói")
    hands.tick("[data-tick-all]")
    with hands.page.context.expect_page() as paper:
        hands.press("In (2)")
    paper.value.close()
    hands.press("Gói lần lượt")
    for left in (2, 1):
        expect(hands.page.locator(".pick")).to_have_count(1)
        hands.press("A1", within=".pick")
        hands.fill(weight="750", carrier="ghtk")
        if left == 2:
            hands.picture("pack")
        hands.press("Gói xong, đơn kế")
        hands.find("Đã gói")


def hand_over(hands: Hands) -> None:
    step("Hand over")
    hands.find("1,5 kg")
    hands.tick("[data-tick-all]")
    hands.picture("parcels")
    hands.press("Hãng đã lấy (2)")
    hands.find("Hãng đã lấy 2 kiện.")
    expect(hands.page.locator("main")).to_contain_text("320.000\u00a0₫")


def report(hands: Hands) -> None:
    step("Read the report")
    hands.press("Phiên", within=HOME)
    hands.press("Hàng mới đầu mùa")
    hands.press("Báo cáo phiên này")
    sums = {"Bán được": "435.000\u00a0₫", "Đơn": "2", "Mỗi đơn, trung bình": "217.500\u00a0₫"}
    sums |= {"Đã trả hoặc nhận COD": "2", "Còn chờ tiền": "0"}
    for name, figure in sums.items():
        stat = hands.page.locator(".sums .stat").filter(has=hands.page.get_by_text(name, exact=True))
        expect(stat.locator("b")).to_have_text(figure)
    best = hands.page.locator(".items .sold li").first
    expect(best).to_contain_text("×3")
    expect(best.locator(".money")).to_have_text("435.000\u00a0₫")
    hands.picture("report")
