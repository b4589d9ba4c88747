"""Two packers never pack the same order; weights as people type them; lists that a carrier takes."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from phien.coops.models import Person
from phien.kernel.refusals import Refusal
from phien.orders import actions, queries, rules
from phien.orders.actions import packing
from phien.orders.errors import BeingPacked, ContentsChanged, NotYoursToPack, WaitsForGoods, WeightWrong
from phien.orders.models import Handover, Order, Shortage
from phien.orders.tests.conftest import AT
from phien.stock.models import Stock
from phien.testing.committed import empty

Make = Callable[..., Order]
LATER = AT + rules.PACKING_TAKES


@pytest.fixture
def another(db: None) -> Person:
    return Person.objects.create_user("goi-hang-2", name="Người gói thử 2")


@pytest.fixture
def order(order_of: Make) -> Order:
    return order_of(addressed=True, state="confirmed", confirmed_at=AT, payment="cod")


def take(coop, order, by, at=AT, over=False) -> Order:
    return actions.take_up(coop=coop, order_id=order.pk, at=at, by=by, over=over)


def test_who_takes_an_order_up_has_it_and_the_other_is_told_who_and_since_when(coop, order, keeper, another):
    take(coop, order, keeper)
    with pytest.raises(BeingPacked) as refused:
        take(coop, order, another, at=LATER - timedelta(seconds=1))
    assert refused.value.details == {"name": "Người giữ đơn thử", "since": "20:00"}
    with pytest.raises(NotYoursToPack):
        actions.pack(coop=coop, order_id=order.pk, at=AT, by=another)
    assert actions.pack(coop=coop, order_id=order.pk, at=AT, by=keeper).packed_by == keeper


def test_after_a_quarter_of_an_hour_given_back_or_knowingly_another_may(coop, order, keeper, another):
    take(coop, order, keeper)
    assert take(coop, order, another, at=LATER).packer == another
    assert take(coop, order, keeper, at=LATER, over=True).packer == keeper
    actions.give_back(coop=coop, order_id=order.pk, at=LATER, by=another)
    assert Order.every_coop.get(pk=order.pk).packer == keeper, "only who has it gives it back"
    actions.give_back(coop=coop, order_id=order.pk, at=LATER, by=keeper)
    assert take(coop, order, another, at=LATER).packer == another


def test_the_next_one_is_what_nobody_else_has(coop, order, order_of: Make, keeper, another):
    second = order_of(addressed=True, state="confirmed", confirmed_at=AT + timedelta(minutes=1))
    take(coop, order, keeper)
    found = {
        by: [row.pk for row in queries.free_to_pack(coop=coop, by=by, at=AT)] for by in (keeper, another)
    }
    assert found == {keeper: [order.pk, second.pk], another: [second.pk]}


def test_opened_again_it_is_in_the_hands_of_who_opened_it(coop, order, keeper, another):
    actions.pack(coop=coop, order_id=order.pk, at=AT, by=keeper, weight="1,2 kg", carrier="ghn")
    opened = actions.unpack(coop=coop, order_id=order.pk, at=AT, by=another)
    assert (opened.state, opened.packer, opened.packed_by) == ("confirmed", another, None)
    assert (opened.weight, opened.carrier) == (1200, "ghn")


def test_what_was_changed_after_the_packer_looked_is_not_sealed(coop, order, keeper):
    take(coop, order, keeper)
    seen = Order.objects.of(coop).get(pk=order.pk).contents
    line = order.lines.get()
    line.qty += 1
    line.save()
    with pytest.raises(ContentsChanged):
        actions.pack(coop=coop, order_id=order.pk, at=AT, by=keeper, seen=seen)
    order.refresh_from_db()
    assert order.state == "confirmed"
    now_in_it = Order.objects.of(coop).get(pk=order.pk).contents
    assert actions.pack(coop=coop, order_id=order.pk, at=AT, by=keeper, seen=now_in_it).state == "packed"


def test_what_waits_for_goods_is_not_packed(coop, order, keeper):
    line = order.lines.get()
    Shortage.every_coop.create(
        coop=coop, order=order, allotment_id=line.allotment_id, name=line.name, price=1, qty=1, what="wait"
    )
    for act in (actions.pack, actions.take_up):
        with pytest.raises(WaitsForGoods):
            act(coop=coop, order_id=order.pk, at=AT, by=keeper)
    rooms = queries.rooms(coop=coop)
    assert (rooms.to_pack, rooms.waiting, rooms.packed) == (0, 1, 0)


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("", None), ("1200", 1200), ("1.200", 1200), ("1,200 g", 1200), ("1,2 kg", 1200), ("1.25kg", 1250),
        ("850 gram", 850), ("10", 10), ("50 kg", 50_000),
    ],
)  # fmt: skip
def test_weights_are_read_as_people_type_them(typed: str, grams: int | None):
    assert rules.grams_of(typed) == grams


@pytest.mark.parametrize("typed", ["9", "50001", "1,2", "-5", "nặng", "1 2 kg x", "1.2.3", "51kg"])
def test_nonsense_is_no_weight_and_packs_nothing(coop, order, keeper, typed: str):
    with pytest.raises(WeightWrong):
        actions.pack(coop=coop, order_id=order.pk, at=AT, by=keeper, weight=typed)
    assert Order.every_coop.get(pk=order.pk).state == "confirmed"


def test_a_whole_list_leaves_at_once_one_a_carrier_and_only_once(coop, order_of: Make, variant, keeper):
    packed = [
        order_of(addressed=True, state="packed", packed_at=AT, carrier=carrier, weight=weight, payment="cod")
        for carrier, weight in (("ghn", 1200), ("ghn", None), ("jt", 300))
    ]
    gone = order_of(state="cancelled")
    ids = [each.pk for each in (*packed, gone)]
    before = Stock.every_coop.get(pk=variant.pk)
    left, stayed = actions.hand_over_list(coop=coop, order_ids=ids, at=AT, by=keeper)
    assert [each.pk for each in left] == ids[:3]
    assert [(each.pk, why.code) for each, why in stayed] == [(gone.pk, "order_cancelled")]
    after = Stock.every_coop.get(pk=variant.pk)
    assert (before.on_hand - after.on_hand, before.reserved - after.reserved) == (6, 6)
    lists = {
        row.carrier: (row.parcels, row.grams, row.cash, row.person) for row in queries.handovers(coop=coop)
    }
    assert lists == {"ghn": (2, 1200, 640_000, keeper), "jt": (1, 300, 320_000, keeper)}
    again, _ = actions.hand_over_list(coop=coop, order_ids=ids, at=AT, by=keeper)
    assert (again, Handover.every_coop.count()) == ([], 2)
    actions.undo_hand_over(coop=coop, order_id=ids[2], at=AT, by=keeper)
    assert [row.carrier for row in queries.handovers(coop=coop)] == ["ghn"]


class TestTwoPackersAtOnce:
    """Two connections: the second waits for the first one's commit and reads who has it."""

    @pytest.fixture
    def db(self, django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
        with django_db_blocker.unblock():
            yield
            empty()
            connection.close()

    @pytest.mark.parametrize("first", [0, 1])
    def test_only_one_has_it(self, coop, order, keeper, another, first: int, monkeypatch):
        assert self.race(coop, order, [keeper, another], first, monkeypatch) == [
            "taken",
            "order_being_packed",
        ]

    def test_without_the_lock_both_would_have_it(self, coop, order, keeper, another, monkeypatch):
        def unlocked(*, coop: Any, order_id: int) -> Order:
            found = Order.objects.of(coop).get(pk=order_id)
            found.coop = coop
            return found

        monkeypatch.setattr(packing, "locked", unlocked)
        told = self.race(coop, order, [keeper, another], 0, monkeypatch)
        print(f"without the row's lock: {told}")
        assert told == ["taken", "taken"]

    def race(self, coop, order, people, first, monkeypatch) -> list[str]:
        """The first reads and holds still; the second begins; then the first saves and commits."""
        read, go, told = threading.Event(), threading.Event(), {}
        save, slow = packing.save, threading.local()

        def saved(*given: Any) -> Order:
            if getattr(slow, "first", False):
                read.set()
                assert go.wait(10)
            return save(*given)

        monkeypatch.setattr(packing, "save", saved)

        def run(place: int) -> None:
            slow.first = place == 0
            try:
                take(coop, order, people[first if place == 0 else 1 - first])
                told[place] = "taken"
            except Refusal as refusal:
                told[place] = refusal.code
            finally:
                connection.close()

        one, two = (threading.Thread(target=run, args=(place,)) for place in (0, 1))
        one.start()
        assert read.wait(10)
        two.start()
        two.join(0.3)  # it waits for the lock, or (without one) is done
        go.set()
        one.join(10)
        two.join(10)
        return [told[0], told[1]]
