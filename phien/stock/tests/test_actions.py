"""Receiving, adjusting, reading stock, and the truths it keeps."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from phien.activity.models import Entry
from phien.coops.models import Person
from phien.stock import actions, queries
from phien.stock.errors import (
    BelowNothing,
    BelowReserved,
    NoReason,
    NothingChanged,
    NothingReceived,
    TooMany,
    UnknownVariant,
)
from phien.stock.models import Allotment, Ledger, Stock
from phien.testing.factories import items_of, make_coop, make_order, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_the_first_receipt_makes_the_stock_and_its_ledger(coop, manager):
    variant = make_variant(coop)
    actions.receive(coop=coop, variant_id=variant.pk, qty=120, by=manager, at=NOW, reason="Thu tháng 11")
    stock = actions.receive(coop=coop, variant_id=variant.pk, qty=5, by=manager, at=NOW)
    assert (stock.on_hand, stock.reserved) == (125, 0)
    rows = queries.ledger(coop=coop, variant_id=variant.pk)
    assert [(row.kind, row.delta, row.balance, row.reason, row.person) for row in rows] == [
        ("received", 5, 125, "", manager),
        ("received", 120, 120, "Thu tháng 11", manager),
    ]
    entry = Entry.objects.of(coop).latest("id")
    assert (entry.kind, entry.subject, entry.subject_id) == ("stock.received", "product", variant.product_id)
    assert entry.facts == {"variant": variant.full_name, "qty": 5, "on_hand": 125}


def test_an_adjustment_says_why(coop, manager):
    variant = make_variant(coop, stock=10)
    stock = actions.adjust(coop=coop, variant_id=variant.pk, delta=-3, reason=" vỡ ", by=manager, at=NOW)
    assert stock.on_hand == 7
    assert Ledger.objects.of(coop).latest("id").reason == "vỡ"
    assert Entry.objects.of(coop).latest("id").facts["reason"] == "vỡ"


@pytest.mark.parametrize(
    ("qty", "refusal"), [(0, NothingReceived), (-1, NothingReceived), (10_000_000, TooMany)]
)
def test_what_cannot_be_received_is_refused(coop, qty, refusal):
    variant = make_variant(coop, stock=10)
    with pytest.raises(refusal), assert_nothing_happened():
        actions.receive(coop=coop, variant_id=variant.pk, qty=qty, at=NOW)


@pytest.mark.parametrize(
    ("delta", "reason", "refusal"),
    [
        (0, "đếm lại", NothingChanged),
        (-1, " ", NoReason),
        (-11, "mất", BelowNothing),
        (-5, "vỡ", BelowReserved),
        (10_000_000, "lộn", TooMany),
    ],
)
def test_what_cannot_be_adjusted_is_refused(coop, delta, reason, refusal):
    variant = make_variant(coop, stock=10)
    make_session(coop, [(variant, 6)], open=True)
    with pytest.raises(refusal), assert_nothing_happened():
        actions.adjust(coop=coop, variant_id=variant.pk, delta=delta, reason=reason, at=NOW)


def test_the_refusal_tells_what_is_promised(coop):
    variant = make_variant(coop, stock=10)
    session = make_session(coop, [(variant, 6)], open=True)
    with pytest.raises(BelowReserved) as refused:
        actions.adjust(coop=coop, variant_id=variant.pk, delta=-5, reason="vỡ", at=NOW)
    assert refused.value.details == {"reserved": 6, "wanted": 5}
    assert queries.holders(coop=coop, variant_id=variant.pk) == [(session.pk, 6)]


def test_another_cooperatives_stock_is_not_there(coop, other_coop):
    foreign = make_variant(other_coop, stock=10)
    with pytest.raises(UnknownVariant), assert_nothing_happened():
        actions.receive(coop=coop, variant_id=foreign.pk, qty=1, at=NOW)
    with pytest.raises(UnknownVariant), assert_nothing_happened():
        actions.adjust(coop=coop, variant_id=foreign.pk, delta=-1, reason="x", at=NOW)
    assert list(queries.rows(coop=coop)) == []
    assert list(queries.ledger(coop=coop, variant_id=foreign.pk)) == []


def test_the_list_shows_what_is_there_promised_free_and_left(coop):
    first, second = make_variant(coop, stock=10), make_variant(coop)
    session = make_session(coop, [(first, 6)], open=True)
    make_order(session, [(items_of(session)[0], 2)])
    with assert_queries(1):
        rows = {row.pk: (row.on_hand, row.reserved, row.free, row.left) for row in queries.rows(coop=coop)}
    assert rows == {first.pk: (10, 6, 4, 8), second.pk: (0, 0, 0, 0)}
    with assert_queries(1):
        found = queries.numbers(coop=coop, variant_ids=[first.pk, second.pk])
    assert (found[first.pk].free, found[first.pk].left, found[first.pk].low) == (4, 8, True)
    assert found[second.pk].on_hand == 0
    assert list(queries.low(coop=coop)) == [first]  # what never came in is not running out


def test_the_truths_hold_after_receiving_selling_and_adjusting(coop):
    variant = make_variant(coop)
    actions.receive(coop=coop, variant_id=variant.pk, qty=20, at=NOW)
    session = make_session(coop, [(variant, 6)], open=True)
    make_order(session)
    actions.adjust(coop=coop, variant_id=variant.pk, delta=-14, reason="vỡ", at=NOW)
    with assert_queries(3):
        assert queries.broken_truths() == []


def test_a_number_without_its_ledger_is_found(coop):
    variant = make_variant(coop, stock=10)
    Stock.every_coop.filter(pk=variant.pk).update(on_hand=11)
    (broken,) = queries.broken_truths()
    assert (broken.truth, broken.rows) == (
        5,
        [{"variant_id": variant.pk, "coop_id": coop.pk, "on_hand": 11, "ledger": 10}],
    )


def test_a_reserve_that_no_session_holds_is_found(coop):
    variant = make_variant(coop, stock=10)
    Stock.every_coop.filter(pk=variant.pk).update(reserved=1)
    (broken,) = queries.broken_truths()
    assert (broken.truth, broken.rows[0]["reserved"], broken.rows[0]["allotted"]) == (6, 1, 0)


def test_an_allotment_that_does_not_add_up_is_found(coop):
    session = make_session(coop, [(make_variant(coop, stock=10), 6)], open=True)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table stock_allotment drop constraint allotted_is_remaining_and_taken")
    Allotment.every_coop.update(remaining=5)
    (broken,) = queries.broken_truths()
    assert (broken.truth, broken.rows[0]["session_id"]) == (1, session.pk)


@pytest.mark.django_db(transaction=True)
def test_two_who_receive_at_once_both_count():
    coop = make_coop()
    variant = make_variant(coop)
    failures = []

    def receive():
        try:
            for _ in range(10):
                actions.receive(coop=coop, variant_id=variant.pk, qty=1, at=NOW)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=receive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Stock.objects.of(coop).get().on_hand == 40
    assert queries.broken_truths() == []
    assert Person.objects.count() == 0
