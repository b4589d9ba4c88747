"""The packer's day on screen: who has which order, what is missing, what leaves, what is printed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from phien.kernel.refusals import Refusal
from phien.live.errors import LineHasLess, ShortageSettled
from phien.office.selling.short import message_to
from phien.orders import errors, queries
from phien.orders.models import Handover, Order, Shortage
from phien.plumbing.middleware import refusal_sentence
from phien.shipping.errors import NothingToPrint, NumberWrong, UnknownRun
from phien.shipping.models import PrintRun
from phien.stock.models import Ledger, Stock
from phien.testing import factories
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened, assert_queries

Make = Callable[..., Order]
ROOM = "/an-thu/packing/"


def again(order: Order) -> Order:
    return Order.every_coop.get(pk=order.pk)


def fall_short(client: Any, order: Order, **said: Any) -> Any:
    body = {"line": order.lines.order_by("pk")[0].pk, "qty": 1, "what": "wait", "key": "k1", **said}
    return client.post(f"{ROOM}{order.code}/shortages/", body, follow=True)


def test_next_takes_up_what_nobody_has_and_the_other_reads_who_has_it(client, packer, keeper, order_of: Make):
    first, second = order_of(held=False), order_of(held=False)
    client.as_(packer)
    assert first.code in client.post(f"{ROOM}next/", follow=True).redirect_chain[-1][0]
    client.as_(keeper)
    assert "đang gói, từ" in client.get(ROOM).content.decode()
    page = client.get(f"{ROOM}{first.code}/").content.decode()
    assert "Tôi gói thay" in page
    assert 'id="pack"' not in page
    assert second.code in client.post(f"{ROOM}next/", follow=True).redirect_chain[-1][0]
    client.post(f"{ROOM}{first.code}/packer/", {"over": "1"})
    assert again(first).packer == keeper


def test_packed_writes_weight_and_carrier_and_takes_the_next_one_up(client, packer, order_of: Make):
    first, second = order_of(held=False), order_of(held=False)
    client.as_(packer)
    body = {"weight": "1,2 kg", "carrier": "ghn", "take": second.code, "next": f"{ROOM}{second.code}/"}
    sent = client.post(f"/an-thu/orders/{first.code}/packing/", body, headers={"X-Sent-Later": "1"})
    assert (sent.status_code, sent.headers["X-Next"]) == (204, f"{ROOM}{second.code}/")
    done = again(first)
    assert (done.state, done.weight, done.carrier, done.packed_by) == ("packed", 1200, "ghn", packer)
    assert again(second).packer == packer
    wrong = client.post(f"/an-thu/orders/{second.code}/packing/", {"weight": "9"}, follow=True)
    assert "Ghi cân nặng bằng gam" in wrong.content.decode()
    assert again(second).state == "confirmed"


@pytest.mark.parametrize("text", ["{code}", " {code} ", "http://x/o/{token}"])
def test_a_scanned_label_or_slip_opens_its_order(client, packer, order_of: Make, text: str):
    order = order_of(held=False)
    client.as_(packer)
    typed = text.format(code=order.code.lower(), token=order.token)
    answer = client.post(f"{ROOM}scan/", {"code": typed})
    assert answer.headers["Location"] == f"{ROOM}{order.code}/"
    assert again(order).packer == packer


def test_what_nobody_knows_is_said_and_opens_nothing(client, packer, order_of: Make):
    order_of(held=False)
    client.as_(packer)
    with assert_nothing_happened():
        page = client.post(f"{ROOM}scan/", {"code": "XX99"}, follow=True).content.decode()
    assert "Không có đơn nào mã XX99" in page


def test_waiting_sets_the_order_aside_tells_the_buyer_and_new_goods_bring_it_back(
    client, packer, order_of: Make
):
    order = order_of(held=False, qty=3, second=1)
    client.as_(packer)
    page = fall_short(client, order, note="chờ mẻ mới").content.decode()
    assert "trên kệ đang thiếu" in page
    assert f"/o/{order.token}" in page
    rooms = queries.rooms(coop=order.coop)
    assert (rooms.to_pack, rooms.waiting) == (0, 1)
    assert order.code in client.get(f"{ROOM}waiting/").content.decode()
    buyer = client.get(f"/o/{order.token}").content.decode()
    assert "Chúng tôi đợi hàng về rồi gửi đủ một lần." in buyer
    kept = Shortage.every_coop.get(order=order)
    client.post(f"{ROOM}{order.code}/shortages/told/mark/")
    assert Shortage.every_coop.get().told_at is not None
    client.post(f"{ROOM}{order.code}/shortages/{kept.pk}/settling/", {"how": "came"})
    assert (again(order).total, queries.rooms(coop=order.coop).to_pack) == (order.total, 1)
    assert_all_true()


def test_left_out_the_total_falls_and_the_money_over_it_is_listed(client, packer, bookkeeper, order_of: Make):
    order = order_of(held=False, qty=3, payment="transfer", paid=465_000, money_at=timezone.now())
    before = Stock.every_coop.get(pk=order.lines.get().variant_id).on_hand
    client.as_(packer)
    for _ in range(2):  # a weak signal sends it again
        page = fall_short(client, order, what="leave").content.decode()
    assert again(order).goods == 290_000
    over = 465_000 - again(order).total
    assert f"{over:,}".replace(",", ".") in page
    assert [(row.pk, row.to_send_back) for row in queries.to_refund(coop=order.coop)] == [(order.pk, over)]
    assert Stock.every_coop.get(pk=order.lines.get().variant_id).on_hand == before - 1
    assert Ledger.every_coop.filter(kind="adjusted").count() == 1
    assert "Chúng tôi sẽ chuyển lại cho bạn." in client.get(f"/o/{order.token}").content.decode()
    client.as_(bookkeeper)
    assert order.code in client.get("/an-thu/calls/money/").content.decode()
    assert_all_true()


def test_a_replacement_needs_the_buyers_consent(client, packer, order_of: Make):
    order = order_of(held=False, qty=2)
    client.as_(packer)
    with assert_nothing_happened():
        refused = fall_short(client, order, what="replace", instead="A2", price="same")
    assert refused.status_code == 422
    assert "khách chịu đổi rồi đánh dấu" in refused.content.decode()
    fall_short(client, order, what="replace", instead="A2", price="same", consent="on")
    assert [(line.code, line.counted) for line in again(order).lines.order_by("pk")] == [("A1", 1), ("A2", 1)]
    assert again(order).total == order.total
    kept = Shortage.every_coop.get(order=order)
    assert f"gửi {kept.instead} thay" in message_to(again(order), [kept])
    assert_all_true()


def test_what_another_packer_has_or_what_is_packed_does_not_fall_short(
    client, packer, keeper, order_of: Make
):
    theirs = order_of(held=False, packer=keeper, packer_since=timezone.now())
    packed = order_of(held=False, state="packed")
    client.as_(packer)
    for order, words in ((theirs, "Hỏi "), (packed, "Mở kiện ra trước đã")):
        with assert_nothing_happened():
            page = fall_short(client, order)
        assert words in page.content.decode()


def test_a_carriers_list_is_handed_over_whole_printed_and_taken_back(client, packer, order_of: Make):
    orders = [order_of(held=False, state="packed", weight=700) for _ in range(3)]
    client.as_(packer)
    codes = [order.code for order in orders]
    client.post(f"{ROOM}carriers/", {"code": codes[:2], "carrier": "jt"})
    page = client.get(f"{ROOM}parcels/?carrier=jt").content.decode()
    assert page.count('value="P') == 2
    assert "1,4\u00a0kg" in page
    assert client.get(f"{ROOM}parcels/list.pdf?carrier=jt").content[:5] == b"%PDF-"
    answer = client.post(f"{ROOM}handovers/", {"code": codes[:2]})
    made = Handover.every_coop.get()
    assert answer.headers["Location"] == f"{ROOM}handovers/{made.pk}/"
    assert (made.carrier, made.person) == ("jt", packer)
    assert "J&amp;T Express" in client.get(f"{ROOM}handovers/").content.decode()
    assert client.get(f"{ROOM}handovers/{made.pk}/list.pdf").content[:5] == b"%PDF-"
    client.post(f"{ROOM}handovers/{made.pk}/undoing/")
    assert {again(order).state for order in orders} == {"packed"}


def test_a_run_is_printed_again_from_a_number_on_or_one_alone(client, packer, order_of: Make):
    orders = [order_of(held=False) for _ in range(3)]
    client.as_(packer)
    client.post(f"{ROOM}papers.pdf", {"code": [order.code for order in orders], "papers": "labels"})
    run = PrintRun.every_coop.get()
    assert len(run.codes) == 3
    where = f"{ROOM}prints/{run.pk}/papers.pdf"
    sizes = [
        client.get(where, {"number": number, "how": how}).content.count(b"/Type /Page\n")
        or len(client.get(where, {"number": number, "how": how}).content)
        for number, how in ((1, "from"), (2, "from"), (3, "only"))
    ]
    assert sizes[0] > sizes[1] > sizes[2]
    for bad in ("0", "4", "x", "-1", "99999999999999"):
        assert client.get(where, {"number": bad, "how": "only"}).status_code == 422


def test_the_rooms_ask_as_often_for_many_as_for_few(client, packer, order_of: Make):
    def more(count: int) -> None:
        for _ in range(count):
            order = order_of(held=False)
            line = order.lines.get()
            Shortage.every_coop.create(
                coop=order.coop, order=order, allotment_id=line.allotment_id, name="x", price=1, qty=1,
                what="wait",
            )  # fmt: skip
            made = Handover.every_coop.create(
                coop=order.coop, carrier="ghn", at=timezone.now(), person=packer
            )
            order_of(held=False, state="handed_over", handover=made)

    client.as_(packer)
    for count in (3, 20):
        more(count)
        for path, queries_asked in (("waiting/", 8), ("handovers/", 5)):
            with assert_queries(queries_asked):
                client.get(f"{ROOM}{path}")


TOLD: list[tuple[Refusal, str, str, str]] = [
    (errors.BeingPacked(name="X", since="9:05"), "X đang gói đơn này từ 9:05.", "Take the next", "अगला"),
    (errors.NotYoursToPack(name="X", since="9:05"), "Hỏi X", "Ask them", "उनसे पूछें"),
    (errors.WaitsForGoods(), "đang đợi hàng", "waits for goods", "इंतज़ार"),
    (errors.WeightWrong(), "từ 10 đến 50.000", "from 10 to 50,000", "ग्राम"),
    (errors.CarrierUnknown(), "Chọn một hãng giao", "Choose a carrier", "कूरियर चुनें"),
    (errors.PackedAlready(), "Mở kiện ra trước đã", "Open the parcel again first", "पहले पार्सल"),
    (errors.ConsentMissing(), "Hỏi khách trước", "Ask the buyer first", "पहले ख़रीदार"),
    (errors.UnknownCode(code="X1"), "Không có đơn nào mã X1", "has the code X1", "X1 कोड"),
    (errors.UnknownShortage(), "Mở lại đơn", "no such shortage", "ऑर्डर फिर"),
    (errors.UnknownHandover(), "phiếu bàn giao", "hand-over list", "सूची"),
    (LineHasLess(left=2), "chỉ còn 2", "Only 2", "केवल 2"),
    (ShortageSettled(), "Xem lại đơn", "Look at the order again", "फिर से देखें"),
    (UnknownRun(), "in mới", "print them anew", "नए सिरे से"),
    (NumberWrong(most=7), "từ 1 đến 7", "from 1 to 7", "1 से 7"),
    (NothingToPrint(), "Chọn đơn khác", "can be sent any more", "दूसरे ऑर्डर"),
]  # fmt: skip


@pytest.mark.parametrize(("refusal", "vi", "en", "hi"), TOLD, ids=lambda each: getattr(each, "code", ""))
def test_each_refusal_says_in_three_languages_what_to_do(refusal: Refusal, vi: str, en: str, hi: str):
    for language, words in (("vi", vi), ("en", en), ("hi", hi)):
        with override(language):
            assert words in refusal_sentence(refusal)


def test_a_strangers_orders_are_not_taken_up(client, packer, other_coop, order_of: Make):
    session = factories.make_session(
        other_coop, [(factories.make_variant(other_coop, stock=5), 5)], open=True
    )
    theirs = factories.make_order(session, held=False)
    client.as_(packer)
    with assert_nothing_happened():
        client.post(f"{ROOM}scan/", {"code": theirs.code})
        client.post(f"{ROOM}carriers/", {"code": [theirs.code], "carrier": "ghn"})
        assert client.post(f"{ROOM}{theirs.code}/packer/").status_code == 404
