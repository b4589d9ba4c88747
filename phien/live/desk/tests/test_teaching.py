"""What a keeper teaches at the desk: read at once, kept over a takeover, refused where it hurts."""

import asyncio
from typing import Any

import pytest
from django.utils import timezone

from phien.activity.models import Entry
from phien.catalog.models import Variant
from phien.comments.models import Comment, Taught
from phien.live.desk.commands import teaching
from phien.live.models import Session
from phien.orders import actions as orders
from phien.orders.models import Line, Order
from phien.testing import factories
from phien.testing.desks import Bench
from phien.testing.truths import assert_all_true
from phien.testing.watching import assert_nothing_happened

SAID = "lấy 2 ghè lùn"


@pytest.fixture
def case(bench: Bench) -> Comment:
    """A comment that waits: nobody knows what a ghè lùn is."""
    assert bench.comment(SAID, author="lan")["outcome"] == "review"
    return Comment.every_coop.get()


def teach(bench: Bench, comment: Comment, words: str = "ghè lùn", code: str = "A1", **more: Any) -> Any:
    return bench.ask("teach", {"words": words, "code": code, "comment": comment.pk}, **more)


def lines() -> list[tuple[str, str, int]]:
    return sorted(Line.every_coop.values_list("order__buyer_name", "code", "qty"))


def test_a_taught_word_is_read_from_now_on(bench, case, manager, session):
    answer = teach(bench, case, person=manager.pk, actor=f"person:{manager.pk}")
    word = Taught.every_coop.get()
    assert answer.body == {"word": word.pk, "words": "ghè lùn", "code": "A1"}
    item = bench.desk.book.codes["A1"]
    assert (word.variant_id, word.key, word.session_id, word.person, word.forgotten_at) == (
        item.variant,
        "ghe1 lun1",
        session.pk,
        manager,
        None,
    )
    said = bench.comment("Ghè  lùn 3 nha", author="hoa")
    assert (said["outcome"], said["items"]) == ("order", [{"code": "A1", "qty": 3}])
    case.refresh_from_db()
    assert case.decision == "", "teaching decides nothing by itself"
    assert Entry.every_coop.get(kind="word.taught").facts["words"] == "ghè lùn"


def test_a_desk_that_takes_over_reads_with_the_taught_words(bench, case):
    teach(bench, case)
    teach(bench, case, "cà rịch", "")
    bench.sit_down()
    assert bench.comment("2 ghè lùn nha", author="hoa")["items"] == [{"code": "A1", "qty": 2}]
    assert bench.comment("cà rịch lấy A2 1 chai cà rịch", author="mai")["items"] == [{"code": "A2", "qty": 1}]


def test_a_word_comes_along_to_the_next_session_that_sells_the_variant(bench, case, coop):
    teach(bench, case)
    variant = bench.desk.book.codes["A1"].variant
    bench.ask("close", {})
    next_time = factories.make_session(
        coop, [(factories.make_variant(coop, stock=5), 5), (variant_of(variant), 5)], open=True
    )
    later = Bench(next_time.pk)
    try:
        assert later.comment("2 ghè lùn nha", author="hoa")["items"] == [{"code": "A2", "qty": 2}]
    finally:
        later.close()


def variant_of(number: int) -> Any:
    return Variant.every_coop.get(pk=number)


def test_an_item_that_is_added_brings_its_words(bench, case, coop):
    new = factories.make_variant(coop, stock=9)
    Taught.every_coop.create(
        coop=coop, variant=new, words="ghè lùn", key="ghe1 lun1", session_id=1, at=case.at
    )
    bench.ask("learn", {})
    assert bench.comment(SAID, author="hoa")["outcome"] == "review", "it is not on the sheet"
    added = bench.ask("add", {"variant": new.pk, "qty": 5}, key="add")
    assert bench.comment("1 ghè lùn", author="mai")["items"] == [{"code": added.body["code"], "qty": 1}]
    book = bench.desk.book
    assert [word.words for word in book.words.values()] == ["ghè lùn"]
    other = bench.ask("add", {"variant": factories.make_variant(coop, stock=9).pk, "qty": 5}, key="two")
    assert bench.ask("undo", {"command": "two"}).status == 200, other
    assert [word.words for word in book.words.values()] == ["ghè lùn"]


def test_a_forgotten_word_is_read_no_longer_and_orders_stay(bench, case, manager):
    word = teach(bench, case).body["word"]
    bench.comment("2 ghè lùn nha", author="hoa")
    assert bench.ask("forget", {"word": word}, person=manager.pk).status == 200
    assert bench.comment("lấy 2 ghè lùn", author="mai")["outcome"] == "review"
    assert lines() == [("hoa", "A1", 2)]
    taught = Taught.every_coop.get()
    assert (taught.forgotten_at is not None, taught.forgotten_by) == (True, manager)
    assert bench.ask("forget", {"word": word}).body["code"] == "word_forgotten"
    assert bench.ask("remember", {"word": word}).status == 200
    assert bench.comment("2 ghè lùn ơi", author="ba")["outcome"] == "order"
    assert bench.ask("remember", {"word": word}).body["code"] == "word_taught"
    assert_all_true()


