"""Home: what needs a person today, in order, each with its count and its one action."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from phien.catalog.models import Certificate, Product
from phien.office.frame.todo import today
from phien.testing.factories import make_coop, make_order, make_person, make_session, make_variant
from phien.testing.watching import assert_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WHO = 3  # queries of every page: the sign-in session, the person, their cooperatives
ALL = frozenset({"manager"})


def text(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def told(coop, roles=ALL, at=NOON):
    return [(task.count, task.url.removeprefix(f"/{coop.slug}/"), task.late) for task in today(
        coop=coop, roles=roles, at=at).tasks]  # fmt: skip


def paper(coop, until, name="OCOP thử", **fields):
    return Certificate.every_coop.create(coop=coop, name=name, valid_until=until, **fields)


def seen(variant):
    Product.every_coop.filter(pk=variant.product_id).update(drawing="honey")
    return variant


def test_an_empty_home_says_that_all_is_done(client, coop, manager):
    make_variant(coop, stock=400)
    client.as_(manager)
    with assert_queries(WHO + 6):
        answer = client.as_(manager).get("/an-thu/")
    assert "xong hết" in text(answer)


def test_home_counts_what_waits_and_the_queries_do_not_grow(client, coop, manager):
    variant = seen(make_variant(coop, stock=90))
    session = make_session(coop, [(variant, 79)], open=True, title="Mật mùa mới")
    for _ in range(3):
        make_order(session, held=False)
    for _ in range(2):
        make_order(session, phone="", source="facebook", pay_by=None)
    client.as_(manager)
    for orders in (5, 14):
        with assert_queries(WHO + 6):
            answer = client.as_(manager).get("/an-thu/")
        assert "Mật mùa mới" in text(answer)
        counts = re.findall(r'<p class="when[^>]*><b>(\d+)</b>', answer.content.decode())
        assert counts == ["2", str(orders - 2)]
        for _ in range(9):
            make_order(session, held=False)


def test_the_day_is_told_in_order_each_with_one_way_on(coop):
    few, many = seen(make_variant(coop, stock=25)), seen(make_variant(coop, stock=400))
    session = make_session(coop, [(few, 20), (many, 100)], open=True, at=NOON)
    days = {"confirmed_at": NOON - timedelta(days=2, minutes=1)}
    make_order(session, at=NOON, pay_by=NOON + timedelta(minutes=90))
    make_order(session, at=NOON, pay_by=NOON + timedelta(hours=11))
    make_order(session, at=NOON, pay_by=NOON + timedelta(hours=13))  # tomorrow
    make_order(session, at=NOON, pay_by=NOON + timedelta(minutes=90), claimed_at=NOON)
    make_order(session, at=NOON, source="facebook", pay_by=None, phone="")
    make_order(session, at=NOON, held=False, confirmed_at=NOON - timedelta(days=1))
    make_order(session, at=NOON, held=False, **days)
    make_order(session, at=NOON, held=False, state="packed", packed_at=NOON, **days)
    make_order(session, at=NOON, held=False, state="handed_over", **days)
    make_order(session, [(session.items.all()[0], 9)], at=NOON)
    paper(coop, NOON.date() + timedelta(days=60))
    make_session(coop, [], at=NOON + timedelta(hours=8))
    assert told(coop) == [
        (3, "orders/?ending=today", True),  # 90 minutes, 11 hours, and the one of nine pieces in 30 minutes
        (1, "calls/money/", True),
        (1, "calls/", False),
        (2, "packing/", True),
        (2, "packing/", False),
        (1, "packing/parcels/", False),
        (1, f"sessions/{coop_next(coop)}/", True),
        (1, "stock/?low=1", False),
        (1, "certificates/", False),
    ]


def coop_next(coop):
    from phien.live.models import Session

    return Session.objects.of(coop).get(state="scheduled").pk


@pytest.mark.parametrize(
    ("role", "areas"),
    [
        ("host", {"sessions"}),
        ("keeper", {"orders", "calls", "packing", "sessions", "stock", "certificates"}),
        ("packer", {"packing", "stock"}),
        ("bookkeeper", {"calls"}),
    ],
)
def test_each_is_told_of_what_they_may_do(coop, role, areas):
    session = make_session(coop, [(seen(make_variant(coop, stock=9)), 9)], open=True, at=NOON)
    make_order(session, at=NOON)
    make_order(session, at=NOON, claimed_at=NOON)
    make_order(session, at=NOON, held=False)
    make_session(coop, [], at=NOON + timedelta(hours=8))
    paper(coop, NOON.date())
    assert {url.split("/")[0] for _count, url, _late in told(coop, frozenset({role}))} == areas


@pytest.mark.parametrize(
    ("days", "said", "late"),
    [
        (61, None, None),
        (60, "còn 60 ngày", False),
        (30, "còn 30 ngày", False),
        (8, "còn 8 ngày", False),
        (7, "còn 7 ngày", True),
        (0, "hết hạn hôm nay", True),
        (-1, "hết hạn từ 3/3", True),
    ],
)
def test_a_certificate_is_spoken_of_before_it_runs_out(coop, days, said, late, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 3, 4))
    paper(coop, date(2026, 3, 4) + timedelta(days=days))
    paper(coop, None, name="Không hạn")
    paper(coop, date(2020, 1, 1), name="Đã cất", archived_at=NOON)
    found = [task for task in today(coop=coop, roles=ALL, at=NOON).tasks if "certificates" in task.url]
    assert [(task.why, task.late) for task in found] == ([(f"OCOP thử: {said}", late)] if said else [])


def test_the_next_live_says_what_its_sheet_lacks_and_what_is_well(client, coop, manager):
    bare = make_variant(coop, stock=3)
    make_session(coop, [(bare, 5)], at=timezone.now() + timedelta(hours=5), title="Phiên tối")
    client.as_(manager)
    with assert_queries(WHO + 8):
        said = text(client.get("/an-thu/"))
    assert "Phiên tới chưa lên được" in said
    assert "A1: chưa có hình" in said


def test_the_settings_say_when_stock_is_low_and_a_parcel_late(coop):
    coop.low_stock, coop.late_after_days = 3, 5
    variant = seen(make_variant(coop, stock=4))
    session = make_session(coop, [(variant, 4)], open=True, at=NOON)
    make_order(session, at=NOON, held=False, confirmed_at=NOON - timedelta(days=4))
    assert told(coop) == [(1, "packing/", False), (1, "stock/?low=1", False)]
    coop.low_stock, coop.late_after_days = 2, 4
    assert told(coop, at=NOON + timedelta(minutes=1)) == [(1, "packing/", True), (1, "packing/", False)]


def test_a_bookkeeper_is_told_of_money_to_look_for_and_finds_the_way(client, coop):
    make_order(make_session(coop, [(make_variant(coop, stock=9), 9)], open=True), claimed_at=NOW)
    client.as_(make_person(coop, "bookkeeper"))
    with assert_queries(WHO + 2):
        page = client.get("/an-thu/").content.decode()
    assert page.count('href="/an-thu/calls/money/"') == 2  # the task and the place in the navigation
    assert 'href="/an-thu/calls/"' not in page


def test_a_packer_sees_parcels_and_shelf_only(client, coop):
    make_order(make_session(coop, [(make_variant(coop, stock=9), 9)], open=True), held=False)
    client.as_(make_person(coop, "packer"))
    with assert_queries(WHO + 3):
        page = client.get("/an-thu/").content.decode()
    assert "/an-thu/packing/" in page
    assert "/an-thu/calls/" not in page
    assert "/an-thu/sessions/" not in page


def test_what_is_running_out_is_named_and_the_stock_page_shows_only_that(client, coop, manager):
    low = make_variant(coop, stock=4)
    make_variant(coop, stock=400)
    assert f"{low.full_name}: 4 chai" in text(client.as_(manager).get("/an-thu/"))
    page = client.get("/an-thu/stock/?low=1").content.decode()
    assert re.findall(r'href="/an-thu/stock/(\d+)/"', page) == [str(low.pk)]


def test_nothing_of_another_cooperative_is_counted(coop):
    other = make_coop("ben-kia")
    make_order(make_session(other, [(make_variant(other, stock=9), 9)], open=True, at=NOON), at=NOON)
    paper(other, NOON.date())
    make_variant(coop, stock=99)
    assert told(coop) == []
