"""Delete my data: what goes, what stays, who may, and what must be finished first."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from phien.activity.models import Entry
from phien.audience import actions, errors
from phien.audience.models import Follower
from phien.checkout.models import Waiting, Wish
from phien.comments import queries as comments
from phien.comments.models import Comment
from phien.kernel.refusals import Refusal
from phien.live.cookie import NAME, new_buyer
from phien.live.models import Session
from phien.orders import errors as refusals
from phien.orders import queries
from phien.orders.contracts import Wanted
from phien.orders.models import KeptFilter, Order
from phien.plumbing.middleware import refusal_sentence
from phien.testing import factories
from phien.testing.watching import assert_nothing_happened

Make = Callable[..., Order]
WHOLE = {
    "buyer_name": "Người mua thử 12",
    "phone": "+84900000012",
    "street": "12/4 Đường Thử",
    "commune": "Tân Sơn",
    "province": "Gia Lai",
    "note": "gọi trước",
}
DELIVERED = {**WHOLE, "state": "delivered", "payment": "cod", "confirmed_at": timezone.now()}


@pytest.fixture
def mine(client) -> str:
    """This browser's buyer key; the cookie is set."""
    cookie, key = new_buyer()
    client.cookies[NAME] = cookie
    return key


def written_by(order: Order, **fields: Any) -> Comment:
    return Comment.every_coop.create(
        coop=order.coop,
        session_id=order.session_id,
        at=timezone.now(),
        **{
            "source": "live",
            "external_id": f"{order.buyer_key}/1",
            "author_id": order.buyer_key,
            "author_name": "Người mua thử 12",
            "text": "A1 2 chai, 0900 000 012, 12/4 Đường Thử nha",
            "phone": "+84900000012",
            "intent": "order",
            "items": [{"code": "A1", "qty": 2}],
            "outcome": "order",
            "order": order,
        }
        | fields,
    )


def person_of(order: Order) -> tuple[str, ...]:
    order.refresh_from_db()
    return (order.buyer_name, order.phone, order.street, order.commune, order.province, order.note)


def test_the_person_goes_and_the_money_stays(client, order_of: Make):
    order = order_of(**DELIVERED, buyer_key="b:thu12", qty=2)
    comment = written_by(order)
    asked = Waiting.every_coop.create(
        coop=order.coop, session_id=order.session_id, allotment_id=order.lines.get().allotment_id, code="A1",
        name="Mật ong", unit="chai", qty=1, price=1, source="button", buyer_key="b:thu12",
        buyer_name="Người mua thử 12", phone="+84900000012", token="t12", state="dropped",
    )  # fmt: skip
    wish = Wish.every_coop.create(
        coop=order.coop, session_id=order.session_id, source="live", external_id="b:thu12/1",
        buyer_key="b:thu12", outcome="order", answer={"status": 200, "body": {}}, order=order,
    )  # fmt: skip
    money = (order.total, order.goods, order.shipping, order.lines.get().amount)

    page = client.post(f"/o/{order.token}/erasure/", follow=True).content.decode()

    assert person_of(order) == ("", "", "", "", "", "")
    assert order.buyer_key == f"erased:{order.pk}"
    assert (order.total, order.goods, order.shipping, order.lines.get().amount) == money
    assert (order.state, order.erased_at is not None) == ("delivered", True)
    comment.refresh_from_db()
    asked.refresh_from_db()
    wish.refresh_from_db()
    assert (comment.author_id, comment.author_name, comment.text, comment.phone, comment.external_id) == (
        f"erased:{comment.pk}", "", "", "", f"erased:{comment.pk}",
    )  # fmt: skip
    assert (comment.items, comment.outcome, comment.order_id) == (
        [{"code": "A1", "qty": 2}],
        "order",
        order.pk,
    )
    assert (asked.buyer_key, asked.buyer_name, asked.phone) == ("", "", "")
    assert (wish.buyer_key, wish.external_id) == ("", f"erased:{wish.pk}")
    assert "Người mua thử 12" not in page
    assert "Đã xoá tên, số điện thoại, địa chỉ" in page


def test_the_record_says_that_it_was_done_and_not_whose(client, order_of: Make):
    order = order_of(**DELIVERED)
    client.post(f"/o/{order.token}/erasure/")
    entry = Entry.every_coop.get(kind="order.erased")
    assert (entry.subject_id, entry.actor, entry.facts) == (order.pk, "buyer", {})


