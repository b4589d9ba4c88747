"""Sessions like an earlier one, and those that come every week."""

import contextlib
import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import translation

from phien.activity.models import Entry
from phien.catalog.models import Product, Variant
from phien.live import actions, errors, repeats
from phien.live.models import Item, Repeat, Session
from phien.plumbing.middleware import refusal_sentence
from phien.testing.factories import items_of, make_coop, make_session, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=HERE)  # a Monday
WEDNESDAY = datetime(2026, 3, 4, 20, 0, tzinfo=HERE)


@pytest.fixture
def weekly(coop, manager):
    """A session on Wednesday at eight with two items, every week."""
    session = make_session(
        coop,
        [(make_variant(coop, stock=50), 30), (make_variant(coop, stock=9), 9)],
        at=WEDNESDAY,
        title="Tối thứ Tư",
    )
    actions.repeat_weekly(coop=coop, session_id=session.pk, until=None, by=manager, at=NOW)
    session.refresh_from_db()
    return session


def planned(coop):
    rows = Session.objects.of(coop).order_by("scheduled_at")
    return [f"{row.scheduled_at.astimezone(HERE):%m-%d %H:%M}" for row in rows]


def ahead(coop, at):
    return [
        row
        for pair in repeats.due(at=at)
        for row in repeats.make_ahead(coop=pair[0], repeat_id=pair[1], at=at)
    ]


def test_a_session_like_an_earlier_one_takes_what_can_be_sold_again(coop, manager):
    gone, put_away, plenty = (make_variant(coop, stock=20) for _ in range(3))
    few = make_variant(coop, stock=4)
    earlier = make_session(coop, [(gone, 5), (put_away, 5), (plenty, 20), (few, 9)], at=NOW)
    Item.every_coop.filter(session=earlier, code="A3").update(
        say="Nói vậy đó", aliases=["ong"], limit_per_buyer=2, flash_price=1_000, flash_until=NOW
    )
    Variant.every_coop.filter(pk=gone.pk).update(archived_at=NOW)
    Product.every_coop.filter(pk=put_away.product_id).update(archived_at=NOW)
    made, copied = actions.plan_session(
        coop=coop, title="Như phiên trước", scheduled_at=WEDNESDAY, like=earlier.pk, by=manager, at=NOW
    )
    assert copied == actions.Copied(2, (gone.full_name, put_away.full_name), ("A4",))
    third, fourth = items_of(made)
    assert (third.code, third.planned, third.say, third.aliases) == ("A3", 20, "Nói vậy đó", ["ong"])
    assert (third.limit_per_buyer, third.flash_price) == (2, None)
    assert (fourth.code, fourth.planned) == ("A4", 4)


def test_two_rows_of_one_variant_share_what_is_free(coop, manager):
    jar = make_variant(coop, stock=10)
    earlier = make_session(coop, [(jar, 7), (jar, 7)], at=NOW)
    made, copied = actions.plan_session(
        coop=coop, title="Mới", scheduled_at=WEDNESDAY, like=earlier.pk, by=manager, at=NOW
    )
    assert [row.planned for row in items_of(made)] == [7, 3]
    assert copied.fewer == ("A2",)


def test_nothing_is_planned_like_another_cooperatives_session(coop, manager):
    foreign = make_session(make_coop(), [], at=NOW)
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        actions.plan_session(
            coop=coop, title="Mới", scheduled_at=WEDNESDAY, like=foreign.pk, by=manager, at=NOW
        )


def test_every_week_is_planned_two_weeks_ahead_with_its_sheet(coop, weekly):
    assert planned(coop) == ["03-04 20:00", "03-11 20:00"]
    assert [item.planned for item in items_of(Session.objects.of(coop).last())] == [30, 9]
    assert ahead(coop, NOW + timedelta(days=1)) == []
    assert len(ahead(coop, NOW + timedelta(days=2))) == 1
    assert planned(coop) == ["03-04 20:00", "03-11 20:00", "03-18 20:00"]
    by_clock = Entry.objects.of(coop).filter(kind="session.scheduled").latest("id")
    assert (by_clock.actor, by_clock.person) == ("job", None)


def test_a_dropped_week_does_not_come_back_and_a_moved_one_moves_alone(coop, manager, weekly):
    second = Session.objects.of(coop).get(scheduled_at=WEDNESDAY + timedelta(days=7))
    actions.drop_session(coop=coop, session_id=second.pk, by=manager, at=NOW)
    actions.reschedule_session(
        coop=coop,
        session_id=weekly.pk,
        title="Khác",
        scheduled_at=WEDNESDAY + timedelta(hours=1),
        by=manager,
        at=NOW,
    )
    ahead(coop, NOW + timedelta(days=2))
    assert planned(coop) == ["03-04 21:00", "03-18 20:00"]


def test_weeks_that_passed_while_nothing_ran_are_not_made_up_for(coop, weekly):
    ahead(coop, NOW + timedelta(days=30))
    assert planned(coop) == ["03-04 20:00", "03-11 20:00", "04-01 20:00", "04-08 20:00", "04-15 20:00"]


