"""The buy button: what one press gets, what it writes, what is said where it cannot be had."""

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.checkout.models import Waiting, Wish
from phien.live.contracts import Ask
from phien.orders.models import Order
from phien.testing.desks import wish
from phien.testing.truths import assert_all_true

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_press_becomes_an_order_with_its_answer_kept_whole(bench, session, item):
    before = timezone.now()
    answer = bench.place("A1", 2, buyer="b:1", key="k1", phone="+84900000001")
    order = Order.every_coop.get()
    assert answer.status == 201
    assert answer.body == {
        "order": order.code,
        "state": "held",
        "total": 2 * 145_000 + session.coop.shipping_fee,
        "pay_by": order.pay_by.isoformat(),
        "link": f"/o/{order.token}",
    }
    assert timedelta(minutes=29) < order.pay_by - before < timedelta(minutes=31)
    assert (item("A1").allotment.remaining, item("A1").allotment.taken) == (8, 2)
    kept = Wish.every_coop.get()
    assert (kept.external_id, kept.outcome, kept.answer) == (
        "k1",
        "order",
        {"status": 201, "body": answer.body},
    )
    assert_all_true()
