"""What staff change in the middle of the show: nothing that a viewer has been promised changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.live.desk.commands.undo import BACK
from phien.live.desk.desk import Overtaken
from phien.live.desk.tests.conftest import AT, promised
from phien.live.models import Item, Session
from phien.orders.models import Line, Order
from phien.stock.models import Allotment, Ledger, Stock
from phien.testing import factories
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened


def stock_of(variant_id: int) -> tuple[int, int]:
    row = Stock.every_coop.get(pk=variant_id)
    return row.on_hand, row.reserved


class TestNothingPromisedChanges:
    @pytest.mark.parametrize(
        ("do", "body"),
        [
            ("price", {"code": "A1", "price": 200_000, "limit_per_buyer": 1}),
            ("price", {"code": "A1", "flash_price": 90_000, "flash_until": "2030-01-01T00:00:00+00:00"}),
            ("allot", {"code": "A1", "by": -2}),
            ("stop", {"code": "A1"}),
            ("pin", {"code": "A2"}),
            ("add", {"variant": 0, "qty": 0}),
        ],
    )
    def test_by_a_change_nor_by_its_undo(self, bench, crowd, item, do, body):
        if do == "add":
            body = {**body, "variant": item("A1").variant_id}
        assert bench.ask(do, body, key="k").status == 200
        assert promised() == crowd
        assert bench.ask("undo", {"command": "k"}).status == 200
        assert promised() == crowd
        assert_all_true()

    def test_an_allotment_never_shrinks_below_what_is_taken(self, bench, crowd, item):
        with assert_nothing_happened():
            answer = bench.ask("allot", {"code": "A1", "by": -3})
        assert answer.body == {"code": "more_than_remaining", "left": 2}

    def test_orders_made_at_the_flash_price_keep_it_when_it_ends_early(self, bench, item):
        until = (AT + timedelta(hours=1)).isoformat()
        bench.ask("price", {"code": "A1", "flash_price": 90_000, "flash_until": until}, at=AT)
        bench.place("A1", 1, buyer="b:1", at=AT)
        bench.ask("price", {"code": "A1", "flash_price": None}, at=AT + timedelta(minutes=1))
        bench.place("A1", 1, buyer="b:2", at=AT + timedelta(seconds=70))  # it was still on that screen
        bench.place("A1", 1, buyer="b:3", at=AT + timedelta(minutes=2))
        prices = Line.every_coop.order_by("id").values_list("price", flat=True)
        assert list(prices) == [90_000, 90_000, 145_000]

    def test_a_limit_counts_from_now_on(self, bench, crowd):
        bench.ask("price", {"code": "A1", "limit_per_buyer": 4})
        assert bench.place("A1", 1, buyer="b:1").body["code"] == "limit"
        assert Order.every_coop.get(buyer_key="b:1").goods == 4 * 145_000


class TestPrice:
    def test_what_is_left_out_stays(self, bench, item):
        until = timezone.now() + timedelta(hours=1)
        bench.ask("price", {"code": "A1", "flash_price": 90_000, "flash_until": until.isoformat()})
        bench.ask("price", {"code": "A1", "limit_per_buyer": 5})
        row = item("A1")
        assert (row.price, row.flash_price, row.flash_until, row.limit_per_buyer) == (
            145_000,
            90_000,
            until,
            5,
        )

    def test_undo_is_refused_where_somebody_changed_it_since(self, bench, item):
        bench.ask("price", {"code": "A1", "price": 100_000}, key="first")
        bench.ask("price", {"code": "A1", "price": 120_000}, key="second")
        with assert_nothing_happened():
            assert bench.ask("undo", {"command": "first"}).body["code"] == "changed_since"
        assert bench.ask("undo", {"command": "second"}).status == 200
        assert bench.ask("undo", {"command": "first"}).status == 200, "it stands as that left it again"
        assert item("A1").price == 145_000


class TestPin:
    def test_undo_gives_back_what_was_pinned_unless_another_is_by_now(self, bench):
        bench.ask("pin", {"code": "A1"}, key="one")
        bench.ask("pin", {"code": "A2"}, key="two")
        assert bench.ask("undo", {"command": "one"}).body["code"] == "changed_since"
        bench.ask("undo", {"command": "two"})
        assert Session.every_coop.get().pinned.code == "A1"


class TestAnotherBoxCame:
    def test_it_is_received_allotted_and_promoted_in_one(self, bench, crowd, item):
        variant = item("A1").variant_id
        bench.ask("allot", {"code": "A1", "by": 10})  # all that was free
        assert bench.ask("allot", {"code": "A1", "by": 1}).body == {"code": "nothing_free", "left": 0}
        assert bench.ask("allot", {"code": "A1", "by": 24, "new": True}).status == 200
        assert stock_of(variant) == (44, 44)
        last = Ledger.every_coop.latest("id")
        assert (last.kind, last.delta, last.reason) == ("received", 24, "Came during the live")
        assert_all_true()

    def test_who_waits_gets_of_it_first(self, bench, crowd, item):
        bench.ask("allot", {"code": "A1", "by": 1, "new": True})
        assert Order.every_coop.get(buyer_key="b:3").goods == 3 * 145_000
        assert item("A1").allotment.remaining == 0

    def test_undone_it_has_not_come_as_long_as_it_is_not_promised(self, bench, item):
        variant = item("A1").variant_id
        bench.ask("allot", {"code": "A1", "by": 5, "new": True}, key="k")
        bench.place("A1", 12)
        assert bench.ask("undo", {"command": "k"}).body == {"code": "more_than_remaining", "left": 3}
        bench.ask("cancel", {"order": Order.every_coop.get().pk})
        assert bench.ask("undo", {"command": "k"}).status == 200
        assert stock_of(variant) == (20, 10)
        assert list(Ledger.every_coop.filter(variant=variant).values_list("kind", "delta").order_by("id"))[
            1:
        ] == [
            ("received", 5),
            ("adjusted", -5),
        ]
        assert_all_true()


class TestStop:
    def test_nobody_new_gets_or_waits_for_it_and_the_pin_goes(self, bench, crowd, item):
        bench.ask("pin", {"code": "A1"})
        answer = bench.ask("stop", {"code": "A1"})
        assert answer.body == {"code": "A1", "left": 2, "waiting": 1}
        assert item("A1").stopped_at is not None
        assert Session.every_coop.get().pinned is None
        assert bench.place("A1", 1).body["code"] == "sold_out"
        assert bench.comment("chốt A1 1 chai", author="mai")["outcome"] == "sold_out"
        assert bench.ask("pin", {"code": "A1"}).body == {"code": "item_stopped", "name": "A1"}
        assert bench.ask("stop", {"code": "A1"}).body == {"code": "item_stopped", "name": "A1"}
        assert item("A1").allotment.remaining == 2, "kept aside, so that it can be sold again"
        assert_all_true()

    def test_who_waits_keeps_the_place_and_gets_what_comes_back(self, bench, crowd):
        bench.ask("stop", {"code": "A1"})
        bench.ask("cancel", {"order": Order.every_coop.get(buyer_key="b:1").pk})
        assert Order.every_coop.get(buyer_key="b:3").state == "held"
        assert_all_true()

    def test_an_order_may_shrink_but_not_grow(self, bench, crowd, item):
        bench.ask("stop", {"code": "A1"})
        order = Order.every_coop.get(buyer_key="b:1")
        grown = bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 5}]})
        assert (grown.body["outcome"], grown.body["total"]) == ("sold_out", order.total)
        bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 1}]})
        assert Line.every_coop.get(order=order).qty == 1

    def test_everybody_is_told(self, bench, crowd):
        bench.ask("pin", {"code": "A1"})
        bench.ask("stop", {"code": "A1"})
        told = bench.frames[-1]["public"]
        assert ("stock", {"items": [{"code": "A1", "left": 0, "waiting": 1}]}) in told
        assert ("pinned", {"code": None}) in told
        prices = [row for kind, row in told if kind == "price"]
        assert [(row["code"], row["stopped"]) for row in prices] == [("A1", True), ("A2", False)]
        state = bench.loop.run(bench.desk.state())
        assert [(row["left"], row["stopped"]) for row in state["items"]] == [(0, True), (8, False)]

    def test_undo_sells_it_again_and_pins_it_unless_something_else_is(self, bench, crowd):
        bench.ask("pin", {"code": "A1"})
        bench.ask("stop", {"code": "A1"}, key="k")
        bench.ask("undo", {"command": "k"})
        assert Session.every_coop.get().pinned.code == "A1"
        assert bench.place("A1", 2, buyer="b:9").status == 201
        assert bench.ask("resume", {"code": "A1"}).body == {"code": "item_on_sale", "name": "A1"}
        bench.ask("stop", {"code": "A1"}, key="again")
        bench.ask("pin", {"code": "A2"})
        bench.ask("undo", {"command": "again"})
        assert Session.every_coop.get().pinned.code == "A2"


class TestAdd:
    @pytest.fixture
    def nuts(self, coop):
        return factories.make_variant(coop, stock=8, product=factories.make_product(coop, "Hạt mắc ca"))

    def test_it_is_last_on_the_sheet_with_the_next_code_and_sold_at_once(self, bench, nuts, session):
        answer = bench.ask("add", {"variant": nuts.pk, "qty": 5, "price": 99_000})
        assert answer.body == {"code": "A3", "left": 5}
        row = Item.every_coop.get(code="A3")
        assert (row.session_id, row.price, row.planned) == (session.pk, 99_000, 5)
        assert list(Item.every_coop.order_by("position").values_list("code", flat=True)) == ["A1", "A2", "A3"]
        assert stock_of(nuts.pk) == (8, 5)
        assert bench.place("A3", 2).status == 201
        assert bench.comment("chốt A3 1", author="lan")["outcome"] == "order"
        assert ("reset", {}) in next(f["public"] for f in bench.frames if f["public"])
        assert_all_true()

    def test_what_has_just_come_is_received_in_the_same_step(self, bench, coop, session):
        new = factories.make_variant(coop, product=factories.make_product(coop, "Hạt mắc ca"))
        bench.ask("add", {"variant": new.pk, "qty": 12, "price": 99_000, "new": True}, key="k")
        assert stock_of(new.pk) == (12, 12)
        assert Ledger.every_coop.get(variant=new).kind == "received"
        assert_all_true()
        bench.ask("undo", {"command": "k"})
        assert stock_of(new.pk) == (0, 0)
        assert not Item.every_coop.filter(variant=new).exists()
        assert_all_true()

    @pytest.mark.parametrize(
        ("body", "refusal"),
        [
            ({"qty": 9}, {"code": "nothing_free", "left": 8}),
            ({"qty": 1, "code": "A1"}, {"code": "item_code_taken", "name": "A1"}),
            ({"qty": 1, "variant": 999_999}, {"code": "not_found"}),
        ],
    )
    def test_what_does_not_do_adds_nothing(self, bench, nuts, body, refusal):
        with assert_nothing_happened():
            assert bench.ask("add", {"variant": nuts.pk, "price": 99_000, **body}).body == refusal

    def test_anothers_goods_are_not_there(self, bench, other_coop):
        theirs = factories.make_variant(other_coop, stock=8)
        with assert_nothing_happened():
            assert bench.ask("add", {"variant": theirs.pk, "price": 99_000, "qty": 1}).status == 404

    def test_undo_takes_it_away_while_nobody_asked_for_it(self, bench, nuts):
        bench.ask("add", {"variant": nuts.pk, "qty": 5, "price": 99_000}, key="k")
        bench.ask("pin", {"code": "A3"})
        assert bench.ask("undo", {"command": "k"}).body == {"code": "A3"}
        assert not Item.every_coop.filter(code="A3").exists()
        assert Allotment.every_coop.filter(variant=nuts).count() == 0
        assert stock_of(nuts.pk) == (8, 0)
        assert bench.place("A3").body["code"] == "unknown_code"
        assert_all_true()

    @pytest.mark.parametrize("how", ["ordered", "cancelled", "said"])
    def test_undo_is_refused_once_somebody_asked(self, bench, nuts, how):
        bench.ask("add", {"variant": nuts.pk, "qty": 5, "price": 99_000}, key="k")
        if how == "said":
            bench.comment("cho hỏi A3 2 hũ còn không", author="lan")
            said = bench.desk.book.said["c:facebook:lan"][-1].reading
            if not said.items:
                pytest.skip("the reader names no item in it")
        else:
            bench.place("A3", 1)
        if how == "cancelled":
            bench.ask("cancel", {"order": Order.every_coop.get().pk})
        with assert_nothing_happened():
            assert bench.ask("undo", {"command": "k"}).body == {"code": "item_wanted", "name": "A3"}


class TestUndo:
    def test_an_unknown_change_cannot_be_undone(self, bench):
        bench.ask("lose", {"variant": 1, "qty": 1, "reason": "vỡ"}, key="lost")
        for command in ("nothing", "lost"):
            assert bench.ask("undo", {"command": command}).body == {"code": "not_undoable"}

    def test_twice_is_once(self, bench, item):
        bench.ask("allot", {"code": "A1", "by": 3}, key="k")
        first = bench.ask("undo", {"command": "k"}, key="undo:k")
        assert bench.ask("undo", {"command": "k"}, key="undo:k") == first
        assert item("A1").allotment.allotted == 10

    def test_the_record_says_what_undid_what(self, bench, manager):
        who = {"person": manager.pk, "actor": f"person:{manager.pk}"}
        bench.ask("stop", {"code": "A1"}, key="k", **who)
        bench.ask("undo", {"command": "k"}, **who)
        rows = Entry.every_coop.order_by("id").values_list("kind", "facts", "person")
        assert list(rows) == [
            ("item.stopped", {"code": "A1", "command": "k"}, manager.pk),
            ("item.resumed", {"code": "A1", "undoes": "k"}, manager.pk),
        ]


STEPS = {
    "pin": {"code": "A1"},
    "price": {"code": "A1", "price": 99_000},
    "allot": {"code": "A1", "by": 2},
    "stop": {"code": "A2"},
    "resume": {"code": "A2"},
    "add": {"qty": 1, "price": 99_000},
    "undo": {"command": "price"},
}


def test_the_same_key_changes_once_and_is_answered_the_same_over_a_takeover(bench, item):
    variant = item("A1").variant_id
    first = {do: bench.ask(do, {"variant": variant, **body}, key=do) for do, body in STEPS.items()}
    assert {answer.status for answer in first.values()} == {200}
    bench.sit_down()
    with assert_nothing_happened():
        again = {do: bench.ask(do, {"variant": variant, **body}, key=do) for do, body in STEPS.items()}
    assert again == first
    elsewhere = {"remove", "less"}  # the undo of a comment read again is tried with what was taught
    assert {*BACK, "undo", "add"} - elsewhere == {*STEPS}, "every change that can be undone is tried here"


def test_an_overtaken_desk_changes_nothing(bench, item):
    old = bench.desk
    bench.sit_down()
    for do, body in STEPS.items():
        bench.desk, new = old, bench.desk
        with assert_nothing_happened(), pytest.raises(Overtaken):
            bench.ask(do, {"variant": item("A1").variant_id, **body})
        bench.desk = new
