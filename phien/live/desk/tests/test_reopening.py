"""A live closed by mistake goes on: what the close ended stands again, what happened since is told."""

from datetime import timedelta

import pytest

from phien.activity.models import Entry
from phien.checkout.models import Waiting
from phien.live import actions, errors
from phien.live.contracts import Ask
from phien.live.desk.tests.conftest import AT, promised
from phien.live.deskless import run_here
from phien.live.models import Desk
from phien.orders.models import Order
from phien.stock.models import Allotment, Ledger, Stock
from phien.testing import factories
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened


class TestReopen:
    def reopen(self, session, *, minutes=5, key="again"):
        return run_here(Ask(session.pk, "reopen", key), at=AT + timedelta(minutes=minutes))

    def test_the_close_never_was(self, bench, crowd, session, item):
        bench.ask("pin", {"code": "A2"})

        def parts():
            rows = Allotment.every_coop.order_by("id")
            return list(rows.values_list("allotted", "remaining", "taken"))

        had = parts()
        bench.ask("close", {}, at=AT)
        assert parts() == [(8, 0, 8), (2, 0, 2)]
        assert Order.every_coop.get(source="facebook").pay_by == AT + timedelta(hours=12)
        assert self.reopen(session).body == {"state": "open"}
        session.refresh_from_db()
        assert (session.state, session.closed_at, session.pinned.code) == ("open", None, "A2")
        assert session.staff_at == AT + timedelta(minutes=5), "silence counts from here"
        assert parts() == had
        assert Order.every_coop.get(source="facebook").pay_by is None
        assert promised() == crowd
        assert Desk.every_coop.get().owner == ""
        bench.sit_down()
        assert bench.place("A1", 2).status == 201
        assert_all_true()

    def test_only_what_is_still_free_comes_back(self, bench, crowd, session, item):
        bench.ask("close", {}, at=AT)
        Stock.every_coop.filter(pk=item("A2").variant_id).update(on_hand=5)
        Ledger.every_coop.create(
            coop=session.coop, variant_id=item("A2").variant_id, kind="adjusted", delta=-15, reason="vỡ"
        )
        self.reopen(session)
        assert (item("A1").allotment.allotted, item("A2").allotment.allotted) == (10, 5)
        assert_all_true()

    def test_lists_that_ended_with_the_close_go_on(self, bench, session):
        bench.place("A1", 10, buyer="b:1", at=AT)
        bench.place("A1", 2, buyer="b:waits", at=AT)
        Order.every_coop.update(state="confirmed")
        bench.ask("close", {}, at=AT)
        assert Waiting.every_coop.get().state == "ended"
        self.reopen(session)
        assert (Waiting.every_coop.get().state, Waiting.every_coop.get().left_at) == ("waiting", None)
        bench.sit_down()
        bench.ask("allot", {"code": "A1", "by": 2})
        assert Order.every_coop.get(buyer_key="b:waits").state == "held"
        assert_all_true()

    def test_a_hold_made_in_between_keeps_its_end(self, bench, session):
        bench.place("A1", 10, buyer="b:1", at=AT)
        bench.place("A1", 2, buyer="b:waits", at=AT)
        bench.ask("close", {}, at=AT)
        later = AT + timedelta(minutes=1)
        run_here(Ask(session.pk, "cancel", "c", {"order": Order.every_coop.get().pk}), at=later)
        promoted = Order.every_coop.get(buyer_key="b:waits")
        self.reopen(session)
        assert Order.every_coop.get(pk=promoted.pk).pay_by == promoted.pay_by
        assert Allotment.every_coop.order_by("id").first().remaining == 8, "what was cancelled is sold again"
        assert_all_true()

    @pytest.mark.parametrize(("minutes", "status"), [(10, 200), (11, 409)])
    def test_within_ten_minutes(self, bench, session, minutes, status):
        bench.ask("close", {}, at=AT)
        answer = self.reopen(session, minutes=minutes)
        assert answer.status == status
        if status == 409:
            assert answer.body == {"code": "too_late_to_reopen", "minutes": 10}

    def test_an_open_and_a_scheduled_one_are_refused(self, bench, coop, session):
        assert bench.ask("reopen", {}).body == {"code": "session_already_open"}
        planned = factories.make_session(coop, [(factories.make_variant(coop, stock=5), 5)])
        with pytest.raises(errors.NotOpen):
            actions.reopen_session(coop=coop, session_id=planned.pk)

    def test_a_stranger_finds_nothing(self, bench, session, other_coop):
        bench.ask("close", {}, at=AT)
        with assert_nothing_happened(), pytest.raises(errors.Unknown):
            actions.reopen_session(coop=other_coop, session_id=session.pk)

    def test_it_can_be_closed_and_reopened_again(self, bench, session, item):
        bench.ask("close", {}, at=AT)
        self.reopen(session)
        bench.sit_down()
        bench.ask("close", {}, at=AT + timedelta(minutes=6))
        self.reopen(session, minutes=7, key="again2")
        assert item("A1").allotment.allotted == 10
        assert Entry.every_coop.filter(kind="session.reopened").count() == 2
