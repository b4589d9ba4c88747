"""The call list: who must be reached, what is copied to them, what they tell."""

from collections.abc import Callable

from django.utils import timezone, translation

from phien.orders.models import Order
from phien.testing.factories import make_person
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
CALLS = "/an-thu/calls/"
TOLD = {
    "name": "Người mua thử 12",
    "phone": "0900 000 012",
    "street": "12 Lê Lợi",
    "commune": "Diên Hồng",
    "province": "Gia Lai",
}


def test_each_gets_a_reply_with_the_link_and_what_it_costs(client, keeper, order_of: Make, settings):
    settings.PUBLIC_URL = "https://cho.example"
    order = order_of(source="facebook", phone="", buyer_name="Bé Na", second=1)
    client.as_(keeper)
    reply = (
        f"Chào Bé Na, cảm ơn bạn đã chốt A1 ×2, A2 ×1, tổng 465.000\u00a0₫ gồm phí giao. Bạn bấm vào đây ghi "
        f"địa chỉ và chọn cách trả tiền giúp nhà vườn nha: https://cho.example/o/{order.token}"
    )
    for language in ("vi", "hi"):
        with translation.override(language):
            page = client.get(CALLS, headers={"accept-language": language}).content.decode()
        assert f'data-copy="{reply}"' in page, language


def test_reached_buyers_go_to_the_end_and_come_back_by_undo(client, keeper, order_of: Make):
    first, second = (order_of(source="facebook", phone="") for _ in range(2))
    client.as_(keeper)
    page = client.post(f"{CALLS}{first.code}/contact/", {"how": "message"}, follow=True).content.decode()
    assert page.index(second.code) < page.index(f'id="{first.code}"')
    undo = f"{CALLS}{first.code}/contact/undoing/"
    assert f'action="{undo}"' in page
    client.post(undo)
    first.refresh_from_db()
    assert first.contacted_at is None


def test_what_the_buyer_told_on_the_phone_confirms_cash_on_delivery(client, keeper, order_of: Make):
    order = order_of(source="facebook", phone="")
    client.as_(keeper)
    answer = client.post(f"{CALLS}{order.code}/address/", TOLD)
    assert answer.headers["Location"] == CALLS
    order.refresh_from_db()
    assert (order.state, order.payment, order.phone) == ("confirmed", "cod", "+84900000012")
    assert order.code not in client.get(CALLS).content.decode()


def test_half_an_address_is_told_at_the_field(client, keeper, order_of: Make):
    order = order_of(source="facebook", phone="")
    client.as_(keeper)
    with assert_nothing_happened():
        answer = client.post(f"{CALLS}{order.code}/address/", TOLD | {"commune": ""})
    assert answer.status_code == 422
    assert "id_commune_error" in answer.content.decode()


def test_claims_are_listed_to_be_compared_with_the_bank(client, keeper, order_of: Make):
    claimed = order_of(payment="transfer", claimed_at=timezone.now())
    refund = order_of(state="cancelled", paid=320_000, money_at=timezone.now())
    order_of()
    client.as_(keeper)
    page = client.get(f"{CALLS}money/").content.decode()
    assert (claimed.code in page, refund.code in page) == (True, True)
    client.post(
        f"/an-thu/orders/{claimed.code}/receipts/",
        {"amount": "320000", "seen": 0, "next": f"{CALLS}money/"},
    )
    claimed.refresh_from_db()
    assert claimed.state == "confirmed"
    assert f'id="{claimed.code}"' not in client.get(f"{CALLS}money/").content.decode()


def test_the_lists_ask_the_database_as_often_for_many_as_for_one(client, keeper, order_of: Make):
    client.as_(keeper)
    for _ in range(3):
        order_of(source="facebook", phone="", second=1)
        order_of(payment="transfer", claimed_at=timezone.now())
    with assert_queries(8):  # sign-in 2, cooperative, claims, refunds, count, orders, lines
        client.get(CALLS)
    with assert_queries(
        8
    ):  # sign-in 2, cooperative, calls, claims, refunds (none: not asked for), orders, lines
        client.get(f"{CALLS}money/")


def test_a_bookkeeper_is_not_sent_to_the_calls(client, coop, keeper):
    page = client.as_(make_person(coop, "bookkeeper")).get(f"{CALLS}money/").content.decode()
    assert f'href="{CALLS}"' not in page
    assert f'href="{CALLS}"' in client.as_(keeper).get(f"{CALLS}money/").content.decode()
