"""What names a person or opens a door is masked, in whatever spelling."""

import pytest

from phien.plumbing.redaction import masked, redact

PHONES = """
0900000012
+84900000012
+84 900 000 012
84900000012
0084 900000012
84.900.000.012
0900 000 012
09.0000.0012
090-000-0012
09_0000_0012
0 9 0 0 0 0 0 0 1 2
o9oo ooo o12
O9OOOOOO12
0900·000·012
0900–000–012
0900 000​012
０９００００００１２
०९००००००१२
không chín không không không không không không một hai
Khong chin khong khong khong khong khong khong mot hai
01200000012
0123 456 7890
028 3822 0000
+1 415 555 0100
+91 90000 00012
""".strip().splitlines()
AROUND = ("{}", "gọi {} nha", "sđt:{}", "phone='{}'", "({})", "x\n{}\ny", '{{"to":"{}"}}', "{}.")


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_is_masked_in_any_spelling(phone, around):
    text = around.format(phone)
    shown = masked(text)
    assert "•••" in shown
    assert sum(letter.isdecimal() for letter in shown) == 0
    assert "chín" not in shown
    assert "chin" not in shown


def test_a_phone_glued_to_letters_is_masked():
    assert masked("sdt0900000012nha") == "sdt•••nha"


SECRETS = {
    "GET /o/k3Zq-x_9AbC": "GET /o/•••",
    "https://shop.example/o/k3Zq?x=1 gone": "https://shop.example/o/•••?••• gone",
    "/invitations/abcDEF123/": "/invitations/•••/",
    "Not Found: /accounts/login/?next=/o/abc&phone=1": "Not Found: /accounts/login/?•••",
    "postgresql://phien:s3cret@db/phien": "postgresql://•••@db/phien",
    "nats://token@127.0.0.1:4222": "nats://•••@127.0.0.1:4222",
    "Authorization: Bearer phien_abcdefghijklmnop": "Authorization: ••• •••",
    "Bearer abcdefghijk": "Bearer •••",
    "token phien_abcdefghijklmnopqrst": "token •••",
    "Cookie: sessionid=abc; csrftoken=def": "Cookie: •••; csrftoken=•••",
    "{'cookie': 'buyer=xyz'}": "{'cookie': '•••'}",
    "password=hunter2": "password=•••",
    "an.toan@example.com": "•••",
}


@pytest.mark.parametrize(("text", "shown"), SECRETS.items())
def test_what_opens_a_door_is_masked(text, shown):
    assert masked(text) == shown


QUOTED = {
    "duplicate key\nDETAIL:  Key (name)=(Người mua (thử)) already exists.": "duplicate key\nDETAIL: •••",
    "UniqueViolation('duplicate key\\nDETAIL:  Key (name)=(Người) already exists.')": (
        "UniqueViolation('duplicate key\\nDETAIL: •••')"
    ),
    "Failing row contains (12, Người mua thử, 5 Đường Thử).": "Failing row contains (•••).",
    'invalid input syntax for type integer: "Người mua thử"': ("invalid input syntax for type integer: •••"),
    "x\nCONTEXT:  unnamed portal parameter $3 = 'Người'\ny": "x\nCONTEXT: •••\ny",
    "[type=string_type, input_value='5 Đường Thử', input_type=str]": (
        "[type=string_type, input_value=•••, input_type=str]"
    ),
}


@pytest.mark.parametrize(("text", "shown"), QUOTED.items())
def test_a_row_that_a_driver_quotes_is_masked(text, shown):
    assert masked(text) == shown


PLAIN = (
    "session 12: desk at fence 7",
    "session 12: memory and counters disagree on [(3, 0, 20)]; loading anew",
    "took 0.004123456 s",
    "at 2026-11-25 03:05:50.123456",
    "order PD-7K3M2Q of session 480012",
    "listening on 127.0.0.1:9200, 10.0.0.12",
    "https://shop.example/live/12",
    "desk host-12:4711:a1b2c3d4",
    "a batch of 512 in 0.016 s, 9000000 đồng",
)


@pytest.mark.parametrize("text", PLAIN)
def test_what_names_nobody_stays(text):
    assert masked(text) == text


def test_private_fields_are_never_shown():
    event = {
        "event": "saved",
        "request_id": "0900000012abcdef",
        "session": 12,
        "phone": "+84900000012",
        "buyer_name": "Người mua thử 12",
        "address": "5 Đường Thử",
        "text": "A1 2 chai",
        "token": "abc",
        "buyer_key": "abc",
        "why": {"headers": {"x": "y"}, "list": ["0900000012", 3]},
        "thing": ValueError("0900000012"),
    }
    assert redact(None, "", event) == {
        "event": "saved",
        "request_id": "0900000012abcdef",
        "session": 12,
        "phone": "•••",
        "buyer_name": "•••",
        "address": "•••",
        "text": "•••",
        "token": "•••",
        "buyer_key": "•••",
        "why": {"headers": "•••", "list": ["•••", 3]},
        "thing": "ValueError('•••')",
    }
