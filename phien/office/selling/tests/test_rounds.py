"""One thing done to many orders: each by itself, told apart, taken back; messages one by one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from phien.activity.models import Entry
from phien.orders import actions, errors
from phien.orders.contracts import MOST, Does
from phien.orders.models import Order, Round
from phien.plumbing.middleware import refusal_sentence
from phien.testing import factories
from phien.testing.watching import assert_nothing_happened

Make = Callable[..., Order]
LIST = "/an-thu/orders/"
ROUNDS = f"{LIST}rounds/"


def choose(client, do: str, *orders: Order, **more: str):
    return client.post(ROUNDS, {"do": do, "code": [order.code for order in orders], **more}, follow=True)


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def test_each_order_is_decided_by_itself_and_the_page_says_which_not(client, keeper, order_of: Make):
    held, gone, done = order_of(), order_of(held=False, state="handed_over"), order_of(held=False)
    client.as_(keeper)
    page = choose(client, "confirm", held, gone, done).content.decode()
    assert (state_of(held), state_of(gone), state_of(done)) == ("confirmed", "handed_over", "confirmed")
    assert "Xong 1 đơn" in page
    for refused, order in ((errors.AlreadyHandedOver, gone), (errors.AlreadyConfirmed, done)):
        with override("vi"):
            assert refusal_sentence(refused()) in page
        assert f'href="{LIST}{order.code}/"' in page


def test_a_confirmed_round_is_taken_back_with_the_payment_it_had(client, keeper, order_of: Make):
    first, second, before = order_of(), order_of(payment="transfer"), order_of(held=False)
    client.as_(keeper)
    page = choose(client, "confirm", first, second, before)
    made = Round.every_coop.get()
    assert f'action="{ROUNDS}{made.pk}/undoing/"' in page.content.decode()
    second.refresh_from_db()
    Order.every_coop.filter(pk=second.pk).update(state="packed", packed_at=timezone.now(), **ADDRESS)
    page = client.post(f"{ROUNDS}{made.pk}/undoing/", follow=True).content.decode()
    assert "1 đơn đã về như cũ. 1 đơn đã qua bước khác" in page
    first.refresh_from_db()
    assert (first.state, first.payment, first.confirmed_at) == ("held", "", None)
    assert first.pay_by is not None
    assert first.pay_by > timezone.now() + timedelta(minutes=110)
    assert (state_of(second), state_of(before)) == ("packed", "confirmed")
    with assert_nothing_happened():
        again = client.post(f"{ROUNDS}{made.pk}/undoing/", follow=True).content.decode()
    assert "Việc này làm rồi" in again


ADDRESS = {"street": "12 Đường Thử", "commune": "Phường Pleiku", "province": "Gia Lai"}


def test_all_that_is_found_is_meant_and_only_that(client, keeper, order_of: Make):
    held = [order_of(buyer_name="Người Chờ") for _ in range(3)]
    other = order_of(buyer_name="Khác")
    client.as_(keeper)
    choose(client, "contact", other, all="1", query="q=nguoi+cho&state=held")
    reached = set(Order.every_coop.exclude(contacted_at=None).values_list("pk", flat=True))
    assert reached == {order.pk for order in held}
    client.post(f"{ROUNDS}{Round.every_coop.get().pk}/undoing/")
    assert not Order.every_coop.exclude(contacted_at=None).exists()


def test_who_was_reached_before_stays_reached_when_the_round_is_taken_back(client, keeper, order_of: Make):
    before, now = order_of(contacted_at=timezone.now()), order_of()
    client.as_(keeper)
    page = choose(client, "contact", before, now).content.decode()
    assert "Khách này đã có người nhắn hoặc gọi rồi" in page
    client.post(f"{ROUNDS}{Round.every_coop.get().pk}/undoing/")
    before.refresh_from_db()
    assert before.contacted_at is not None


def test_cancelling_asks_first_wants_a_reason_and_cannot_be_taken_back(client, keeper, order_of: Make):
    order, ended = order_of(), order_of(state="expired", expired_at=timezone.now())
    client.as_(keeper)
    page = choose(client, "cancel", order, ended).content.decode()
    assert "Huỷ 2 đơn này hả?" in page
    made = Round.every_coop.get()
    with assert_nothing_happened():
        assert client.post(f"{ROUNDS}{made.pk}/", {"reason": " "}).status_code == 422
    page = client.post(f"{ROUNDS}{made.pk}/", {"reason": "Mưa lớn, xe không chạy"}, follow=True)
    assert state_of(order) == "cancelled"
    assert "Xong 1 đơn" in page.content.decode()
    assert "Trả lại hết" not in page.content.decode()
    entry = Entry.every_coop.get(kind="order.cancelled_because")
    assert (entry.subject_id, entry.person) == (order.pk, keeper)
    assert entry.facts == {"reason": "Mưa lớn, xe không chạy"}
    with assert_nothing_happened():
        client.post(f"{ROUNDS}{made.pk}/undoing/")


@pytest.mark.parametrize(("do", "codes"), [("confirm", ()), ("nonsense", ("one",)), ("", ("one",))])
def test_nothing_ticked_or_nothing_wanted_is_told(client, keeper, order_of: Make, do, codes):
    order = order_of()
    client.as_(keeper)
    with assert_nothing_happened():
        page = choose(client, do, *([order] if codes else [])).content.decode()
    assert "Đánh dấu các đơn trước" in page


def test_five_hundred_at_once_are_the_most(coop, keeper, session):
    orders = [factories.make_order(session) for _ in range(2)]
    with transaction.atomic(), pytest.raises(IntegrityError, match="a_round_is_of_some_orders"):
        Round.every_coop.create(coop=coop, person=keeper, does="confirm", orders=[orders[0].pk] * (MOST + 1))
    with transaction.atomic(), pytest.raises(IntegrityError, match="a_round_is_of_some_orders"):
        Round.every_coop.create(coop=coop, person=keeper, does="confirm", orders=[])
    assert errors.TooManyChosen(count=501, most=MOST).details == {"count": 501, "most": 500}


def test_a_strangers_order_is_left_out_and_alone_it_is_nothing(client, keeper, order_of: Make):
    mine = order_of()
    other = factories.make_coop("ben-kia", prefix="BK")
    session = factories.make_session(other, [(factories.make_variant(other, stock=9), 5)], open=True)
    theirs = factories.make_order(session)
    client.as_(keeper)
    choose(client, "confirm", mine, theirs)
    assert (state_of(mine), state_of(theirs)) == ("confirmed", "held")
    with assert_nothing_happened():
        choose(client, "confirm", theirs)


def test_the_bookkeeper_may_only_take_out(client, bookkeeper, order_of: Make):
    order = order_of()
    client.as_(bookkeeper)
    with assert_nothing_happened():
        assert choose(client, "confirm", order).status_code == 403
        answer = client.post(ROUNDS, {"do": "export", "code": order.code})
    assert answer.headers["Location"] == f"{LIST}export/?code={order.code}"


def test_a_round_runs_once(coop, keeper, session):
    """Two taps: the second finds it claimed, before it looks at any order."""
    order = factories.make_order(session)
    at = timezone.now()
    made = actions.make_round(coop=coop, does=Does.CONTACT, order_ids=[order.pk], by=keeper, at=at)
    seen: list[int] = []

    def each(order: Order) -> None:
        seen.append(order.pk)
        with pytest.raises(errors.RoundDone):
            actions.run_round(coop=coop, round_id=made.pk, each=each, at=at)

    assert actions.run_round(coop=coop, round_id=made.pk, each=each, at=at).done == [order.pk]
    assert seen == [order.pk]


# Messages


def test_each_buyer_gets_their_own_words_and_is_marked_one_by_one(client, keeper, order_of: Make, settings):
    first, second = order_of(buyer_name="Chị An"), order_of(buyer_name="Anh Bình")
    client.as_(keeper)
    page = choose(client, "message", first, second).content.decode()
    for order in (first, second):
        assert f"{settings.PUBLIC_URL}/o/{order.token}" in page
        assert f"Chào {order.buyer_name}, " in page
    assert "320.000" in page
    made = Round.every_coop.get()
    page = client.post(f"{ROUNDS}{made.pk}/{first.code}/sent/", follow=True).content.decode()
    first.refresh_from_db()
    assert first.contacted_at is not None
    assert "/ 2 đã nhắn" in page
    assert page.index(f'id="{second.code}"') < page.index(f'id="{first.code}"'), "who has it goes to the end"
    undo = f"{ROUNDS}{made.pk}/{first.code}/sent/undoing/"
    assert f'action="{undo}"' in page
    client.post(undo)
    first.refresh_from_db()
    assert first.contacted_at is None


def test_the_words_can_be_changed_and_places_are_only_filled(client, keeper, order_of: Make):
    order = order_of(buyer_name="{mã} <b>")
    client.as_(keeper)
    choose(client, "message", order)
    made = Round.every_coop.get()
    one = f"{ROUNDS}{made.pk}/"
    page = client.post(one, {"words": "{tên} ơi, đơn {mã} nha"}, follow=True).content.decode()
    assert f"{{mã}} &lt;b&gt; ơi, đơn {order.code} nha" in page
    with assert_nothing_happened():
        answer = client.post(one, {"words": "{tên.__class__} {0}"})
    assert answer.status_code == 422
    assert "{tên.__class__} không điền được" in answer.content.decode()


def test_a_number_for_sms_is_shown_by_a_recorded_tap(client, keeper, bookkeeper, coop, order_of: Make):
    order = order_of(phone="+84905123456")
    client.as_(keeper)
    assert "sms:" not in choose(client, "message", order).content.decode()
    made = Round.every_coop.get()
    page = client.post(f"{ROUNDS}{made.pk}/{order.code}/phone/").content.decode()
    assert 'href="sms:+84905123456?body=Ch%C3%A0o' in page
    assert Entry.every_coop.get(kind="order.phone_shown").person == keeper
    client.as_(factories.make_person(coop, "manager"))
    assert 'href="sms:+84905123456?body=' in client.get(f"{ROUNDS}{made.pk}/").content.decode()


def test_an_order_that_is_not_in_the_round_is_not_written_to(client, keeper, order_of: Make):
    order, other = order_of(), order_of()
    client.as_(keeper)
    choose(client, "message", order)
    made = Round.every_coop.get()
    with assert_nothing_happened():
        assert client.post(f"{ROUNDS}{made.pk}/{other.code}/sent/").status_code == 404


# Taking back a confirmation


def test_money_and_another_open_order_keep_a_confirmation(coop, keeper, session, order_of: Make):
    paid = order_of(held=False, paid=320_000, money_at=timezone.now(), payment="transfer")
    doubled = order_of(held=False, buyer_key="cookie:hai")
    order_of(buyer_key="cookie:hai")
    for order, refused in ((paid, errors.NotKeepersWord), (doubled, errors.AnotherIsOpen)):
        with assert_nothing_happened(), pytest.raises(refused):
            actions.unconfirm(coop=coop, order_id=order.pk, at=timezone.now(), by=keeper)


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
@pytest.mark.parametrize(
    "refusal",
    [
        errors.NothingChosen(),
        errors.TooManyChosen(count=501, most=500),
        errors.RoundDone(),
        errors.NotUndoable(),
        errors.AlreadyConfirmed(),
        errors.AlreadyReached(),
        errors.NotKeepersWord(),
        errors.AnotherIsOpen(),
        errors.NoFilterName(),
        errors.FilterNameTaken(),
        errors.TooManyFilters(most=20),
        errors.UnknownFilter(),
        errors.UnknownRound(),
    ],
    ids=lambda refusal: refusal.code,
)
def test_each_refusal_has_its_sentence_in_each_language(refusal, language):
    with override(language):
        told = refusal_sentence(refusal)
    assert "{" not in told
    assert (told == refusal.sentence.format(**refusal.details)) is (language == "en")
