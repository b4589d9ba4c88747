"""Who may write: claims, beats, takeovers, releases; commands wait for a desk."""

import asyncio
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.utils import timezone

from phien.comments.models import Comment
from phien.live.actions import ask_desk, open_session
from phien.live.contracts import Answer, Ask
from phien.live.desk import clock
from phien.live.desk.desks import NOTICE
from phien.live.models import Desk, Session
from phien.orders.models import Order
from phien.plumbing.bus import threads
from phien.testing import factories
from phien.testing.desks import Room, remark, room, wish
from phien.testing.truths import assert_all_true


@pytest.fixture(autouse=True)
def leave_the_bus() -> Any:
    yield
    threads.leave()


def test_a_released_desk_of_an_open_session_is_claimed_at_start(session):
    with room("me") as here:
        desk = here.serving(session.pk)
        row = Desk.every_coop.get()
        assert (row.owner, row.fence, desk.line.fence) == ("me", 1, 1)
    row.refresh_from_db()
    assert row.owner == "", "stopping releases it"


def test_opening_gives_notice_and_a_desk_comes_at_once(coop, manager):
    with room() as here:
        time.sleep(0.2)  # it has looked once and now waits for a second
        made = factories.make_session(coop, [(factories.make_variant(coop, stock=5), 5)])
        began = time.monotonic()
        open_session(coop=coop, session_id=made.pk, by=manager, at=timezone.now())
        here.serving(made.pk)
        assert time.monotonic() - began < 0.7


def test_a_session_opened_without_a_bus_is_found_within_a_second(coop, session):
    with room() as here:
        here.serving(session.pk)


def test_an_idle_desk_beats_once_a_second_and_tells_nobody(session):
    with room() as here:
        heard: list[bytes] = []
        here.loop.run(here.bus.subscribe(f"phien.events.{session.pk}", heard.append))
        here.serving(session.pk)
        time.sleep(0.1)
        before = Desk.every_coop.get()
        time.sleep(2.4)
        after = Desk.every_coop.get()
        assert 2 <= after.beat - before.beat <= 3
        assert after.seq == before.seq
        assert [orjson.loads(each)["public"] for each in heard] == [[["reset", {}]]]


def test_a_desk_that_beats_is_left_alone(session):
    with room("first") as first:
        first.serving(session.pk)
        with room("second") as second:
            time.sleep(4.5)
            assert second.desks.serving == {}
            assert Desk.every_coop.get().owner == "first"


def test_a_silent_desk_is_taken_after_three_seconds_and_told_so_by_the_database(session):
    with room("first") as first:
        stale = first.serving(session.pk)
        stop = asyncio.run_coroutine_threadsafe(_hold_the_loop(6.5), first.loop.loop)
        began = time.monotonic()
        with room("second") as second:
            second.serving(session.pk)
            took = time.monotonic() - began
            assert 3.0 <= took < 6.0
            assert second.ask(session.pk, "place", wish()).status == 201
            stop.result(10)
            time.sleep(1.5)
            assert session.pk not in first.desks.serving
            assert stale.line.fence == 1
            assert Desk.every_coop.get().owner == "second"
            # whoever asks the first process is answered by the second's desk
            assert first.ask(session.pk, "place", wish()).status == 201
    assert Order.every_coop.count() == 2
    assert_all_true()


async def _hold_the_loop(seconds: float) -> None:
    time.sleep(seconds)  # noqa: ASYNC251 - the whole process stands still, as under SIGSTOP


def test_a_desk_under_the_own_name_that_nobody_here_serves_is_taken_at_once(session):
    """The supervisor saw our predecessor of this name die."""
    Desk.every_coop.update(owner="me", fence=7, beat=100)
    began = time.monotonic()
    with room("me") as here:
        assert here.serving(session.pk).line.fence == 8
        assert time.monotonic() - began < 2


def test_what_is_asked_while_nobody_serves_waits_for_a_desk(session, coop):
    with room() as asker:
        asker.serving(session.pk)
        asker.loop.run(asker.desks.stop())
        asked = asyncio.run_coroutine_threadsafe(
            asker.desks.ask(Ask(session.pk, "place", "k", wish())), asker.loop.loop
        )
        time.sleep(0.5)
        assert not asked.done()
        with room() as later:
            later.serving(session.pk)
            assert asked.result(5).status == 201