def test_the_last_day_is_kept(coop, manager):
    session = make_session(coop, [], at=WEDNESDAY)
    with assert_nothing_happened(), pytest.raises(errors.EndsBeforeItBegins):
        actions.repeat_weekly(coop=coop, session_id=session.pk, until=date(2026, 3, 3), by=manager, at=NOW)
    actions.repeat_weekly(coop=coop, session_id=session.pk, until=date(2026, 3, 11), by=manager, at=NOW)
    ahead(coop, NOW + timedelta(days=30))
    assert planned(coop) == ["03-04 20:00", "03-11 20:00"]


def test_stopping_is_undone(coop, manager, weekly):
    actions.stop_repeating(coop=coop, session_id=weekly.pk, by=manager, at=NOW)
    later = NOW + timedelta(days=2)
    assert ahead(coop, later) == []
    actions.go_on_repeating(coop=coop, session_id=weekly.pk, by=manager, at=later)
    assert planned(coop)[-1] == "03-18 20:00"


def test_a_session_is_repeated_once_and_only_what_repeats_is_stopped(coop, manager, weekly):
    with assert_nothing_happened(), pytest.raises(errors.AlreadyWeekly):
        actions.repeat_weekly(coop=coop, session_id=weekly.pk, until=None, by=manager, at=NOW)
    alone = make_session(coop, [], at=WEDNESDAY)
    with assert_nothing_happened(), pytest.raises(errors.NotWeekly):
        actions.stop_repeating(coop=coop, session_id=alone.pk, by=manager, at=NOW)


def test_the_database_keeps_a_week_from_being_planned_twice(coop, weekly):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_session(coop, [], at=WEDNESDAY, repeat_id=weekly.repeat_id, repeat_on=weekly.repeat_on)


@pytest.mark.parametrize("name", ["repeat_weekly", "stop_repeating", "go_on_repeating"])
def test_a_strangers_repeat_finds_nothing(weekly, name):
    more = {"until": None} if name == "repeat_weekly" else {}
    stranger = make_coop()
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        getattr(actions, name)(coop=stranger, session_id=weekly.pk, by=None, at=NOW, **more)
    with assert_nothing_happened():
        assert repeats.make_ahead(coop=stranger.pk, repeat_id=weekly.repeat_id, at=NOW) == []


@pytest.mark.parametrize(
    ("refusal", "vi", "en", "hi"),
    [
        (
            errors.AlreadyWeekly,
            "Phiên này đã lặp mỗi tuần",
            "This live comes every week already",
            "यह लाइव पहले से",
        ),
        (
            errors.NotWeekly,
            "Phiên này không lặp mỗi tuần",
            "This live does not come every week",
            "यह लाइव हर हफ़्ते नहीं",
        ),
        (
            errors.EndsBeforeItBegins,
            "Ngày cuối nằm trước",
            "The last day lies before",
            "आख़िरी दिन इस लाइव से पहले",
        ),
    ],
)
def test_each_refusal_says_what_to_do_next(refusal, vi, en, hi):
    for language, begins in (("vi", vi), ("en", en), ("hi", hi)):
        with translation.override(language):
            assert refusal_sentence(refusal()).startswith(begins)


def test_a_row_goes_to_any_place(coop, manager):
    session = make_session(coop, [(make_variant(coop), 1) for _ in range(4)], at=WEDNESDAY)
    first = items_of(session)[0]
    for place, order in ((3, "A2 A3 A1 A4"), (99, "A2 A3 A4 A1"), (0, "A1 A2 A3 A4"), (1, "A1 A2 A3 A4")):
        actions.place_item(
            coop=coop, session_id=session.pk, item_id=first.pk, place=place, by=manager, at=NOW
        )
        assert " ".join(item.code for item in items_of(session)) == order
    assert Entry.objects.of(coop).filter(kind="session.item_moved").count() == 3
    assert Repeat.objects.of(coop).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_plan_a_week_once():
    """Fails without the lock in `make_ahead`: the second plans the same day and meets the constraint."""
    coop = make_coop()
    session = make_session(coop, [], at=WEDNESDAY)
    repeat = actions.repeat_weekly(coop=coop, session_id=session.pk, until=None, by=None, at=NOW)
    gate, results, really = threading.Barrier(2), [], repeats._make

    def making(*given):
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)  # with the lock the other cannot come here, and this one goes on
        return really(*given)

    def one():
        try:
            results.append(
                len(repeats.make_ahead(coop=coop.pk, repeat_id=repeat.pk, at=NOW + timedelta(days=2)))
            )
        except IntegrityError:
            results.append("twice")
        finally:
            connections.close_all()

    repeats._make = making
    try:
        both = [threading.Thread(target=one) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    finally:
        repeats._make = really
    assert sorted(results, key=str) == [0, 1]
    assert planned(coop) == ["03-04 20:00", "03-11 20:00", "03-18 20:00"]
