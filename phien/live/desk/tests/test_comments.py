"""Comments: each is kept once with what came of it; orders, changes and cancellations by their authors."""

from datetime import UTC, datetime

import pytest

from phien.activity.models import Entry
from phien.checkout.models import Waiting, Wish
from phien.comments.models import Comment
from phien.live.desk import remarks
from phien.orders import actions as orders
from phien.orders.contracts import Address
from phien.orders.models import Order
from phien.payments import actions as payments
from phien.testing.desks import remark
from phien.testing.truths import assert_all_true

LAN = "c:facebook:lan"
AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
ADDRESS = Address(
    name="Người mua thử 12", phone="0900000012", street="12 Thử", commune="Phường Thử", province="Gia Lai"
)


def lines(order: Order) -> list[tuple[str, int]]:
    return sorted((line.code, line.counted) for line in order.lines.all())


def test_an_order_in_a_comment_is_an_order_without_an_end_until_the_close(bench, item):
    answer = bench.comment("chốt A1 2 chai 0900000001", author="lan", key="f1")
    order, comment, kept = Order.every_coop.get(), Comment.every_coop.get(), Wish.every_coop.get()
    assert answer == {
        "external_id": "f1",
        "outcome": "order",
        "order": order.code,
        "items": [{"code": "A1", "qty": 2}],
    }
    assert (order.buyer_key, order.source, order.phone, order.pay_by) == (
        LAN,
        "facebook",
        "+84900000001",
        None,
    )
    assert (comment.outcome, comment.order, comment.amount) == ("order", order, 290_000)
    assert (kept.external_id, kept.order, kept.answer) == ("f1", order, {"status": 200, "body": answer})
    assert item("A1").allotment.taken == 2
    assert_all_true()


def test_the_live_pages_own_comment_is_held_like_any_comment(bench):
    bench.comment("chốt A1", author="b:1", source="live")
    order = Order.every_coop.get()
    assert (order.buyer_key, order.pay_by) == ("b:1", None)


def test_a_wish_by_button_and_one_by_comment_of_one_buyer_share_the_later_end(bench):
    bench.place("A1", buyer="b:1")
    bench.comment("chốt A2 2 chai", author="b:1", source="live")
    order = Order.every_coop.get()
    assert (lines(order), order.pay_by) == ([("A1", 1), ("A2", 2)], None)
    assert_all_true()


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("bao nhiêu tiền vậy shop", "question"), ("hay quá", "other"), ("lấy mật ong", "review")],
)
def test_what_is_no_order_is_kept_with_its_outcome(bench, text, outcome):
    assert bench.comment(text, author="lan")["outcome"] == outcome
    assert Comment.every_coop.get().outcome == outcome
    assert not Wish.every_coop.exists()
    assert not Order.every_coop.exists()


def test_a_repeated_comment_is_a_duplicate_with_the_first_order_and_items(bench):
    first = bench.comment("chốt A1 2 chai", author="lan", key="f1")
    again = bench.comment("chốt A1 2 chai", author="lan", key="f1")
    assert again == {**first, "outcome": "duplicate"}
    assert Order.every_coop.get().goods == 290_000


def test_equal_comments_in_one_list_are_folded(bench):
    row = remark("chốt A1 2 chai", author="lan", key="f1")
    answers = bench.ask_all("comments", {"rows": [row, row]})
    assert [answer["outcome"] for answer in answers] == ["order", "duplicate"]
    assert Order.every_coop.get().goods == 290_000


def test_the_items_of_a_comment_are_judged_one_by_one(bench):
    bench.place("A1", 10)
    bench.place("A1", 10)  # the line is full
    answer = bench.comment("chốt A1 1 chai, A2 2 chai", author="lan")
    order = Order.every_coop.get(buyer_key=LAN)
    assert (answer["outcome"], answer["order"], answer["reason"]) == ("order", order.code, "A1: sold_out")
    assert lines(order) == [("A2", 2)]
    assert_all_true()


def test_what_cannot_be_had_waits(bench):
    bench.place("A1", 10)
    assert bench.comment("chốt A1 2 chai", author="lan")["outcome"] == "waitlisted"
    place = Waiting.every_coop.get()
    assert (place.buyer_key, place.qty, place.source) == (LAN, 2, "facebook")
    assert bench.comment("chốt A1 9 chai", author="mai")["outcome"] == "sold_out"