def test_where_no_desk_comes_the_answer_is_503_within_the_deadline(session):
    with room() as here:
        here.serving(session.pk)
        here.loop.run(here.desks.stop())
        began = time.monotonic()
        assert here.ask(session.pk, "place", wish(), within=1).body == {"code": "desk_away"}
        assert time.monotonic() - began < 2
        assert not Order.every_coop.exists()


def test_a_desk_elsewhere_is_asked_over_the_bus(session):
    with room() as one, room() as two:
        _, here = _apart(session, one, two)
        first = here.ask(session.pk, "place", body := wish(), key="k")
        again = here.ask(session.pk, "place", body, key="k")
        assert (first.status, again.status, again.body) == (201, 200, first.body)
        rows = [remark("chốt A1", author="lan", key="f1"), remark("hay", author="lan", key="f2")]
        answers = here.ask(session.pk, "comments", {"rows": rows}).body
        assert [row["outcome"] for row in answers] == ["order", "other"]


def test_stopping_finishes_what_is_queued_and_hands_back_what_comes_after(session):
    with room() as here:
        here.serving(session.pk)

        async def fill_and_stop() -> tuple[list[Answer], Answer]:
            asks = [here.desks.ask(Ask(session.pk, "place", f"k{n}", wish())) for n in range(8)]
            tasks = [asyncio.create_task(each) for each in asks]
            await asyncio.sleep(0)
            await here.desks.stop()
            late = await here.desks.ask(Ask(session.pk, "place", "late", wish()), within=0.5)
            return [await task for task in tasks], late

        answers, late = here.loop.run(fill_and_stop())
        assert [answer.status for answer in answers] == [201] * 8
        assert late.body == {"code": "desk_away"}
    assert Order.every_coop.count() == 8


class TestAfterTheClose:
    @pytest.fixture
    def closed(self, session) -> Any:
        with room() as here:
            here.serving(session.pk)
            here.ask(session.pk, "place", wish(phone="+84900000001", name="Lan"), key="bought")
            here.ask(session.pk, "comments", {"rows": [remark("chốt A1 2 chai", author="lan", key="f1")]})
            here.ask(session.pk, "pin", {"code": "A1"}, key="pinned")
            here.ask(session.pk, "close", {}, key="closing")
            yield here

    def test_a_new_wish_is_closed_and_writes_nothing(self, session, closed):
        assert closed.ask(session.pk, "place", wish()).body == {"code": "closed"}
        assert Order.every_coop.count() == 2

    def test_a_repeated_key_gets_its_first_answer(self, session, closed):
        body = wish(phone="+84900000001", name="Lan")
        again = closed.ask(session.pk, "place", body, key="bought")
        assert (again.status, again.body["state"]) == (200, "held")
        other = closed.ask(session.pk, "place", {**body, "items": [{"code": "A1", "qty": 2}]}, key="bought")
        assert (other.status, other.body) == (422, {"code": "key_used"})

    def test_repeated_commands_get_theirs(self, session, closed, coop):
        assert closed.ask(session.pk, "pin", {"code": "A2"}, key="pinned").body == {"pinned": "A1"}
        assert ask_desk(coop=coop, session_id=session.pk, do="close", body={}, key="closing") == {
            "state": "closed"
        }

    def test_comments_are_closed_and_not_kept_but_a_repeat_is_a_duplicate(self, session, closed):
        rows = [remark("chốt A2", author="mai", key="f2"), remark("chốt A1 2 chai", author="lan", key="f1")]
        late, again = closed.ask(session.pk, "comments", {"rows": rows}).body
        assert late == {"external_id": "f2", "outcome": "closed"}
        assert (again["outcome"], again["items"]) == ("duplicate", [{"code": "A1", "qty": 2}])
        assert Comment.every_coop.count() == 1

    def test_an_unknown_session_is_not_found_and_a_scheduled_one_not_open(self, session, closed, coop):
        assert closed.ask(0, "place", wish()).status == 404
        planned = factories.make_session(coop)
        assert closed.ask(planned.pk, "place", wish()).body == {"code": "session_not_open"}


