"""Questions of the same sense are one group with the people who wait, and what an answer does to it."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from phien.comments import questions
from phien.comments.questions import QUIET, Answer, Answers, Line, group_questions
from phien.reading.contracts import RunSheet
from phien.reading.reader import Stream

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
SHEET = RunSheet.from_json(
    {
        "items": [
            {"code": "A1", "name": "Mật ong hoa cà phê 500 ml", "aliases": ["mật cà phê"], "unit": "chai",
             "net": {"value": 500, "unit": "ml"}, "price": 145_000, "group": "mật ong hoa cà phê"},
            {"code": "A2", "name": "Mật ong hoa cà phê 1 lít", "aliases": ["mật cà phê"], "unit": "chai",
             "net": {"value": 1, "unit": "l"}, "price": 280_000, "group": "mật ong hoa cà phê"},
            {"code": "A3", "name": "Mật ong hoa điều 500 ml", "aliases": ["mật điều"], "unit": "chai",
             "net": {"value": 500, "unit": "ml"}, "price": 135_000, "group": "mật ong hoa điều"},
        ]
    }
)  # fmt: skip
GROUPS = {item.code: item.group for item in SHEET.items}


class Live:
    """Comments of a live, one after the other, read as the desk reads them."""

    def __init__(self):
        self.stream = Stream(SHEET)
        self.lines = []

    def said(self, text, *, author=None, pinned="A1", ago=10):
        """`ago` in minutes. Its number is returned."""
        number = len(self.lines) + 1
        who = author or f"u{number}"
        spans = [
            {"start": s.start, "end": s.end, "kind": s.kind, "value": s.value}
            for s in self.stream.read(who, text, pinned).spans
        ]
        at = NOW - timedelta(minutes=ago)
        self.lines.append(
            Line(number, who, text, json.dumps(spans), pinned or "", at, from_shop=who == "host")
        )
        return number

    def groups(self, *given, taken_back=()):
        answers = Answers(NOW, tuple(given), frozenset(taken_back))
        return group_questions(self.lines[::-1], answers, groups=GROUPS)


@pytest.fixture(autouse=True)
def nothing_kept():
    questions._KEPT.clear()


@pytest.fixture
def live():
    return Live()


def answered(*comments, ago, sense=None, key="e1"):
    return Answer(key, NOW - timedelta(minutes=ago), frozenset(comments), sense)


def test_five_people_ask_whether_the_honey_sets(live):
    live.said("mật này có bị đóng đường k z shop", pinned="A1")
    live.said("Mật có đóng đường không", pinned="A3")
    live.said("mat ong co dong duong ko", pinned="A3")
    live.said("mật cà phê có kết tinh hông ạ")
    live.said("Mật có đóng đường không?", author="u2")
    live.said("A1 dong duong k")
    (group,) = live.groups()
    assert (group.sense, group.people, group.comments) == ("crystals", 5, [6, 5, 4, 3, 2, 1])
    assert group.words == "Mật có đóng đường không?"


def test_prices_part_by_item_and_delivery_does_not(live):
    live.said("A1 bao nhiêu")
    live.said("mật cà phê giá s", pinned="A1")
    live.said("A3 bao nhiêu")
    live.said("ship Cần Thơ bao nhiêu", pinned="A1")
    live.said("phí giao hàng sao shop", pinned="A3")
    live.said("gia bn z", pinned="A2")
    found = live.groups()
    assert [(group.sense, set(group.about), group.comments) for group in found] == [
        ("delivery_fee", set(), [5, 4]),
        ("price", {"A1"}, [2, 1]),
        ("price", {"A2"}, [6]),
        ("price", {"A3"}, [3]),
    ]


def test_what_is_asked_of_several_things_goes_to_what_most_ask_about(live):
    live.said("A2 giá sao")
    live.said("A2 bao nhiêu")
    live.said("A1 bao nhiêu")
    live.said("mật cà phê giá sao", pinned="A3")
    found = live.groups()
    assert [(set(group.about), group.people) for group in found] == [({"A2"}, 3), ({"A1"}, 1)]


def test_two_questions_in_one_comment_are_two(live):
    live.said("A1 bao nhiêu vậy shop, ship Hà Nội mấy ngày tới")
    live.said("A1 giá sao")
    live.said("giao mấy ngày")
    found = live.groups()
    assert [(group.sense, group.comments) for group in found] == [
        ("delivery_time", [3, 1]),
        ("price", [2, 1]),
    ]
    (other,) = [group for group in live.groups(answered(1, 2, ago=1, sense="price")) if group.open]
    assert other.sense == "delivery_time"


def test_free_questions_meet_by_their_words(live):
    live.said("vườn ong ở xã nào")
    live.said("vuon ong xa nao vay shop", pinned="A3")
    live.said("nuôi mấy thùng ong vậy")
    assert sorted(group.comments for group in live.groups()) == [[2, 1], [3]]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["gia sao", "giá sao vậy em", "giá s"], "Giá sao?"),
        (["A1 bn", "A1 bao nhiêu vậy shop", "a1 bao nhieu"], "A1 bao nhiêu?"),
        (["bn", "bao nhiêu", "giá bao nhiêu vậy ạ"], "Bao nhiêu?"),
        (["gọi 0283 822 1234 hỏi ship bao nhiêu"], "Gọi 0283 ••• 234 hỏi ship bao nhiêu?"),
    ],
)
def test_the_clearest_words_stand_for_the_group(live, asked, shown):
    for text in asked:
        live.said(text)
    assert live.groups()[0].words == shown


def test_it_is_known_whether_the_words_name_the_item(live):
    live.said("giá sao")
    live.said("A3 giá sao")
    assert {group.words: group.names_it for group in live.groups()} == {
        "Giá sao?": False,
        "A3 giá sao?": True,
    }


# -- answers


def test_an_answer_closes_the_group_and_who_asks_again_is_counted(live):
    first = live.said("ship bao nhiêu", ago=10)
    live.said("phí ship sao", ago=2)
    live.said("ship nhiêu vậy", ago=1)
    live.said("ship nhiêu", ago=1, author="u3")
    (group,) = live.groups(answered(first, ago=3))
    assert (group.open, group.people, group.comments) == (False, 2, [4, 3, 2])
    assert (group.answered_at, group.answer) == (NOW - timedelta(minutes=3), "e1")


def test_a_fresh_answer_that_nobody_asks_again_can_still_be_taken_back(live):
    first = live.said("ship bao nhiêu")
    (group,) = live.groups(answered(first, ago=3))
    assert (group.open, group.people) == (False, 0)
    (again,) = live.groups(answered(first, ago=3), taken_back=["e1"])
    assert (again.open, again.people) == (True, 1)


def test_an_old_answer_is_forgotten_and_only_later_questions_open_it(live):
    first = live.said("ship bao nhiêu", ago=20)
    old = answered(first, ago=15)
    assert live.groups(old) == []
    later = live.said("phí ship sao", ago=8)
    (group,) = live.groups(old)
    assert (group.open, group.comments) == (True, [later])


def test_the_quiet_ends_to_the_second(live):
    first = live.said("ship bao nhiêu", ago=20)
    live.said("phí ship sao", ago=1)
    seconds = QUIET.total_seconds()
    (fresh,) = live.groups(answered(first, ago=(seconds - 1) / 60))
    (stale,) = live.groups(answered(first, ago=seconds / 60))
    assert (fresh.open, stale.open) == (False, True)


def test_the_shops_comment_answers_what_was_asked_before_it(live):
    live.said("A1 bao nhiêu", ago=5)
    live.said("A3 bao nhiêu", ago=5)
    told = live.said("A1 145k nha cả nhà", author="host", ago=4)
    live.said("A1 giá sao", ago=1)
    open_, closed = live.groups()
    assert (set(open_.about), open_.open) == ({"A3"}, True)
    assert (set(closed.about), closed.people, closed.answer) == ({"A1"}, 1, f"c{told}")


def test_the_shops_comment_is_no_answer_to_what_comes_after_the_quiet_or_where_it_asks(live):
    live.said("A1 145k nha", author="host", ago=30)
    live.said("A1 giá sao", ago=1)
    live.said("145k rẻ không cả nhà?", author="host", ago=0)
    (group,) = live.groups()
    assert (group.open, group.people) == (True, 1)


def test_the_shops_comment_that_was_no_answer_is_taken_back(live):
    live.said("A1 bao nhiêu", ago=5)
    told = live.said("A1 145k nha cả nhà", author="host", ago=4)
    (group,) = live.groups(taken_back=[f"c{told}"])
    assert group.open


def test_an_answer_belongs_where_most_of_its_comments_are(live):
    one, two = live.said("A1 bao nhiêu"), live.said("A1 giá sao")
    three = live.said("A3 bao nhiêu")
    (group,) = [group for group in live.groups(answered(one, two, three, ago=1)) if group.open]
    assert set(group.about) == {"A3"}


def test_without_answers_all_are_as_if_nobody_had_answered(live):
    live.said("A1 bao nhiêu", ago=5)
    live.said("A1 145k nha cả nhà", author="host", ago=4)
    (group,) = group_questions(live.lines[::-1], None, groups=GROUPS)
    assert (group.open, group.people) == (True, 1)


def test_broken_spans_do_no_harm():
    for spans in ("[]", '[{"start": 1}]', '[{"start": 0, "end": 99, "kind": "question"}]'):
        questions._KEPT.clear()
        line = Line(1, "u1", "giá sao", spans, "", NOW)
        assert [group.sense for group in group_questions([line], None, groups={})] == ["price"]


def test_two_hundred_questions_are_grouped_in_a_few_milliseconds(live):
    asked = (
        "A{} giá sao",
        "ship về tỉnh {} bao nhiêu",
        "vườn nhà ông {} chữ ở đâu",
        "mật {} có đóng đường ko",
    )
    for number in range(200):
        live.said(asked[number % 4].format(number % 3 + 1) + " ơi" * (number % 5))
    live.groups()
    took = []
    for _ in range(5):
        began = time.process_time()
        live.groups()
        took.append(time.process_time() - began)
    assert min(took) < 0.015, took
