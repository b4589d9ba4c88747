"""The studio on another phone: once, in time, only that person, and signed out from the first."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from phien.activity.models import Entry
from phien.coops.models import Membership
from phien.live.errors import LinkOver
from phien.live.models import Phone, Session
from phien.plumbing.middleware import refusal_sentence
from phien.testing.factories import make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(coop):
    return make_session(coop, [(make_variant(coop, stock=20), 10)], open=True)


@pytest.fixture
def link(client, host, studio):
    page = client.post(f"{studio}phone/").content.decode()
    return re.search(rf"<code>{re.escape(settings.PUBLIC_URL)}(/phones/[^<]+)</code>", page).group(1)


def test_one_press_on_the_other_phone_opens_the_studio_as_the_same_person(client, host, studio, link):
    other = Client()
    assert host.name in other.get(link).content.decode()
    assert other.post(link).headers["Location"] == studio
    assert other.get(studio).status_code == 200
    assert int(other.session["_auth_user_id"]) == host.pk
    assert other.session.get_expiry_age() <= 12 * 3600
    assert client.get(studio).status_code == 200, "the first works on"
    assert "Máy khác đang giữ phòng live" in client.get(studio).content.decode()
    assert "Máy khác đang giữ phòng live" not in other.get(studio).content.decode()
    entry = Entry.every_coop.latest("id")
    assert (entry.kind, entry.person_id) == ("session.handed_over", host.pk)


def test_looking_at_the_link_does_not_use_it(link):
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert Client().post(link).status_code == 302


def test_it_works_once(link):
    Client().post(link)
    with assert_nothing_happened():
        assert Client().post(link).status_code == 410
        assert Client().get(link).status_code == 410


@pytest.mark.parametrize("why", ["late", "replaced", "no_role", "inactive", "invented"])
def test_a_link_that_is_over_opens_nothing(client, coop, host, studio, link, why):
    if why == "late":
        early = timezone.now() - timedelta(minutes=6)
        Phone.every_coop.update(made_at=early, expires_at=early + timedelta(minutes=5))
    elif why == "replaced":
        client.post(f"{studio}phone/")
    elif why == "no_role":
        Membership.objects.filter(person=host).delete()
    elif why == "inactive":
        host.is_active = False
        host.save()
    else:
        link = "/phones/x" + link.removeprefix("/phones/")
    other = Client()
    with assert_nothing_happened():
        assert other.post(link).status_code == 410
    assert other.get(studio).status_code == 302


def test_taken_back_the_other_phone_is_out_at_once(client, host, studio, link):
    other = Client()
    other.post(link)
    page = client.get(f"{studio}phones/").content.decode()
    end = re.search(r'action="([^"]+/end/)"', page).group(1)
    assert client.post(end).headers["Location"] == studio
    assert other.get(studio).status_code == 302
    assert client.get(studio).status_code == 200
    assert "/end/" not in client.get(f"{studio}phones/").content.decode()
    assert Entry.every_coop.latest("id").kind == "session.hand_over_ended"


def test_nobody_signs_anothers_phone_out(client, coop, host, studio, link):
    Client().post(link)
    phone = Phone.every_coop.get()
    client.as_(make_person(coop, "manager"))
    with assert_nothing_happened():
        assert client.post(f"{studio}phones/{phone.pk}/end/").status_code == 404


def test_only_a_live_is_handed_over(client, host, session, studio):
    Session.every_coop.filter(pk=session.pk).update(state="closed", closed_at=timezone.now())
    with assert_nothing_happened():
        assert client.post(f"{studio}phone/").status_code == 409


def test_only_a_digest_is_kept(link):
    assert link.split("/")[2] not in str(Phone.every_coop.values().get())


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "bấm “Máy khác” lần nữa"), ("en", "Press “Another phone”"), ("hi", "“दूसरा फ़ोन” दबाएँ")],
)
def test_the_refusal_says_what_to_do(language, words):
    with translation.override(language):
        assert words in refusal_sentence(LinkOver())
