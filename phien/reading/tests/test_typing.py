"""However it is typed, the order is the same."""

from __future__ import annotations

import unicodedata

import pytest

from phien.reading.tests.shops import STILL, read_all, short
from phien.reading.tests.test_orders import STILL_CASES


@pytest.mark.parametrize(("pinned", "text", "means"), STILL_CASES)
def test_decomposed_letters_change_nothing(pinned, text, means):
    assert short(read_all(STILL, (unicodedata.normalize("NFD", text), pinned))) == means


@pytest.mark.parametrize(("pinned", "text", "means"), STILL_CASES)
def test_a_heart_or_space_at_the_end_changes_nothing(pinned, text, means):
    assert short(read_all(STILL, (f" {text}  ❤️ ", pinned))) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("cho chi 2 chai mat nhan nho nhe", "order K1x2"),
        ("lay e 1 hu bot nghe voi 2 hop tra sen a", "order K3x1 K4x2"),
        ("chot nua chuc banh xa bong nha em", "order K5x5"),
        ("chốtttt 2 chaiii nhaaa", "order K1x2"),
        ("CHỐT 2 CHAI NHỎ NHÉ", "order K1x2"),
        ("lấy 2 hủ nghệ", "order K3x2"),
        ("nua ky nghe nha", "review order no_multiple"),
        ("doi em dat, gia bao nhieu vay shop", "question"),
        ("mat nay uong ngon qua troi", "other"),
    ],
)
def test_bare_drawn_out_and_loud_words_are_read(text, means):
    assert short(read_all(STILL, (text, "K1"))) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("lấy ½ lít mật nhãn", "order K1x1"),
        ("2½ ký nghệ nha", "review order no_multiple"),  # once 21 and a half
        ("1½ lít mật nhãn", "review order variant_unclear"),
    ],
)
def test_a_fraction_in_one_sign_is_that_part(text, means):
    reading = read_all(STILL, (text, None))
    assert short(reading) == means
    start = text.index("½")
    amount = next(span for span in reading.spans if span.kind == "quantity")
    assert amount.start <= start < amount.end
