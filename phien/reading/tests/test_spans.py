"""Where in the text, exactly as it was given, each part was read."""

from __future__ import annotations

import unicodedata

import pytest

from phien.reading.reader import Stream
from phien.reading.reasons import SENTENCES
from phien.reading.tests.shops import STILL, read_all


def _marked(text: str, pinned: str | None = "K1") -> list[tuple[str, str]]:
    reading = read_all(STILL, (text, pinned))
    return [(span.kind, text[span.start : span.end]) for span in reading.spans]


def test_codes_counts_and_phones_are_marked():
    assert _marked("K1 2 chai, gọi 0912.000.111 nha") == [
        ("code", "K1"),
        ("quantity", "2"),
        ("phone", "0912.000.111"),
    ]


def test_names_and_questions_are_marked():
    assert _marked("bột nghệ giá bao nhiêu") == [("product", "bột nghệ"), ("question", "giá bao nhiêu")]


def test_what_drops_something_is_marked():
    assert ("negation", "huỷ") in _marked("huỷ giúp em")


def test_offsets_are_those_of_decomposed_text():
    text = unicodedata.normalize("NFD", "dạ em lấy hai hũ bột nghệ nhé")
    assert [(kind, unicodedata.normalize("NFC", part)) for kind, part in _marked(text)] == [
        ("quantity", "hai"),
        ("product", "bột nghệ"),
    ]


def test_marks_that_show_nothing_are_read_through():
    text = "\u200bK\u200b1 \u202e2 chai"
    assert _marked(text) == [("code", "K\u200b1"), ("quantity", "2")]
    assert read_all(STILL, (text, None)).items == (("K1", 2),)


def test_wide_letters_are_read():
    assert read_all(STILL, ("Ｋ１ ２ chai", None)).items == (("K1", 2),)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("K1, 0912 000 111", "+84912000111"),
        ("K1, O912.OOO.111", "+84912000111"),
        ("K1, +84 912 000 111", "+84912000111"),
        ("K1, 0168 200 0111", "+84382000111"),
        ("K1, 028 3822 0000", None),
        ("K1, 0912 000 11", None),
        ("K1, +1 408 555 0100", None),
    ],
)
def test_a_phone_is_read_or_left_alone_and_the_order_stands(text, phone):
    reading = read_all(STILL, (text, None))
    assert (reading.phone, reading.items, reading.review) == (phone, (("K1", 1),), False)


def test_every_reason_has_a_sentence():
    texts = [
        "2",
        "lấy 1 thùng",
        "k9 2 chai",
        "135 nha shop",
        "như trên nha",
        "k1 k1",
        "freeship thì lấy 2",
        "vài chai nha lấy",
    ]
    stream = Stream(STILL)
    for number, text in enumerate(texts):
        reading = stream.read(f"u{number}", text, "K1")
        assert reading.review, text
        assert reading.reason in SENTENCES


def test_a_choice_between_variants_is_offered_best_first():
    reading = read_all(STILL, ("mật nhãn 3 chai nha", None))
    assert reading.options == ((("K1", 3),), (("K2", 3),))


def test_what_needs_no_person_offers_nothing():
    reading = read_all(STILL, ("K1 2 chai", None))
    assert (reading.options, reading.reason) == ((), "")
