"""The store room: pick, pack, print, hand over, one and many, and back again."""

from collections.abc import Callable
from urllib.parse import urlencode

from phien.orders.models import Order
from phien.stock.models import Ledger, Stock
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
ROOM = "/an-thu/packing/"


def states(*orders: Order) -> list[str]:
    for order in orders:
        order.refresh_from_db()
    return [order.state for order in orders]


def test_confirmed_orders_with_an_address_are_packed_the_longest_waiting_first(
    client, packer, order_of: Make
):
    second = order_of(held=False)
    first = order_of(held=False, confirmed_at=second.confirmed_at.replace(year=2025))
    order_of()
    client.as_(packer)
    page = client.get(ROOM).content.decode()
    assert page.index(first.code) < page.index(second.code)
    assert page.count('type="checkbox" name="code"') == 2


def test_the_pick_list_sums_over_all_orders(client, packer, order_of: Make):
    order_of(held=False, qty=2, second=1)
    order_of(held=False, qty=3)
    client.as_(packer)
    page = client.get(f"{ROOM}picks/").content.decode()
    assert '<span class="how-many">5<span class="unit">chai</span></span>' in page
    assert '<span class="how-many">1<span class="unit">chai</span></span>' in page


def test_one_parcel_is_packed_and_the_next_one_comes_up(client, packer, order_of: Make):
    first, second = order_of(held=False), order_of(held=False)
    client.as_(packer)
    page = client.get(f"{ROOM}{first.code}/").content.decode()
    assert f"Sau đơn này: {second.code}" in page
    answer = client.post(
        f"/an-thu/orders/{first.code}/packing/", {"next": f"{ROOM}{second.code}/"}, follow=True
    )
    assert states(first, second) == ["packed", "confirmed"]
    assert f'action="/an-thu/orders/{first.code}/unpacking/"' in answer.content.decode(), "with its undo"


def test_many_are_packed_at_once_and_all_of_them_undone(client, packer, order_of: Make):
    orders = [order_of(held=False) for _ in range(3)]
    client.as_(packer)
    codes = [order.code for order in orders]
    page = client.post(f"{ROOM}packed/", {"code": codes}, follow=True).content.decode()
    assert states(*orders) == ["packed"] * 3
    assert "Đã gói 3 đơn." in page
    client.post(f"{ROOM}unpacked/?{urlencode({'code': codes}, doseq=True)}")
    assert states(*orders) == ["confirmed"] * 3


def test_one_that_moved_on_does_not_stop_the_others_and_says_why(client, packer, order_of: Make):
    good, cancelled = order_of(held=False), order_of(held=False, state="cancelled")
    client.as_(packer)
    page = client.post(f"{ROOM}packed/", {"code": [cancelled.code, good.code]}, follow=True).content.decode()
    assert states(good, cancelled) == ["packed", "cancelled"]
    assert f"{cancelled.code}: Đơn này đã huỷ. Còn muốn mua thì đặt đơn mới nha." in page
    assert "Đã gói 1 đơn." in page


def test_the_carrier_takes_many_and_the_stock_falls_by_what_left(client, packer, order_of: Make):
    orders = [order_of(held=False, state="packed", qty=2) for _ in range(3)]
    variant = orders[0].lines.get().variant_id
    before = Stock.every_coop.get(pk=variant)
    client.as_(packer)
    codes = [order.code for order in orders]
    client.post(f"{ROOM}handovers/", {"code": codes})
    after = Stock.every_coop.get(pk=variant)
    assert states(*orders) == ["handed_over"] * 3
    assert (before.on_hand - after.on_hand, before.reserved - after.reserved) == (6, 6)
    assert Ledger.every_coop.filter(variant=variant, kind="shipped").count() == 3
    client.post(f"{ROOM}handovers/undoing/?{urlencode({'code': codes}, doseq=True)}")
    assert states(*orders) == ["packed"] * 3
    assert Stock.every_coop.get(pk=variant).reserved == before.reserved


def test_nothing_ticked_changes_nothing_and_says_so(client, packer, order_of: Make):
    order_of(held=False)
    client.as_(packer)
    for path in ("packed/", "handovers/", "unpacked/"):
        with assert_nothing_happened():
            answer = client.post(f"{ROOM}{path}", follow=True)
        assert "Chọn ít nhất một đơn" in answer.content.decode()


def test_another_cooperatives_codes_do_nothing_here(client, packer, other_coop, order_of: Make):
    from phien.testing import factories

    session = factories.make_session(
        other_coop, [(factories.make_variant(other_coop, stock=5), 5)], open=True
    )
    theirs = factories.make_order(session, held=False)
    client.as_(packer)
    for path in ("packed/", "handovers/", "unpacked/", "papers.pdf"):
        with assert_nothing_happened():
            client.post(f"{ROOM}{path}", {"code": [theirs.code]})


def test_labels_come_as_one_pdf_and_the_paper_is_remembered(client, packer, order_of: Make):
    orders = [order_of(held=False, buyer_name="Nguyễn Diễm Ễ") for _ in range(3)]
    client.as_(packer)
    sent = {"code": [order.code for order in orders], "papers": "both", "paper": "100x150"}
    answer = client.post(f"{ROOM}papers.pdf", sent)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="both-')
    assert answer.cookies["phien_paper"].value == "100x150"
    assert 'value="100x150" checked' in client.get(ROOM).content.decode()


def test_no_label_for_what_may_not_leave(client, packer, order_of: Make):
    order = order_of()
    client.as_(packer)
    answer = client.post(f"{ROOM}papers.pdf", {"code": [order.code]}, follow=True)
    assert "gửi được" in answer.content.decode()


def test_a_held_order_has_no_packing_page(client, packer, order_of: Make):
    client.as_(packer)
    answer = client.get(f"{ROOM}{order_of().code}/")
    assert answer.status_code == 409
    assert "Chốt đơn trước" in answer.content.decode()


def test_the_rooms_ask_the_database_as_often_for_many_as_for_one(client, packer, order_of: Make):
    for _ in range(5):
        order_of(held=False, second=1)
        order_of(held=False, state="packed", second=1)
    client.as_(packer)
    for path, count in (
        ("", 6),
        ("waiting/", 4),
        ("parcels/", 8),
        ("picks/", 5),
        ("handovers/", 4),
        ("prints/", 5),
    ):
        with assert_queries(count):  # sign-in 2, cooperative, all counts, orders, lines, by carrier, totals
            client.get(f"{ROOM}{path}")
