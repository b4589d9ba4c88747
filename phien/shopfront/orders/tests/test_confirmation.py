"""The order's confirmation: what consumer law wants on it, the same as page and as PDF."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from phien.catalog.models import Variant
from phien.coops.models import Coop
from phien.orders.models import Order
from phien.testing.papers import text_of
from phien.testing.watching import assert_queries

Make = Callable[..., Order]
WHOLE = {
    "buyer_name": "Nguyễn Diễm Ễ",
    "phone": "+84900000012",
    "street": "12/4 Trường Chinh",
    "commune": "phường Tân Sơn",
    "province": "TP. Hồ Chí Minh",
    "state": "confirmed",
    "payment": "cod",
    "confirmed_at": timezone.now(),
}


@pytest.fixture
def order(order_of: Make) -> Order:
    made = order_of(**WHOLE)
    Coop.objects.filter(pk=made.coop_id).update(
        legal_name="Hợp tác xã Nông nghiệp Thử Nghiệm",
        registration_number="5900000001",
        registered_at="Phòng Tài chính Kế hoạch huyện Thử",
        tax_code="5900000001",
        seller_address="Làng Út 1, xã Ia Hrung, Gia Lai",
        seller_phone="+84900000003",
        seller_email="thu@example.com",
    )
    Variant.every_coop.filter(pk=made.lines.get().variant_id).update(net_value="500", net_unit="ml")
    return made


SAID = [
    "Hợp tác xã Nông nghiệp Thử Nghiệm",
    "Làng Út 1, xã Ia Hrung, Gia Lai",
    "0900 000 003",
    "thu@example.com",
    "5900000001, Phòng Tài chính Kế hoạch huyện Thử",
    "500 ml",
    "2 chai",
    "145.000\u00a0₫",
    "290.000\u00a0₫",
    "Phí giao",
    "30.000\u00a0₫",
    "320.000\u00a0₫",
    "Trả khi nhận",
    "Nguyễn Diễm Ễ",
    "12/4 Trường Chinh, phường Tân Sơn, TP. Hồ Chí Minh",
    "Luật Bảo vệ quyền lợi người tiêu dùng 19/2023/QH15",
    "Khiếu nại",
    "3 năm",
]


def test_page_and_pdf_say_all_of_it(client, order: Order):
    page = client.get(f"/o/{order.token}/confirmation/").content.decode()
    answer = client.get(f"/o/{order.token}/confirmation.pdf")
    words = " ".join(text_of(answer.content).split("\n"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert [said for said in SAID if said.replace("\u00a0", " ") not in page.replace("\u00a0", " ")] == []
    assert [said for said in SAID if said.replace("\u00a0", " ") not in _unbroken(words)] == []
    assert order.code in words
    assert f"/o/{order.token}" in words


def _unbroken(words: str) -> str:
    return " ".join(words.replace("\u00a0", " ").split())


def test_a_whole_phone_of_the_buyer_is_on_neither(client, order: Order):
    page = client.get(f"/o/{order.token}/confirmation/").content.decode()
    words = text_of(client.get(f"/o/{order.token}/confirmation.pdf").content)
    for text in (page, words):
        assert "900000012" not in text.replace("\u00a0", "").replace(" ", "")
        assert "•••" in text


def test_what_a_buyer_typed_is_shown_and_never_read_as_markup(client, order_of: Make):
    order = order_of(**{**WHOLE, "street": "#panic() *12* $x$", "note": "@ref <a>"})
    words = _unbroken(text_of(client.get(f"/o/{order.token}/confirmation.pdf").content))
    assert "#panic() *12* $x$" in words
    assert "@ref <a>" in words


def test_a_seller_who_wrote_nothing_yet_is_named_by_what_is_known(client, order_of: Make):
    order = order_of(**WHOLE)
    Coop.objects.filter(pk=order.coop_id).update(return_phone="+84900000001", return_commune="Xã Ia Hrung")
    page = client.get(f"/o/{order.token}/confirmation/").content.decode()
    assert order.coop.name in page
    assert "0900 000 001" in page
    assert "Mã số thuế" not in page


def test_after_deleting_it_names_nobody(client, order_of: Make):
    order = order_of(**{**WHOLE, "state": "delivered"})
    client.post(f"/o/{order.token}/erasure/")
    words = text_of(client.get(f"/o/{order.token}/confirmation.pdf").content)
    assert "đã xoá theo yêu cầu" in words
    assert "Trường Chinh" not in words


@pytest.mark.parametrize("path", ["confirmation/", "confirmation.pdf", "erasure/"])
def test_another_token_opens_nothing(client, order: Order, path: str):
    assert client.get(f"/o/{order.token[:-1]}x/{path}").status_code == 404


@pytest.mark.parametrize("path", ["confirmation/", "confirmation.pdf"])
def test_two_queries(client, order: Order, path: str):
    with assert_queries(2):
        client.get(f"/o/{order.token}/{path}")
