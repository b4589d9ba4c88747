"""A second step beside the password: asked of everybody by a cooperative, taken off for a lost phone."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from phien.activity.models import Entry
from phien.coops import second_step
from phien.coops.errors import SecondStepFirst, ServesElsewhere
from phien.coops.models import Coop, Membership
from phien.testing.factories import make_person
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
WHO = 3


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def add_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def asked_since(coop, **ago):
    Coop.objects.filter(pk=coop.pk).update(second_step_from=timezone.now() - timedelta(**ago))


def test_a_manager_asks_for_it_and_who_lacks_it_is_led_there_on_the_day(client, coop, manager):
    keeper = make_person(coop, "keeper")
    add_app(manager)
    client.as_(manager).post("/an-thu/people/security/", {"days": "7"})
    coop.refresh_from_db()
    assert abs(coop.second_step_from - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    early = client.as_(keeper).get("/an-thu/")
    assert early.status_code == 200
    assert "/accounts/2fa/" in early.content.decode()  # the head of the page asks for it
    asked_since(coop, seconds=1)
    led = client.get("/an-thu/orders/")
    assert led.status_code == 403
    assert 'href="/accounts/2fa/webauthn/add/"' in led.content.decode()
    add_app(keeper)
    assert client.get("/an-thu/orders/").status_code == 200
    assert client.as_(manager).get("/an-thu/").status_code == 200
    assert Entry.objects.of(coop).get().facts == {"days": 7}


def test_other_cooperatives_are_not_touched(client, coop, other_coop):
    lan = make_person(coop, "keeper")
    Membership.objects.create(coop=other_coop, person=lan, role="keeper")
    asked_since(coop, days=1)
    client.as_(lan)
    assert (client.get("/an-thu/").status_code, client.get("/ben-kia/").status_code) == (403, 200)


def test_nothing_is_done_for_who_lacks_it_and_the_studio_is_shut_too(client, coop, manager):
    """The edge asks the ticket before it lets staff listen, and again every half minute."""
    from phien.testing.factories import make_session, make_variant

    session = make_session(coop, [(make_variant(coop, stock=9), 9)], open=True)
    ticket = f"/an-thu/sessions/{session.pk}/studio/ticket/"
    client.as_(manager)
    assert client.get(ticket).status_code == 204
    asked_since(coop, seconds=1)
    with assert_nothing_happened():
        assert client.get(ticket).status_code == 403
        assert client.post("/an-thu/people/new/", {"name": "A", "roles": ["host"]}).status_code == 403
        assert client.post("/an-thu/people/security/password-only/").status_code == 403


def test_pages_ask_once_more_only_where_it_is_asked_for(client, coop, manager):
    client.as_(manager)
    with assert_queries(WHO):
        client.get("/an-thu/more/")
    add_app(manager)
    asked_since(coop, days=1)
    with assert_queries(WHO + 1):
        client.get("/an-thu/more/")


@pytest.mark.parametrize("people", [3, 30])
def test_the_page_says_who_has_one_in_one_query(client, coop, manager, people):
    for _ in range(people):
        make_person(coop, "host", "packer")
    add_app(manager)
    client.as_(manager)
    with assert_queries(WHO + 1):
        page = client.get("/an-thu/people/security/")
    assert [one.has for one in page.context["people"]] == [False] * people + [True]


def test_a_manager_without_one_cannot_ask_for_it_at_once(client, coop, manager):
    with pytest.raises(SecondStepFirst), assert_nothing_happened():
        second_step.require(coop=coop, days=0, by=manager, at=timezone.now())
    Authenticator.objects.create(user=manager, type="recovery_codes", data={})
    with assert_nothing_happened():
        answer = client.as_(manager).post("/an-thu/people/security/", {"days": "0"})
    assert answer.status_code == 422
    assert "/accounts/2fa/" in answer.content.decode()


@pytest.mark.parametrize("days", ["1", "-3", "x", ""])
def test_only_the_days_offered_can_be_chosen(client, coop, manager, days):
    add_app(manager)
    with assert_nothing_happened():
        assert client.as_(manager).post("/an-thu/people/security/", {"days": days}).status_code == 422


def test_a_password_is_enough_again_and_the_record_says_so(client, coop, manager):
    add_app(manager)
    second_step.require(coop=coop, days=0, by=manager, at=timezone.now())
    client.as_(manager)
    for _ in range(2):
        client.post("/an-thu/people/security/password-only/")
    assert client.as_(make_person(coop, "host")).get("/an-thu/").status_code == 200
    kinds = Entry.objects.of(coop).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["coop.second_step_required", "coop.second_step_left"]


def test_a_lost_phone_takes_the_second_step_off_and_signs_out(client, coop, manager):
    lan = make_person(coop, "keeper", login="lan", password="gao nep thom 7")
    phone = Client()
    phone.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    add_app(lan)
    client.as_(manager).post(f"/an-thu/people/{lan.pk}/lost-phone/")
    assert not second_step.has_second_step(person=lan)
    assert phone.get("/an-thu/").status_code == 302
    assert Entry.objects.of(coop).latest("id").kind == "person.second_step_taken_off"


def test_nobody_weakens_the_door_of_another_cooperative(coop, manager, other_coop):
    lan = make_person(coop, "keeper")
    Membership.objects.create(coop=other_coop, person=lan, role="manager")
    add_app(lan)
    with pytest.raises(ServesElsewhere), assert_nothing_happened():
        second_step.take_off(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())


def help_in(*options):
    said = StringIO()
    call_command("person", "--login", "lan", "--cooperative", "an-thu", *options, stdout=said)
    return said.getvalue()


def test_the_only_manager_without_their_phone_is_helped_at_the_server(coop, other_coop):
    lan = make_person(coop, "manager", login="lan", password="gao nep thom 7")
    Membership.objects.create(coop=other_coop, person=lan, role="manager")
    phone = Client()
    phone.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    add_app(lan)
    said = help_in("--without-second-step")
    assert said.splitlines() == [
        "lan needs no second step now; every device was signed out.",
        "lan signs in with the password they have.",
    ]
    assert not second_step.has_second_step(person=lan)
    assert phone.get("/an-thu/").status_code == 302
    for served in (coop, other_coop):
        assert Entry.objects.of(served).get().kind == "person.second_step_taken_off"
    assert set(lan.memberships.values_list("role", flat=True)) == {"manager"}


def test_the_command_gives_a_link_too_and_knows_only_who_serves_there(coop, other_coop):
    lan = make_person(coop, "manager", login="lan", password="gao nep thom 7")
    add_app(lan)
    assert "/invitations/" in help_in("--without-second-step", "--new-link")
    assert not second_step.has_second_step(person=lan)
    make_person(other_coop, "manager", login="xa")
    with pytest.raises(CommandError, match="no such person"), assert_nothing_happened():
        help_in("--login", "xa", "--without-second-step")


def test_who_has_one_is_asked_for_its_code_at_sign_in(coop):
    lan = make_person(coop, "keeper", login="lan", password="gao nep thom 7")
    secret = add_app(lan)
    phone = Client()
    assert phone.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"}).url.startswith(
        "/accounts/2fa/authenticate/"
    )
    assert phone.get("/an-thu/").status_code == 302
    page = phone.get("/accounts/2fa/authenticate/").content.decode()
    assert "one-time-code" in page
    assert phone.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert phone.get("/an-thu/").status_code == 302
    phone.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert phone.get("/an-thu/").status_code == 200


@pytest.mark.parametrize(
    ("language", "said"), [("vi", "cho mình trước"), ("en", "for yourself first"), ("hi", "पहले अपने लिए")]
)
def test_the_refusal_says_what_to_do_in_three_languages(language, said):
    from django.utils.translation import override

    from phien.plumbing.middleware import refusal_sentence

    with override(language):
        assert said in refusal_sentence(SecondStepFirst())
