"""Orders joined, split, brought back and entered by hand; buyers blocked. Each from its screen."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone, translation

from phien.live import errors
from phien.live.models import Block, Item
from phien.orders.models import Line, Order
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

Make = Callable[..., Order]


def url(order: Order, part: str = "") -> str:
    return f"/an-thu/orders/{order.code}/{part}"


def pieces(order: Order) -> dict[str, int]:
    return dict(Line.every_coop.filter(order=order).values_list("code", "qty"))


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_the_same_phone_is_offered_joined_and_undone(client, keeper, order_of: Make):
    order, other = order_of(phone="+84900000777"), order_of(second=1, phone="+84900000777")
    order_of(phone="+84900000778")
    client.as_(keeper)
    assert f"/merging/?with={other.code}" in client.get(url(order)).content.decode()
    page = client.get(url(order, "merging/")).content.decode()
    assert page.index(other.code) < page.index("Gộp lại")
    said = client.post(url(order, "merging/"), {"other": other.code, "key": key_in(page)}, follow=True)
    assert (pieces(order), Order.every_coop.get(pk=other.pk).state) == ({"A1": 4, "A2": 1}, "merged")
    undo = url(order, f"merging/{other.code}/undoing/")
    assert f'action="{undo}"' in said.content.decode()
    assert order.code in client.get(url(other)).content.decode(), "the joined one leads to the other"
    client.post(undo)
    assert (pieces(order), Order.every_coop.get(pk=other.pk).state) == ({"A1": 2}, "held")
    assert_all_true()


def test_a_confirmed_order_is_split_and_joined_again(client, keeper, order_of: Make):
    order = order_of(qty=3, second=1, held=False)
    client.as_(keeper)
    key = key_in(client.get(url(order, "splitting/")).content.decode())
    line = order.lines.get(code="A1")
    for _ in range(2):  # a double tap
        client.post(url(order, "splitting/"), {"key": key, f"line-{line.pk}": "1"})
    second = Order.every_coop.exclude(pk=order.pk).get()
    assert (pieces(order), pieces(second)) == ({"A1": 2, "A2": 1}, {"A1": 1})
    client.post(url(order, f"splitting/{second.code}/undoing/"))
    assert pieces(order) == {"A1": 3, "A2": 1}
    with assert_nothing_happened():
        client.post(url(order, "splitting/"), {"key": "another-key"})
    assert_all_true()


def test_late_money_brings_an_order_back(client, keeper, order_of: Make):
    order = order_of(qty=2)
    client.as_(keeper)
    client.post(url(order, "cancellation/"))
    client.post(url(order, "receipts/"), {"amount": "320.000", "seen": 0})
    assert "Cho đơn sống lại" in client.get(url(order)).content.decode()
    client.post(url(order, "revival/"))
    order.refresh_from_db()
    assert (order.state, order.paid) == ("confirmed", 320_000)
    client.post(url(order, "cancellation/"))
    order.refresh_from_db()
    assert order.state == "cancelled", "cancelled a second time it is cancelled again"
    assert_all_true()


def test_an_order_from_the_phone_is_entered_once(client, keeper, session, order_of: Make):
    client.as_(keeper)
    page = client.get("/an-thu/orders/new/").content.decode()
    form = {
        "key": key_in(page),
        "session": session.pk,
        "source": "zalo",
        "name": "Người mua thử 12",
        "phone": "0900 000 012",
        "street": "12 Lê Lợi",
        "commune": "Diên Hồng",
        "province": "Gia Lai",
        "item-A1": "2",
        "item-A2": "",
    }
    for _ in range(2):
        client.post("/an-thu/orders/new/", form)
    order = Order.every_coop.get()
    assert (order.source, order.phone, order.address, pieces(order)) == (
        "zalo",
        "+84900000012",
        "12 Lê Lợi, Diên Hồng, Gia Lai",
        {"A1": 2},
    )
    with assert_nothing_happened():
        wrong = client.post("/an-thu/orders/new/", form | {"phone": "12", "key": "another-key"})
        none = client.post("/an-thu/orders/new/", form | {"item-A1": "0", "key": "a-third-key"})
    assert "id_phone_error" in wrong.content.decode()
    assert "ít nhất một món" in none.content.decode()
    assert_all_true()


def test_what_is_stopped_is_entered_knowingly(client, keeper, order_of: Make):
    order = order_of()
    Item.every_coop.filter(code="A1").update(stopped_at=timezone.now())
    client.as_(keeper)
    page = client.get("/an-thu/orders/new/").content.decode()
    assert page.count("đang thôi bán") == 1
    assert "· đang thôi bán</option>" in client.get(url(order, "items/")).content.decode()


def test_without_a_live_there_is_nothing_to_enter_from(client, keeper):
    page = client.as_(keeper).get("/an-thu/orders/new/").content.decode()
    assert "Lên phiên và mở phiên trước" in page


def test_a_buyer_is_blocked_with_a_reason_listed_and_let_in_again(client, keeper, order_of: Make):
    order = order_of(buyer_key="b:1", buyer_name="Người mua thử 9")
    client.as_(keeper)
    with assert_nothing_happened():
        client.post(url(order, "blocking/"), {"reason": " "})
    client.post(url(order, "blocking/"), {"reason": "bom hàng"})
    block = Block.every_coop.get()
    assert (block.buyer_key, block.reason, block.person) == ("b:1", "bom hàng", keeper)
    undo = url(order, f"blocks/{block.pk}/lifting/")
    assert f'action="{undo}"' in client.get(url(order)).content.decode()
    page = client.get("/an-thu/blocks/").content.decode()
    assert "bom hàng" in page
    client.post(f"/an-thu/blocks/{block.pk}/lifting/")
    assert "Chưa chặn ai" in client.get("/an-thu/blocks/").content.decode()
    order.refresh_from_db()
    assert order.state == "held", "its orders stay"
    assert timezone.now() >= Block.every_coop.get().lifted_at


REFUSALS = [
    errors.ParcelClosed,
    errors.ChangedMeanwhile,
    errors.WouldBeEmpty,
    errors.NotEnough,
    errors.OnlyOpenOrdersJoin,
    errors.JoinedOrderChanged,
    errors.ConfirmFirst,
    errors.SplitNeedsTwo,
    errors.OrderLives,
    errors.ReviveNeedsMoney,
    errors.NothingToRevive,
    errors.OrderNeedsItems,
    errors.BlockNeedsReason,
    errors.NotToBlock,
    errors.Blocked,
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_has_its_sentence_in_three_languages(refusal):
    told = set()
    for language in ("en", "vi", "hi"):
        with translation.override(language):
            told.add(translation.gettext(refusal.sentence).format(name="A1", left=2))
    assert len(told) == 3
    assert all(len(sentence) < 130 for sentence in told)
