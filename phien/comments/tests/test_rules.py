"""How comments are cut into segments, and phones masked."""

import pytest

from phien.comments.rules import Segment, masked, masked_text, pieces, segments


def spans(text, *parts):
    found = []
    for kind, piece in parts:
        start = text.index(piece)
        found.append({"start": start, "end": start + len(piece), "kind": kind, "value": ""})
    return found


def test_a_comment_is_cut_at_its_spans():
    text = "Chốt 3 chai mật ong cf, 0912 345 678 nha"
    cut = segments(
        text, spans(text, ("phone", "0912 345 678"), ("quantity", "3 chai"), ("product", "mật ong cf"))
    )
    assert cut == [
        Segment("", "Chốt "),
        Segment("quantity", "3 chai"),
        Segment("", " "),
        Segment("product", "mật ong cf"),
        Segment("", ", "),
        Segment("phone", "0912 ••• 678"),
        Segment("", " nha"),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"start": 0, "end": 99, "kind": "code"},
        {"start": 3, "end": 3, "kind": "code"},
        {"start": -1, "end": 2, "kind": "code"},
        {"start": "0", "end": 2, "kind": "code"},
        {"start": 0, "end": 2, "kind": "unheard of"},
        {},
    ],
)
def test_broken_spans_are_left_out(broken):
    assert segments("A1 hai", [broken]) == [Segment("", "A1 hai")]


def test_of_overlapping_spans_the_first_counts():
    text = "A1x2"
    found = [{"start": 0, "end": 2, "kind": "code"}, {"start": 1, "end": 4, "kind": "quantity"}]
    assert segments(text, found) == [Segment("code", "A1"), Segment("", "x2")]


def test_what_was_read_in_a_question_stands_in_it():
    text = "shop ơi A1 bao nhiêu vậy"
    assert segments(text, spans(text, ("code", "A1"), ("question", "A1 bao nhiêu"))) == [
        Segment("", "shop ơi "),
        Segment("question", "A1 bao nhiêu", (Segment("code", "A1"), Segment("", " bao nhiêu"))),
        Segment("", " vậy"),
    ]


def test_a_question_may_hold_an_address_that_holds_a_number():
    text = "ship 12 Lê Duẩn ko"
    found = spans(text, ("question", text), ("address", "12 Lê Duẩn"), ("quantity", "12"))
    assert segments(text, found) == [
        Segment(
            "question",
            text,
            (
                Segment("", "ship "),
                Segment("address", "12 Lê Duẩn", (Segment("quantity", "12"), Segment("", " Lê Duẩn"))),
                Segment("", " ko"),
            ),
        )
    ]


def test_a_phone_that_nobody_read_is_masked_within_a_question_too():
    text = "gọi 028 3822 1234 được ko"
    shown = segments(text, spans(text, ("question", text)))
    assert "".join(segment.text for segment in shown) == "gọi 0283 ••• 234 được ko"


@pytest.mark.parametrize(
    ("text", "parts", "shown"),
    [
        ("A1 2 chai nha", [("quantity", "2"), ("unit", "chai")], [("quantity", "2 chai")]),
        ("K3 2h", [("quantity", "2"), ("unit", "h")], [("quantity", "2h")]),
        ("2, chai lớn", [("quantity", "2"), ("unit", "chai")], [("quantity", "2"), ("unit", "chai")]),
        ("2\nchai", [("quantity", "2"), ("unit", "chai")], [("quantity", "2"), ("unit", "chai")]),
        ("A1x2", [("code", "A1"), ("quantity", "2")], [("code", "A1"), ("quantity", "x2")]),
        ("box2", [("quantity", "2")], [("quantity", "2")]),
        ("+1", [("quantity", "1")], [("quantity", "+1")]),
        ("#A1 #A4", [("code", "A1"), ("code", "A4")], [("code", "#A1"), ("code", "#A4")]),
    ],
)
def test_what_belongs_together_is_one_piece(text, parts, shown):
    cut = segments(text, spans(text, *parts))
    assert [(piece.kind, piece.text) for piece in cut if piece.kind] == shown
    assert "".join(piece.text for piece in cut) == text


def test_a_sign_is_not_taken_out_of_the_question_it_stands_before():
    text = "A1 x2 ko"
    found = [
        {"start": 4, "end": 8, "kind": "question"},
        {"start": 4, "end": 5, "kind": "quantity"},
    ]
    assert "".join(piece.text for piece in segments(text, found)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gọi 0912345678 nha", "gọi 0912 ••• 678 nha"),
        ("+84 912.345.678", "0912 ••• 678"),
        ("máy bàn 028 3822 1234", "máy bàn 0283 ••• 234"),
        ("đơn 145000 thôi", "đơn 145000 thôi"),
    ],
)
def test_a_phone_nobody_read_is_masked_too(text, shown):
    assert masked_text(text, []) == shown


def test_a_phone_too_short_to_mask_is_not_shown_at_all():
    assert masked("0912") == "•••"


def test_for_those_who_may_the_phone_stays_whole():
    assert segments("0912345678", [], mask=False) == [Segment("", "0912345678")]


def test_a_comment_is_cut_at_its_words_for_picking():
    text = "lấy 2 hũ lùn 0912 345 678 nha 0987654321"
    spans = [
        {"start": 4, "end": 5, "kind": "quantity", "value": "2"},
        {"start": 9, "end": 12, "kind": "product", "value": "A1"},
        {"start": 13, "end": 25, "kind": "phone", "value": "+84912345678"},
    ]
    words = [(0, 3), (6, 8), (9, 12), (26, 29)]
    assert [(piece.text, piece.kind, piece.word) for piece in pieces(text, spans, words)] == [
        ("lấy", "", 0),
        (" ", "", None),
        ("2", "quantity", None),
        (" ", "", None),
        ("hũ", "", 1),
        (" ", "", None),
        ("lùn", "product", 2),
        (" ", "", None),
        ("0912 ••• 678", "phone", None),
        (" ", "", None),
        ("nha", "", 3),
        (" ", "", None),
        ("0987 ••• 321", "phone", None),
    ]


def test_letters_within_a_phone_are_no_words():
    spans = [{"start": 0, "end": 12, "kind": "phone", "value": "+84912345678"}]
    found = pieces("O912 345 678", spans, [(0, 1)])
    assert [(piece.kind, piece.word) for piece in found] == [("phone", None)]
    assert "345" not in found[0].text
