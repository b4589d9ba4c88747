"""Sessions that have no desk: opening, what may be done after the close, the clock's job."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone

from phien.activity.models import Entry
from phien.checkout.models import Waiting
from phien.comments.models import Comment
from phien.live import actions, deskless, errors, jobs
from phien.live.contracts import Ask
from phien.live.deskless import SessionIsOpen, run_here
from phien.live.jobs import expire_closed
from phien.live.models import Command, Desk, Item, Session
from phien.orders import actions as orders
from phien.orders.models import Order
from phien.plumbing.bus import threads
from phien.stock.errors import NotThatManyFree
from phien.stock.models import Allotment, Stock
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.desks import Bench, dsn_of_test, room, wish
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

AT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # 20:00 in Vietnam


@pytest.fixture
def bench(session: Session) -> Any:
    made = Bench(session.pk)
    yield made
    made.close()


@pytest.fixture
def closed(bench: Bench, session: Session) -> Session:
    """Closed with b:1 holding two of A1 and lan holding one of A2; nobody waits."""
    bench.place("A1", 2, buyer="b:1", key="first")
    bench.comment("chốt A2 1 chai", author="lan")
    bench.ask("close", {}, at=AT)
    session.refresh_from_db()
    return session


def of(buyer: str) -> Order:
    return Order.every_coop.get(buyer_key=buyer)


class TestOpening:
    @pytest.fixture
    def planned(self, coop: Any) -> Session:
        items = [(factories.make_variant(coop, stock=8), 5), (factories.make_variant(coop, stock=3), 0)]
        return factories.make_session(coop, items)

    def test_it_reserves_allots_and_releases_a_desk_row_without_a_server(
        self, coop, planned, manager, settings
    ):
        settings.NATS_URL = ""
        actions.open_session(coop=coop, session_id=planned.pk, by=manager, at=AT)
        planned.refresh_from_db()
        desk = Desk.every_coop.get()
        assert (planned.state, planned.opened_at, planned.staff_at) == ("open", AT, AT)
        assert (desk.owner, desk.fence, desk.beat) == ("", 0, 0)
        rows = Item.every_coop.filter(session=planned).order_by("position")
        assert [(row.allotment.allotted, row.allotment.remaining) for row in rows] == [(5, 5), (0, 0)]
        assert list(Stock.every_coop.order_by("pk").values_list("on_hand", "reserved")) == [(8, 5), (3, 0)]
        assert Entry.every_coop.filter(kind="session.opened", person=manager).count() == 1
        assert_all_true()

    def test_a_bus_that_is_away_does_not_undo_it(self, coop, planned, settings, monkeypatch):
        settings.NATS_URL = "nats://token@127.0.0.1:1"
        monkeypatch.setattr(threads, "CONNECT", 0.3)
        actions.open_session(coop=coop, session_id=planned.pk, at=AT)
        assert Session.every_coop.get(pk=planned.pk).state == "open"
        threads.leave()

    def test_more_than_the_store_holds_free_opens_nothing(self, coop, planned):
        Item.every_coop.filter(session=planned, code="A2").update(planned=4)
        with assert_nothing_happened(), pytest.raises(NotThatManyFree):
            actions.open_session(coop=coop, session_id=planned.pk, at=AT)

    def test_two_sessions_share_a_variant_only_as_far_as_it_is_free(self, coop):
        variant = factories.make_variant(coop, stock=8)
        first, second = (factories.make_session(coop, [(variant, 5)]) for _ in range(2))
        actions.open_session(coop=coop, session_id=first.pk, at=AT)
        with pytest.raises(NotThatManyFree) as refused:
            actions.open_session(coop=coop, session_id=second.pk, at=AT)
        assert refused.value.details["left"] == 3
        assert_all_true()

    def test_an_empty_sheet_an_open_and_a_closed_session_are_refused(self, coop, session, closed):
        empty = factories.make_session(coop)
        for session_id, refusal in ((empty.pk, errors.EmptyRunSheet), (closed.pk, errors.SessionClosed)):
            with pytest.raises(refusal):
                actions.open_session(coop=coop, session_id=session_id, at=AT)

    def test_twice_is_refused(self, coop, session):
        with pytest.raises(errors.AlreadyOpen):
            actions.open_session(coop=coop, session_id=session.pk, at=AT)

    def test_a_stranger_finds_nothing(self, other_coop, session, planned):
        with assert_nothing_happened(), pytest.raises(errors.Unknown):
            actions.open_session(coop=other_coop, session_id=planned.pk, at=AT)


class TestAfterTheClose:
    def ask(self, coop: Any, session: Session, do: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        return actions.ask_desk(coop=coop, session_id=session.pk, do=do, body=body, **more)

    def test_a_cancelled_order_goes_back_to_the_store(self, coop, closed):
        order = of("b:1")
        answer = self.ask(coop, closed, "cancel", {"order": order.pk}, actor="buyer")
        order.refresh_from_db()
        part = Allotment.every_coop.get(pk=order.lines.get().allotment_id)
        assert (answer, order.state) == ({"outcome": "cancelled", "order": order.code}, "cancelled")
        assert (part.allotted, part.remaining, part.taken) == (0, 0, 0)
        assert Stock.every_coop.get(pk=part.variant_id).reserved == 0
        assert_all_true()

    def test_a_repeat_gets_the_first_answer(self, coop, closed):
        order = of("b:1")
        first = self.ask(coop, closed, "cancel", {"order": order.pk}, key="k")
        assert self.ask(coop, closed, "cancel", {"order": order.pk}, key="k") == first
        assert Command.every_coop.filter(key="k").count() == 1

    def test_an_order_may_shrink_but_not_grow(self, coop, closed):
        order = of("b:1")
        with assert_nothing_happened(), pytest.raises(errors.OrderMovedOn):
            self.ask(coop, closed, "change", {"order": order.pk, "items": [{"code": "A1", "qty": 3}]})
        self.ask(coop, closed, "change", {"order": order.pk, "items": [{"code": "A1", "qty": 1}]})
        order.refresh_from_db()
        assert order.goods == 145_000
        assert_all_true()

    def test_what_only_a_live_session_does_is_closed(self, coop, closed):
        for do, body in (
            ("pin", {"code": "A1"}),
            ("allot", {"code": "A1", "by": 1}),
            ("place", wish()),
            ("close", {}),
        ):
            with assert_nothing_happened(), pytest.raises(errors.SessionClosed):
                self.ask(coop, closed, do, body)

    def test_a_button_key_answered_before_gets_that_answer(self, coop, closed, bench):
        kept = of("b:1")
        body = {
            **wish("A1", 2, buyer="b:1", phone=kept.phone),
            "name": kept.buyer_name,
        }
        assert self.ask(coop, closed, "place", body, key="first")["order"] == kept.code
        with pytest.raises(errors.KeyUsed):
            self.ask(coop, closed, "place", {**body, "items": [{"code": "A1", "qty": 1}]}, key="first")

    def test_a_doubtful_comment_can_be_dropped_but_takes_nothing_any_more(self, coop, session, bench):
        bench.comment("lấy mật ong", author="lan")
        bench.ask("close", {}, at=AT)
        doubt = Comment.every_coop.get()
        with pytest.raises(errors.SessionClosed):
            self.ask(coop, session, "resolve", {"comment": doubt.pk, "decision": "as_read"})
        self.ask(coop, session, "resolve", {"comment": doubt.pk, "decision": "dropped"})
        doubt.refresh_from_db()
        assert doubt.decision == "dropped"

    def test_a_planned_session_is_not_open(self, coop):
        planned = factories.make_session(coop)
        with pytest.raises(errors.NotOpen):
            self.ask(coop, planned, "pin", {"code": ""})
        with pytest.raises(errors.NotOpen):
            self.ask(coop, planned, "cancel", {"order": 1})

    def test_a_strangers_command_finds_nothing(self, other_coop, closed):
        with assert_nothing_happened(), pytest.raises(errors.Unknown):
            self.ask(other_coop, closed, "cancel", {"order": of("b:1").pk})

    def test_while_a_desk_may_serve_it_nothing_is_done_here(self, session):
        with assert_nothing_happened(), pytest.raises(SessionIsOpen):
            run_here(Ask(session.pk, "cancel", "k", {"order": 1}), at=AT)

    def test_with_nobody_serving_an_open_session_the_answer_is_503(self, coop, session, monkeypatch):
        monkeypatch.setattr(actions, "DEADLINE", 0.4)
        with assert_nothing_happened(), pytest.raises(errors.DeskAway) as away:
            self.ask(coop, session, "pin", {"code": "A1"})
        assert away.value.status == 503
        threads.leave()

    def test_a_session_that_closes_meanwhile_is_done_here(self, coop, session):
        with room() as here:
            here.serving(session.pk)
            here.ask(session.pk, "place", wish("A1", 2, buyer="b:1"))
            here.ask(session.pk, "close", {})
            assert self.ask(coop, session, "cancel", {"order": of("b:1").pk})["outcome"] == "cancelled"
        assert_all_true()
        threads.leave()

    def test_an_order_that_moved_on_while_we_looked_is_looked_at_again(
        self, coop, session, bench, monkeypatch
    ):
        """Promoted into an order that is confirmed in between: the guard raises, the second look knows."""
        bench.place("A1", 10, buyer="b:1")
        bench.comment("chốt A2 1 chai", author="lan")
        bench.comment("chốt A1 2 chai", author="lan")
        bench.ask("close", {}, at=AT)
        lan, seen = of("c:facebook:lan"), []
        load = deskless.load

        def load_then_confirm(session_id: int) -> Any:
            book = yield from load(session_id)
            if not seen:
                seen.append(1)
                with psycopg.connect(dsn_of_test(), autocommit=True) as other:
                    other.execute("update orders_order set claimed_at = now() where id = %s", [lan.pk])
            return book

        monkeypatch.setattr(deskless, "load", load_then_confirm)
        self.ask(coop, session, "cancel", {"order": of("b:1").pk})
        new = Order.every_coop.filter(buyer_key="c:facebook:lan").order_by("id")
        assert [(order.goods, order.claimed_at is not None) for order in new] == [
            (145_000, True),
            (290_000, False),
        ]
        assert_all_true()


class TestTheClocksJob:
    def test_holds_of_closed_sessions_end_and_promote_who_waits(self, coop, session, bench):
        bench.place("A1", 10, buyer="b:1")
        bench.place("A1", 3, buyer="b:2")
        bench.ask("close", {}, at=timezone.now() - timedelta(hours=1))
        Order.every_coop.update(pay_by=timezone.now() - timedelta(minutes=1))
        assert expire_closed(timestamp=1) == 1
        promoted = of("b:2")
        assert (of("b:1").state, promoted.state) == ("expired", "held")
        assert promoted.pay_by >= timezone.now() + timedelta(minutes=119)
        local = promoted.pay_by.astimezone(timezone.get_default_timezone())
        assert 8 <= local.hour < 22
        part = Allotment.every_coop.get(pk=promoted.lines.get().allotment_id)
        assert (part.allotted, part.remaining) == (3, 0), "what nobody waiting fits is freed"
        assert expire_closed(timestamp=1) == 0, "twice is harmless"
        assert_all_true()

    def test_open_sessions_are_their_desks(self, session, bench):
        bench.place("A1", 1)
        Order.every_coop.update(pay_by=timezone.now() - timedelta(minutes=1))
        with assert_nothing_happened():
            assert expire_closed(timestamp=1) == 0

    def test_lists_end_with_the_last_hold_whoever_ended_it(self, coop, session, bench, manager):
        """A payment is no command of the desk's: the job sees that nobody holds anything any more."""
        bench.place("A1", 10, buyer="b:1")
        bench.place("A1", 3, buyer="b:2")
        bench.ask("close", {}, at=AT)
        assert Waiting.every_coop.get().state == "waiting"
        expire_closed(timestamp=1)
        assert Waiting.every_coop.get().state == "waiting", "b:1 still holds"
        orders.confirm(coop=coop, order_id=of("b:1").pk, at=timezone.now(), by=manager)
        expire_closed(timestamp=2)
        assert Waiting.every_coop.get().state == "ended"
        assert_all_true()

    def test_one_sessions_trouble_does_not_keep_the_others_waiting(
        self, coop, bench, session, monkeypatch, caplog
    ):
        bench.place("A1", 1)
        bench.ask("close", {}, at=AT)
        Order.every_coop.update(pay_by=timezone.now() - timedelta(minutes=1))
        real, tried = jobs.run_here, []

        def fails_first(ask: Ask, **how: Any) -> Any:
            tried.append(ask.session)
            if len(tried) == 1:
                raise psycopg.OperationalError("trouble")
            return real(ask, **how)

        monkeypatch.setattr(jobs, "run_here", fails_first)
        assert expire_closed(timestamp=1) == 0
        assert "could not be ended" in caplog.text
        assert expire_closed(timestamp=1) == 1


