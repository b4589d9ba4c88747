"""Signing in by login name, phone or e-mail; invitations; what is not offered."""

import re
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from phien.coops.models import Person
from phien.testing.factories import make_person
from phien.testing.watching import assert_nothing_happened

pytestmark = pytest.mark.django_db
ENGLISH = set(
    "the your you password confirm access enter add key keys code codes app not active cancel".split()
)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def lan(coop):
    return make_person(
        coop, "keeper", login="lan", password="gao nep thom 7", phone="+84900000012", email="lan@example.com"
    )


@pytest.mark.parametrize(
    "name",
    ["lan", "LAN", " lan ", "0900000012", "0900 000 012", "+84900000012", "lan@example.com"],
)
def test_one_signs_in_by_login_name_phone_or_email(client, lan, name):
    answer = client.post("/accounts/login/", {"login": name, "password": "gao nep thom 7"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/cooperatives/")
    assert client.get("/accounts/cooperatives/").url == "/an-thu/"
    assert client.get("/").url == "/accounts/cooperatives/"


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "sai"), ("0900000013", "gao nep thom 7"), ("", ""), ("x@y.vn", "z")]
)
def test_a_wrong_name_or_password_stays_outside(client, lan, name, password):
    assert client.post("/accounts/login/", {"login": name, "password": password}).status_code == 200
    assert client.get("/an-thu/").status_code == 302


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lan", "Tên đăng nhập hoặc mật khẩu chưa đúng."),
        ("0900000012", "Số điện thoại hoặc mật khẩu chưa đúng."),
        ("lan@example.com", "Email hoặc mật khẩu chưa đúng."),
    ],
)
def test_what_was_wrong_is_said_in_the_readers_language(client, lan, name, said):
    page = client.post("/accounts/login/", {"login": name, "password": "sai"}).content.decode()
    assert said in page
    assert "Chưa vào được" in page


@pytest.mark.parametrize(
    "path", ["2fa/", "2fa/webauthn/add/", "2fa/totp/activate/", "reauthenticate/", "password/change/"]
)
@pytest.mark.parametrize("language", ["vi", "hi"])
def test_allauths_pages_speak_no_english(client, lan, language, path):
    client.as_(lan)
    client.cookies["django_language"] = language
    page = client.get(f"/accounts/{path}", follow=True).content.decode()
    main = re.sub(
        r"<(script|style).*?</\1>|<[^>]*>", " ", page[page.index("<main") : page.index("</main>")], flags=re.S
    )
    left = set(re.findall(r"[A-Za-z]{2,}", main)) - {"QR", "PIN", "JavaScript", "totp"}
    assert not [word for word in left if word.lower() in ENGLISH], main


def test_after_sign_in_one_is_where_one_wanted_to_go(client, lan):
    answer = client.post(
        "/accounts/login/", {"login": "lan", "password": "gao nep thom 7", "next": "/an-thu/stock/"}
    )
    assert answer.url == "/an-thu/stock/"
    assert client.post("/accounts/logout/").status_code == 302
    answer = client.post(
        "/accounts/login/", {"login": "lan", "password": "gao nep thom 7", "next": "https://ke-la.example/"}
    )
    assert answer.url == "/accounts/cooperatives/"


def test_guessing_is_slowed_down(client, lan):
    for _ in range(12):
        answer = client.post("/accounts/login/", {"login": "lan", "password": "sai"})
    answer = client.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    assert answer.status_code in {200, 429}
    assert client.get("/an-thu/").status_code == 302


def test_nobody_signs_up_alone(client):
    with assert_nothing_happened():
        assert client.get("/accounts/signup/").status_code == 302
        assert (
            client.post("/accounts/signup/", {"username": "moi", "password1": "gao nep"}).status_code == 405
        )


def test_a_forgotten_password_is_the_managers_matter(client):
    with assert_nothing_happened():
        assert client.get("/accounts/password/reset/").status_code == 200
        assert client.post("/accounts/password/reset/", {"email": "lan@example.com"}).status_code == 405


