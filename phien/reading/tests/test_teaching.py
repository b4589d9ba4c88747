"""What a person teaches: names, words that name no goods; which words are offered, which are refused."""

import unicodedata
from dataclasses import replace

import pytest

from phien.reading.contracts import RunSheet
from phien.reading.reader import Reader, Stream
from phien.reading.teaching import harm_of, key_of_words, words_of
from phien.reading.tests.shops import STILL


def taught(words: str, code: str) -> RunSheet:
    return replace(
        STILL,
        items=tuple(
            replace(item, aliases=(*item.aliases, words)) if item.code == code else item
            for item in STILL.items
        ),
    )


def nothing(*words: str) -> RunSheet:
    return replace(STILL, nothing=words)


def read(sheet: RunSheet, text: str, pinned: str | None = None):
    return Stream(sheet).read("u1", text, pinned)


def test_a_taught_name_is_read_as_its_item():
    assert read(STILL, "lấy 2 lùn xịn").review
    reading = read(taught("lùn xịn", "K5"), "lấy 2 lùn xịn")
    assert (reading.intent, reading.items, reading.review) == ("order", (("K5", 2),), False)


def test_words_that_name_no_goods_are_no_unknown_goods():
    assert read(STILL, "lấy 2 ghè lùn", "K3").review
    reading = read(nothing("ghè lùn"), "lấy 2 ghè lùn", "K3")
    assert (reading.items, reading.review) == ((("K3", 2),), False)


def test_words_that_name_no_goods_never_hide_an_item():
    for words in ("trà sen", "trà sen quê", "nghệ"):
        assert read(nothing(words), f"chốt 1 {words}").items == read(STILL, f"chốt 1 {words}").items


def test_a_lone_word_that_names_no_goods_counts_only_as_it_is_written():
    sheet = nothing("lá")
    assert read(sheet, "chốt 2 hũ la", "K3") == read(STILL, "chốt 2 hũ la", "K3")


def test_a_sheet_says_its_words_that_name_no_goods():
    sheet = RunSheet.from_json({"items": [], "nothing": ["cà rịch"]})
    assert sheet.nothing == ("cà rịch",)
    assert RunSheet.from_json({"items": []}).nothing == ()


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("lấy 2 chai ong nâu", "ong nâu"),
        ("2 hũ lùn ghè với 1 trà sen nha shop", "lùn ghè"),
        ("cho e 2 chai ong ruong", "ong ruong"),
        ("chốt 2 trà sen 0912345678", ""),
        ("", ""),
        (unicodedata.normalize("NFD", "lấy 2 chai ong nâu"), unicodedata.normalize("NFD", "ong nâu")),
    ],
)
def test_strange_words_are_those_that_nobody_knows(text, strange):
    words = words_of(Reader(STILL), text)
    assert " ".join(text[word.start : word.end] for word in words if word.strange) == strange


@pytest.mark.parametrize(
    ("words", "code", "harm"),
    [
        ("ong nâu", "K1", None),
        ("lùn xịn", "K5", None),
        ("mật", None, ("item", "K1")),
        ("trà sen", "K3", ("item", "K4")),  # another's alias
        ("TRÀ  SEN", "K3", ("item", "K4")),
        ("trà sen", "K4", ("item", "K4")),  # its own already
        ("mật", "K1", ("item", "K2")),  # part of another's name
        ("nghệ quê", None, ("item", "K3")),  # holds a name
        ("chốt", "K1", ("speech", "")),
        ("lấy thêm", "K1", ("speech", "")),
        ("huy", "K1", ("speech", "")),
        ("hủy", "K1", ("speech", "")),
        ("shop ơi", None, ("speech", "")),
        ("ngon", "K1", ("speech", "")),
        ("chai lớn", "K1", ("size", "")),
        ("số 3", "K1", ("number", "")),
        ("0912345678", "K1", ("number", "")),
        ("०१२", None, ("number", "")),
        ("hai", "K1", ("speech", "")),
        ("x", "K1", ("empty", "")),
        (" .! ", "K1", ("empty", "")),
        ("ong " * 11, "K1", ("long", "")),
    ],
)
def test_words_that_would_do_harm_are_named(words, code, harm):
    found = harm_of(Reader(STILL), words, code)
    assert (found and (found.why, found.code)) == harm


def test_two_spellings_of_a_word_are_the_same_words():
    assert key_of_words("Hủ  ong-nâu!") == key_of_words("hũ ong nâu")
    assert key_of_words(unicodedata.normalize("NFD", "ong nâu")) == key_of_words("ong nâu")
    assert key_of_words("ong nau") != key_of_words("ong nâu")
