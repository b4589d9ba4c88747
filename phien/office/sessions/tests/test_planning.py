"""Planning like last time, every week, with a search; the sheet on paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.catalog.models import Variant
from phien.live.models import Repeat, Session
from phien.testing.factories import items_of, make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3
HOME = "/an-thu/sessions/"


@pytest.fixture
def host(coop):
    return make_person(coop, "host")


@pytest.fixture
def scheduled(coop):
    at = timezone.now() + timedelta(days=1)
    return make_session(coop, [(make_variant(coop, stock=50), 20), (make_variant(coop, stock=9), 9)], at=at)


def text(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def plan(**more):
    return {"title": "Như phiên trước", "scheduled_at": "2030-01-02T20:00", **more}


def test_a_live_is_planned_like_the_last_and_told_what_changed(client, coop, host, scheduled):
    gone, few = items_of(scheduled)
    Variant.every_coop.filter(pk=gone.variant_id).update(archived_at=timezone.now())
    few.planned = 30
    few.save()
    client.as_(host)
    with assert_queries(WHO + 1):
        page = client.get(f"{HOME}new/").content.decode()
    assert f'<option value="{scheduled.pk}" selected>' in page
    answer = client.post(f"{HOME}new/", plan(like=scheduled.pk), follow=True)
    made = Session.objects.of(coop).latest("pk")
    assert [(item.code, item.planned) for item in items_of(made)] == [("A2", 9)]
    assert f"Món đã cất nên bỏ ra: {gone.name}." in text(answer)
    assert "vì kho không đủ: A2." in text(answer)


def test_one_like_an_old_one_begins_at_its_weekday_and_hour(client, coop, host):
    old = make_session(
        coop, [(make_variant(coop, stock=5), 5)], open=True, at=timezone.now() - timedelta(days=30)
    )
    form = client.as_(host).get(f"{HOME}new/?like={old.pk}").context["form"]
    again = form["scheduled_at"].initial
    assert (again.date() - timezone.localdate(old.scheduled_at)).days % 7 == 0
    assert again.time() == timezone.localtime(old.scheduled_at).time().replace(microsecond=0)
    assert timezone.now() < again <= timezone.now() + timedelta(days=7)
    assert form["title"].initial == old.title


@pytest.mark.parametrize(
    ("wrong", "field"), [({"like": "999999"}, "like"), ({"weekly": "on", "until": "2029-12-31"}, "until")]
)
def test_a_plan_that_cannot_be_is_told_at_its_field(client, host, scheduled, wrong, field):
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}new/", plan(**wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_every_week_from_the_plan_and_its_end_with_undo(client, coop, host, scheduled):
    page = client.as_(host).post(f"{HOME}{scheduled.pk}/repeat/", {"until": ""}, follow=True)
    assert "Đã lên lịch sẵn hai tuần tới" in text(page)
    assert Session.objects.of(coop).count() == 2
    assert text(client.get(HOME)).count("mỗi tuần") == 2
    ended = client.post(f"{HOME}{scheduled.pk}/repeat/end/", follow=True).content.decode()
    undo = f"{HOME}{scheduled.pk}/repeat/return/"
    assert f'action="{undo}"' in ended
    assert Repeat.objects.of(coop).get().stopped_at is not None
    client.post(undo)
    assert Repeat.objects.of(coop).get().stopped_at is None
    assert "Lặp mỗi tuần" in text(client.as_(make_person(coop, "manager")).get("/an-thu/activity/"))


def test_a_last_day_before_the_live_is_told_at_its_field(client, host, scheduled):
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}{scheduled.pk}/repeat/", {"until": "2020-01-01"})
    assert answer.status_code == 422
    assert "Ngày cuối nằm trước phiên này" in text(answer)


def test_what_to_add_is_found_by_a_few_letters_with_and_without_javascript(client, coop, host, scheduled):
    for number in range(12):
        make_variant(coop, stock=3, name=f"loại {number}")
    rare = make_variant(coop, stock=3)
    rare.product.name, rare.product.search = "Tiêu sọ thử", "tieu so thu"
    rare.product.save()
    client.as_(host)
    here = f"{HOME}{scheduled.pk}/"
    with assert_queries(WHO + 6):
        page = client.get(here).content.decode()
    assert page.count('name="variant" value=') == 8
    assert "Còn món khác" in page
    for url in (f"{here}?find=tiêu", f"{here}variants/?find=tiêu"):
        assert re.findall(r'name="variant" value="(\d+)"', client.get(url).content.decode()) == [str(rare.pk)]
    with assert_queries(WHO + 3):
        assert "Không thấy món nào tên" in client.get(f"{here}variants/?find=xyz").content.decode()


def test_a_new_row_begins_with_the_cooperatives_limit(client, coop, host, scheduled):
    coop.limit_per_buyer = 4
    coop.save()
    client.as_(host).post(f"{HOME}{scheduled.pk}/items/", {"variant": make_variant(coop, stock=3).pk})
    assert items_of(scheduled)[-1].limit_per_buyer == 4


def test_a_dragged_row_goes_where_it_was_let_go(client, coop, host, scheduled):
    first = items_of(scheduled)[0]
    client.as_(host).post(f"{HOME}{scheduled.pk}/items/{first.pk}/place/", {"to": "2"})
    assert [item.code for item in items_of(scheduled)] == ["A2", "A1"]
    assert Entry.objects.of(coop).latest("id").facts == {"code": "A1", "place": 2}


def test_prices_are_compared_with_the_last_time(client, coop, host, scheduled):
    jar = items_of(scheduled)[0].variant
    for days, price in ((9, 100_000), (2, 140_000)):
        jar.price = price
        at = timezone.now() - timedelta(days=days)
        make_session(coop, [(jar, 1)], open=True, at=at)
    said = text(client.as_(host).get(f"{HOME}{scheduled.pk}/"))
    assert "lần trước 140.000 ₫" in said
    assert "giờ đắt hơn 5.000 ₫" in said
    assert "29 cái" in said


@pytest.mark.parametrize("language", ["vi", "en", "hi"])
def test_the_sheet_is_printed_for_the_table(client, coop, host, scheduled, language):
    client.as_(host)
    client.cookies["language"] = language
    with assert_queries(WHO + 3):
        answer = client.get(f"{HOME}{scheduled.pk}/sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_an_empty_sheet_is_printed_too(client, coop, host):
    empty = make_session(coop, [])
    assert client.as_(host).get(f"{HOME}{empty.pk}/sheet.pdf").content.startswith(b"%PDF")