class TestBelowReserved:
    """Promised stock that is gone: the sessions shrink one by one, the newest first."""

    def test_several_sessions_carry_it_together(self, coop, manager):
        variant = factories.make_variant(coop, stock=20)
        made = []
        for _ in range(2):
            session = factories.make_session(coop, [(variant, 8)], open=True)
            bench = Bench(session.pk)
            bench.place("A1", 5)
            bench.ask("close", {}, at=AT)
            bench.close()
            made.append(session)
        carried = actions.adjust_below_reserved(
            coop=coop, variant_id=variant.pk, qty=7, reason="vỡ", by=manager
        )
        assert carried == 7
        shorts = [
            sum(line.short_qty for line in order.lines.all()) for order in Order.every_coop.order_by("id")
        ]
        assert shorts == [2, 5]
        stock = Stock.every_coop.get(pk=variant.pk)
        assert (stock.on_hand, stock.reserved) == (13, 3)
        assert_all_true()


def test_a_command_without_a_desk_is_undone_whole(closed):
    """Inside somebody's transaction that fails, too."""

    @transaction.atomic
    def fails_afterwards() -> None:
        run_here(Ask(closed.pk, "cancel", "k", {"order": of("b:1").pk}), at=AT)
        raise LookupError

    with assert_nothing_happened(), pytest.raises(LookupError):
        fails_afterwards()


def test_a_refusal_names_what_the_desk_said(coop, session):
    with room() as here:
        here.serving(session.pk)
        with pytest.raises(errors.NothingFree) as refused:
            actions.ask_desk(coop=coop, session_id=session.pk, do="allot", body={"code": "A1", "by": 50})
    assert refused.value.details == {"left": 10}
    threads.leave()


@pytest.mark.django_db
def test_a_live_that_begins_late_takes_its_flash_prices_along(coop):
    planned_at = timezone.now()
    items = [(factories.make_variant(coop, stock=5), 5)]
    session = factories.make_session(coop, items, scheduled_at=planned_at)
    Item.every_coop.filter(session=session).update(
        flash_price=1000, flash_until=planned_at + timedelta(minutes=10)
    )
    begun = planned_at + timedelta(minutes=25)
    actions.open_session(coop=coop, session_id=session.pk, at=begun)
    assert Item.every_coop.get(session=session).flash_until == begun + timedelta(minutes=10)
