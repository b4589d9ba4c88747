"""Lives and run sheets on the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from phien.coops.models import Coop
from phien.live.models import Item, Session
from phien.testing.factories import items_of, make_order, make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3  # session, person, membership
HOME = "/an-thu/sessions/"


@pytest.fixture
def host(coop):
    return make_person(coop, "host")


@pytest.fixture
def scheduled(coop):
    return make_session(coop, [(make_variant(coop, stock=50), 20), (make_variant(coop, stock=9), 9)])


def a_row(**more):
    return {"code": "A1", "name": "Mật ong", "price": "145k", "planned": "20", **more}


def test_the_list_costs_the_same_however_many_there_are(client, coop, host, scheduled):
    client.as_(host)
    for number in range(3):
        open_one = make_session(coop, [(make_variant(coop, stock=5), 5)], open=True)
        make_order(open_one)
        if number:
            Session.every_coop.filter(pk=open_one.pk).update(state="closed", closed_at=timezone.now())
    with assert_queries(WHO + 4):  # how many there are, one page of them, what they earned, what waits
        page = client.get(HOME).content.decode()
    assert scheduled.title in page
    assert page.count("145.000\u00a0₫") == 3


def test_a_live_is_scheduled_and_leads_to_its_run_sheet(client, coop, host):
    answer = client.as_(host).post(
        f"{HOME}new/", {"title": "Mật mùa mới", "scheduled_at": "2030-01-02T20:00"}
    )
    session = Session.objects.of(coop).get()
    assert answer.headers["Location"] == f"{HOME}{session.pk}/"
    assert timezone.localtime(session.scheduled_at).strftime("%d/%m/%Y %H:%M") == "02/01/2030 20:00"


def test_a_live_without_an_hour_is_told_at_the_field(client, host):
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}new/", {"title": "Mật", "scheduled_at": "tối nay"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_run_sheet_costs_the_same_however_long_it_is(client, coop, host, scheduled):
    client.as_(host)
    with assert_queries(WHO + 6):
        page = client.get(f"{HOME}{scheduled.pk}/").content.decode()
    assert "A1" in page
    for number in range(5):
        variant = make_variant(coop, stock=3)
        Item.every_coop.create(
            coop=coop, session=scheduled, variant=variant, position=50, code=f"B{number}", name="x", price=1
        )
    with assert_queries(WHO + 6):
        client.get(f"{HOME}{scheduled.pk}/")


def test_an_item_comes_with_the_next_code_and_the_catalogues_price_and_opens(client, coop, host, scheduled):
    variant = make_variant(coop, stock=7, price=90_000)
    answer = client.as_(host).post(f"{HOME}{scheduled.pk}/items/", {"variant": variant.pk}, follow=True)
    item = items_of(scheduled)[-1]
    assert (item.code, item.price, item.planned, item.name) == ("A3", 90_000, 0, variant.full_name)
    assert answer.redirect_chain[-1][0].endswith(f"?item={item.pk}#item-{item.pk}")
    assert '<details class="row-more" open>' in answer.content.decode()


def test_a_row_is_written_with_its_flash_price_from_the_hour_on(client, host, scheduled):
    item = items_of(scheduled)[0]
    row = a_row(
        price="139.000",
        flash_price="130k",
        flash_minutes="7",
        aliases="ong cf, cf",
        limit_per_buyer="3",
        say="Mới",
    )
    client.as_(host).post(f"{HOME}{scheduled.pk}/items/{item.pk}/", row)
    item.refresh_from_db()
    assert (item.price, item.flash_price, item.limit_per_buyer, item.aliases) == (
        139_000,
        130_000,
        3,
        ["ong cf", "cf"],
    )
    assert item.flash_until == scheduled.scheduled_at + timedelta(minutes=7)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (a_row(code="A2"), "code"),
        (a_row(code="!"), "code"),
        (a_row(price="rẻ"), "price"),
        (a_row(planned="-1"), "planned"),
    ],
)
def test_what_does_not_do_is_told_at_its_field_and_the_row_stays_open(client, host, scheduled, row, field):
    item = items_of(scheduled)[0]
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}{scheduled.pk}/items/{item.pk}/", row)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="item-{item.pk}-{field}_error"' in page
    assert page.count('<details class="row-more" open>') == 1


def test_what_lacks_is_named_and_keeps_the_live_closed(client, host, scheduled):
    Item.every_coop.filter(session=scheduled).update(planned=60)
    page = client.as_(host).get(f"{HOME}{scheduled.pk}/").content.decode()
    assert "A1: đưa ra 60 mà kho chỉ còn 50." in page
    assert '<button class="btn go" disabled>' in page
    with assert_nothing_happened():
        answer = client.post(f"{HOME}{scheduled.pk}/opening/", follow=True)
    assert "còn 50" in answer.content.decode()


def test_opening_reserves_and_leads_to_the_studio(client, coop, host, scheduled):
    answer = client.as_(host).post(f"{HOME}{scheduled.pk}/opening/")
    assert answer.headers["Location"] == f"{HOME}{scheduled.pk}/studio/"
    scheduled.refresh_from_db()
    assert scheduled.state == "open"
    assert [item.allotment.remaining for item in items_of(scheduled)] == [20, 9]


def test_the_keeper_does_not_go_on_air(client, coop, scheduled):
    keeper = make_person(coop, "keeper")
    client.as_(keeper)
    assert "Lên live ngay" not in client.get(f"{HOME}{scheduled.pk}/").content.decode()
    with assert_nothing_happened():
        assert client.post(f"{HOME}{scheduled.pk}/opening/").status_code == 403


def test_the_numbers_say_what_sold_most(client, coop, host):
    session = make_session(
        coop, [(make_variant(coop, stock=50), 20), (make_variant(coop, stock=9), 9)], open=True
    )
    first, second = items_of(session)
    make_order(session, [(second, 4)], held=False)
    make_order(session, [(first, 1)])
    Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=timezone.now())
    client.as_(host)
    with assert_queries(WHO + 7):
        page = client.get(f"{HOME}{session.pk}/").content.decode()
    assert f"A2 {second.name} bán chạy nhất: 4 chai" in page.replace("\u00a0", " ")
    assert "725.000" in page


def test_a_stranger_finds_no_session(client, stranger, scheduled):
    for page in ("", "studio/", "studio/parts/review/", "studio/ticket/"):
        for home in (HOME, "/ben-kia/sessions/"):
            assert client.as_(stranger).get(f"{home}{scheduled.pk}/{page}").status_code == 404


def test_a_live_is_not_scheduled_for_a_day_that_is_over(client, host):
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}new/", {"title": "Mật", "scheduled_at": "2020-01-02T20:00"})
    assert answer.status_code == 422
    assert "Ngày đó qua rồi." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"price": "0"}, "Giá bán ít nhất là 1.000 đồng"),
        ({"flash_price": "0"}, "ít nhất là 1.000 đồng"),
        ({"flash_price": "145k"}, "phải thấp hơn giá bán"),
    ],
)
def test_a_row_has_a_price_and_a_flash_price_below_it(client, host, scheduled, wrong, told):
    item = items_of(scheduled)[0]
    client.as_(host)
    with assert_nothing_happened():
        answer = client.post(f"{HOME}{scheduled.pk}/items/{item.pk}/", a_row(**wrong))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_the_check_says_that_buyers_cannot_transfer(client, coop, host, scheduled):
    client.as_(host)
    assert "Chưa ghi tài khoản ngân hàng" not in client.get(f"{HOME}{scheduled.pk}/").content.decode()
    Coop.objects.filter(pk=coop.pk).update(bank_bin="", bank_account="")
    assert "Chưa ghi tài khoản ngân hàng" in client.get(f"{HOME}{scheduled.pk}/").content.decode()


def test_after_the_live_each_is_sent_only_where_they_may_go(client, coop, host, scheduled):
    Session.every_coop.filter(pk=scheduled.pk).update(
        state="closed", opened_at=timezone.now(), closed_at=timezone.now()
    )
    page = client.as_(host).get(f"{HOME}{scheduled.pk}/").content.decode()
    assert "/an-thu/calls/" not in page
    assert "/an-thu/packing/" not in page
    page = client.as_(make_person(coop, "keeper")).get(f"{HOME}{scheduled.pk}/").content.decode()
    assert "/an-thu/calls/" in page
    assert "/an-thu/packing/" in page
