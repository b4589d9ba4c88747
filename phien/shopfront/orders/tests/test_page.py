"""The buyer's page: what it shows in each state, what it lets do, and to whom it shows nothing."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image

from phien.activity.models import Entry
from phien.checkout.models import Waiting
from phien.coops.models import Coop
from phien.live.models import Item, Session
from phien.orders.models import Line, Order
from phien.payments import actions as payments
from phien.stock.models import Allotment
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
ADDRESS = {
    "name": "Người mua thử 12",
    "phone": "0900 000 012",
    "street": "12/4 Trường Chinh",
    "commune": "phường Tân Sơn",
    "province": "TP. Hồ Chí Minh",
    "agree": "on",
}
WHOLE = {"phone": "+84900000012", "street": "12/4 Trường Chinh", "commune": "Tân Sơn", "province": "Gia Lai"}


def page_of(client, order: Order) -> str:
    return client.get(f"/o/{order.token}").content.decode()


def test_an_unknown_token_opens_nothing(client, order_of: Make):
    order = order_of()
    for method, path in [
        ("get", ""),
        ("get", "/status"),
        ("get", "/qr.png"),
        ("get", "/address/"),
        ("post", "/payment/"),
        ("post", "/claim/"),
        ("post", "/cancellation/"),
        ("post", "/quantities/"),
        ("post", "/leaving/"),
    ]:
        with assert_nothing_happened():
            answer = getattr(client, method)(f"/o/{order.token[:-1]}x{path}")
        assert answer.status_code == 404, path


def test_nobody_lists_keeps_or_passes_on_the_page(client, order_of: Make):
    answer = client.get(f"/o/{order_of().token}")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_page_says_what_is_held_until_when_and_for_how_much(client, order_of: Make):
    order = order_of()
    page = page_of(client, order)
    assert "Đang giữ hàng cho bạn" in page
    assert "320.000\u00a0₫" in page
    assert "Chuyển khoản" in page
    assert "Trả khi nhận" in page


def test_a_whole_phone_is_never_on_the_page(client, order_of: Make):
    order = order_of(**WHOLE)
    for path in ("", "/address/"):
        page = client.get(f"/o/{order.token}{path}").content.decode()
        assert "0900\u00a0•••\u00a0012" in page
        assert "900000012" not in re.sub(r"[ .]", "", page)


def test_cash_on_delivery_with_an_address_confirms_without_javascript(client, order_of: Make):
    order = order_of()
    answer = client.post(f"/o/{order.token}/payment/", {**ADDRESS, "payment": "cod"}, follow=True)
    assert answer.redirect_chain == [(f"/o/{order.token}", 302)]
    order.refresh_from_db()
    assert (order.state, order.payment, order.phone) == ("confirmed", "cod", "+84900000012")
    assert "Trả 320.000\u00a0₫ khi nhận hàng." in answer.content.decode()


@pytest.mark.parametrize("missing", ["street", "commune", "province"])
def test_cash_without_an_address_says_at_the_field_what_is_missing(client, order_of: Make, missing: str):
    order = order_of(phone="")
    with assert_nothing_happened():
        answer = client.post(f"/o/{order.token}/payment/", {**ADDRESS, "payment": "cod", missing: ""})
    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in answer.content.decode()
    assert ADDRESS["name"] in answer.content.decode(), "what was typed stays"


def test_a_wrong_phone_is_told_at_its_field(client, order_of: Make):
    order = order_of(phone="")
    with assert_nothing_happened():
        answer = client.post(f"/o/{order.token}/payment/", {**ADDRESS, "payment": "cod", "phone": "123"})
    assert answer.status_code == 422
    assert 'id="id_phone_error"' in answer.content.decode()


def test_a_transfer_may_be_chosen_first_and_the_address_given_later(client, order_of: Make):
    order = order_of(phone="")
    page = client.post(f"/o/{order.token}/payment/", {"payment": "transfer"}, follow=True).content.decode()
    order.refresh_from_db()
    assert (order.state, order.payment, order.street) == ("held", "transfer", "")
    assert order.code in page
    assert "Nội dung (giữ nguyên nha)" in page
    client.post(f"/o/{order.token}/address/", ADDRESS)
    order.refresh_from_db()
    assert (order.street, order.commune) == ("12/4 Trường Chinh", "phường Tân Sơn")


def test_the_qr_to_keep_is_read_by_a_camera_and_asks_for_what_is_still_owed(client, order_of: Make):
    order = order_of(payment="transfer", paid=20_000, money_at=timezone.now(), state_before_money="held")
    answer = client.get(f"/o/{order.token}/qr.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{order.code}.png"'
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.content)))
    assert "5406300000" in code.text, "300,000 đồng"
    assert code.text[:-8].endswith(f"62120808{order.code}")


def test_no_qr_where_nothing_is_owed_or_no_account_is_known(client, coop, order_of: Make):
    paid = order_of(payment="transfer", paid=320_000, money_at=timezone.now(), state="confirmed")
    assert client.get(f"/o/{paid.token}/qr.png").status_code == 409
    coop.bank_account = ""
    coop.save()
    assert client.get(f"/o/{order_of().token}/qr.png").status_code == 409


def test_a_claim_keeps_the_goods_twelve_hours_after_the_close_and_counts_once(
    client, session: Session, order_of: Make
):
    order = order_of(payment="transfer")
    page = client.post(f"/o/{order.token}/claim/", follow=True).content.decode()
    order.refresh_from_db()
    assert order.pay_by == session.closed_at + timedelta(hours=12)
    assert (order.paid, order.state) == (0, "held")
    assert "Đang xem tài khoản" in page
    with assert_nothing_happened():
        assert client.post(f"/o/{order.token}/claim/").status_code == 409


def test_a_claim_while_the_live_is_on_has_no_end(client, session: Session, order_of: Make):
    Session.every_coop.filter(pk=session.pk).update(state="open", closed_at=None)
    order = order_of(payment="transfer")
    client.post(f"/o/{order.token}/claim/")
    order.refresh_from_db()
    assert order.pay_by is None
    assert order.claimed_at is not None


def test_fewer_are_given_back_and_the_total_follows(client, order_of: Make):
    order = order_of(qty=2, second=1)
    answer = client.post(f"/o/{order.token}/quantities/", {"qty-A1": "1", "qty-A2": "0"}, follow=True)
    assert "Đã đổi đơn của bạn." in answer.content.decode()
    order.refresh_from_db()
    assert order.total == 145_000 + 30_000
    assert list(Line.every_coop.filter(order=order).values_list("code", "qty")) == [("A1", 1)]


def test_more_than_there_were_is_refused_after_the_close(client, order_of: Make):
    order = order_of(qty=2)
    with assert_nothing_happened():
        answer = client.post(f"/o/{order.token}/quantities/", {"qty-A1": "3"})
    assert answer.status_code == 409
    assert "order_moved_on" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "a", "1000", "²"])
def test_what_is_no_quantity_changes_nothing(client, order_of: Make, typed: str):
    order = order_of()
    with assert_nothing_happened():
        client.post(f"/o/{order.token}/quantities/", {"qty-A1": typed})


def test_cancelling_asks_first_then_gives_the_goods_back(client, order_of: Make):
    order = order_of(qty=2)
    with assert_nothing_happened():
        page = client.get(f"/o/{order.token}/cancellation/").content.decode()
    assert "Huỷ đơn này hả?" in page
    page = client.post(f"/o/{order.token}/cancellation/", follow=True).content.decode()
    order.refresh_from_db()
    assert order.state == "cancelled"
    assert "Đơn đã huỷ" in page
    assert set(Allotment.every_coop.values_list("taken", flat=True)) == {0}


def test_a_packed_parcel_is_not_cancelled_by_its_buyer(client, order_of: Make):
    order = order_of(held=False, state="packed", packed_at=timezone.now())
    with assert_nothing_happened():
        assert client.post(f"/o/{order.token}/cancellation/").status_code == 409
    assert "/cancellation/" not in page_of(client, order)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"pay_by": None, "source": "facebook"}, "Giữ tới hết live, thêm 12 giờ nữa."),
        ({"payment": "transfer", "claimed_at": timezone.now()}, "Đang xem tài khoản"),
        ({"payment": "transfer", "paid": 100_000, "money_at": timezone.now()}, "Còn thiếu 220.000\u00a0₫."),
        ({"state": "confirmed", "paid": 320_000, "money_at": timezone.now(), **WHOLE}, "gói liền đây"),
        ({"state": "confirmed", "paid": 320_000, "money_at": timezone.now()}, "xin địa chỉ"),
        ({"held": False, "state": "packed"}, "Chờ hãng vận chuyển"),
        ({"held": False, "state": "handed_over"}, "Đang trên đường tới bạn"),
        ({"held": False, "state": "delivered"}, "chúc ngon miệng"),
        ({"held": False, "state": "returned"}, "Hàng đã quay về"),
        ({"state": "expired", "expired_at": timezone.now()}, "Hết giờ giữ hàng"),
        ({"state": "cancelled", "paid": 320_000, "money_at": timezone.now()}, "nhà vườn sẽ gọi cho bạn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_state_says_what_is_and_what_comes(client, order_of: Make, columns, said: str):
    page = page_of(client, order_of(**columns)).replace("\u00a0", " ")
    assert said.replace("\u00a0", " ") in page


def test_one_yellow_thing_a_page_at_most(client, order_of: Make):
    for columns in (
        {},
        {"payment": "transfer"},
        {"payment": "transfer", "claimed_at": timezone.now()},
        {"held": False},
        {"held": False, "state": "packed"},
        {"state": "confirmed", "payment": "cod"},
        {"state": "expired", "expired_at": timezone.now()},
    ):
        page = page_of(client, order_of(**columns))
        assert len(re.findall(r'class="btn go"', page)) <= 1, columns


def test_the_top_keeps_itself_fresh_and_is_silent_when_nothing_changed(client, order_of: Make):
    order = order_of(payment="transfer")
    page = page_of(client, order)
    (path,) = re.findall(r'hx-get="([^"]+)"', page)
    assert client.get(path).status_code == 204
    Order.every_coop.filter(pk=order.pk).update(
        state="confirmed", paid=320_000, money_at=timezone.now(), confirmed_at=timezone.now()
    )
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Đã nhận 320.000\u00a0₫" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_page_and_its_poll_ask_the_database_little(client, order_of: Make):
    order = order_of(payment="transfer", second=1)
    with assert_queries(3):  # the order, its lines with products, the session
        client.get(f"/o/{order.token}")
    (path,) = re.findall(r'hx-get="([^"]+)"', page_of(client, order))
    with assert_queries(1):
        client.get(path)


def test_what_a_buyer_typed_is_shown_as_text(client, order_of: Make):
    order = order_of(**WHOLE, buyer_name="<script>alert(1)</script>", payment="transfer")
    page = page_of(client, order)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# In line


@pytest.fixture
def place(session: Session) -> Waiting:
    item = Item.every_coop.filter(session=session).order_by("position")[0]
    made = [
        Waiting.every_coop.create(
            coop_id=session.coop_id,
            session_id=session.pk,
            allotment_id=item.allotment_id,
            code="A1",
            name=item.name,
            unit="chai",
            qty=1,
            price=145_000,
            source="button",
            buyer_key=f"b:{number}",
            token=f"place-{number}",
        )
        for number in (1, 2)
    ]
    return made[1]


def test_a_place_in_line_says_its_number_and_what_may_still_come(client, place, order_of: Make):
    order_of(qty=3)
    with assert_queries(5):  # no order, the place, how many before, how many held, the session
        page = client.get(f"/o/{place.token}").content.decode()
    assert re.search(r"thứ\s*<b>2</b>", page)
    assert "3 chai còn chờ người khác trả tiền." in page


def test_thoi_doi_leaves_the_line(client, place):
    page = client.post(f"/o/{place.token}/leaving/", follow=True).content.decode()
    place.refresh_from_db()
    assert place.state == "dropped"
    assert "Bạn đã thôi đợi" in page
    assert Entry.every_coop.filter(kind="waiting.left", actor="buyer").count() == 1
    with assert_nothing_happened():
        client.post(f"/o/{place.token}/leaving/")


def test_a_promoted_place_is_its_order_under_the_same_address(client, place, order_of: Make):
    order = order_of(qty=1)
    (path,) = re.findall(r'hx-get="([^"]+)"', client.get(f"/o/{place.token}").content.decode())
    Waiting.every_coop.filter(pk=place.pk).update(state="promoted", order=order)
    assert f"Đơn {order.code}" in client.get(f"/o/{place.token}").content.decode()
    assert "Đang giữ hàng cho bạn" in client.get(path).content.decode()
    client.post(f"/o/{place.token}/payment/", {**ADDRESS, "payment": "cod"})
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_an_order_is_no_place_in_line_and_leaving_does_not_touch_it(client, order_of: Make):
    order = order_of()
    with assert_nothing_happened():
        client.post(f"/o/{order.token}/leaving/")


def test_a_shop_without_a_bank_account_offers_only_cash_on_delivery(client, coop, order_of: Make):
    Coop.objects.filter(pk=coop.pk).update(bank_bin="", bank_account="")
    order, unpaid = order_of(), order_of(payment="transfer")
    page = page_of(client, order)
    assert 'value="transfer"' not in page
    assert 'value="cod" checked' in page
    assert "chưa có tài khoản ngân hàng" in page
    assert "/qr.png" not in page_of(client, unpaid)
    with assert_nothing_happened():
        answer = client.post(f"/o/{order.token}/payment/", {**ADDRESS, "payment": "transfer"})
    assert answer.status_code == 422


def test_money_taken_back_is_not_told_as_the_buyers_own_word(client, coop, order_of: Make):
    order, at = order_of(payment="transfer"), timezone.now()
    made = payments.record_money(coop=coop, order_id=order.pk, amount=320_000, seen=0, at=at, by=None)
    payments.undo_money(coop=coop, receipt_id=made.pk, at=at, by=None, until=None)
    page = page_of(client, order)
    assert "Nhà vườn đang xem lại tiền của bạn." in page
    assert "Bạn báo" not in page
