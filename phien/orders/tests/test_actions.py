"""What may be done to an order, what it leaves in the row, in the stock and in the record."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from phien.activity.models import Entry
from phien.coops.models import Coop
from phien.kernel.refusals import Refusal
from phien.orders import actions
from phien.orders.contracts import Address
from phien.orders.errors import (
    AddressMissing,
    AlreadyClaimed,
    AlreadyDelivered,
    AlreadyHandedOver,
    AlreadyPacked,
    AlreadyPaid,
    AlreadyReturned,
    NotConfirmed,
    NotHandedOver,
    NothingToSend,
    NotPacked,
    OrderCancelled,
    OrderExpired,
    OrderMerged,
    PaymentUnknown,
    PhoneWrong,
    UnknownOrder,
)
from phien.orders.models import Line, Order
from phien.orders.tests.conftest import AT
from phien.stock.models import Ledger, Stock

Make = Callable[..., Order]
WHOLE = Address(
    name="Người mua thử 12",
    phone="0900 000 012",
    street="12/4 Trường Chinh",
    commune="phường Tân Sơn",
    province="TP. Hồ Chí Minh",
)


def kinds(order: Order) -> list[str]:
    return list(
        Entry.every_coop.filter(subject="order", subject_id=order.pk)
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_cash_on_delivery_with_an_address_confirms(coop, order_of: Make):
    order = order_of(pay_by=AT + timedelta(minutes=30))
    done = actions.choose_payment_and_address(
        coop=coop, order_id=order.pk, payment="cod", address=WHOLE, at=AT
    )
    assert (done.state, done.payment, done.confirmed_at) == ("confirmed", "cod", AT)
    assert (done.phone, done.street) == ("+84900000012", "12/4 Trường Chinh")
    assert kinds(order) == ["order.payment_chosen", "order.confirmed"]


@pytest.mark.parametrize("missing", ["phone", "street", "commune", "province"])
def test_cash_on_delivery_without_a_whole_address_changes_nothing(coop, order_of: Make, missing: str):
    order = order_of()
    parts = {name: getattr(WHOLE, name) for name in ("name", "phone", "street", "commune", "province")}
    parts[missing] = ""
    with pytest.raises(AddressMissing):
        actions.choose_payment_and_address(
            coop=coop, order_id=order.pk, payment="cod", address=Address(**parts), at=AT
        )
    order.refresh_from_db()
    assert (order.state, order.payment, order.street) == ("held", "", "")
    assert kinds(order) == []


def test_a_transfer_keeps_the_order_held_until_money_comes(coop, order_of: Make):
    order = order_of(pay_by=AT + timedelta(minutes=30))
    done = actions.choose_payment_and_address(
        coop=coop, order_id=order.pk, payment="transfer", address=WHOLE, at=AT
    )
    assert (done.state, done.payment) == ("held", "transfer")
    assert done.pay_by == AT + timedelta(minutes=30)


def test_the_shipping_fee_is_quoted_anew_until_money_came(coop: Coop, order_of: Make):
    coop.shipping_fee = 20_000
    coop.save()
    order, paid = order_of(), order_of(paid=1000, money_at=AT, state_before_money="held")
    for one in (order, paid):
        actions.choose_payment_and_address(coop=coop, order_id=one.pk, payment="transfer", at=AT)
        one.refresh_from_db()
    assert (order.shipping, order.total) == (20_000, 310_000)
    assert (paid.shipping, paid.total) == (30_000, 320_000)


def test_a_payment_nobody_knows_is_refused(coop, order_of: Make):
    with pytest.raises(PaymentUnknown):
        actions.choose_payment_and_address(coop=coop, order_id=order_of().pk, payment="gold", at=AT)


def test_a_wrong_phone_is_refused_and_nothing_of_the_address_kept(coop, order_of: Make):
    order = order_of()
    with pytest.raises(PhoneWrong):
        actions.give_address(
            coop=coop, order_id=order.pk, address=Address(phone="12345", street="1 Lê Lợi"), at=AT
        )
    order.refresh_from_db()
    assert order.street == ""


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("expired", OrderExpired),
        ("cancelled", OrderCancelled),
        ("merged", OrderMerged),
        ("packed", AlreadyPacked),
        ("handed_over", AlreadyHandedOver),
        ("delivered", AlreadyHandedOver),
        ("returned", AlreadyHandedOver),
    ],
)
def test_after_packing_or_the_end_everybody_is_told_why(coop, keeper, order_of: Make, state: str, refusal):
    order = order_of(state=state, addressed=True)
    attempts = [
        lambda: actions.give_address(coop=coop, order_id=order.pk, address=WHOLE, at=AT),
        lambda: actions.choose_payment_and_address(coop=coop, order_id=order.pk, payment="cod", at=AT),
        lambda: actions.claim_transfer(coop=coop, order_id=order.pk, until=None, at=AT),
        lambda: actions.confirm(coop=coop, order_id=order.pk, by=keeper, at=AT),
    ]
    for attempt in attempts:
        with pytest.raises(refusal):
            attempt()
    order.refresh_from_db()
    assert order.state == state
    assert kinds(order) == []


def test_a_claim_marks_nothing_paid_and_lasts_till_the_given_end(coop, order_of: Make):
    order = order_of(pay_by=AT + timedelta(minutes=20))
    end = AT + timedelta(hours=12)
    done = actions.claim_transfer(coop=coop, order_id=order.pk, until=end, at=AT)
    assert (done.claimed_at, done.pay_by, done.paid, done.money_at) == (AT, end, 0, None)
    assert (done.state, done.payment) == ("held", "transfer")
    with pytest.raises(AlreadyClaimed):
        actions.claim_transfer(coop=coop, order_id=order.pk, until=end + timedelta(hours=9), at=AT)
    order.refresh_from_db()
    assert order.pay_by == end, "once an order"


def test_a_claim_while_the_session_is_open_has_no_end_and_none_is_made_shorter(coop, order_of: Make):
    soon, late = order_of(pay_by=AT + timedelta(minutes=5)), order_of(pay_by=AT + timedelta(hours=20))
    assert actions.claim_transfer(coop=coop, order_id=soon.pk, until=None, at=AT).pay_by is None
    kept = actions.claim_transfer(coop=coop, order_id=late.pk, until=AT + timedelta(hours=12), at=AT)
    assert kept.pay_by == AT + timedelta(hours=20)


def test_who_has_paid_need_not_claim(coop, order_of: Make):
    order = order_of(paid=320_000, money_at=AT, state="confirmed", confirmed_at=AT)
    with pytest.raises(AlreadyPaid):
        actions.claim_transfer(coop=coop, order_id=order.pk, until=None, at=AT)


def test_a_claim_of_a_cash_order_leaves_the_cash_due(coop, order_of: Make):
    order = order_of(state="confirmed", payment="cod", addressed=True)
    done = actions.claim_transfer(coop=coop, order_id=order.pk, until=None, at=AT)
    assert (done.state, done.payment, done.claimed_at) == ("confirmed", "cod", AT)


def test_the_keeper_confirms_once_however_often_the_button_is_pressed(coop, keeper, order_of: Make):
    order = order_of()
    for minutes in (0, 5):
        actions.confirm(coop=coop, order_id=order.pk, by=keeper, at=AT + timedelta(minutes=minutes))
    order.refresh_from_db()
    assert (order.state, order.payment, order.confirmed_at) == ("confirmed", "cod", AT)
    assert kinds(order) == ["order.confirmed"]


def test_no_parcel_is_packed_without_phone_and_address(coop, keeper, order_of: Make):
    order = order_of(state="confirmed")
    with pytest.raises(AddressMissing):
        actions.pack(coop=coop, order_id=order.pk, by=keeper, at=AT)


def test_what_is_not_confirmed_is_not_packed(coop, keeper, order_of: Make):
    with pytest.raises(NotConfirmed):
        actions.pack(coop=coop, order_id=order_of(addressed=True).pk, by=keeper, at=AT)


def test_packed_and_opened_again_leaves_two_entries_and_no_trace_in_the_row(coop, keeper, order_of: Make):
    order = order_of(state="confirmed", addressed=True)
    assert actions.pack(coop=coop, order_id=order.pk, by=keeper, at=AT).packed_at == AT
    actions.pack(coop=coop, order_id=order.pk, by=keeper, at=AT)
    done = actions.unpack(coop=coop, order_id=order.pk, by=keeper, at=AT)
    actions.unpack(coop=coop, order_id=order.pk, by=keeper, at=AT)
    assert (done.state, done.packed_at) == ("confirmed", None)
    assert kinds(order) == ["order.packed", "order.unpacked"]


def test_hand_over_lowers_on_hand_and_reserved_and_tells_the_ledger(coop, keeper, variant, order_of: Make):
    order = order_of(state="packed", addressed=True, qty=3)
    done = actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    assert (done.state, done.handed_over_at) == ("handed_over", AT)
    stock = Stock.every_coop.get(pk=variant.pk)
    assert (stock.on_hand, stock.reserved) == (97, 57)
    rows = Ledger.every_coop.filter(variant=variant).exclude(kind="received")
    assert list(rows.values_list("kind", "delta", "order_id")) == [("shipped", -3, order.pk)]
    assert kinds(order) == ["order.handed_over"]


def test_a_hand_over_by_mistake_is_undone_to_the_last_piece(coop, keeper, variant, order_of: Make):
    order = order_of(state="packed", addressed=True, qty=3)
    actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    for _ in range(2):
        done = actions.undo_hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    stock = Stock.every_coop.get(pk=variant.pk)
    assert (done.state, done.handed_over_at, stock.on_hand, stock.reserved) == ("packed", None, 100, 60)
    assert sum(Ledger.every_coop.filter(variant=variant).values_list("delta", flat=True)) == 100
    assert kinds(order) == ["order.handed_over", "order.handover_undone"]


def test_what_arrived_or_came_back_is_past_undoing(coop, keeper, order_of: Make):
    for state, refusal in (("delivered", AlreadyDelivered), ("returned", AlreadyReturned)):
        order = order_of(state=state, addressed=True)
        with pytest.raises(refusal):
            actions.undo_hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)


def test_a_short_line_leaves_with_what_is_really_in_the_parcel(coop, keeper, variant, order_of: Make):
    order = order_of(state="packed", addressed=True, qty=3)
    Line.every_coop.filter(order=order).update(short_qty=1)
    actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    stock = Stock.every_coop.get(pk=variant.pk)
    assert (stock.on_hand, stock.reserved) == (98, 58)


def test_an_empty_parcel_does_not_leave(coop, keeper, order_of: Make):
    order = order_of(state="packed", addressed=True, qty=3)
    Line.every_coop.filter(order=order).update(short_qty=3)
    with pytest.raises(NothingToSend):
        actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)


def test_only_what_is_packed_leaves(coop, keeper, order_of: Make):
    with pytest.raises(NotPacked):
        actions.hand_over(
            coop=coop, order_id=order_of(state="confirmed", addressed=True).pk, by=keeper, at=AT
        )


def test_what_comes_back_lies_in_the_store_reserved_for_nobody(coop, keeper, variant, order_of: Make):
    order = order_of(state="packed", addressed=True, qty=2)
    actions.hand_over(coop=coop, order_id=order.pk, by=keeper, at=AT)
    for _ in range(2):
        actions.mark_returned(coop=coop, order_id=order.pk, by=keeper, at=AT)
    stock = Stock.every_coop.get(pk=variant.pk)
    assert (stock.on_hand, stock.reserved) == (100, 58)
    assert sum(Ledger.every_coop.filter(variant=variant).values_list("delta", flat=True)) == 100
    with pytest.raises(AlreadyReturned):
        actions.mark_delivered(coop=coop, order_id=order.pk, by=keeper, at=AT)


def test_a_parcel_that_has_not_left_cannot_arrive(coop, keeper, order_of: Make):
    for state in ("confirmed", "packed"):
        with pytest.raises(NotHandedOver):
            actions.mark_delivered(
                coop=coop, order_id=order_of(state=state, addressed=True).pk, by=keeper, at=AT
            )


def test_a_contact_is_noted_and_taken_back(coop, keeper, order_of: Make):
    order = order_of()
    assert actions.contacted(coop=coop, order_id=order.pk, by=keeper, at=AT, how="call").contacted_at == AT
    assert actions.not_contacted(coop=coop, order_id=order.pk, by=keeper, at=AT).contacted_at is None
    assert kinds(order) == ["order.contacted", "order.contact_undone"]


def test_another_cooperative_has_no_such_order(coop, keeper, order_of: Make):
    order = order_of()
    other = Coop.objects.create(slug="nha-khac", name="Nhà khác", order_prefix="NK")
    calls = [
        lambda: actions.confirm(coop=other, order_id=order.pk, by=keeper, at=AT),
        lambda: actions.pack(coop=other, order_id=order.pk, by=keeper, at=AT),
        lambda: actions.hand_over(coop=other, order_id=order.pk, by=keeper, at=AT),
        lambda: actions.contacted(coop=other, order_id=order.pk, by=keeper, at=AT),
        lambda: actions.phone_shown(coop=other, order_id=order.pk, by=keeper, at=AT),
    ]
    for call in calls:
        with pytest.raises(UnknownOrder):
            call()
    order.refresh_from_db()
    assert order.state == "held"
    assert kinds(order) == []


def test_every_refusal_has_its_own_code():
    from phien.orders import errors

    refusals = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Refusal)]
    codes = [one.code for one in refusals if one is not Refusal]
    assert len(codes) == len(set(codes))
