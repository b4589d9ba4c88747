"""Vietnamese mobile numbers as people write them."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phien.kernel.phones import find_mobiles, mask, national, read_mobile, to_e164


@pytest.mark.parametrize(
    ("text", "e164", "part"),
    [
        ("0905123456", "+84905123456", "0905123456"),
        ("gọi 0905 123 456 nha", "+84905123456", "0905 123 456"),
        ("0905.123.456", "+84905123456", "0905.123.456"),
        ("0905-123-456", "+84905123456", "0905-123-456"),
        ("(0905) 123 456", "+84905123456", "0905) 123 456"),
        ("84905123456", "+84905123456", "84905123456"),
        ("+84 905 123 456", "+84905123456", "+84 905 123 456"),
        ("+84 0905 123 456", "+84905123456", "+84 0905 123 456"),
        ("0084905123456", "+84905123456", "0084905123456"),
        ("O9O5 123 456", "+84905123456", "O9O5 123 456"),
        ("O912.OOO.444", "+84912000444", "O912.OOO.444"),
        ("0905 chấm 123 chấm 456", "+84905123456", "0905 chấm 123 chấm 456"),
        (
            "không chín không năm một hai ba bốn năm sáu",
            "+84905123456",
            "không chín không năm một hai ba bốn năm sáu",
        ),
        ("A1 2 0905123456", "+84905123456", "0905123456"),
        ("0905123456 2 chai", "+84905123456", "0905123456"),
        ("0168 200 0111", "+84382000111", "0168 200 0111"),
        ("0120 200 0111", "+84702000111", "0120 200 0111"),
        ("84 199 200 0111", "+84592000111", "84 199 200 0111"),
        ("09 05 12 34 56", "+84905123456", "09 05 12 34 56"),
    ],
)
def test_a_mobile_number_is_found_where_it_stands(text, e164, part):
    found = read_mobile(text)
    assert found is not None
    assert (found[0], text[found[1] : found[2]]) == (e164, part)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0905 123 45",
        "0166 777 888",
        "0166 777 888 2 hộp",
        "028 3822 0000",
        "1900 1234",
        "+1 408 555 0100",
        "145.000 - 270.000",
        "o 2 cái",
        "0123",
        "0117 222 3333",
        "0505123456",
    ],
)
def test_other_digits_are_no_mobile_number(text):
    assert read_mobile(text) is None


def test_several_numbers_are_found_in_order():
    assert [e164 for e164, _, _ in find_mobiles("0905123456, 0912 000 111")] == [
        "+84905123456",
        "+84912000111",
    ]


@pytest.mark.parametrize(
    "text", ["0905123456", " 0905 123 456 ", "+84905123456", "84 905 123 456", "O905.123.456"]
)
def test_a_form_field_with_one_number_is_taken(text):
    assert to_e164(text) == "+84905123456"


@pytest.mark.parametrize(
    "text", ["", "0905", "0905123456 hoặc 0912000111", "abc", "+1 408 555 0100", "028 3822 0000", "０９０５"]
)
def test_a_form_field_with_anything_else_is_refused(text):
    assert to_e164(text) is None


def test_a_number_is_shown_as_people_dial_it():
    assert national("+84905123456") == "0905123456"
    assert national("+14085550100") == "+14085550100"


def test_a_masked_number_hides_its_middle():
    assert mask("+84905123456") == "0905 ••• 456"


PLAN = {"3": "23456789", "5": "25689", "7": "06789", "8": "123456789", "9": "0123456789"}
MOBILE = [f"0{first}{second}" for first, seconds in PLAN.items() for second in seconds]


@given(st.sampled_from(MOBILE), st.integers(0, 9_999_999))
def test_a_number_of_the_plan_is_one_by_the_library_too(prefix, rest):
    e164 = to_e164(f"{prefix}{rest:07}")
    assert e164 is not None
    assert phonenumbers.is_possible_number(phonenumbers.parse(e164))


@given(st.text(max_size=60))
def test_any_text_is_searched_without_trouble(text):
    for e164, start, end in find_mobiles(text):
        assert e164.startswith("+84")
        assert 0 <= start < end <= len(text)