def test_one_changes_the_password(client, lan):
    form = {"oldpassword": "gao nep thom 7", "password1": "ngo nuong 88", "password2": "ngo nuong 88"}
    assert client.as_(lan).post("/accounts/password/change/", form).url == "/accounts/cooperatives/"
    lan.refresh_from_db()
    assert lan.check_password("ngo nuong 88")


@pytest.mark.parametrize(
    "path",
    [
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "password/change/",
        "logout/",
        "inactive/",
        "login/",
    ],
)
def test_the_pages_of_the_account_open(client, lan, path):
    client.post("/accounts/login/", {"login": "lan", "password": "gao nep thom 7"})
    assert client.get(f"/accounts/{path}", follow=True).status_code == 200


@pytest.mark.parametrize(
    "passwords",
    [
        ("123", "123"),
        ("12345678901", "12345678901"),
        ("gao nep thom 7", "gao nep"),
        ("password1", "password1"),
    ],
)
def test_a_weak_or_mistyped_password_is_not_set(client, coop, passwords):
    link = invited(coop)
    with assert_nothing_happened():
        answer = client.post(link, dict(zip(("password", "again"), passwords, strict=True)))
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["x", "a" * 32, "..", "%00"])
def test_a_made_up_link_opens_nothing(client, coop, token):
    with assert_nothing_happened():
        assert client.get(f"/invitations/{token}/").status_code == 404
        assert client.post(f"/invitations/{token}/", {"password": "gao nep thom 7"}).status_code == 404


def test_an_invitation_tells_no_other_page_its_address(client, coop):
    answer = client.get(invited(coop))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def told(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def invited(coop):
    said = told("person", "--login", "moi", "--cooperative", coop.slug, "--role", "host")
    return "/" + said.split()[0].split("/", 3)[3]


def test_the_command_line_makes_the_first_cooperative_and_its_manager(client, settings):
    settings.PUBLIC_URL = "https://cho.example"
    assert "/nam-yang/" in told(
        "cooperative", "--slug", "nam-yang", "--name", "HTX Nam Yang", "--prefix", "NY"
    )
    said = told(
        "person", "--login", "yang", "--cooperative", "nam-yang", "--role", "manager",
        "--phone", "0900000012", "--name", "Người thử",
    )  # fmt: skip
    assert said.startswith("https://cho.example/invitations/")
    person = Person.objects.get()
    assert (person.login, person.phone, person.name) == ("yang", "+84900000012", "Người thử")
    assert client.get("/" + said.split()[0].split("/", 3)[3]).status_code == 200


def test_the_command_line_lets_a_known_person_into_a_second_cooperative(coop, lan, other_coop):
    said = told("person", "--login", "lan", "--cooperative", other_coop.slug, "--role", "host")
    assert said == "lan signs in with the password they have.\n"
    again = told("person", "--login", "lan", "--cooperative", other_coop.slug, "--role", "host", "--new-link")
    assert "/invitations/" in again


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["cooperative", "--slug", "api", "--name", "x", "--prefix", "AP"], "api"),
        (["cooperative", "--slug", "an-thu", "--name", "x", "--prefix", "AT"], "an-thu"),
        (["cooperative", "--slug", "nam-yang", "--name", "x", "--prefix", "N"], "PD"),
        (["person", "--login", "lan", "--cooperative", "khong", "--role", "host"], "khong"),
        (["person", "--login", "lan", "--cooperative", "an-thu", "--role", "boss"], "manager, host"),
        (["person", "--login", "L n", "--cooperative", "an-thu", "--role", "host"], "an.toan"),
        (["person", "--login", "lan", "--cooperative", "an-thu", "--role", "host", "--phone", "1"], "10"),
    ],
)
def test_what_the_command_line_cannot_do_is_one_sentence(coop, words, said):
    with pytest.raises(CommandError, match=said) as refused, assert_nothing_happened():
        call_command(*words)
    assert "\n" not in str(refused.value)
