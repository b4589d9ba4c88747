"""The keeper changes what is in an order, and takes the change back."""

import re
from collections.abc import Callable

import pytest

from phien.orders.models import Line, Order
from phien.stock.models import Stock
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

Make = Callable[..., Order]


def url(order: Order, part: str = "items/") -> str:
    return f"/an-thu/orders/{order.code}/{part}"


def pieces(order: Order) -> dict[str, int]:
    return dict(Line.every_coop.filter(order=order).values_list("code", "qty"))


def shown(client, order: Order) -> dict[str, str]:
    """The form as the page has it."""
    page = client.get(url(order)).content.decode()
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_quantities_and_another_item_after_the_close_come_from_the_store(client, keeper, order_of: Make):
    order = order_of(qty=2)
    client.as_(keeper)
    form = shown(client, order)
    line = order.lines.get()
    assert form[f"line-{line.pk}"] == "2"
    free = Stock.every_coop.get(pk=line.variant_id)
    form |= {f"line-{line.pk}": "5", "add_code": "A2", "add_qty": "1"}
    page = client.post(url(order), form, follow=True).content.decode()
    assert "Đã sửa đơn" in page
    assert pieces(order) == {"A1": 5, "A2": 1}
    order.refresh_from_db()
    assert order.goods == 6 * 145_000
    assert free.on_hand == 400
    assert_all_true()


def test_sent_twice_is_one_change_and_undo_gives_back_what_was(client, keeper, order_of: Make):
    order = order_of(qty=2, second=1)
    client.as_(keeper)
    form = shown(client, order) | {f"line-{order.lines.order_by('id')[0].pk}": "0"}
    for _ in range(2):
        page = client.post(url(order), form, follow=True).content.decode()
    assert pieces(order) == {"A2": 1}
    assert f'action="{url(order, "items/undoing/")}"' in page
    client.post(url(order, "items/undoing/"))
    order.refresh_from_db()
    assert (pieces(order), order.goods) == ({"A1": 2, "A2": 1}, 3 * 145_000)
    assert_all_true()


def test_what_came_meanwhile_is_not_overwritten(client, keeper, order_of: Make):
    order = order_of(qty=2)
    client.as_(keeper)
    old = shown(client, order)
    line = order.lines.get()
    client.post(url(order), old | {f"line-{line.pk}": "3"})
    with assert_nothing_happened():
        answer = client.post(url(order), old | {"key": "another-key", f"line-{line.pk}": "1"})
    assert answer.status_code == 422
    assert "vừa có người sửa" in answer.content.decode()


def test_more_than_the_store_has_is_told(client, keeper, order_of: Make):
    order = order_of(qty=2)
    Stock.every_coop.update(reserved=395)
    client.as_(keeper)
    line = order.lines.get()
    free = 400 - 395
    # the fixture's live has not given its rest back: that counts too
    form = shown(client, order) | {f"line-{line.pk}": "999"}
    page = client.post(url(order), form, follow=True).content.decode()
    assert "Không còn đủ: A1 ×" in page
    assert pieces(order)["A1"] == 300 + free


@pytest.mark.parametrize("typed", ["", "-1", "1000", "x"])
def test_a_number_that_is_none_changes_nothing(client, keeper, order_of: Make, typed: str):
    order = order_of(qty=2)
    client.as_(keeper)
    form = shown(client, order) | {f"line-{order.lines.get().pk}": typed}
    with assert_nothing_happened():
        assert client.post(url(order), form).status_code == 422


def test_an_order_that_nothing_would_be_left_of_says_to_cancel(client, keeper, order_of: Make):
    order = order_of(qty=2)
    client.as_(keeper)
    form = shown(client, order) | {f"line-{order.lines.get().pk}": "0"}
    with assert_nothing_happened():
        page = client.post(url(order), form).content.decode()
    assert "bấm huỷ đơn" in page
