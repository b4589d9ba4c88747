"""Coming in by a link: with a new account or one's own, once, and never into somebody else's cooperative."""

import contextlib
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from phien.activity.models import Entry
from phien.coops import actions, inviting, persons
from phien.coops.errors import (
    InvitationOver,
    LastManager,
    LoginTaken,
    NoRole,
    ServesElsewhere,
    UnknownInvitation,
)
from phien.coops.models import Invitation, Membership, Person
from phien.coops.queries import invited
from phien.testing.factories import make_coop, make_person
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ACCOUNT = {"name": "Người thử 3", "login": "nguoi.ba", "phone": "0900 000 013",
           "password": "gao nep thom 7", "again": "gao nep thom 7"}  # fmt: skip


def link_into(coop, manager, *roles):
    made = inviting.invite(coop=coop, name="Chị thử", roles=roles or ["host"], by=manager, at=timezone.now())
    return made.token


def roles_of(coop, person):
    return set(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))


def kinds_of(coop):
    return list(Entry.objects.of(coop).order_by("id").values_list("kind", flat=True))


def test_somebody_new_makes_an_account_by_the_link_and_is_in(client, coop, manager):
    link = f"/invitations/{link_into(coop, manager, 'packer', 'host')}/"
    page = client.get(link)
    assert coop.name in page.content.decode()
    assert 'value="Chị thử"' in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert client.post(link, ACCOUNT, follow=True).redirect_chain == [("/an-thu/", 302)]
    person = Person.objects.get(login="nguoi.ba")
    assert (person.name, person.phone) == ("Người thử 3", "+84900000013")
    assert roles_of(coop, person) == {"host", "packer"}
    assert kinds_of(coop) == ["person.invited", "person.joined"]
    assert invited(coop=coop) == []
    assert client.get(link).status_code == 404


def test_who_has_an_account_signs_in_and_serves_two_cooperatives(client, coop, manager, other_coop):
    lan = make_person(other_coop, "keeper", login="lan", password="gao nep thom 7")
    link = f"/invitations/{link_into(coop, manager)}/"
    assert f'href="/accounts/login/?next={quote(link, safe="")}"' in client.get(link).content.decode()
    answer = client.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7", "next": link})
    assert answer.url == link
    assert "lan" in client.get(link).content.decode()
    assert client.post(link).url == "/an-thu/"
    assert (roles_of(coop, lan), roles_of(other_coop, lan)) == ({"host"}, {"keeper"})
    page = client.get("/accounts/cooperatives/").content.decode()
    assert 'href="/an-thu/"' in page
    assert 'href="/ben-kia/"' in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "quan-ly"}, "login"),
        ({"login": "Chị Lan"}, "login"),
        ({"phone": "0905"}, "phone"),
        ({"password": "1234", "again": "1234"}, "password"),
        ({"again": "khác"}, "again"),
        ({"name": ""}, "name"),
    ],
)
def test_an_account_that_cannot_be_is_said_at_its_field_and_the_link_stays(
    client, coop, manager, wrong, field
):
    link = f"/invitations/{link_into(coop, manager)}/"
    with assert_nothing_happened():
        answer = client.post(link, {**ACCOUNT, **wrong})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.get(link).status_code == 200


def test_a_link_ends_by_use_by_age_by_a_newer_one_and_by_being_taken_back(coop, manager):
    lan, mai = make_person(), make_person()
    tokens = [link_into(coop, manager) for _ in range(4)]
    rows = list(Invitation.objects.order_by("id"))
    inviting.join(token=tokens[0], person=lan, at=timezone.now())
    Invitation.objects.filter(pk=rows[1].pk).update(expires_at=timezone.now())
    newer = inviting.make_link_anew(coop=coop, invitation_id=rows[2].pk, by=manager, at=timezone.now())
    inviting.withdraw(coop=coop, invitation_id=rows[3].pk, by=manager, at=timezone.now())
    for token in tokens:
        with pytest.raises(InvitationOver), assert_nothing_happened():
            inviting.join(token=token, person=mai, at=timezone.now())
    inviting.restore(coop=coop, invitation_id=rows[3].pk, by=manager, at=timezone.now())
    for token in (newer.token, tokens[3]):
        inviting.join(token=token, person=mai, at=timezone.now())
    assert [row.pk for row in invited(coop=coop)] == [rows[1].pk]  # too old ones stay to be made anew
    for act in (inviting.withdraw, inviting.make_link_anew, inviting.restore):
        with pytest.raises(UnknownInvitation), assert_nothing_happened():
            act(coop=coop, invitation_id=rows[0].pk, by=manager, at=timezone.now())


def test_another_cooperatives_invitation_is_not_there(coop, manager, other_coop, stranger):
    link_into(other_coop, stranger)
    (row,) = Invitation.objects.all()
    for act in (inviting.withdraw, inviting.make_link_anew, inviting.restore):
        with pytest.raises(UnknownInvitation), assert_nothing_happened():
            act(coop=coop, invitation_id=row.pk, by=manager, at=NOW)
    assert invited(coop=coop) == []


def test_nobody_is_invited_for_nothing(coop, manager):
    with pytest.raises(NoRole), assert_nothing_happened():
        inviting.invite(coop=coop, name="A", roles=[], by=manager, at=NOW)


