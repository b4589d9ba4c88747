"""Cooperatives and people: who comes in, who stays manager."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from phien.activity.models import Entry
from phien.coops import actions, banks, inviting, models, rules
from phien.coops.contracts import Settings
from phien.coops.errors import (
    BadAccount,
    BadLogin,
    BadPhone,
    BadPrefix,
    BadSellerPhone,
    BadTaxCode,
    HalfAccount,
    InvitationOver,
    LastManager,
    NoRole,
    PhoneTaken,
    ServesElsewhere,
    SlugReserved,
    SlugTaken,
    UnknownBank,
    UnknownPerson,
    UnknownRole,
)
from phien.coops.models import Coop, Invitation, Membership, Person
from phien.coops.queries import people
from phien.testing.factories import make_coop, make_person
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def roles_of(coop, person):
    return set(Membership.objects.filter(coop=coop, person=person).values_list("role", flat=True))


def test_a_new_cooperative_is_recorded():
    coop = actions.create_coop(slug="Nam-Yang", name="HTX Nam Yang", prefix="ny", at=NOW)
    assert (coop.slug, coop.order_prefix) == ("nam-yang", "NY")
    assert Entry.objects.of(coop).get().kind == "coop.created"


@pytest.mark.parametrize(
    "slug", ["", "a", "api", "static", "An Toan", "-an", "an-", "9an", "a" * 41, "an_toan"]
)
def test_a_short_address_that_cannot_be_is_refused(slug):
    with pytest.raises(SlugReserved):
        actions.create_coop(slug=slug, name="x", prefix="AN", at=NOW)


def test_a_short_address_is_taken_once(coop):
    with pytest.raises(SlugTaken):
        actions.create_coop(slug=coop.slug, name="x", prefix="AN", at=NOW)


@pytest.mark.parametrize("prefix", ["", "A", "ABC", "A1", "ĐN"])
def test_a_prefix_is_two_latin_letters(prefix):
    with pytest.raises(BadPrefix):
        actions.create_coop(slug="an-moi", name="x", prefix=prefix, at=NOW)


def test_reserved_addresses_and_roles_stand_in_rules_and_models_alike():
    assert rules.RESERVED_SLUGS == models.RESERVED_SLUGS
    assert list(rules.ROLES) == [role.value for role in models.Role]


def test_a_new_person_gets_a_link_that_sets_a_password_once(coop, manager):
    invited = actions.add_person(
        coop=coop,
        login="Lan.Chi",
        name=" Lan ",
        phone="0900 000 012",
        roles=["packer", "host"],
        at=NOW,
    )
    person = Person.objects.get(pk=invited.person_id)
    assert (person.login, person.name, person.phone) == ("lan.chi", "Lan", "+84900000012")
    assert roles_of(coop, person) == {"host", "packer"}
    assert not person.has_usable_password()
    assert Invitation.objects.get(person=person).digest != invited.token

    inviting.set_password(token=invited.token, password="gao nep thom 7", at=NOW)
    person.refresh_from_db()
    assert person.check_password("gao nep thom 7")
    with pytest.raises(InvitationOver), assert_nothing_happened():
        inviting.set_password(token=invited.token, password="khac", at=NOW)
    kinds = list(Entry.objects.of(coop).order_by("id").values_list("kind", flat=True))
    assert kinds == ["person.added", "person.password_set"]


def test_a_link_ends_after_seven_days(coop, manager):
    invited = actions.add_person(coop=coop, login="lan", roles=["host"], at=NOW)
    with pytest.raises(InvitationOver):
        inviting.set_password(token=invited.token, password="gao nep thom 7", at=NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"login": "x"}, BadLogin),
        ({"login": "Lan Chị"}, BadLogin),
        ({"login": "lan@thu.vn"}, BadLogin),
        ({"phone": "0905 12 45"}, BadPhone),
        ({"roles": []}, NoRole),
        ({"roles": ["boss"]}, UnknownRole),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_happens(coop, manager, fields, refusal):
    with pytest.raises(refusal), assert_nothing_happened():
        actions.add_person(**{"coop": coop, "login": "lan", "roles": ["host"], "at": NOW, **fields})


def test_a_phone_signs_in_one_person(coop, manager):
    actions.add_person(coop=coop, login="lan", phone="0900000012", roles=["host"], at=NOW)
    with pytest.raises(PhoneTaken):
        actions.add_person(coop=coop, login="mai", phone="+84900000012", roles=["host"], at=NOW)


def test_roles_change_and_the_record_says_so(coop, manager):
    lan = make_person(coop, "host", login="lan")
    actions.change_person(
        coop=coop, person_id=lan.pk, name="Lan", phone="", roles=["keeper", "packer"], by=manager, at=NOW
    )
    assert roles_of(coop, lan) == {"keeper", "packer"}
    assert Entry.objects.of(coop).latest("id").facts == {
        "login": "lan",
        "roles": ["keeper", "packer"],
        "before": ["host"],
    }
    actions.restore_roles(coop=coop, person_id=lan.pk, by=manager, at=NOW)
    assert roles_of(coop, lan) == {"host"}


def test_the_last_manager_can_neither_leave_nor_step_down(coop, manager):
    make_person(coop, "host")
    make_person(coop, "manager", is_active=False)
    with pytest.raises(LastManager), assert_nothing_happened():
        actions.remove_person(coop=coop, person_id=manager.pk, by=manager, at=NOW)
    with pytest.raises(LastManager), assert_nothing_happened():
        actions.change_person(
            coop=coop, person_id=manager.pk, name="", phone="", roles=["host"], by=manager, at=NOW
        )


def test_with_two_managers_one_may_go(coop, manager):
    second = make_person(coop, "manager")
    actions.remove_person(coop=coop, person_id=manager.pk, by=second, at=NOW)
    assert [colleague.person for colleague in people(coop=coop)] == [second]


def test_a_manager_cannot_touch_another_cooperatives_people(coop, manager, stranger):
    for act in (actions.remove_person, inviting.invite_again):
        with pytest.raises(UnknownPerson), assert_nothing_happened():
            act(coop=coop, person_id=stranger.pk, by=manager, at=NOW)


def test_a_new_link_ends_the_older_one_and_leaves_the_password(coop, manager):
    invited = actions.add_person(coop=coop, login="lan", roles=["host"], at=NOW)
    again = inviting.invite_again(coop=coop, person_id=invited.person_id, by=manager, at=NOW)
    with pytest.raises(InvitationOver):
        inviting.set_password(token=invited.token, password="gao nep thom 7", at=NOW)
    inviting.set_password(token=again.token, password="gao nep thom 7", at=NOW)


def test_one_manager_cannot_open_the_door_of_another_cooperative(coop, manager, other_coop):
    lan = make_person(coop, "host", login="lan")
    Membership.objects.create(coop=other_coop, person=lan, role="manager")
    with pytest.raises(ServesElsewhere), assert_nothing_happened():
        inviting.invite_again(coop=coop, person_id=lan.pk, by=manager, at=NOW)


def test_who_serves_elsewhere_keeps_name_and_phone(coop, manager, other_coop):
    lan = make_person(coop, "host", login="lan", name="Lan", phone="+84900000012")
    Membership.objects.create(coop=other_coop, person=lan, role="host")
    actions.change_person(
        coop=coop, person_id=lan.pk, name="X", phone="", roles=["packer"], by=manager, at=NOW
    )
    lan.refresh_from_db()
    assert (lan.name, lan.phone, roles_of(coop, lan)) == ("Lan", "+84900000012", {"packer"})


def settings(**changed):
    given = {
        "name": "HTX Thử", "short_name": "", "story": "", "return_name": "Kho", "return_phone": "0900000012",
        "return_street": "Thôn 1", "return_commune": "Xã Ia Hrung", "return_province": "Gia Lai",
        "bank_bin": "970405", "bank_account": "5000 2051 23456", "bank_holder": "Hợp tác xã Đăk Thử",
        "shipping_fee": 25_000, "button_hold_minutes": 20, "comment_hold_hours": 10,
    }  # fmt: skip
    return Settings(**{**given, **changed})


def test_settings_are_saved_as_banks_and_carriers_want_them(coop, manager):
    saved = actions.change_settings(coop=coop, settings=settings(), by=manager, at=NOW)
    assert (saved.return_phone, saved.bank_account, saved.bank_holder, saved.shipping_fee) == (
        "+84900000012",
        "5000205123456",
        "HOP TAC XA DAK THU",
        25_000,
    )
    facts = Entry.objects.of(coop).get().facts
    assert "bank_account" in facts["changed"]
    assert "5000205123456" not in str(facts)


def test_saving_the_same_settings_records_nothing(coop, manager):
    actions.change_settings(coop=coop, settings=settings(), by=manager, at=NOW)
    with assert_nothing_happened():
        actions.change_settings(coop=coop, settings=settings(), by=manager, at=NOW)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"bank_bin": ""}, HalfAccount),
        ({"bank_holder": " "}, HalfAccount),
        ({"bank_bin": "123456"}, UnknownBank),
        ({"bank_account": "12345"}, BadAccount),
        ({"bank_account": "5000A20512"}, BadAccount),
        ({"return_phone": "0905"}, BadPhone),
        ({"tax_code": "01012345"}, BadTaxCode),
        ({"tax_code": "0101234567-01"}, BadTaxCode),
        ({"seller_phone": "gọi chị Lan"}, BadSellerPhone),
    ],
)
def test_settings_that_cannot_be_are_refused(coop, manager, changed, refusal):
    with pytest.raises(refusal), assert_nothing_happened():
        actions.change_settings(coop=coop, settings=settings(**changed), by=manager, at=NOW)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"tax_code": "0101234567 001"}, {"tax_code": "0101234567-001"}),
        ({"tax_code": "0101.234.567"}, {"tax_code": "0101234567"}),
        ({"tax_code": "001090000012"}, {"tax_code": "001090000012"}),
        ({"seller_phone": "0900 000 012"}, {"seller_phone": "+84900000012"}),
        ({"seller_phone": "(0269) 000 0012"}, {"seller_phone": "02690000012"}),
        ({"seller_phone": "1900 0012"}, {"seller_phone": "19000012"}),
    ],
)
def test_the_seller_is_kept_as_registered(coop, manager, typed, kept):
    saved = actions.change_settings(coop=coop, settings=settings(**typed), by=manager, at=NOW)
    assert {name: getattr(saved, name) for name in kept} == kept


@pytest.mark.parametrize(
    "wrong",
    [{"tax_code": "12"}, {"limit_per_buyer": 0}, {"late_after_days": 0}],
    ids=lambda it: next(iter(it)),
)
def test_a_setting_that_cannot_be_is_kept_out_by_the_database(coop, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Coop.objects.filter(pk=coop.pk).update(**wrong)


def test_no_account_at_all_is_allowed(coop, manager):
    saved = actions.change_settings(
        coop=coop, settings=settings(bank_bin="", bank_account="", bank_holder=""), by=manager, at=NOW
    )
    assert (saved.bank_bin, saved.bank_account, saved.bank_holder) == ("", "", "")


def test_the_bank_list_agrees_with_the_package():
    from vietnam_qr_pay.constants.banks import BanksObject

    theirs = {
        bank.bin: bank.name
        for bank in BanksObject.values()
        if bank.bin and not bank.deprecated and bank.viet_qr_status >= 0
    }
    assert {bank.bin: bank.name for bank in banks.BANKS} == theirs
    assert [bank.bin for bank in banks.ordered()][:3] == ["970405", "970446", "970449"]
    assert len(banks.ordered()) == len(banks.BANKS)


def test_two_cooperatives_do_not_see_each_others_people(coop, manager, stranger):
    assert [colleague.person for colleague in people(coop=coop)] == [manager]
    assert make_coop() != coop


def test_a_removal_is_undone_with_the_roles_they_had(coop, manager, other_coop, stranger):
    lan = make_person(coop, "host", "packer", login="lan")
    actions.remove_person(coop=coop, person_id=lan.pk, by=manager, at=NOW)
    with pytest.raises(UnknownPerson), assert_nothing_happened():
        actions.take_back_person(coop=other_coop, person_id=lan.pk, by=stranger, at=NOW)
    actions.take_back_person(coop=coop, person_id=lan.pk, by=manager, at=NOW)
    assert roles_of(coop, lan) == {"host", "packer"}
