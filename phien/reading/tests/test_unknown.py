"""Which words nobody knew, and what is no such word."""

from __future__ import annotations

import time

import pytest

from phien.reading.reader import Reader
from phien.reading.tests.shops import STILL
from phien.reading.unknown import UnknownWords

READER = Reader(STILL)


def unknown(*texts, spans=()):
    words = UnknownWords(READER)
    for number, text in enumerate(texts):
        words.add(number, text, spans)
    return words.ranked()


def named(*texts, spans=()):
    return [each.word for each in unknown(*texts, spans=spans)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lấy 2 chai mật xoăn", ["xoăn"]),
        ("chốt k1 2 chai nha em", []),
        ("chốtttt 2 chaiii nhaaa shoppp ơi", []),
        ("lay 2 hu bot nghe voi 1 hop tra sen nhe", []),
        ("lấy hũ xoănnnn với hũ xoăn", ["xoăn"]),
        ("0912000111 chốt 2 chai", []),
        ("x9 k77 2h 500gr mz12", []),
        ("hahaha hihi kkkk huhuhu", []),
        ("xem https://example.org/xoan/ketlan hoặc ketlan@example.org hay www.ketlan.vn nha", []),
        ("@ketlan chốt nè", []),
        ("chốt 2 chai giao Kếtlan Phốtxa", []),  # a large letter in the middle is somebody's name
        ("Kếtlan ngon. Phốtxa nữa", ["kếtlan", "phốtxa"]),
        ("LẤY 2 CHAI MẬT XOĂN", ["xoăn"]),
        ("Lấy Hai Chai Mật Xoăn", ["xoăn"]),
        ("q z w f", []),
        ("abcdefghijklmnopqrstuvw", []),
        ("", []),
    ],
)
def test_a_word_that_is_in_no_list_and_no_name_is_unknown(text, words):
    assert named(text) == words


def test_what_was_read_as_an_address_a_code_or_a_phone_is_known():
    text = "giao ketlan xoăn phốtxa"
    spans = [{"start": 5, "end": 11, "kind": "address"}, {"start": 17, "end": 23, "kind": "code"}]
    assert named(text, spans=spans) == ["xoăn"]


def test_the_most_frequent_comes_first_once_a_comment():
    found = unknown("xoăn xoăn xoăn", "mật phốtxa", "Xoa\u0306n đi", "ketlan")
    assert [(each.word, each.comments) for each in found] == [
        ("xoăn", (0, 2)),
        ("ketlan", (3,)),
        ("phốtxa", (1,)),
    ]


def test_as_often_the_one_that_people_were_asked_about_comes_first():
    words = UnknownWords(READER)
    words.add(1, "ketlan")
    words.add(2, "phốtxa", asked=True)
    words.add(3, "phốtxa")
    words.add(4, "ketlan")
    assert [(each.word, each.asked) for each in words.ranked()] == [("phốtxa", 1), ("ketlan", 0)]


def test_it_is_shown_as_most_wrote_it():
    assert named("PHỐTXA QUÁ", "phốtxa quá", "phốtxa") == ["phốtxa"]


def test_what_the_sheet_names_is_known_there():
    assert named("cho hũ nghệ với trà sen") == []


def test_five_thousand_comments_take_a_moment():
    began = time.thread_time()
    unknown(*(f"lấy {place} chai mật nhãn xoăn giao đường ketlan {place}" for place in range(5_000)))
    assert time.thread_time() - began < 3
