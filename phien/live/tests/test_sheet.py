"""Writing a run sheet: only of one's own scheduled session, with a record of what changed."""

from datetime import UTC, datetime, timedelta

import pytest

from phien.activity.models import Entry
from phien.live import actions as sheet
from phien.live import errors
from phien.live.actions import ItemFields
from phien.live.models import Item, Session
from phien.testing.factories import items_of, make_coop, make_session, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 13, tzinfo=UTC)
FIELDS = ItemFields(
    code="a 7", name=" Mật ong ", price=145_000, planned=4, aliases="ong cf, ong cf", say="Mật mới"
)


@pytest.fixture
def session(coop):
    variant = make_variant(coop, stock=50)
    return make_session(coop, [(variant, 5), (variant, 5), (variant, 5)], scheduled_at=AT)


def codes(session):
    return [item.code for item in items_of(session)]


def test_a_row_is_added_at_the_end(coop, manager, session):
    item = sheet.add_item(
        coop=coop,
        session_id=session.pk,
        variant_id=items_of(session)[0].variant_id,
        fields=FIELDS,
        by=manager,
        at=AT,
    )
    assert codes(session) == ["A1", "A2", "A3", "A7"]
    assert (item.name, item.aliases, item.planned, item.say) == ("Mật ong", ["ong cf"], 4, "Mật mới")
    entry = Entry.objects.of(coop).get(kind="session.item_added")
    assert (entry.subject, entry.subject_id, entry.person, entry.facts["code"]) == (
        "session",
        session.pk,
        manager,
        "A7",
    )


def test_a_taken_code_is_refused(coop, manager, session):
    item = items_of(session)[0]
    with assert_nothing_happened(), pytest.raises(errors.CodeTaken) as refused:
        sheet.change_item(
            coop=coop, session_id=session.pk, item_id=item.pk, by=manager, at=AT,
            fields=ItemFields(code="a2", name="x", price=1),
        )  # fmt: skip
    assert refused.value.details == {"name": "A2"}


def test_a_change_is_recorded_with_what_stood_before(coop, manager, session):
    item = items_of(session)[0]
    fields = ItemFields(code="A1", name=item.name, price=139_000, planned=5)
    sheet.change_item(coop=coop, session_id=session.pk, item_id=item.pk, fields=fields, by=manager, at=AT)
    entry = Entry.objects.of(coop).get(kind="session.item_changed")
    assert entry.facts == {"code": "A1", "price": [145_000, 139_000]}
    with assert_nothing_happened():  # the same again is no change
        sheet.change_item(coop=coop, session_id=session.pk, item_id=item.pk, fields=fields, by=manager, at=AT)


@pytest.mark.parametrize(
    ("place", "up", "order"),
    [
        (1, True, ["A2", "A1", "A3"]),
        (1, False, ["A1", "A3", "A2"]),
        (0, True, ["A1", "A2", "A3"]),
        (2, False, ["A1", "A2", "A3"]),
    ],
)
def test_a_row_moves_one_place(coop, manager, session, place, up, order):
    sheet.move_item(
        coop=coop, session_id=session.pk, item_id=items_of(session)[place].pk, up=up, by=manager, at=AT
    )
    assert codes(session) == order


def test_a_row_is_taken_off(coop, manager, session):
    sheet.remove_item(coop=coop, session_id=session.pk, item_id=items_of(session)[1].pk, by=manager, at=AT)
    assert codes(session) == ["A1", "A3"]


def test_a_later_hour_moves_planned_flash_prices_along(coop, manager, session):
    item = items_of(session)[0]
    Item.every_coop.filter(pk=item.pk).update(flash_price=100, flash_until=AT + timedelta(minutes=5))
    sheet.reschedule_session(
        coop=coop,
        session_id=session.pk,
        title="Khác",
        scheduled_at=AT + timedelta(hours=2),
        by=manager,
        at=AT,
    )
    item.refresh_from_db()
    assert item.flash_until == AT + timedelta(hours=2, minutes=5)


def test_an_earlier_sheet_is_copied_but_for_codes_that_are_there(coop, manager, session):
    new = sheet.schedule_session(coop=coop, title="Mới", scheduled_at=AT, by=manager, at=AT)
    variant = items_of(session)[0].variant_id
    sheet.add_item(
        coop=coop,
        session_id=new.pk,
        variant_id=variant,
        fields=ItemFields(code="A2", name="Của tôi", price=1),
        by=manager,
        at=AT,
    )
    came = sheet.copy_sheet(coop=coop, session_id=new.pk, from_session_id=session.pk, by=manager, at=AT)
    assert came == sheet.Copied(items=2)
    assert items_of(new)[0].name == "Của tôi"
    assert codes(new) == ["A2", "A1", "A3"]


def test_a_session_that_never_opened_can_be_dropped(coop, manager, session):
    sheet.drop_session(coop=coop, session_id=session.pk, by=manager, at=AT)
    assert not Session.objects.of(coop).exists()
    assert Entry.objects.of(coop).get(kind="session.dropped").facts == {
        "title": session.title,
        "scheduled_at": session.scheduled_at.isoformat(),  # calendars strike it out at its hour
    }


WRITES = {
    "reschedule": lambda coop, session, item, by: sheet.reschedule_session(
        coop=coop, session_id=session.pk, title="x", scheduled_at=AT, by=by, at=AT
    ),
    "drop": lambda coop, session, item, by: sheet.drop_session(
        coop=coop, session_id=session.pk, by=by, at=AT
    ),
    "add": lambda coop, session, item, by: sheet.add_item(
        coop=coop, session_id=session.pk, variant_id=item.variant_id, fields=FIELDS, by=by, at=AT
    ),
    "change": lambda coop, session, item, by: sheet.change_item(
        coop=coop, session_id=session.pk, item_id=item.pk, fields=FIELDS, by=by, at=AT
    ),
    "move": lambda coop, session, item, by: sheet.move_item(
        coop=coop, session_id=session.pk, item_id=item.pk, up=False, by=by, at=AT
    ),
    "remove": lambda coop, session, item, by: sheet.remove_item(
        coop=coop, session_id=session.pk, item_id=item.pk, by=by, at=AT
    ),
    "copy": lambda coop, session, item, by: sheet.copy_sheet(
        coop=coop, session_id=session.pk, from_session_id=session.pk, by=by, at=AT
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_strangers_write_finds_nothing(session, write):
    stranger = make_coop()
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        write(stranger, session, items_of(session)[0], None)


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_an_opened_sheet_stays_as_it_is(coop, manager, session, write, state):
    Session.every_coop.filter(pk=session.pk).update(state=state, opened_at=AT)
    with assert_nothing_happened(), pytest.raises(errors.SheetFixed):
        write(coop, session, items_of(session)[0], manager)


def test_anothers_variant_is_not_put_on_the_sheet(coop, manager, session):
    foreign = make_variant(make_coop(), stock=5)
    with assert_nothing_happened(), pytest.raises(errors.Unknown):
        sheet.add_item(
            coop=coop, session_id=session.pk, variant_id=foreign.pk, fields=FIELDS, by=manager, at=AT
        )
