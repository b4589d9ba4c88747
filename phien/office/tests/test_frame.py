"""Home, people, settings and record."""

import re

import pytest
from django.apps import apps
from django.utils import timezone

from phien.activity.actions import record
from phien.activity.models import Entry
from phien.coops.inviting import invite
from phien.coops.models import Membership, Person
from phien.office.frame.record import SENTENCES, sentence_of, who_of
from phien.testing.factories import items_of, make_coop, make_order, make_person, make_session, make_variant
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WHO = 3  # queries of every page: the sign-in session, the person, their cooperatives


def text(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_a_new_cooperative_is_told_its_first_steps(client):
    new = make_coop(
        "moi-tinh", bank_bin="", bank_account="", bank_holder="", return_commune="", registration_number=""
    )
    page = client.as_(make_person(new, "manager")).get("/moi-tinh/").content.decode()
    steps = [*(f"/moi-tinh/settings/#{at}" for at in ("bank", "return", "seller")), "/moi-tinh/products/new/"]
    assert re.findall(r'<a class="(?:btn go|open)" href="([^"]+)"', page) == steps
    assert "/settings/" not in client.as_(make_person(new, "keeper")).get("/moi-tinh/").content.decode()


def test_the_people_page_asks_as_often_for_many_as_for_one(client, coop, manager):
    for _ in range(5):
        make_person(coop, "host", "keeper")
        invite(coop=coop, name="Chị thử", roles=["host"], by=manager, at=NOW)
    client.as_(manager)
    with assert_queries(WHO + 2):
        answer = client.as_(manager).get("/an-thu/people/")
    assert answer.content.decode().count('<li class="card reach">') == 6
    assert answer.content.decode().count("/withdrawal/") == 5


def test_inviting_shows_a_link_its_picture_and_words_to_send(client, coop, manager):
    answer = client.as_(manager).post(
        "/an-thu/people/new/", {"name": "Người thử", "roles": ["host", "packer"]}
    )
    assert (answer.status_code, answer["Cache-Control"].startswith("max-age=0")) == (200, True)
    page = answer.content.decode()
    (link,) = set(re.findall(r"/invitations/[\w-]+/", page))
    assert "<svg" in page
    assert f'data-copy="{coop.name} mời' in page
    assert 'href="sms:?&amp;body=' in page
    client.logout()
    assert client.get(link).status_code == 200


def test_who_was_invited_stands_in_the_list_until_they_come_or_are_taken_back(client, coop, manager):
    client.as_(manager).post("/an-thu/people/new/", {"name": "Chị thử", "roles": ["host"]})
    page = client.get("/an-thu/people/").content.decode()
    assert "Chị thử" in page
    (back,) = re.findall(r'action="(/an-thu/people/invitations/\d+/withdrawal/)"', page)
    answer = client.post(back, follow=True)
    assert "Chị thử" not in text(answer)
    (undo,) = re.findall(r'action="(/an-thu/people/invitations/\d+/return/)"', answer.content.decode())
    assert "Chị thử" in text(client.post(undo, follow=True))
    said = text(client.get("/an-thu/activity/?of=person"))
    for sentence in ("Mời Chị thử làm", "Thu lại lời mời Chị thử", "Lời mời Chị thử có hiệu lực lại"):
        assert sentence in said


@pytest.mark.parametrize("wrong", [{"roles": []}, {"name": ""}, {"roles": ["boss"]}])
def test_an_invitation_that_cannot_be_says_why_and_is_not_made(client, coop, manager, wrong):
    with assert_nothing_happened():
        answer = client.as_(manager).post(
            "/an-thu/people/new/", {"name": "Người thử", "roles": ["host"], **wrong}
        )
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()


def test_roles_are_changed_on_the_persons_page(client, coop, manager):
    lan = make_person(coop, "host", name="Lan")
    client.as_(manager).post(f"/an-thu/people/{lan.pk}/", {"name": "Lan", "phone": "", "roles": ["packer"]})
    assert [row.role for row in Membership.objects.filter(coop=coop, person=lan)] == ["packer"]
    page = client.get(f"/an-thu/people/?undo=roles-{lan.pk}").content.decode()
    assert f'action="/an-thu/people/{lan.pk}/former-roles/"' in page
    client.post(f"/an-thu/people/{lan.pk}/former-roles/")
    assert [row.role for row in Membership.objects.filter(coop=coop, person=lan)] == ["host"]
    for nonsense in ("x-1", "roles-", "roles-a", "roles-" + "9" * 30):
        assert client.get(f"/an-thu/people/?undo={nonsense}").context.get("undo_url") is None


def test_the_last_manager_is_told_to_find_another_first(client, coop, manager):
    with assert_nothing_happened():
        answer = client.as_(manager).post(f"/an-thu/people/{manager.pk}/", {"name": "A", "roles": ["host"]})
        gone = client.post(f"/an-thu/people/{manager.pk}/removal/")
    assert (answer.status_code, gone.status_code) == (422, 409)


def test_a_removal_offers_to_undo_it(client, coop, manager):
    lan = make_person(coop, "host")
    answer = client.as_(manager).post(f"/an-thu/people/{lan.pk}/removal/", follow=True)
    assert f"/an-thu/people/{lan.pk}/return/" in answer.content.decode()
    client.post(f"/an-thu/people/{lan.pk}/return/")
    assert Membership.objects.filter(coop=coop, person=lan).count() == 1


def test_settings_are_saved_and_shown_as_people_write_them(client, coop, manager):
    page = client.as_(manager).get("/an-thu/settings/")
    given = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    assert (given["shipping_fee"], given["return_phone"]) == ("30.000", "0900000001")
    answer = client.post(
        "/an-thu/settings/", {**given, "shipping_fee": "25k", "bank_account": "1234 5678 90"}
    )
    assert answer.status_code == 302
    coop.refresh_from_db()
    assert (coop.shipping_fee, coop.bank_account, coop.return_phone) == (25_000, "1234567890", "+84900000001")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"shipping_fee": "30"}, "shipping_fee"),
        ({"shipping_fee": "ba chục"}, "shipping_fee"),
        ({"bank_account": "12AB5678"}, "bank_account"),
        ({"bank_holder": ""}, "bank_account"),
        ({"bank_bin": "000000"}, "bank_bin"),
        ({"return_phone": "12"}, "return_phone"),
        ({"name": ""}, "name"),
        ({"button_hold_minutes": "0"}, "button_hold_minutes"),
    ],
)
def test_a_setting_that_cannot_be_is_said_at_its_field(client, coop, manager, wrong, field):
    page = client.as_(manager).get("/an-thu/settings/")
    given = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    with assert_nothing_happened():
        answer = client.post("/an-thu/settings/", {**given, **wrong})
    assert list(answer.context["form"].errors) == [field]


