"""Who may enter which part of the office."""

import pytest

from phien.office.areas import AREAS, areas_of
from phien.testing.factories import make_person
from phien.testing.watching import assert_nothing_happened, assert_queries

pytestmark = pytest.mark.django_db
SCREENS = ("", "more/", "products/", "products/new/", "stock/", "activity/", "people/", "settings/")
MAY = {
    "manager": set(SCREENS),
    "host": {"", "more/"},
    "keeper": {"", "more/", "products/", "products/new/", "stock/", "activity/"},
    "packer": {"", "more/", "stock/"},
    "bookkeeper": {"", "more/", "activity/"},
}


@pytest.mark.parametrize("role", MAY)
def test_each_role_opens_its_screens_and_is_told_who_may_the_others(client, coop, role):
    person = make_person(coop, role)
    answers = {path: client.as_(person).get(f"/an-thu/{path}").status_code for path in SCREENS}
    assert answers == {path: 200 if path in MAY[role] else 403 for path in SCREENS}


@pytest.mark.parametrize("role", MAY)
def test_the_navigation_offers_only_what_opens(client, coop, role):
    person = make_person(coop, role)
    page = client.as_(person).get("/an-thu/").content.decode()
    for area in AREAS:
        if area.path in SCREENS and area.path:
            assert (f'href="/an-thu/{area.path}"' in page) == (area.path in MAY[role])


def test_the_wrong_role_is_told_who_may(client, coop):
    answer = client.as_(make_person(coop, "packer")).get("/an-thu/people/")
    assert answer.status_code == 403
    assert "Chủ nhiệm" in answer.content.decode()


@pytest.mark.parametrize("path", ["/an-thu/", "/an-thu/people/", "/khong-co/", "/khong-co/stock/"])
def test_a_stranger_finds_nothing_there(client, coop, stranger, path):
    assert client.as_(stranger).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/an-thu/", "/khong-co/stock/?q=a"])
def test_nobody_is_sent_to_sign_in_and_back(client, coop, path):
    answer = client.get(path)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("orders/%00/", 404),
        ("packing/%00/", 404),
        ("products/?category=%00", 200),
        ("orders/?q=a%00b", 200),
        ("stock/?q=%00", 200),
    ],
)
def test_an_address_with_a_nul_breaks_nothing(client, coop, manager, path, status):
    assert client.as_(manager).get(f"/an-thu/{path}").status_code == status


def test_a_removed_person_is_out_at_once(client, coop, manager):
    keeper = make_person(coop, "keeper")
    assert client.as_(keeper).get("/an-thu/").status_code == 200
    keeper.memberships.all().delete()
    assert client.get("/an-thu/").status_code == 404


def test_who_serves_two_cooperatives_switches_to_the_same_part_of_the_other(
    client, coop, manager, other_coop
):
    manager.memberships.create(coop=other_coop, role="keeper")
    client.as_(manager)
    with assert_queries(5):  # the sign-in session, the person, their cooperatives; two of the page's own
        page = client.get("/an-thu/products/").content.decode()
    assert 'href="/ben-kia/products/"' in page
    assert 'href="/ben-kia/"' in client.get("/an-thu/people/").content.decode()  # no manager there
    page = client.get("/accounts/cooperatives/").content.decode()
    assert 'href="/an-thu/"' in page
    assert 'href="/ben-kia/"' in page


def test_who_serves_one_is_offered_no_other(client, coop, manager):
    assert 'class="switch"' not in client.as_(manager).get("/an-thu/").content.decode()


def test_a_manager_has_four_places_near_the_thumb(coop):
    first = [area.path for area in areas_of(frozenset({"manager"}))][:4]
    assert first[0] == ""
    assert "stock/" in first


def test_a_form_without_its_csrf_token_changes_nothing(coop, manager):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    with assert_nothing_happened():
        assert strict.post("/an-thu/settings/", {"name": "x"}).status_code == 403