@pytest.mark.parametrize(
    "row",
    [
        {"person": None, "coop": None},
        {"roles": []},
        {"roles": ["boss"]},
        {"roles": ["host"], "coop": None},
        {"used_at": NOW, "person": None},
    ],
)
def test_a_link_for_nobody_into_nothing_is_kept_out_by_the_database(coop, manager, row):
    given = {"coop": coop, "person": manager, "roles": ["host"], "expires_at": NOW, "digest": "x"}
    if row.get("coop", 1) is None and "roles" not in row:
        given["roles"] = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**{**given, **row})


def test_a_new_password_ends_every_sign_in_and_every_other_link(client, coop, manager):
    lan = make_person(coop, "host", login="lan", password="gao nep thom 7")
    phone = Client()
    phone.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    assert phone.get("/an-thu/").status_code == 200
    first = inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())
    second = inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())
    assert phone.get("/an-thu/").status_code == 200  # the old password counts until the link is used
    new = {"password": "ngo nuong 88", "again": "ngo nuong 88"}
    assert client.post(f"/invitations/{first.token}/", new).status_code == 404
    assert client.post(f"/invitations/{second.token}/", new).status_code == 302
    assert phone.get("/an-thu/").status_code == 302


def test_a_link_for_a_password_lasts_a_day(coop, manager):
    lan = make_person(coop, "host")
    made = inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=NOW)
    with pytest.raises(InvitationOver):
        inviting.set_password(token=made.token, password="ngo nuong 88", at=NOW + timedelta(hours=24))


def test_a_manager_opens_no_door_of_another_cooperative_by_a_password(coop, manager, other_coop, stranger):
    """Lan manages the other cooperative too: whoever set her password would be in it."""
    lan = make_person(coop, "host", login="lan", password="gao nep thom 7")
    made = inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())
    inviting.join(token=link_into(other_coop, stranger, "manager"), person=lan, at=timezone.now())
    with pytest.raises(InvitationOver), assert_nothing_happened():  # made while she served here alone
        inviting.set_password(token=made.token, password="ngo nuong 88", at=timezone.now())
    with pytest.raises(ServesElsewhere), assert_nothing_happened():
        inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=timezone.now())
    by_command = inviting.invite_again(coop=coop, person_id=lan.pk, at=timezone.now())
    assert inviting.set_password(token=by_command.token, password="ngo nuong 88", at=timezone.now()) == lan


def test_a_password_link_lets_nobody_into_a_cooperative_nor_the_other_way_round(coop, manager):
    lan = make_person(coop, "host", login="lan")
    password = inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=timezone.now()).token
    into = link_into(coop, manager)
    with pytest.raises(InvitationOver), assert_nothing_happened():
        inviting.join(token=password, person=manager, at=timezone.now())
    with pytest.raises(InvitationOver), assert_nothing_happened():
        inviting.set_password(token=into, password="ngo nuong 88", at=timezone.now())


REFUSALS = [
    (ServesElsewhere, "còn làm cho hợp tác xã khác", "another cooperative too", "दूसरी समिति"),
    (UnknownInvitation, "Tạo link mới", "Make a new one", "नया बनाएँ"),
    (InvitationOver, "link mới", "new one", "नया"),
    (LastManager, "chủ nhiệm", "manager", "प्रबंधक"),
    (LoginTaken, "Chọn tên khác", "Choose another", "दूसरा"),
]


@pytest.mark.parametrize(("refusal", "vi", "en", "hi"), REFUSALS)
def test_refusals_say_what_to_do_in_three_languages(refusal, vi, en, hi):
    from django.utils.translation import override

    from phien.plumbing.middleware import refusal_sentence

    told = []
    for language in ("vi", "en", "hi"):
        with override(language):
            told.append(refusal_sentence(refusal(login="lan")))
    assert [part in said for part, said in zip((vi, en, hi), told, strict=True)] == [True] * 3, told


# Two at once; each fails with its lock taken out.


def both(first, second):
    """Run two acts side by side and say what came of them."""
    told = []

    def run(act):
        try:
            act()
            told.append("done")
        except (LastManager, InvitationOver) as refused:
            told.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def meeting(monkeypatch, module, name):
    """Both wait for one another right after `module.name` has looked; with a lock only one gets there."""
    really, gate = getattr(module, name), threading.Barrier(2)

    def looked(*given, **named):
        found = really(*given, **named)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return found

    monkeypatch.setattr(module, name, looked)


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_remove_each_other_leave_one(monkeypatch):
    coop = make_coop()
    one, two = make_person(coop), make_person(coop)
    meeting(monkeypatch, actions, "managers_of")

    def step_down(whom, by):
        return lambda: actions.change_person(
            coop=coop, person_id=whom.pk, name="x", phone="", roles=["host"], by=by, at=NOW
        )

    assert both(step_down(one, two), step_down(two, one)) == ["done", "last_manager"]
    assert len(persons.managers_of(coop)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_that_two_use_at_once_lets_one_in(monkeypatch):
    coop = make_coop()
    token = link_into(coop, make_person(coop))
    lan, mai = make_person(), make_person()
    meeting(monkeypatch, inviting, "_invitation")

    def use(person):
        return lambda: inviting.join(token=token, person=person, at=timezone.now())

    assert both(use(lan), use(mai)) == ["done", "invitation_over"]
    assert Membership.objects.filter(coop=coop).count() == 2