def test_the_record_says_in_words_who_did_what(client, coop, manager):
    session = make_session(coop, [(make_variant(coop, stock=9), 9)], open=True)
    order = make_order(session, [(items_of(session)[0], 2)])
    facts = {"items": {"A1": 2}, "total": 320_000}
    for kind, actor in (("order.placed", "buyer"), ("order.expired", "desk")):
        record(
            coop=coop, kind=kind, subject="order", subject_id=order.pk, at=NOW, actor=actor,
            facts=facts if kind == "order.placed" else None,
        )  # fmt: skip
    client.as_(manager)
    with assert_queries(WHO + 2):  # the entries, the orders they are about; no live is named
        said = text(client.as_(manager).get("/an-thu/activity/?of=order"))
    assert "A1 ×2" in said
    assert order.code in said
    assert "320.000\u00a0₫" in client.get("/an-thu/activity/").content.decode()
    assert "người mua" in said


def test_an_unknown_kind_is_shown_plainly(coop):
    entry = record(
        coop=coop, kind="lot.mixed_up", subject="lot", subject_id=1, at=NOW, facts={"of": 3}, actor="bee"
    )
    assert (sentence_of(entry), who_of(entry)) == ("lot: mixed up of 3", "bee")


def test_every_kind_that_the_code_records_has_a_sentence():
    """The kinds are plain words in the houses' code: `"order.placed"`, or `note(order, "packed", …)`."""
    from pathlib import Path

    import phien

    found = set()
    for path in Path(phien.__file__).parent.rglob("*.py"):
        if {"tests", "migrations", "testing"} & set(path.parts):
            continue
        code = path.read_text(encoding="utf-8")
        kinds = (
            r'"((?:order|certificate|session|item|comment|waiting|stock|product|person|coop|token)\.[a-z_]+)"'
        )
        found |= set(re.findall(kinds, code))
        found |= {f"order.{kind}" for kind in re.findall(r'\bnote\(\s*order,\s*"([a-z_]+)"', code)}
    tables = {model._meta.label_lower for model in apps.get_models()}  # "stock.ledger" is a table, no kind
    assert found - tables - set(SENTENCES) == set()


def test_the_record_is_read_page_by_page(client, coop, manager):
    for number in range(60):
        record(coop=coop, kind="session.opened", subject="session", subject_id=number, at=NOW, by=manager)
    page = client.as_(manager).get("/an-thu/activity/")
    older = page.context["older"]
    assert len(page.context["rows"]) == 50
    assert len(client.get(f"/an-thu/activity/?of=&before={older}").context["rows"]) == 10
    assert client.get("/an-thu/activity/?before=x&of=nothing").status_code == 200


def test_no_page_shows_another_cooperatives_facts(client, coop, manager, other_coop):
    foreign = make_variant(other_coop, stock=3, name="của bên kia")
    record(coop=other_coop, kind="session.opened", subject="session", subject_id=1, at=NOW)
    for path in ("", "stock/", "products/", "activity/", "people/"):
        assert "của bên kia" not in client.as_(manager).get(f"/an-thu/{path}").content.decode()
    assert client.get(f"/an-thu/stock/{foreign.pk}/").status_code == 404
    assert Entry.objects.of(coop).count() == 0
    assert Person.objects.count() == 1
