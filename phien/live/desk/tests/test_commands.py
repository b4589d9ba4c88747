"""Commands of staff, buyers and the clock: what each changes, once."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.utils import timezone

from phien.checkout.models import Waiting
from phien.comments.models import Comment
from phien.live.contracts import Ask
from phien.live.desk.holds import awake
from phien.live.desk.unit import Gone
from phien.live.models import Command, Desk, Item, Session
from phien.orders import actions as orders
from phien.orders.models import Line, Order
from phien.stock.models import Ledger, Stock
from phien.testing import factories
from phien.testing.desks import dsn_of_test, remark, wish
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


def ordered(bench, *items: tuple[str, int], buyer: str = "b:1", at=None) -> Order:
    for code, qty in items:
        bench.place(code, qty, buyer=buyer, at=at)
    return Order.every_coop.get(buyer_key=buyer, state="held")


def lines(order: Order) -> list[tuple[str, int, int]]:
    return sorted(Line.every_coop.filter(order=order).values_list("code", "qty", "short_qty"))


class TestCancel:
    @pytest.mark.parametrize(
        ("state", "actor", "status"),
        [
            ("held", "buyer", 200),
            ("confirmed", "buyer", 200),
            ("packed", "buyer", 409),
            ("packed", "shell", 200),
            ("handed_over", "shell", 409),
            ("returned", "shell", 409),
        ],
    )
    def test_by_the_buyer_until_packed_by_staff_until_handed_over(self, bench, item, state, actor, status):
        order = ordered(bench, ("A1", 2))
        address = {"street": "1", "commune": "2", "province": "3"}
        Order.every_coop.filter(pk=order.pk).update(state=state, **address)
        if state in ("handed_over", "returned"):
            Stock.every_coop.filter(pk=item("A1").variant_id).update(on_hand=18, reserved=8)
            Ledger.every_coop.create(
                coop=order.coop, variant_id=item("A1").variant_id, kind="shipped", delta=-2
            )
        answer = bench.ask("cancel", {"order": order.pk}, actor=actor)
        order.refresh_from_db()
        assert answer.status == status
        assert order.state == ("cancelled" if status == 200 else state)
        assert item("A1").allotment.remaining == (10 if status == 200 else 8)
        assert_all_true()

    def test_twice_is_harmless(self, bench, item):
        order = ordered(bench, ("A1", 2))
        first = bench.ask("cancel", {"order": order.pk}, key="k")
        assert first.body == {"outcome": "cancelled", "order": order.code}
        assert bench.ask("cancel", {"order": order.pk}, key="k") == first
        assert bench.ask("cancel", {"order": order.pk}, key="other") == first
        assert item("A1").allotment.remaining == 10
        assert_all_true()

    def test_another_sessions_order_is_not_there(self, bench, coop):
        other = factories.make_session(coop, [(factories.make_variant(coop, stock=5), 5)], open=True)
        order = factories.make_order(other)
        with assert_nothing_happened():
            assert bench.ask("cancel", {"order": order.pk}).status == 404


class TestChange:
    def test_an_order_becomes_exactly_what_is_asked(self, bench, item):
        order = ordered(bench, ("A1", 3))
        answer = bench.ask(
            "change", {"order": order.pk, "items": [{"code": "A1", "qty": 1}, {"code": "A2", "qty": 4}]}
        )
        order.refresh_from_db()
        assert answer.body == {"outcome": "changed", "order": order.code, "total": order.total}
        assert lines(order) == [("A1", 1, 0), ("A2", 4, 0)]
        assert order.goods == 5 * 145_000
        assert (item("A1").allotment.remaining, item("A2").allotment.remaining) == (9, 6)
        assert_all_true()

    def test_nothing_left_is_a_cancellation(self, bench):
        order = ordered(bench, ("A1", 3))
        assert bench.ask("change", {"order": order.pk, "items": []}).body["outcome"] == "cancelled"
        assert_all_true()

    def test_the_same_item_at_another_price_is_another_line_and_the_latest_is_cut_first(self, bench):
        order = ordered(bench, ("A1", 2))
        bench.ask("price", {"code": "A1", "price": 100_000})
        bench.place("A1", 2, buyer="b:1")
        order.refresh_from_db()
        assert (order.goods, len(lines(order))) == (2 * 145_000 + 2 * 100_000, 2)
        bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 3}]})
        order.refresh_from_db()
        assert order.goods == 2 * 145_000 + 100_000
        assert_all_true()

    def test_an_order_of_which_only_waiting_is_left_ends(self, bench, item):
        order = ordered(bench, ("A2", 2))
        bench.place("A1", 10)
        answer = bench.ask("change", {"order": order.pk, "items": [{"code": "A1", "qty": 3}]})
        order.refresh_from_db()
        assert (answer.body["outcome"], order.state) == ("waitlisted", "cancelled")
        assert Waiting.every_coop.get().qty == 3
        assert item("A2").allotment.remaining == 10
        assert_all_true()

    def test_an_unknown_code_is_refused_and_nothing_happens(self, bench):
        order = ordered(bench, ("A1", 2))
        answer = bench.ask("change", {"order": order.pk, "items": [{"code": "Z9", "qty": 1}]})
        assert (answer.status, answer.body["code"]) == (422, "unknown_code")
        assert lines(order) == [("A1", 2, 0)]


class TestPriceAndPin:
    def test_a_price_counts_for_wishes_from_now_on(self, bench, item):
        bench.ask("price", {"code": "A1", "price": 99_000, "limit_per_buyer": 5}, person=None)
        assert ordered(bench, ("A1", 1)).goods == 99_000
        assert (item("A1").price, item("A1").limit_per_buyer) == (99_000, 5)

    @pytest.mark.parametrize(("late", "price"), [(0, 50_000), (14, 50_000), (16, 145_000)])
    def test_a_flash_price_has_15_seconds_of_grace(self, bench, late, price):
        until = timezone.now()
        body = {"code": "A1", "price": 145_000, "flash_price": 50_000, "flash_until": until.isoformat()}
        bench.ask("price", body)
        order = ordered(bench, ("A1", 1), at=until + timedelta(seconds=late))
        assert order.goods == price

    def test_what_is_pinned_is_what_a_bare_number_means(self, bench, session):
        bench.ask("pin", {"code": "A2"})
        assert Session.every_coop.get().pinned.code == "A2"
        assert bench.comment("chốt 2 chai", author="lan")["items"] == [{"code": "A2", "qty": 2}]
        bench.ask("pin", {"code": ""})
        assert Session.every_coop.get().pinned is None
        assert bench.ask("pin", {"code": "Z9"}).status == 422


class TestAllot:
    def test_more_comes_out_of_the_free_stock_and_promotes(self, bench, item):
        bench.place("A1", 10)
        bench.place("A1", 3, buyer="b:waits")
        answer = bench.ask("allot", {"code": "A1", "by": 4})
        assert answer.body == {"code": "A1", "left": 1}
        assert Order.every_coop.get(buyer_key="b:waits").goods == 3 * 145_000
        assert Stock.every_coop.get(pk=item("A1").variant_id).reserved == 14
        assert_all_true()

    def test_no_more_than_is_free_and_none_back_that_is_promised(self, bench):
        ordered(bench, ("A1", 8))
        assert bench.ask("allot", {"code": "A1", "by": 11}).body == {"code": "nothing_free", "left": 10}
        assert bench.ask("allot", {"code": "A1", "by": -3}).body == {"code": "more_than_remaining", "left": 2}
        assert bench.ask("allot", {"code": "A1", "by": -2}).status == 200
        assert bench.ask("allot", {"code": "A1", "by": 12}).status == 200
        assert_all_true()

    def test_two_sessions_never_reserve_the_same_piece(self, bench, item):
        """The look at the stock is no lock: the CHECK stops who comes second, and they are told the truth."""
        variant = item("A1").variant_id

        before = bench.desk.line.send
        seen: list[int] = []

        async def send(statements, **how):
            rows = await before(statements, **how)
            if not seen and any(each.sql.startswith("select on_hand") for each in statements):
                seen.append(1)
                await asyncio.to_thread(_elsewhere, variant)
            return rows

        bench.desk.line.send = send
        assert bench.ask("allot", {"code": "A1", "by": 5}).body == {"code": "nothing_free", "left": 0}
        assert seen == [1]
        assert item("A1").allotment.allotted == 10
        Stock.every_coop.filter(pk=variant).update(reserved=10)
        assert_all_true()


def _elsewhere(variant: int) -> None:
    with psycopg.connect(dsn_of_test(), autocommit=True) as database:
        database.execute("update stock_stock set reserved = on_hand where variant_id = %s", [variant])


class TestLose:
    def test_remaining_goes_first_then_the_latest_orders_fall_short(self, bench, item):
        first = ordered(bench, ("A1", 4), buyer="b:1")
        second = ordered(bench, ("A1", 4), buyer="b:2")
        variant = item("A1").variant_id
        answer = bench.ask("lose", {"variant": variant, "qty": 5, "reason": "vỡ"})
        assert answer.body == {"carried": 5}
        for order in (first, second):
            order.refresh_from_db()
        assert (lines(first), lines(second)) == ([("A1", 4, 0)], [("A1", 4, 3)])
        assert (first.goods, second.goods) == (4 * 145_000, 145_000)
        part, stock = item("A1").allotment, Stock.every_coop.get(pk=variant)
        assert (part.allotted, part.remaining, part.taken) == (5, 0, 5)
        assert (stock.on_hand, stock.reserved) == (15, 5)
        last = Ledger.every_coop.latest("id")
        assert (last.delta, last.reason) == (-5, "vỡ")
        assert_all_true()

    def test_more_than_the_session_holds_is_left_to_the_next(self, bench, item):
        ordered(bench, ("A1", 4))
        assert bench.ask("lose", {"variant": item("A1").variant_id, "qty": 30, "reason": "vỡ"}).body == {
            "carried": 10
        }
        assert_all_true()

    def test_an_order_that_fell_short_can_still_be_changed_cancelled_and_added_to(self, bench, item):
        order = ordered(bench, ("A1", 4), ("A2", 1))
        bench.ask("lose", {"variant": item("A1").variant_id, "qty": 10, "reason": "vỡ"})
        assert lines(order) == [("A1", 4, 4), ("A2", 1, 0)]
        bench.place("A2", 1, buyer="b:1")
        bench.ask("change", {"order": order.pk, "items": [{"code": "A2", "qty": 1}]})
        order.refresh_from_db()
        assert order.goods == 145_000
        assert_all_true()
        bench.ask("cancel", {"order": order.pk})
        assert item("A2").allotment.remaining == 10
        assert_all_true()

    def test_the_same_key_loses_once(self, bench, item):
        for _ in range(2):
            bench.ask("lose", {"variant": item("A1").variant_id, "qty": 3, "reason": "vỡ"}, key="k")
        assert item("A1").allotment.allotted == 7
        assert_all_true()


class TestTime:
    def test_a_hold_that_ended_gives_back_and_promotes(self, bench, item):
        order = ordered(bench, ("A1", 10))
        bench.place("A1", 4, buyer="b:waits")
        late = order.pay_by + timedelta(seconds=1)
        assert bench.ask("expire", {"orders": [order.pk]}, at=late).body == {"expired": 1}
        order.refresh_from_db()
        assert (order.state, order.expired_at is not None) == ("expired", True)
        assert Order.every_coop.get(buyer_key="b:waits").state == "held"
        assert item("A1").allotment.remaining == 6
        assert bench.ask("expire", {"orders": [order.pk]}, at=late).body == {"expired": 0}
        assert_all_true()

    def test_a_hold_that_was_made_longer_meanwhile_is_kept(self, bench):
        order = ordered(bench, ("A1", 1))
        assert bench.ask("expire", {"orders": [order.pk]}, at=order.pay_by - timedelta(1)).body == {
            "expired": 0
        }

    def test_closing_gives_comment_orders_twelve_hours_and_frees_what_remains(self, bench, session, item):
        bench.comment("chốt A1 2 chai", author="lan")
        bench.place("A2", 1, buyer="b:1", at=AT)
        assert bench.ask("close", {}, at=AT).body == {"state": "closed"}
        session.refresh_from_db()
        row = Desk.every_coop.get()
        assert (session.state, session.closed_at, session.pinned, row.owner) == ("closed", AT, None, "")
        assert Order.every_coop.get(source="facebook").pay_by == AT + timedelta(hours=12)
        assert Order.every_coop.get(source="button").pay_by == AT + timedelta(minutes=30)
        assert (item("A1").allotment.allotted, item("A1").allotment.remaining) == (2, 0)
        assert Stock.every_coop.get(pk=item("A1").variant_id).reserved == 2
        assert_all_true()

    def test_what_is_behind_a_closing_is_closed_and_a_buttons_key_stays_free(self, bench, session):

        body = wish()
        asks = [
            Ask(session.pk, "place", "before", body),
            Ask(session.pk, "close", "c", {}),
            Ask(session.pk, "place", "before", body),
            Ask(session.pk, "place", "after", wish()),
            Ask(session.pk, "comments", "", {"rows": [remark("chốt A1", author="lan", key="f1")]}),
        ]
        answers = bench.batch(asks)
        assert [answer.status for answer in answers] == [201, 200, 200, 409, 200]
        assert answers[3].body == {"code": "closed"}
        assert answers[4].body == {"external_id": "f1", "outcome": "closed"}
        assert not Comment.every_coop.exists()
        assert Order.every_coop.count() == 1

    def test_a_command_behind_a_closing_is_handed_back(self, bench, session):

        order = ordered(bench, ("A1", 1))
        _, handed_back = bench.batch(
            [Ask(session.pk, "close", "c", {}), Ask(session.pk, "cancel", "k", {"order": order.pk})]
        )
        assert isinstance(handed_back, Gone), "whoever asked does it without a desk"

    def test_a_claim_made_meanwhile_ends_twelve_hours_after_the_close(self, bench):
        order = ordered(bench, ("A1", 1))
        orders.claim_transfer(coop=order.coop, order_id=order.pk, until=None, at=AT)
        bench.ask("close", {}, at=AT)
        order.refresh_from_db()
        assert (order.claimed_at, order.pay_by) == (AT, AT + timedelta(hours=12))

    def test_lists_end_with_the_close_where_nothing_is_held(self, bench):
        order = ordered(bench, ("A1", 10))
        bench.place("A1", 2, buyer="b:waits")
        Order.every_coop.filter(pk=order.pk).update(state="confirmed")
        bench.ask("close", {})
        assert Waiting.every_coop.get().state == "ended"

    def test_an_order_added_to_by_promotion_at_the_close_has_an_end(self, bench):
        bench.comment("chốt A2 1 chai", author="lan")
        bench.place("A1", 9)
        bench.comment("chốt A1 2 chai", author="lan")
        item = bench.desk.book.codes["A1"]
        place = next(iter(item.waiting.values()))
        place.qty, item.lined_up = 1, 1  # as after a shrink: it fits, and is found at the close
        Waiting.every_coop.update(qty=1)
        bench.ask("close", {}, at=AT)
        assert Order.every_coop.get(source="facebook").pay_by == AT + timedelta(hours=12)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-22T12:00+07:00", "2026-11-22T12:00+07:00"),
        ("2026-11-22T21:59+07:00", "2026-11-22T21:59+07:00"),
        ("2026-11-22T22:00+07:00", "2026-11-23T08:00+07:00"),
        ("2026-11-22T23:30+07:00", "2026-11-23T08:00+07:00"),
        ("2026-11-23T03:00+07:00", "2026-11-23T08:00+07:00"),
        ("2026-11-23T07:59+07:00", "2026-11-23T08:00+07:00"),
        ("2026-11-23T08:00+07:00", "2026-11-23T08:00+07:00"),
        ("2026-11-22T16:30+00:00", "2026-11-23T01:00+00:00"),
    ],
)
def test_no_hold_ends_while_people_sleep(at, until):
    assert awake(datetime.fromisoformat(at)) == datetime.fromisoformat(until)


def test_a_repeated_command_key_gets_the_first_answer(bench):
    first = bench.ask("pin", {"code": "A1"}, key="k")
    assert bench.ask("pin", {"code": "A2"}, key="k") == first
    assert Command.every_coop.get().key == "k"
    assert Item.every_coop.get(pk=Session.every_coop.get().pinned_id).code == "A1"


def test_an_unknown_command_is_refused(bench):
    assert bench.ask("dance", {}).status == 422


def test_a_command_with_a_broken_body_harms_nobody(bench):
    answer = bench.ask("cancel", {"order": "x"})
    assert (answer.status, answer.body) == (500, {"code": "not_saved"})
    assert bench.place().status == 201


def test_staff_at_work_keep_a_session_open(bench, session, manager):
    bench.ask(
        "pin", {"code": "A1"}, person=manager.pk, actor=f"person:{manager.pk}", at=AT + timedelta(days=900)
    )
    session.refresh_from_db()
    assert session.staff_at == bench.desk.book.staff_at == AT + timedelta(days=900)
