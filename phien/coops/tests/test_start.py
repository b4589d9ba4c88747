"""A new installation: its first cooperative comes from the browser, once, by who has the start code."""

import contextlib
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from phien.coops import actions, doors, rules
from phien.coops.contracts import NewCoop
from phien.coops.errors import AlreadyBegun
from phien.coops.models import Coop, Membership, Person
from phien.coops.start import is_start_code, start_code
from phien.testing.factories import make_coop
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def filled(**given):
    return {
        "code": start_code(settings.SECRET_KEY),
        "coop_name": "HTX Nam Yang Thử",
        "name": "Người thử 1",
        "login": "nguoi.thu",
        "password": "gao nep thom 7",
        "again": "gao nep thom 7",
        **given,
    }


def test_from_the_first_page_to_ones_own_office_without_the_command_line(client):
    page = client.get("/").content.decode()
    assert 'href="/accounts/start/"' in page
    assert client.get("/accounts/start/").status_code == 200
    answer = client.post("/accounts/start/", filled(phone="0900 000 012"), follow=True)
    assert answer.redirect_chain[-1][0] == "/nam-yang-thu/"
    coop, person = Coop.objects.get(), Person.objects.get()
    assert (coop.name, coop.slug, coop.order_prefix) == ("HTX Nam Yang Thử", "nam-yang-thu", "NY")
    assert (person.login, person.phone) == ("nguoi.thu", "+84900000012")
    assert Membership.objects.get().role == "manager"
    client.logout()
    client.post("/accounts/login/", {"login": "nguoi.thu", "password": "gao nep thom 7"})
    assert client.get("/nam-yang-thu/people/").status_code == 200


def test_the_printed_link_carries_the_code_into_the_form(client):
    printed = StringIO()
    call_command("start_code", stdout=printed)
    link = printed.getvalue().strip().removeprefix(settings.PUBLIC_URL)
    assert f'value="{start_code(settings.SECRET_KEY)}"' in client.get(link).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "AAAA-BBBB-CCCC"}, "code"),
        ({"code": ""}, "code"),
        ({"coop_name": ""}, "coop_name"),
        ({"slug": "api"}, "slug"),
        ({"coop_name": "市"}, "slug"),
        ({"order_prefix": "1"}, "order_prefix"),
        ({"login": "Người"}, "login"),
        ({"phone": "0905 12"}, "phone"),
        ({"password": "12345678", "again": "12345678"}, "password"),
        ({"again": "khac"}, "again"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(client, wrong, field):
    with assert_nothing_happened():
        answer = client.post("/accounts/start/", filled(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_once_a_cooperative_is_there_the_code_opens_nothing(client, coop):
    with assert_nothing_happened():
        assert client.get("/accounts/start/").status_code == 409
        assert client.post("/accounts/start/", filled()).status_code == 409
        with pytest.raises(CommandError, match="already"):
            call_command("start_code")
    assert "/accounts/start/" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "đã có rồi"), ("en", "is there already"), ("hi", "पहले से है")],
)
def test_it_is_refused_in_the_readers_language(client, coop, language, said):
    client.cookies["django_language"] = language
    assert said in client.get("/accounts/start/").content.decode()


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("{}", True), ("{lower}", True), (" {bare} ", True), ("{}A", False), ("", False), ("ộ", False),
    ],
)  # fmt: skip
def test_the_code_is_read_as_people_type_it(typed, right):
    code = start_code("bí mật")
    shown = typed.format(code, lower=code.lower(), bare=code.replace("-", " "))
    assert is_start_code(shown, secret_key="bí mật") is right
    assert not is_start_code(code, secret_key="khác")


@pytest.mark.parametrize(
    ("name", "slug", "prefix"),
    [
        ("HTX Nam Yang", "nam-yang", "NY"),
        ("Hợp tác xã An Toàn Krông Pa", "an-toan-krong-pa", "AT"),
        ("Lơ Ku", "lo-ku", "LK"),
        ("Đak", "dak", "DA"),
        ("市", "", ""),
        ("HTX", "", ""),
    ],
)
def test_address_and_prefix_are_made_of_the_name(name, slug, prefix):
    assert (rules.slug_from(name), rules.prefix_from(name)) == (slug, prefix)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_cooperative():
    """Fails without the lock in `begin`: both look before either has committed."""
    at, results, gate = NOW + timedelta(seconds=1), [], threading.Barrier(2)
    really = doors.nobody_is_here_yet

    def looked() -> bool:
        found = really()
        if found and not gate.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                gate.wait(timeout=1)  # with the lock the other cannot come here, and this one goes on
        return found

    def one(number: int) -> None:
        try:
            actions.begin(
                coop=NewCoop(name=f"HTX Thử {'AB'[number]}"), login=f"thu{number}", name="", phone="",
                password="gao nep thom 7", at=at,
            )  # fmt: skip
            results.append("made")
        except AlreadyBegun:
            results.append("refused")
        finally:
            connections.close_all()

    actions.nobody_is_here_yet = looked
    try:
        both = [threading.Thread(target=one, args=(number,)) for number in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    finally:
        actions.nobody_is_here_yet = really
    assert sorted(results) == ["made", "refused"]
    assert (Coop.objects.count(), Person.objects.count()) == (1, 1)


def test_a_cooperative_from_the_demo_counts_too(client):
    make_coop(is_demo=True)
    assert doors.nobody_is_here_yet() is False
