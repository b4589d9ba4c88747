"""The list of orders, one order, money by hand, and who sees a phone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.orders import actions, queries
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.payments.models import Receipt
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
LIST = "/an-thu/orders/"


def url(order: Order, part: str = "") -> str:
    return f"{LIST}{order.code}/{part}"


def test_the_list_asks_the_database_as_often_for_thirty_as_for_one(client, keeper, order_of: Make):
    order_of()
    client.as_(keeper)
    client.get(LIST)
    with assert_queries(8):  # sign-in 2, cooperative, sessions, states, kept filters, orders, lines
        client.get(LIST)
    for _ in range(60):
        order_of(second=1)
    with assert_queries(8):
        page = client.get(LIST).content.decode()
    assert page.count('class="name"') == 30
    assert "61 đơn" in page
    assert client.get(f"{LIST}?page=3").content.decode().count('class="name"') == 1


def test_an_order_is_found_by_code_name_and_digits(client, keeper, order_of: Make):
    order = order_of(buyer_name="Nguyễn Thị Thử", phone="+84900000777")
    order_of(buyer_name="Người khác")
    client.as_(keeper)
    for text in (order.code, "nguyen thi", "0900 000 777"):
        page = client.get(LIST, {"q": text}).content.decode()
        assert (order.code in page, page.count('class="name"')) == (True, 1), text


def test_nonsense_in_the_filters_is_no_filter(client, keeper, order_of: Make):
    order = order_of()
    client.as_(keeper)
    for query in ({"state": "nope"}, {"session": "x"}, {"session": "-1"}, {"page": "zzz"}, {"page": "99"}):
        assert order.code in client.get(LIST, query).content.decode(), query


def test_the_keeper_sees_a_phone_by_a_tap_that_is_recorded(client, keeper, order_of: Make):
    order = order_of(phone="+84900000777")
    client.as_(keeper)
    with assert_nothing_happened():
        assert "0900 000 777" not in client.get(url(order)).content.decode()
        assert "0900 000 777" not in client.get(LIST).content.decode()
    assert "0900 000 777" in client.post(url(order, "phone/")).content.decode()
    entry = Entry.every_coop.get(subject="order", subject_id=order.pk)
    assert (entry.kind, entry.person) == ("order.phone_shown", keeper)
    assert "0900 000 777" not in client.get(url(order)).content.decode(), "the next look is masked again"


def test_the_bookkeeper_sees_it_in_full_and_the_packer_once_confirmed(
    client, packer, bookkeeper, order_of: Make
):
    held = order_of(phone="+84900000777")
    confirmed = order_of(held=False, phone="+84900000778")
    client.as_(bookkeeper)
    assert "0900 000 777" in client.get(url(held)).content.decode()
    assert "0900 000 777" in client.get(LIST).content.decode()
    client.as_(packer)
    assert "0900 000 777" not in client.get(url(held)).content.decode()
    assert "0900 000 778" in client.get(url(confirmed)).content.decode()
    assert client.get(LIST).status_code == 403


def test_money_is_recorded_with_the_amount_ready_and_undone_from_the_toast(
    client, keeper, session, order_of: Make
):
    order = order_of(payment="transfer")
    client.as_(keeper)
    page = client.get(url(order)).content.decode()
    assert 'value="320.000"' in page
    page = client.post(url(order, "receipts/"), {"amount": "320.000", "seen": 0}, follow=True)
    order.refresh_from_db()
    receipt = Receipt.every_coop.get(order=order)
    assert (order.state, order.paid, receipt.person) == ("confirmed", 320_000, keeper)
    undo = url(order, f"receipts/{receipt.pk}/undoing/")
    assert f'action="{undo}"' in page.content.decode()
    client.post(undo)
    order.refresh_from_db()
    assert (order.state, order.paid) == ("held", 0)
    assert order.pay_by == session.closed_at + timedelta(hours=12)


def test_a_part_is_allowed_and_a_second_tap_records_nothing(client, keeper, order_of: Make):
    order = order_of(payment="transfer")
    client.as_(keeper)
    client.post(url(order, "receipts/"), {"amount": "100k", "seen": 0})
    with assert_nothing_happened():
        answer = client.post(url(order, "receipts/"), {"amount": "100k", "seen": 0})
    assert answer.status_code == 409
    assert "Vừa có người ghi tiền" in answer.content.decode()
    order.refresh_from_db()
    assert (order.state, order.paid) == ("held", 100_000)


@pytest.mark.parametrize("amount", ["", "0", "-5000", "abc", "99999999999999"])
def test_an_amount_that_is_none_is_told_at_the_field(client, keeper, order_of: Make, amount: str):
    order = order_of()
    client.as_(keeper)
    with assert_nothing_happened():
        answer = client.post(url(order, "receipts/"), {"amount": amount, "seen": 0})
    assert answer.status_code in (409, 422)
    assert "id_amount_error" in answer.content.decode()


def test_the_keeper_confirms_and_cancels_a_parcel_until_it_left(client, keeper, order_of: Make):
    order, gone = order_of(), order_of(held=False, state="handed_over")
    client.as_(keeper)
    client.post(url(order, "confirmation/"))
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert "Huỷ đơn này hả?" in client.get(url(order, "cancellation/")).content.decode()
    client.post(url(order, "cancellation/"))
    order.refresh_from_db()
    assert order.state == "cancelled"
    with assert_nothing_happened():
        answer = client.post(url(gone, "cancellation/"), follow=True)
    assert "toast" in answer.content.decode()


def test_an_address_typed_for_the_buyer_keeps_the_phone_that_is_known(client, keeper, order_of: Make):
    order = order_of(phone="+84900000777")
    client.as_(keeper)
    sent = {"street": "1 Lê Lợi", "commune": "Diên Hồng", "province": "Gia Lai", "phone": ""}
    client.post(url(order, "address/"), sent)
    order.refresh_from_db()
    assert (order.phone, order.address) == ("+84900000777", "1 Lê Lợi, Diên Hồng, Gia Lai")


def test_a_new_address_is_undone_once_and_an_emptied_note_is_gone(client, keeper, order_of: Make):
    where = {"street": "1 Lê Lợi", "commune": "Diên Hồng", "province": "Gia Lai"}
    order = order_of(phone="+84900000777", note="gọi trước", **where)
    client.as_(keeper)
    sent = {**where, "street": "9 Trần Phú", "phone": "0900 000 778", "note": ""}
    page = client.post(url(order, "address/"), sent, follow=True).content.decode()
    undo = url(order, "address/undoing/")
    assert f'action="{undo}"' in page
    order.refresh_from_db()
    assert (order.street, order.phone, order.note) == ("9 Trần Phú", "+84900000778", "")
    assert "9 Trần Phú" not in str([entry.facts for entry in Entry.every_coop.all()]), (
        "the record names nobody"
    )
    client.post(undo)
    order.refresh_from_db()
    assert (order.street, order.phone, order.note) == ("1 Lê Lợi", "+84900000777", "gọi trước")
    with assert_nothing_happened():
        again = client.post(undo, follow=True).content.decode()
    assert "Không lấy lại được" in again or "toast" in again


def test_what_the_buyer_wrote_since_is_not_undone(client, keeper, order_of: Make):
    order = order_of(street="1 Lê Lợi", commune="Diên Hồng", province="Gia Lai")
    client.as_(keeper)
    client.post(url(order, "address/"), {"street": "9 Trần Phú"})
    give = {"coop": order.coop, "order_id": order.pk, "at": timezone.now()}
    actions.give_address(**give, address=Address(street="7 Hùng Vương"))
    with assert_nothing_happened():
        client.post(url(order, "address/undoing/"))
    order.refresh_from_db()
    assert order.street == "7 Hùng Vương"


def test_a_paid_order_made_cheaper_is_listed_among_the_money_to_send_back(
    client, bookkeeper, keeper, order_of
):
    order = order_of(qty=2, phone="+84900000777")
    payments.record_money(
        coop=order.coop, order_id=order.pk, amount=order.total, at=timezone.now(), by=bookkeeper
    )
    line = order.lines.get()
    client.as_(keeper)
    form = client.get(url(order, "items/")).content.decode()
    sent = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', form)) | {f"line-{line.pk}": "1"}
    client.post(url(order, "items/"), sent)
    (listed,) = queries.to_refund(coop=order.coop)
    assert (listed.pk, listed.state, listed.to_send_back) == (order.pk, "confirmed", line.price)
    client.as_(bookkeeper)
    assert f"{line.price:,}".replace(",", ".") in client.get("/an-thu/calls/money/").content.decode()
    assert "Tiền phải trả lại khách" in client.get("/an-thu/").content.decode()


def test_the_record_tells_what_was_done_and_by_whom(client, keeper, order_of: Make):
    order = order_of()
    client.as_(keeper)
    client.post(url(order, "confirmation/"))
    page = client.get(url(order)).content.decode()
    assert str(keeper) in page
    with assert_queries(9):  # sign-in 2, cooperative, order, lines, session, receipts, buyer, record
        client.get(url(order))


def test_next_leads_only_to_our_own_pages(client, packer, order_of: Make):
    client.as_(packer)
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "an-thu/"):
        order = order_of(held=False)
        answer = client.post(url(order, "packing/"), {"next": bad})
        assert answer.headers["Location"] == f"/an-thu/packing/{order.code}/"
    order = order_of(held=False)
    answer = client.post(url(order, "packing/"), {"next": "/an-thu/packing/"})
    assert answer.headers["Location"] == "/an-thu/packing/"
