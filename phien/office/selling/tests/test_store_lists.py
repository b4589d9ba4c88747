"""The packer's lists with few rows and with very many: asked as often, cut into pages, summed over all."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from phien.orders.models import Order, Shortage
from phien.testing.watching import assert_queries

Make = Callable[..., Order]
ROOM = "/an-thu/packing/"
BOX = 'type="checkbox" name="code"'


def set_aside() -> None:
    """Of every order there is, one piece is awaited."""
    orders = list(Order.every_coop.prefetch_related("lines"))
    Shortage.every_coop.bulk_create(
        Shortage(
            coop=order.coop, order=order, allotment_id=order.lines.all()[0].allotment_id, name="x", price=1,
            qty=1, what="wait",
        )
        for order in orders
    )  # fmt: skip


def test_the_lists_ask_as_often_for_300_rows_as_for_3(client, packer, order_of: Make):
    client.as_(packer)
    for most in (3, 300):
        for _ in range(most - Order.every_coop.count()):
            order_of(held=False, qty=1, packed_at=timezone.now())
        seen = {}
        for state, path, queries in (
            ("confirmed", "", 6),  # sign-in 3, all counts, then those of the list
            ("confirmed", "picks/", 5),
            ("packed", "parcels/", 8),
            ("confirmed", "waiting/", 8),
        ):
            Order.every_coop.update(state=state)
            if path == "waiting/":
                set_aside()
            with assert_queries(queries):
                seen[path] = client.get(f"{ROOM}{path}").content.decode()
        shown = min(most, 80)
        assert (seen[""].count(BOX), seen["parcels/"].count(BOX)) == (shown, shown)
        assert seen["waiting/"].count("settling/") == 2 * shown
        assert client.get(f"{ROOM}waiting/?page=2").content.decode().count("settling/") == 2 * (
            min(most - shown, 80) or 3
        )
        Shortage.every_coop.all().delete()
    assert client.get(f"{ROOM}?page=2").content.decode().count(BOX) == 80
    Order.every_coop.update(state="packed", carrier="ghn", weight=500)
    page = client.get(f"{ROOM}parcels/?carrier=ghn&page=2").content.decode()
    assert page.count(BOX) == 80
    assert "<dd>150\u00a0kg</dd>" in page
    assert 'href="?carrier=ghn&amp;page=1"' in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "packing/prints/"),
        ("picks/", "Không có gì phải lấy"),
        ("waiting/", "Không đơn nào đợi hàng"),
        ("parcels/", "packing/handovers/"),
        ("handovers/", "Hãng đã lấy"),
        ("prints/", "Chưa in gì cả"),
    ],
)
def test_an_empty_room_says_what_fills_it_and_leads_on(client, packer, path: str, words: str):
    page = client.as_(packer).get(f"{ROOM}{path}").content.decode()
    assert 'class="empty' in page
    assert words in page


def test_a_wrong_code_leads_back_to_the_list_it_was_typed_on(client, packer, order_of: Make):
    order_of(held=False, state="packed")
    client.as_(packer)
    here = f"{ROOM}parcels/?carrier=none"
    assert client.post(f"{ROOM}scan/", {"code": "XX99", "next": here}).headers["Location"] == here
