"""What the reader makes of who wrote, what was written before, and what the shop said."""

from __future__ import annotations

from phien.reading.contracts import AuthorHistory
from phien.reading.reader import Reader
from phien.reading.tests.shops import STILL, read_all, short


def _read(reader: Reader, text: str, *, history: AuthorHistory | None = None, author: str = "u1", **kwargs):
    return reader.read(text, author=author, pinned="K1", history=history or AuthorHistory(), **kwargs)


def test_the_shop_itself_never_orders():
    assert short(read_all(STILL, ("K1 2 chai nha", "K1", "host"))) == "other"


def test_the_same_words_again_by_the_same_author_ask_a_person():
    reading = read_all(STILL, ("K3 1 hũ nha shop", "K1"), ("k3 1 hũ nha shop!", "K1"))
    assert short(reading) == "review order repeat"
    assert reading.items == (("K3", 1),)


def test_the_same_words_by_two_authors_are_two_orders():
    assert short(read_all(STILL, ("K3 1 hũ", "K1", "u1"), ("K3 1 hũ", "K1", "u2"))) == "order K3x1"


def test_the_same_words_after_all_was_cancelled_are_a_new_order():
    assert (
        short(read_all(STILL, ("K3 1 hũ", "K1"), ("huỷ nha shop", "K1"), ("K3 1 hũ", "K1"))) == "order K3x1"
    )


def test_the_desk_knows_better_than_the_history():
    history = AuthorHistory(items={"K1": 2})
    reading = _read(Reader(STILL), "tăng lên 4 hũ nha", history=history, current={"K3": 1})
    assert short(reading) == "change K3x4"


def test_an_order_that_has_ended_cannot_be_changed():
    history = AuthorHistory(items={"K1": 2})
    assert (
        short(_read(Reader(STILL), "huỷ đơn giúp em", history=history, current={}))
        == "review cancel nothing_ordered"
    )


def test_a_refusal_by_somebody_who_ordered_nothing_is_no_cancellation():
    assert short(read_all(STILL, ("mắc quá, thôi khỏi lấy nha", "K1"))) == "other"


def test_codes_chanted_in_a_game_are_no_orders():
    stream = [
        ("MINIGAME: bình luận K5 liên tục, ai cuối cùng trúng 1 bánh xà bông", "K5", "host"),
        ("K5 K5 K5", "K5", "u2"),
    ]
    assert short(read_all(STILL, *stream)) == "other"


def test_a_single_code_during_a_game_asks_a_person():
    stream = [("GAME: gõ K5 thật nhiều nha cả nhà", "K5", "host"), ("k5", "K5", "u2")]
    assert short(read_all(STILL, *stream)) == "review order game"


def test_an_order_with_a_number_during_a_game_is_an_order():
    stream = [("GAME: gõ K5 thật nhiều nha cả nhà", "K5", "host"), ("k5 2 bánh nha", "K5", "u2")]
    assert short(read_all(STILL, *stream)) == "order K5x2"


def test_after_the_game_a_chant_asks_a_person():
    stream = [
        ("GAME: gõ K5 thật nhiều nha cả nhà", "K5", "host"),
        ("Hết giờ, chúc mừng bạn Bông", "K5", "host"),
        ("K5 K5 K5", "K5", "u2"),
    ]
    assert short(read_all(STILL, *stream)) == "review order code_repeated"


def test_the_game_can_be_announced_without_reading():
    reader = Reader(STILL)
    reader.heard_host("minigame: bình luận K5 liên tục nào")
    assert short(_read(reader, "k5 k5 k5")) == "other"


def test_a_history_adds_orders_replaces_changes_and_takes_off_what_is_cancelled():
    history = AuthorHistory()
    reader = Reader(STILL)
    for text in ("K1 2 chai, K3 1 hũ", "thêm 1 hũ nghệ", "huỷ 1 chai K1", "nghệ 5 hũ thôi"):
        history.remember(text, _read(reader, text, history=history))
    assert history.items == {"K1": 1, "K3": 5}


def test_what_waits_for_a_person_is_not_yet_ordered():
    history = AuthorHistory()
    reader = Reader(STILL)
    history.remember("lấy 1 thùng", _read(reader, "lấy 1 thùng", history=history))
    assert history.items == {}
    assert history.pending is not None
