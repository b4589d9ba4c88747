"""The orders of this phone's cookie; consent with the address."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from phien.live.cookie import NAME, new_buyer
from phien.orders.models import Order
from phien.shopfront.orders.consent import VERSION
from phien.shopfront.orders.tests.test_page import ADDRESS
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client) -> str:
    """This browser's buyer key; the cookie is set."""
    cookie, key = new_buyer()
    client.cookies[NAME] = cookie
    return key


def test_a_phone_sees_its_own_orders_newest_first_and_no_others(client, order_of: Make, mine: str):
    first = order_of(buyer_key=mine, state="cancelled")
    second = order_of(buyer_key=mine, state="delivered", street="1", commune="2", province="3")
    other = order_of()
    page = client.get("/orders/").content.decode()
    assert page.index(second.code) < page.index(first.code)
    assert f'href="/o/{first.token}"' in page
    assert other.code not in page


def test_nobody_lists_or_keeps_the_page(client, mine: str):
    answer = client.get("/orders/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_a_new_phone_is_told_where_to_look(client, db):
    page = client.get("/orders/").content.decode()
    assert "Máy này chưa đặt đơn nào" in page


@pytest.mark.parametrize("count", [3, 300])
def test_three_queries_however_many_orders(client, order_of: Make, mine: str, count: int):
    coop = order_of(buyer_key=mine, state="cancelled").coop
    Order.every_coop.bulk_create(
        Order(
            coop=coop,
            code=f"N{place}",
            token=f"n{place}",
            source="button",
            buyer_key=mine,
            state="expired",
            goods=1,
            total=1,
        )
        for place in range(count - 1)
    )
    with assert_queries(3):
        page = client.get("/orders/").content.decode()
    assert page.count('class="card reach"') == min(count, 30)
    assert ("?page=2" in page) == (count > 30)


def test_an_address_is_kept_only_with_a_yes_and_the_yes_is_kept_with_it(client, order_of: Make):
    order = order_of()
    refused = {name: text for name, text in ADDRESS.items() if name != "agree"}
    with assert_nothing_happened():
        answer = client.post(f"/o/{order.token}/payment/", {**refused, "payment": "cod"})
    assert answer.status_code == 422
    assert 'id="id_agree_error"' in answer.content.decode()
    before = timezone.now()
    client.post(f"/o/{order.token}/payment/", {**ADDRESS, "payment": "cod"})
    order.refresh_from_db()
    assert order.state == "confirmed"
    assert order.consent_version == VERSION
    assert order.consent_at is not None
    assert order.consent_at >= before


def test_who_agreed_once_is_not_asked_again_until_the_words_change(client, order_of: Make):
    order = order_of(consent_at=timezone.now(), consent_version=VERSION)
    assert 'name="agree"' not in client.get(f"/o/{order.token}/address/").content.decode()
    order.consent_version = "2020-01-01"
    order.save()
    page = client.get(f"/o/{order.token}/address/").content.decode()
    assert 'name="agree"' in page
    assert 'name="agree" id="id_agree" checked' not in page


def test_the_words_say_who_sees_it_and_how_long(client, order_of: Make):
    for path in (f"/o/{order_of().token}/address/", "/orders/privacy/"):
        page = client.get(path).content.decode()
        assert "3 năm" in page
        assert "hãng giao" in page