def test_a_forgotten_word_is_not_taken_up_again_where_it_means_something_else_by_now(bench, case):
    word = teach(bench, case).body["word"]
    bench.ask("forget", {"word": word})
    teach(bench, case, code="A2")
    with assert_nothing_happened():
        assert bench.ask("remember", {"word": word}).body["code"] == "word_names_item"


@pytest.mark.parametrize(
    ("words", "code", "refusal"),
    [
        ("mật ong bạc hà", "A1", {"code": "word_names_item", "name": "A2 Mật ong bạc hà 500 ml"}),
        ("Mật Ong", "A1", {"code": "word_names_item", "name": "A2 Mật ong bạc hà 500 ml"}),
        ("mật ong bạc hà", "", {"code": "word_names_item", "name": "A2 Mật ong bạc hà 500 ml"}),
        ("0912 345 678", "A1", {"code": "word_is_a_number", "name": ""}),
        ("combo 3", "A1", {"code": "word_is_a_number", "name": ""}),
        ("chốt", "A1", {"code": "word_is_speech", "name": ""}),
        ("huỷ", "", {"code": "word_is_speech", "name": ""}),
        ("chai lớn", "A1", {"code": "word_is_a_size", "name": ""}),
        ("ghè lùn xinh xắn của nhà bà ngoại em ngày xưa", "A1", {"code": "word_too_long", "name": ""}),
        ("🐝", "A1", {"code": "word_empty", "name": ""}),
    ],
)
def test_words_that_would_hurt_are_refused_by_name(bench, case, words, code, refusal):
    with assert_nothing_happened():
        answer = teach(bench, case, words, code)
    assert answer.status == 422
    assert answer.body == {**refusal, "words": words}


def test_the_authors_own_name_is_not_taught(bench):
    bench.comment("Lùn Ghè đặt 2 nha", author="Ghè Lùn")
    with assert_nothing_happened():
        assert teach(bench, Comment.every_coop.get(), "lùn ghè").body["code"] == "word_is_a_name"


def test_a_word_has_one_meaning_in_a_live(bench, case):
    teach(bench, case)
    with assert_nothing_happened():
        assert teach(bench, case, "Ghè lùn!").body["code"] == "word_taught"
        assert teach(bench, case, code="A2").body["code"] == "word_names_item"
        assert teach(bench, case, code="").body["code"] == "word_names_item"
    teach(bench, case, "cà rịch", "")
    with assert_nothing_happened():
        assert teach(bench, case, "cà rịch", "A2").body["code"] == "word_means_nothing"


def test_not_more_is_taught_than_can_be_told_apart(bench, case, monkeypatch):
    monkeypatch.setattr(teaching, "MOST", 1)
    teach(bench, case)
    with assert_nothing_happened():
        assert teach(bench, case, "ghè cao").body["code"] == "words_full"
    assert teach(bench, case, "ghè cao", "A2").status == 200


def test_two_keepers_who_teach_the_same_at_once_teach_it_once(bench, case, coop, session: Session):
    """In two lives that sell the same goods: the one has looked and not written when the other does both.
    Without `a_word_is_taught_once` both teach it."""
    variant = variant_of(bench.desk.book.codes["A1"].variant)
    other = Bench(factories.make_session(coop, [(variant, 5)], open=True).pk)
    try:
        other.comment("lấy 2 ghè lùn", author="hoa")
        theirs = Comment.every_coop.get(session_id=other.session)
        line, send, faster = other.desk.line, other.desk.line.send, []

        async def late(statements: Any, **how: Any) -> Any:
            if how.get("commit") and not faster:
                faster.append(True)
                faster.append(await asyncio.to_thread(teach, bench, case))
            return await send(statements, **how)

        line.send = late
        answer = teach(other, theirs)
        assert faster[1].status == 200
        assert (answer.status, answer.body["code"]) == (409, "word_taught")
        assert Taught.every_coop.count() == 1
        for desk in (bench, other):
            assert desk.ask("learn", {}).body == {"words": 1}
    finally:
        other.close()


def test_a_comment_that_waited_is_decided_as_it_reads_now(bench, case, manager):
    word = teach(bench, case).body["word"]
    body = {"comment": case.pk, "decision": "reread", "word": word}
    assert bench.ask("resolve", body, person=manager.pk).body["outcome"] == "order"
    case.refresh_from_db()
    assert (case.decision, case.decided_by, case.taught_id, case.items, case.amount) == (
        "reread",
        manager,
        word,
        [{"code": "A1", "qty": 2}],
        290_000,
    )
    assert {"start": 6, "end": 13, "kind": "product", "value": "A1"} in case.spans
    assert lines() == [("lan", "A1", 2)]
    assert bench.ask("reopen_review", {"comment": case.pk}).status == 200
    assert Order.every_coop.get().state == "cancelled"
    assert_all_true()


def test_a_comment_that_is_still_unclear_waits_on(bench, case):
    word = teach(bench, case, "cà rịch", "").body["word"]
    with assert_nothing_happened():
        answer = bench.ask("resolve", {"comment": case.pk, "decision": "reread", "word": word})
    assert (answer.status, answer.body["code"]) == (409, "still_unclear")