def test_a_change_says_the_whole_order(bench, item):
    bench.comment("chốt A1 2 chai, A2 2 chai", author="lan")
    answer = bench.comment("đổi A1 còn 1 chai", author="lan")
    order = Order.every_coop.get()
    assert (answer["outcome"], answer["order"]) == ("changed", order.code)
    assert lines(order) == [("A1", 1), ("A2", 2)]
    assert order.goods == 3 * 145_000
    assert item("A1").allotment.remaining == 9
    assert_all_true()


def test_what_cannot_grow_stays_and_the_difference_waits(bench):
    bench.comment("chốt A1 2 chai", author="lan")
    bench.place("A1", 7)
    answer = bench.comment("đổi thành 5 chai A1", author="lan")
    order = Order.every_coop.get(buyer_key=LAN)
    assert (answer["outcome"], lines(order)) == ("waitlisted", [("A1", 2)])
    assert Waiting.every_coop.get().qty == 3
    assert_all_true()


def test_a_cancellation_gives_everything_back_places_in_line_too(bench, item):
    bench.comment("chốt A2 2 chai", author="lan")
    bench.place("A1", 10)
    bench.comment("chốt A1 2 chai", author="lan")
    assert bench.comment("huỷ giúp em", author="lan")["outcome"] == "cancelled"
    assert Order.every_coop.get(buyer_key=LAN).state == "cancelled"
    assert Waiting.every_coop.get().state == "dropped"
    assert item("A2").allotment.remaining == 10
    assert_all_true()


def test_one_item_can_be_cancelled_alone(bench):
    bench.comment("chốt A1 2 chai, A2 1 chai", author="lan")
    assert bench.comment("huỷ A2", author="lan")["outcome"] == "cancelled"
    order = Order.every_coop.get()
    assert (order.state, lines(order)) == ("held", [("A1", 2)])
    assert_all_true()


def test_who_only_waits_changes_what_they_wait_for(bench):
    bench.place("A1", 10)
    bench.comment("chốt A1 2 chai", author="lan")
    assert bench.comment("đổi sang A2", author="lan")["outcome"] == "changed"
    order = Order.every_coop.get(buyer_key=LAN)
    assert lines(order) == [("A2", 2)]
    assert Comment.every_coop.order_by("-id")[0].order == order
    assert Waiting.every_coop.get().state == "dropped"
    assert Entry.every_coop.filter(kind="order.placed", subject_id=order.pk).count() == 1
    assert_all_true()


def test_a_change_elsewhere_keeps_the_place_in_line(bench):
    bench.place("A1", 10)
    bench.comment("chốt A1 2 chai", author="lan")
    bench.comment("chốt A2 2 chai", author="lan")
    place = Waiting.every_coop.get()
    bench.comment("đổi A2 còn 1 chai", author="lan")
    place.refresh_from_db()
    assert place.state == "waiting"
    assert lines(Order.every_coop.get(buyer_key=LAN)) == [("A2", 1)]


def confirmed(order: Order) -> None:
    orders.choose_payment_and_address(
        coop=order.coop, order_id=order.pk, payment="cod", address=ADDRESS, at=AT
    )


def claimed(order: Order) -> None:
    orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=AT)


def part_paid(order: Order) -> None:
    payments.record_money(coop=order.coop, order_id=order.pk, amount=1_000, at=AT, by=None, actor="job")


@pytest.mark.parametrize("moved_on", [confirmed, claimed, part_paid])
@pytest.mark.parametrize("text", ["huỷ giúp em", "đổi thành 3 chai A1"])
def test_on_an_order_that_moved_on_a_change_goes_to_a_person(bench, moved_on, text):
    bench.comment("chốt A1 2 chai", author="lan")
    moved_on(Order.every_coop.get())
    for _ in range(2):  # the second time the desk knows already
        answer = bench.comment(text, author="lan")
        assert (answer["outcome"], answer["reason"]) == ("review", "order_moved_on")
    assert lines(Order.every_coop.get()) == [("A1", 2)]
    assert_all_true()