def test_search_finds_nobody_by_what_was_deleted(client, order_of: Make):
    order = order_of(**DELIVERED)
    assert queries.found(coop=order.coop, wanted=Wanted(text="0900 000 012")).count() == 1
    client.post(f"/o/{order.token}/erasure/")
    for text in ("0900 000 012", "thử 12"):
        assert queries.found(coop=order.coop, wanted=Wanted(text=text)).count() == 0
    assert queries.found(coop=order.coop, wanted=Wanted(text=order.code)).count() == 1


def test_twice_is_harmless(client, order_of: Make):
    order = order_of(**DELIVERED)
    client.post(f"/o/{order.token}/erasure/")
    with assert_nothing_happened():
        assert client.post(f"/o/{order.token}/erasure/").status_code == 302
    assert "Đã xoá rồi" in client.get(f"/o/{order.token}/erasure/").content.decode()


def test_orders_that_were_joined_go_along(client, order_of: Make):
    order = order_of(**DELIVERED)
    joined = order_of(**WHOLE, state="merged", merged_into=order)
    client.post(f"/o/{joined.token}/erasure/")
    assert person_of(order) == person_of(joined) == ("", "", "", "", "", "")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({}, "order_still_open"),
        ({"state": "packed"}, "order_still_open"),
        ({"state": "handed_over", "handed_over_at": timezone.now()}, "order_still_on_the_way"),
        ({"state": "cancelled", "paid": 50_000, "money_at": timezone.now()}, "order_money_to_return"),
    ],
)
def test_what_is_still_needed_is_kept_and_the_page_says_what_to_do(
    client, order_of: Make, columns: dict[str, Any], code: str
):
    order = order_of(**{**WHOLE, **columns})
    with assert_nothing_happened():
        asked = client.get(f"/o/{order.token}/erasure/")
        answer = client.post(f"/o/{order.token}/erasure/")
    assert (asked.status_code, answer.status_code) == (200, 409)
    assert "Ừ, xoá hẳn" not in asked.content.decode()
    refused = next(one for one in Refusal.__subclasses__() if one.code == code)
    with translation.override("vi"):
        assert refusal_sentence(refused(order=order.code)) in answer.content.decode()


def test_a_parcel_nobody_marked_as_arrived_is_over_after_30_days(order_of: Make):
    at = timezone.now()
    order = order_of(**WHOLE, state="handed_over", handed_over_at=at - timedelta(days=31))
    actions.erase_order(order=order, at=at)
    assert person_of(order)[1] == ""


def test_while_the_live_is_on_its_desk_knows_the_buyer(client, order_of: Make):
    order = order_of(**WHOLE, state="cancelled")
    Session.every_coop.filter(pk=order.session_id).update(state="open", opened_at=timezone.now())
    with assert_nothing_happened():
        assert client.post(f"/o/{order.token}/erasure/").status_code == 409


def test_a_phone_deletes_all_of_its_own_and_nothing_of_others(client, order_of: Make, mine: str):
    own = [order_of(**DELIVERED, buyer_key=mine), order_of(**WHOLE, state="cancelled", buyer_key=mine)]
    other = order_of(**DELIVERED, buyer_key="b:khac")
    follower = {"coop": other.coop, "asked_at": timezone.now()}
    Follower.every_coop.create(address="nguoi12@example.com", token="a", buyer_key=mine, **follower)
    Follower.every_coop.create(address="nguoi13@example.com", token="b", buyer_key="b:khac", **follower)
    said = written_by(own[0], external_id=f"{mine}/9", outcome="other")

    answer = client.post("/orders/erasure/")

    assert answer.status_code == 200
    assert "2 đơn" in answer.content.decode()
    assert answer.cookies[NAME].value == ""
    assert {person_of(order) for order in own} == {("", "", "", "", "", "")}
    assert person_of(other)[1] == "+84900000012"
    said.refresh_from_db()
    assert said.text == ""
    assert [one.address for one in Follower.every_coop.all()] == ["nguoi13@example.com"]


