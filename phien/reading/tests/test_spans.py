"""Where in the text, exactly as it was given, each part was read."""

from __future__ import annotations

import unicodedata

import pytest

from phien.reading.reader import Stream
from phien.reading.reasons import PLAINER, SENTENCES
from phien.reading.tests.shops import STILL, read_all


def _marked(text: str, pinned: str | None = "K1") -> list[tuple[str, str]]:
    reading = read_all(STILL, (text, pinned))
    return [(span.kind, text[span.start : span.end]) for span in reading.spans]


def test_codes_counts_and_phones_are_marked():
    assert _marked("K1 2 chai, gọi 0912.000.111 nha") == [
        ("code", "K1"),
        ("quantity", "2"),
        ("unit", "chai"),
        ("phone", "0912.000.111"),
    ]


def test_names_and_questions_are_marked():
    assert _marked("shop ơi bột nghệ giá bao nhiêu vậy") == [
        ("question", "bột nghệ giá bao nhiêu"),
        ("product", "bột nghệ"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        # A question is marked as a whole, without the words that only call or are polite.
        ("mật này có bị đóng đường k z shop", "question", ["mật này có bị đóng đường k"]),
        ("K1 2 chai, còn kịp ko", "question", ["còn kịp ko"]),
        ("giá bột nghệ", "question", ["giá bột nghệ"]),
        ("K1 2 chai", "question", []),
        # What drops something, and what only says no.
        ("huỷ giúp em", "negation", ["huỷ"]),
        ("thôi huỷ giúp e nha", "negation", ["thôi huỷ"]),
        ("em chưa chốt đâu nha", "negation", ["chưa chốt"]),
        ("bỏ tủ lạnh được không", "negation", []),
        # Packs, with a count and without.
        ("chai lớn nha", "unit", ["chai"]),
        ("K3 2h", "unit", ["h"]),
        ("K3 x2", "unit", []),
        # Money, and a number that may be money.
        ("K1 135k lấy 2", "price", ["135k"]),
        ("chốt 135", "price", ["135"]),
        ("2 chai 270.000đ", "price", ["270.000đ"]),
        ("K1 2 chai", "price", []),
        # What it depends on; that something is in stock too, but not the topic of a sentence.
        ("freeship thì lấy 3 chai", "condition", ["freeship thì"]),
        ("nếu còn thì lấy 2 chai K1", "condition", ["nếu còn thì"]),
        ("lấy 2 chai nếu freeship", "condition", ["nếu freeship"]),
        ("ngọt thì lấy 2", "condition", ["ngọt thì"]),
        ("bớt 10k em lấy 3", "condition", ["bớt 10k"]),
        ("K1 thì lấy 2", "condition", []),
        ("có freeship không", "condition", []),
        # An address from its house or place on, as far as it goes on like one.
        ("2 chai K1 giao về 12 Lê Duẩn, P. Tân Lập nha", "address", ["12 Lê Duẩn, P. Tân Lập"]),
        ("K1x2 ship 45/3 Trường Chinh phường 5", "address", ["45/3 Trường Chinh phường 5"]),
        ("em ở thôn 3 xã Ea Kao lấy 2 hũ nghệ", "address", ["thôn 3 xã Ea Kao"]),
        ("ship về Cần Thơ bao nhiêu vậy shop", "address", ["Cần Thơ"]),
        ("12 Hùng Vương, Pleiku. K1 2 chai", "address", ["12 Hùng Vương, Pleiku"]),
        ("số nhà 12 đường Nguyễn Huệ, Q.1 lấy 2 K1", "address", ["số nhà 12 đường Nguyễn Huệ, Q.1"]),
        ("gửi Lan 2 chai K1", "address", []),
        ("giao thứ 7 được ko", "address", []),
        ("2 kg gạo nếp giao ngày 20/11 nha chị Hà", "address", []),
        # A code nobody sells is marked as the code it was meant to be.
        ("k9 2 chai", "code", ["k9"]),
    ],
)
def test_what_is_marked(text, kind, parts):
    assert [part for found, part in _marked(text) if found == kind] == parts


def test_an_address_ends_where_a_question_begins():
    assert _marked("ship về Cần Thơ, Ninh Kiều bao nhiêu") == [
        ("address", "Cần Thơ"),
        ("question", "Ninh Kiều bao nhiêu"),
    ]


def test_offsets_are_those_of_decomposed_text():
    text = unicodedata.normalize("NFD", "dạ em lấy hai hũ bột nghệ nhé")
    assert [(kind, unicodedata.normalize("NFC", part)) for kind, part in _marked(text)] == [
        ("quantity", "hai"),
        ("unit", "hũ"),
        ("product", "bột nghệ"),
    ]


def test_marks_that_show_nothing_are_read_through():
    text = "\u200bK\u200b1 \u202e2 chai"
    assert _marked(text) == [("code", "K\u200b1"), ("quantity", "2"), ("unit", "chai")]
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


def test_a_letter_that_may_be_part_of_a_code_is_marked_as_one():
    reading = read_all(STILL, ("cho a 6 túi nha", "K1"))
    assert reading.reason == "vocative_or_code"
    assert [(span.kind, span.value) for span in reading.spans] == [
        ("code", "A6"),
        ("quantity", "6"),
        ("unit", "túi"),
    ]


def test_every_reason_has_a_sentence():
    assert PLAINER.keys() <= SENTENCES.keys()
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