def test_a_cancellation_reaches_no_line_while_an_order_is_confirmed(bench):
    bench.place("A2", 10)
    bench.comment("chốt A1 2 chai", author="lan")
    bench.comment("chốt A2 1 chai", author="lan")
    confirmed(Order.every_coop.get(buyer_key=LAN))
    assert bench.comment("huỷ giúp em", author="lan")["outcome"] == "review"
    assert Waiting.every_coop.get().state == "waiting"


def test_after_an_order_moved_on_a_wish_begins_a_new_one(bench):
    bench.comment("chốt A1 2 chai", author="lan")
    confirmed(Order.every_coop.get())
    assert bench.comment("chốt A2 1 chai", author="lan")["outcome"] == "order"
    assert [lines(order) for order in Order.every_coop.order_by("id")] == [[("A1", 2)], [("A2", 1)]]
    assert_all_true()


def test_who_ordered_nothing_cannot_cancel(bench):
    answer = bench.comment("huỷ giúp em", author="lan")
    assert (answer["outcome"], answer["reason"]) == ("review", "nothing_ordered")


def test_what_clears_up_an_unclear_order_becomes_the_order(bench):
    assert bench.comment("lấy mật ong", author="lan")["outcome"] == "review"
    outcome = bench.comment("A1 nha, 2 chai", author="lan")["outcome"]
    assert outcome in ("changed", "order")
    assert lines(Order.every_coop.get()) == [("A1", 2)]


def test_a_phone_written_later_goes_to_the_open_order_but_replaces_none(bench):
    bench.comment("chốt A1", author="lan")
    bench.comment("số mình 0900000001 nha", author="lan")
    assert Order.every_coop.get().phone == "+84900000001"
    bench.comment("số mình 0900000002 nha", author="lan")
    assert Order.every_coop.get().phone == "+84900000001"
    assert_all_true()


def test_adding_does_not_undo_what_the_buyer_wrote_on_the_order_page(bench):
    bench.place("A1", buyer="b:1", phone="+84900000001", at=AT)
    order = Order.every_coop.get()
    orders.give_address(coop=order.coop, order_id=order.pk, address=ADDRESS, at=AT)
    bench.place("A2", buyer="b:1", phone="+84900000001")
    order.refresh_from_db()
    assert (order.phone, order.buyer_name) == ("+84900000012", "Người mua thử 12")
    assert lines(order) == [("A1", 1), ("A2", 1)]


def test_the_public_chat_shows_no_phone_and_no_foreign_id(bench):
    bench.comment("chốt A1 0900 000 001", author="lan")
    bench.comment("gọi 0912 345 67 hoặc 028 3822 1234", author="0900000002")
    bench.comment("hay", author="b:1", source="live", key=remarks.live_id("c7", "b:1"))
    rows = list(bench.desk.book.chat)
    assert [row["text"] for row in rows] == ["chốt A1 0900 ••• 001", "gọi ••• hoặc •••", "hay"]
    assert [row["author"] for row in rows] == ["lan", "•••", "b:1"]
    assert [row.get("cid") for row in rows] == [None, None, "c7"]
    assert [row["tag"] for row in rows] == ["order", "", ""]


def test_the_shop_itself_is_never_a_buyer(bench):
    answer = bench.comment("chốt A1 2 chai", author="host")
    assert answer["outcome"] == "other"
    assert bench.desk.book.chat[-1]["tag"] == "host"


def test_a_game_the_shop_began_is_known_after_a_price_change_and_a_takeover(bench):
    bench.comment("minigame nha cả nhà, comment A1 thật nhiều", author="host")
    assert bench.comment("A1 A1 A1", author="lan")["outcome"] == "other"
    bench.ask("price", {"code": "A1", "price": 140_000})
    assert bench.comment("A1 A1 A1", author="mai")["outcome"] == "other"
    bench.sit_down()
    assert bench.comment("A1 A1 A1", author="cúc")["outcome"] == "other"


def test_a_time_without_a_zone_is_vietnams(bench):
    bench.ask_all("comments", {"rows": [remark("hay", author="lan", at="2026-11-23T20:00:00")]})
    assert Comment.every_coop.get().at == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def test_html_and_odd_characters_are_kept_as_they_are(bench):
    text = "<script>alert(1)</script> & 'chốt' \u202e"
    bench.comment(text, author="<b>lan</b>")
    comment = Comment.every_coop.get()
    assert (comment.text, comment.author_name) == (text, "<b>lan</b>")