def test_all_of_it_or_nothing(client, order_of: Make, mine: str):
    order_of(**DELIVERED, buyer_key=mine)
    still = order_of(**WHOLE, buyer_key=mine)
    with assert_nothing_happened():
        answer = client.post("/orders/erasure/")
    assert answer.status_code == 409
    assert f"/o/{still.token}" in answer.content.decode(), "the way to the order that is still open"


@pytest.mark.parametrize("cookie", ["", "b:doan.mo", "abc"])
def test_without_a_genuine_cookie_nothing_is_shown_or_deleted(client, order_of: Make, cookie: str):
    order = order_of(**DELIVERED, buyer_key="b:doan")
    if cookie:
        client.cookies[NAME] = cookie
    with assert_nothing_happened():
        pages = [client.get("/orders/"), client.get("/orders/erasure/"), client.post("/orders/erasure/")]
    for page in pages:
        assert order.code not in page.content.decode()


def test_after_the_years_the_job_deletes_by_itself(order_of: Make):
    at = timezone.now()
    old = order_of(**DELIVERED, placed_at=at - timedelta(days=1100))
    young = order_of(**DELIVERED, placed_at=at - timedelta(days=1000))
    open_one = order_of(**WHOLE, placed_at=at - timedelta(days=1100))
    assert actions.erase_old(since=at - timedelta(days=1095), at=at) == 1
    assert [person_of(one)[1] for one in (old, young, open_one)] == ["", "+84900000012", "+84900000012"]
    assert Entry.every_coop.get(kind="order.erased").actor == "job"


SENTENCES = [
    (refusals.NotAgreed(), "Đánh dấu", "Tick that", "निशान"),
    (refusals.StillOpen(order="PD2"), "Đơn PD2 chưa xong", "Order PD2 is not finished", "PD2"),
    (refusals.StillOnTheWay(order="PD2"), "Đơn PD2 đang", "Order PD2 is with the carrier", "PD2"),
    (refusals.MoneyToReturn(order="PD2"), "PD2", "The shop still has money of order PD2", "PD2"),
    (errors.LiveStillOn(), "Phiên", "The live you wrote", "लाइव"),
    (errors.StillWaiting(code="A1"), "A1", "You still wait in line for A1", "A1"),
    (errors.EmailWrong(), "E-mail", "This e-mail", "ई-मेल"),
    (errors.TooOften(), "giờ", "That was asked many times", "घंटे"),
    (errors.LinkOver(), "Link", "This link has ended", "लिंक"),
]


@pytest.mark.parametrize(("refusal", "vi", "en", "hi"), SENTENCES, ids=lambda one: getattr(one, "code", ""))
def test_each_refusal_is_said_in_three_languages(refusal: Refusal, vi: str, en: str, hi: str):
    for language, words in (("vi", vi), ("en", en), ("hi", hi)):
        with translation.override(language):
            assert words in refusal_sentence(refusal)


def test_filters_that_look_for_the_phone_go_with_it_and_others_stay(client, order_of: Make):
    order = order_of(**DELIVERED, buyer_key="b:thu12")
    manager = factories.make_person(order.coop, "manager")
    other = KeptFilter.every_coop.create(
        coop=order.coop, person=manager, name="Khác", query="q=0900000013&state=held"
    )
    for name, query in (
        ("Chị hay hỏi", "q=0900+000+012"),
        ("0900.000.012", "state=held"),
        ("Đã bỏ", "q=%2B84900000012"),
    ):
        KeptFilter.every_coop.create(coop=order.coop, person=manager, name=name, query=query)
    KeptFilter.every_coop.filter(name="Đã bỏ").update(removed_at=timezone.now())
    client.post(f"/o/{order.token}/erasure/")
    assert list(KeptFilter.every_coop.all()) == [other]


def test_staff_read_that_a_comments_writer_was_deleted(client, order_of: Make):
    order = order_of(**DELIVERED, buyer_key="b:thu12")
    comment = written_by(order)
    client.post(f"/o/{order.token}/erasure/")
    comment.refresh_from_db()
    shown = comments.shown(comment)
    assert (shown.author, shown.segments) == ("", [])
    board = SimpleNamespace(comments=[shown])
    with translation.override("vi"):
        assert "đã xoá theo yêu cầu" in render_to_string("office/sessions/_comments.html", {"board": board})
    assert comments.chat(coop=order.coop, session_id=order.session_id) == []
