"""Text as people type it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phien.kernel.text import clean, fold, handle


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "dak lak"),
        ("Mật Ong Hoa Cà Phê", "mat ong hoa ca phe"),
        (unicodedata.normalize("NFD", "khoẻ"), "khoe"),
        ("ABC 12", "abc 12"),
        ("", ""),
    ],
)
def test_the_search_form_has_no_marks(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("dòng 1\ndòng 2", "dòng 1\ndòng 2"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("x\x00y\x1bz", "xyz"),
        ("\u202eđảo\u202c \u200bchữ\ufeff", "đảo chữ"),
        (unicodedata.normalize("NFD", "nghệ"), "nghệ"),
        ("क्‍ष", "क्‍ष"),
        ("plain", "plain"),
    ],
)
def test_the_kept_form_hides_nothing(text, kept):
    assert clean(text) == kept


@given(st.text(max_size=80))
def test_cleaning_and_folding_twice_change_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


def test_who_gave_no_name_has_a_short_handle_that_tells_nothing() -> None:
    assert handle("b:AAAA") == handle("b:AAAA")
    assert handle("b:AAAA") != handle("b:BBBB")
    assert len(handle("100000000000001")) == 5
