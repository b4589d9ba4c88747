"""Where somebody is signed in: seen, named, ended by themselves or, for a lost phone, by the manager."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from phien.activity.models import Entry
from phien.coops import devices
from phien.coops.agents import browser_and_system
from phien.coops.errors import ServesElsewhere
from phien.coops.models import Device, Membership
from phien.testing.factories import make_person
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 "
    "Mobile Safari/537.36"
)
LAPTOP = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 "
    "Safari/537.36 Edg/143.0.0.0"
)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def lan(coop):
    return make_person(coop, "keeper", login="lan", password="gao nep thom 7")


def sign_in(agent=PHONE, login="lan"):
    browser = Client(headers={"user-agent": agent})
    answer = browser.post("/accounts/login/", {"login": login, "password": "gao nep thom 7"})
    assert answer.status_code == 302
    return browser


def is_in(browser):
    return browser.get("/an-thu/").status_code == 200


def test_the_list_names_each_device_and_this_one(lan):
    phone, laptop = sign_in(PHONE), sign_in(LAPTOP)
    page = phone.get("/accounts/devices/").content.decode()
    assert "Chrome trên Android" in page
    assert "Edge trên Windows" in page
    assert page.count("máy này") == 1
    assert [one.here for one in laptop.get("/accounts/devices/").context["devices"]].count(True) == 1


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_often_for_many_as_for_few(client, lan, many):
    for _ in range(many):
        sign_in()
    client.as_(lan)
    with assert_queries(3):  # the sign-in session, the person, the devices
        page = client.get("/accounts/devices/")
    assert len(page.context["devices"]) == many


def test_one_device_is_signed_out_and_the_others_stay(lan):
    phone, laptop = sign_in(PHONE), sign_in(LAPTOP)
    (other,) = [one for one in laptop.get("/accounts/devices/").context["devices"] if not one.here]
    assert laptop.post(f"/accounts/devices/{other.id}/sign-out/").status_code == 302
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert laptop.post(f"/accounts/devices/{other.id}/sign-out/").status_code == 404


def test_all_others_are_signed_out_at_once(lan):
    browsers = [sign_in() for _ in range(3)]
    browsers[1].post("/accounts/devices/sign-out/")
    assert [is_in(browser) for browser in browsers] == [False, True, False]


def test_nobody_signs_out_somebody_elses_device(client, lan, manager):
    phone = sign_in()
    device = Device.objects.get()
    client.as_(manager)
    assert client.post(f"/accounts/devices/{device.pk}/sign-out/").status_code == 404
    assert client.post("/accounts/devices/sign-out/").status_code == 302
    assert Client().post(f"/accounts/devices/{device.pk}/sign-out/").url.startswith("/accounts/login/")
    assert is_in(phone)


def test_a_sign_out_and_a_new_password_leave_no_device_behind(lan):
    phone = sign_in()
    phone.post("/accounts/logout/")
    assert Device.objects.count() == 0
    laptop, phone = sign_in(LAPTOP), sign_in()
    form = {"oldpassword": "gao nep thom 7", "password1": "ngo nuong 88", "password2": "ngo nuong 88"}
    laptop.post("/accounts/password/change/", form)
    assert (is_in(laptop), is_in(phone)) == (True, False)
    assert laptop.get("/accounts/devices/").context["devices"][0].here


def test_when_it_was_last_seen_is_written_every_ten_minutes_and_costs_no_query_between(client, lan):
    client.as_(lan)
    assert is_in(client)
    assert Device.objects.count() == 0  # noted a moment ago, says the sign-in session
    session = client.session
    earlier = timezone.now() - timedelta(minutes=11)
    session[devices.MARK] = devices.mark(session.session_key, earlier)
    session.save()
    assert is_in(client)
    first = Device.objects.get().seen_at
    assert is_in(client)
    assert Device.objects.get().seen_at == first


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, ("Chrome", "Android")),
        (LAPTOP, ("Edge", "Windows")),
        (PHONE.replace("Chrome/", "SamsungBrowser/29.0 Chrome/"), ("Samsung Internet", "Android")),
        (PHONE + " Zalo android/13040123", ("Zalo", "Android")),
        (LAPTOP.replace("Chrome/", "coc_coc_browser/1 Chrome/"), ("Cốc Cốc", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7) Version/26.1 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", ("Firefox", "Linux")),
        ("curl/8", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_what_a_browser_calls_itself_in_words(agent, words):
    assert browser_and_system(agent) == words


def test_a_manager_signs_a_lost_phone_out(client, coop, manager, lan):
    phone = sign_in()
    client.as_(manager).post(f"/an-thu/people/{lan.pk}/sign-out/")
    assert not is_in(phone)
    assert Entry.objects.of(coop).latest("id").kind == "person.signed_out"


def test_but_not_of_somebody_who_serves_elsewhere_too(coop, manager, lan, other_coop):
    Membership.objects.create(coop=other_coop, person=lan, role="manager")
    phone = sign_in()
    with pytest.raises(ServesElsewhere), assert_nothing_happened():
        devices.sign_out_colleague(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())
    assert is_in(phone)


def test_guesses_are_counted_where_every_process_sees_them(lan):
    """In the memory of each of four web processes a guesser would have four times the tries."""
    for _ in range(6):
        Client().post("/accounts/login/", {"login": "lan", "password": "sai"})
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from coops_attempts")
        assert cursor.fetchone()[0] > 0
    refused = Client()
    refused.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    assert not is_in(refused)
    cache.clear()
    assert is_in(sign_in())