class TestByItself:
    @pytest.fixture
    def here(self, session) -> Any:
        with room() as made:
            made.serving(session.pk)
            yield made

    def test_holds_end_within_a_second_or_two(self, session, here):
        here.ask(session.pk, "place", wish(buyer="b:1"))
        Order.every_coop.update(pay_by=timezone.now())
        here.desks.serving[session.pk].book.open["b:1"].pay_by = timezone.now()
        _wait(lambda: Order.every_coop.get().state == "expired")
        assert_all_true()

    def test_no_hold_ends_because_a_clock_jumps(self, session, here, monkeypatch):
        here.ask(session.pk, "place", wish())
        _wait(lambda: here.desks.serving[session.pk].clock.began is not None)
        late = SimpleNamespace(now=lambda zone: datetime.now(zone) + timedelta(hours=1))
        monkeypatch.setattr(clock, "datetime", late)
        time.sleep(2.5)
        assert Order.every_coop.get().state == "held"

    def test_a_claimed_order_whose_end_came_ends_too_though_the_desk_does_not_keep_it(
        self, session, here, monkeypatch
    ):
        monkeypatch.setattr(clock, "LOOK_AGAIN", 0.5)
        here.ask(session.pk, "place", wish())
        Order.every_coop.update(claimed_at=timezone.now(), pay_by=timezone.now())
        _wait(lambda: Order.every_coop.get().state == "expired")

    def test_a_session_without_staff_closes_itself(self, session, here, monkeypatch):
        monkeypatch.setattr(clock, "SILENCE", clock.timedelta(seconds=-1))
        Session.every_coop.update(staff_at=timezone.now() - clock.timedelta(hours=4))
        _wait(lambda: Session.every_coop.get().state == "closed")

    def test_staff_at_work_elsewhere_keep_it_open(self, session, here, monkeypatch):
        """The desk asks the database before it closes: not all that staff do goes through the desk."""
        desk = here.desks.serving[session.pk]
        desk.book.staff_at = timezone.now() - clock.timedelta(hours=4)
        Session.every_coop.update(staff_at=timezone.now())
        time.sleep(1.5)
        assert Session.every_coop.get().state == "open"

    def test_the_demo_never_does(self, session, here, coop):
        desk = here.desks.serving[session.pk]
        desk.book.is_demo = True
        desk.book.staff_at = timezone.now() - clock.timedelta(hours=9)
        Session.every_coop.update(staff_at=timezone.now() - clock.timedelta(hours=9))
        time.sleep(1.5)
        assert Session.every_coop.get().state == "open"

    def test_after_the_close_the_desk_is_gone(self, session, here):
        here.ask(session.pk, "close", {})
        _wait(lambda: session.pk not in here.desks.serving)
        assert Desk.every_coop.get().owner == ""


def _wait(until: Any, within: float = 5) -> None:
    began = time.monotonic()
    while not until():
        assert time.monotonic() - began < within, "it did not happen"
        time.sleep(0.05)


def test_commands_from_inside_cannot_be_asked_for(session):
    with room() as here:
        here.serving(session.pk)
        for do in ("expire", "comment"):
            assert here.ask(session.pk, do, {"orders": []}, actor="desk").status == 422


def test_a_request_that_makes_no_sense_is_answered_and_harms_nobody(session):
    with room() as one, room() as two:
        where, asker = _apart(session, one, two)
        answer = asker.loop.run(asker.bus.request(f"phien.desk.{session.pk}", b"{}", within=2))
        assert b"not_saved" in answer
        assert where.ask(session.pk, "place", wish()).status == 201


def _apart(session: Session, one: Room, two: Room) -> tuple[Room, Room]:
    """The room that serves the session, and the other."""
    _wait(lambda: session.pk in one.desks.serving or session.pk in two.desks.serving)
    return (one, two) if session.pk in one.desks.serving else (two, one)


def test_the_notice_subject_is_one_word_everywhere():
    from phien.live import actions

    assert actions.NOTICE == NOTICE
