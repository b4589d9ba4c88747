"""Money recorded and taken back: what stands in the order afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from phien.activity.models import Entry
from phien.orders import actions as orders
from phien.orders.errors import AlreadyPacked, MoneyMoved
from phien.orders.models import Order
from phien.orders.tests.conftest import AT
from phien.payments import actions
from phien.payments.errors import AmountWrong, ReceiptUndone, UnknownReceipt
from phien.payments.models import Receipt

Make = Callable[..., Order]
LATER = AT + timedelta(minutes=10)


def test_paid_in_full_confirms_a_held_order(coop, keeper, order_of: Make):
    order = order_of(pay_by=AT + timedelta(minutes=5))
    actions.record_money(coop=coop, order_id=order.pk, amount=320_000, at=AT, by=keeper)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at, order.confirmed_at) == ("confirmed", 320_000, AT, AT)
    assert (order.state_before_money, order.payment) == ("held", "transfer")


def test_a_part_stays_held_and_no_timer_may_end_it(coop, keeper, order_of: Make):
    order = order_of(pay_by=AT)
    actions.record_money(coop=coop, order_id=order.pk, amount=100_000, at=AT, by=keeper)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at) == ("held", 100_000, AT)
    due = Order.every_coop.filter(state="held", money_at__isnull=True, pay_by__lte=AT + timedelta(days=2))
    assert not due.exists()
    actions.record_money(coop=coop, order_id=order.pk, amount=220_000, at=LATER, by=keeper)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at) == ("confirmed", 320_000, AT)


@pytest.mark.parametrize("amount", [0, -1, 10_000_000_001])
def test_nobody_records_nothing_or_the_moon(coop, keeper, order_of: Make, amount: int):
    order = order_of()
    with pytest.raises(AmountWrong):
        actions.record_money(coop=coop, order_id=order.pk, amount=amount, at=AT, by=keeper)
    assert not Receipt.every_coop.exists()


def test_two_people_who_tap_at_once_record_the_money_once(coop, keeper, order_of: Make):
    order = order_of()
    actions.record_money(coop=coop, order_id=order.pk, amount=320_000, seen=0, at=AT, by=keeper)
    with pytest.raises(MoneyMoved):
        actions.record_money(coop=coop, order_id=order.pk, amount=320_000, seen=0, at=AT, by=keeper)
    order.refresh_from_db()
    assert (order.paid, Receipt.every_coop.count()) == (320_000, 1)


@pytest.mark.parametrize(
    ("pay_by", "until", "expected"),
    [
        (AT + timedelta(minutes=5), None, LATER + timedelta(hours=2)),
        (AT + timedelta(hours=9), None, AT + timedelta(hours=9)),
        (AT + timedelta(minutes=5), AT + timedelta(hours=12), AT + timedelta(hours=12)),
        (None, None, None),
        (None, AT, LATER + timedelta(hours=2)),
    ],
)
def test_undo_gives_the_former_state_back_with_two_hours_at_least(
    coop, keeper, order_of: Make, pay_by, until, expected
):
    order = order_of(pay_by=pay_by)
    receipt = actions.record_money(coop=coop, order_id=order.pk, amount=320_000, at=AT, by=keeper)
    actions.undo_money(coop=coop, receipt_id=receipt.pk, at=LATER, by=keeper, until=until)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at, order.confirmed_at) == ("held", 0, None, None)
    assert (order.claimed_at, order.pay_by, order.state_before_money) == (LATER, expected, "")
    receipt.refresh_from_db()
    assert receipt.undone_at == LATER


def test_undo_twice_takes_nothing_twice(coop, keeper, order_of: Make):
    order = order_of(state="confirmed", payment="cod", addressed=True)
    receipt = actions.record_money(coop=coop, order_id=order.pk, amount=320_000, at=AT, by=keeper)
    actions.undo_money(coop=coop, receipt_id=receipt.pk, at=LATER, by=keeper)
    with pytest.raises(ReceiptUndone):
        actions.undo_money(coop=coop, receipt_id=receipt.pk, at=LATER, by=keeper)
    order.refresh_from_db()
    assert (order.paid, order.state) == (0, "confirmed")


def test_one_of_two_receipts_undone_leaves_the_other(coop, keeper, order_of: Make):
    order = order_of(pay_by=AT)
    actions.record_money(coop=coop, order_id=order.pk, amount=100_000, at=AT, by=keeper)
    second = actions.record_money(coop=coop, order_id=order.pk, amount=220_000, at=AT, by=keeper)
    actions.undo_money(coop=coop, receipt_id=second.pk, at=LATER, by=keeper)
    order.refresh_from_db()
    assert (order.state, order.paid, order.money_at) == ("held", 100_000, AT)


def test_the_keepers_own_word_outlives_the_money(coop, keeper, order_of: Make):
    order = order_of()
    receipt = actions.record_money(coop=coop, order_id=order.pk, amount=1000, at=AT, by=keeper)
    orders.confirm(coop=coop, order_id=order.pk, at=AT, by=keeper)
    actions.undo_money(coop=coop, receipt_id=receipt.pk, at=LATER, by=keeper)
    order.refresh_from_db()
    assert order.state == "confirmed"


def test_a_parcel_packed_because_of_the_money_is_opened_before_the_money_goes(coop, keeper, order_of: Make):
    order = order_of(addressed=True)
    receipt = actions.record_money(coop=coop, order_id=order.pk, amount=320_000, at=AT, by=keeper)
    orders.pack(coop=coop, order_id=order.pk, at=AT, by=keeper)
    with pytest.raises(AlreadyPacked):
        actions.undo_money(coop=coop, receipt_id=receipt.pk, at=LATER, by=keeper)
    order.refresh_from_db()
    receipt.refresh_from_db()
    assert (order.state, order.paid, receipt.undone_at) == ("packed", 320_000, None)


def test_money_for_an_ended_order_is_kept_and_listed(coop, keeper, order_of: Make):
    from phien.orders import queries

    order = order_of(state="expired", expired_at=AT)
    actions.record_money(coop=coop, order_id=order.pk, amount=320_000, at=LATER, by=keeper)
    order.refresh_from_db()
    assert (order.state, order.paid) == ("expired", 320_000)
    assert [one.pk for one in queries.to_refund(coop=coop)] == [order.pk]


def test_the_record_says_how_much_and_who(coop, keeper, order_of: Make):
    order = order_of()
    actions.record_money(coop=coop, order_id=order.pk, amount=100_000, at=AT, by=keeper)
    entry = Entry.every_coop.get(subject="order", subject_id=order.pk)
    assert (entry.kind, entry.person, entry.facts) == (
        "order.money",
        keeper,
        {"amount": 100_000, "paid": 100_000},
    )


def test_another_cooperative_has_no_such_receipt(coop, keeper, order_of: Make):
    from phien.coops.models import Coop

    order = order_of()
    receipt = actions.record_money(coop=coop, order_id=order.pk, amount=100_000, at=AT, by=keeper)
    other = Coop.objects.create(slug="nha-khac", name="Nhà khác", order_prefix="NK")
    with pytest.raises(UnknownReceipt):
        actions.undo_money(coop=other, receipt_id=receipt.pk, at=LATER, by=keeper)
    receipt.refresh_from_db()
    assert receipt.undone_at is None