@pytest.mark.parametrize("since", ["chốt A2 1 chai", "thôi huỷ giúp em", "A1 nha, 2 chai"])
def test_an_author_who_went_on_ordering_is_left_to_a_person(bench, case, since):
    """Else who said it again in other words, or gave it up, would get it all the same."""
    bench.comment(since, author="lan")
    word = teach(bench, case).body["word"]
    before = lines()
    answer = bench.ask("resolve", {"comment": case.pk, "decision": "reread", "word": word})
    assert answer.body["code"] == "still_unclear"
    assert lines() == before


def test_who_is_blocked_gets_no_order_by_a_word(bench, case, session):
    word = teach(bench, case).body["word"]
    bench.desk.book.blocked.add("c:facebook:lan")
    answer = bench.ask("resolve", {"comment": case.pk, "decision": "reread", "word": word})
    assert answer.body["code"] == "still_unclear"


def test_a_question_that_waited_is_counted_among_the_questions(bench):
    bench.comment("lấy 2 ghè lùn", author="lan")
    case = Comment.every_coop.get()
    Comment.every_coop.update(text="ghè lùn còn không shop")
    word = teach(bench, case).body["word"]
    bench.ask("resolve", {"comment": case.pk, "decision": "reread", "word": word})
    case.refresh_from_db()
    assert (case.intent, case.outcome, case.decision, case.items) == ("question", "question", "reread", [])
    assert Order.every_coop.count() == 0


def test_with_a_word_that_was_forgotten_nothing_is_read_again(bench, case):
    word = teach(bench, case).body["word"]
    bench.ask("forget", {"word": word})
    answer = bench.ask("resolve", {"comment": case.pk, "decision": "reread", "word": word})
    assert answer.body["code"] == "changed_since"


class TestMore:
    """An order that would be larger by now: nothing is added but by a tap."""

    @pytest.fixture
    def partly(self, bench: Bench) -> Comment:
        assert bench.comment("chốt A2 1 chai", author="lan")["outcome"] == "order"
        Comment.every_coop.update(text="2 ghè lùn, chốt A2 1 chai")  # as if only that had been understood
        return Comment.every_coop.get()

    @pytest.fixture
    def word(self, bench: Bench, partly: Comment) -> int:
        return int(teach(bench, partly).body["word"])

    def add(self, bench: Bench, comment: Comment, word: int, qty: int = 2, **more: Any) -> Any:
        body = {"comment": comment.pk, "items": [{"code": "A1", "qty": qty}], "word": word}
        return bench.ask("more", body, **more)

    def test_teaching_alone_adds_nothing(self, bench, partly, word):
        assert lines() == [("lan", "A2", 1)]

    def test_a_tap_adds_what_it_says_once_and_can_be_undone(self, bench, partly, word, manager):
        assert self.add(bench, partly, word, person=manager.pk, key="tap").body["outcome"] == "order"
        assert lines() == [("lan", "A1", 2), ("lan", "A2", 1)]
        order = Order.every_coop.get()
        assert order.goods == 3 * 145_000
        partly.refresh_from_db()
        assert (partly.decision, partly.amount, partly.order, partly.taught_id) == (
            "reread",
            3 * 145_000,
            order,
            word,
        )
        assert self.add(bench, partly, word).body["code"] == "changed_since", "once"
        assert bench.ask("undo", {"command": "tap"}).status == 200
        order.refresh_from_db()
        partly.refresh_from_db()
        assert order.goods == 145_000
        assert (partly.decision, partly.amount, partly.taught_id) == ("", 145_000, None)
        assert partly.items == [{"code": "A2", "qty": 1}]
        assert_all_true()

    def test_something_else_than_the_comment_asks_for_is_not_added(self, bench, partly, word):
        with assert_nothing_happened():
            assert self.add(bench, partly, word, qty=3).body["code"] == "changed_since"

    def test_after_the_order_was_confirmed_it_is_another_order(self, bench, partly, word, coop):
        first = Order.every_coop.get()
        orders.confirm(coop=first.coop, order_id=first.pk, at=timezone.now(), by=None, actor="shell")
        assert self.add(bench, partly, word, key="tap").status == 200
        assert Order.every_coop.count() == 2
        bench.ask("undo", {"command": "tap"})
        partly.refresh_from_db()
        assert partly.order == first
        assert_all_true()

    def test_what_was_passed_over_becomes_an_order_by_a_tap(self, bench, word):
        bench.ask("forget", {"word": word})
        assert bench.comment("hay quá", author="hoa")["outcome"] == "other"
        bench.ask("remember", {"word": word})
        row = Comment.every_coop.latest("pk")
        Comment.every_coop.filter(pk=row.pk).update(text="2 ghè lùn nha")  # as if nothing was understood
        assert self.add(bench, row, word).body["outcome"] == "order"
        row.refresh_from_db()
        assert (row.outcome, row.intent) == ("order", "order")
        assert_all_true()
