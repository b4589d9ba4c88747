"""Orders where the codes are plain numbers."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import FISH, read_all, short

FISH_CASES = [
    ("1", "chốt 2 gói", "order 1x2"),
    ("1", "+1", "order 1x1"),
    ("1", "số 3 2 hũ", "order 3x2"),
    ("1", "3-2", "order 3x2"),
    ("1", "mã 5 nha", "order 5x1"),
    ("1", "mã 5 x 3", "order 5x3"),
    ("1", "số 12 lấy 2", "order 12x2"),
    ("1", "lấy số 3 với số 5", "order 3x1 5x1"),
    ("1", "số 3, số 5 mỗi loại 1", "order 3x1 5x1"),
    ("1", "3 x2, 5 x1", "order 3x2 5x1"),
    ("1", "3x2 5x1 6x3", "order 3x2 5x1 6x3"),
    ("1", "2 hũ số 3", "order 3x2"),
    ("1", "em lấy 2 hũ tôm", "order 3x2"),
    ("1", "#3 2 hũ", "order 3x2"),
    ("4", "4 con nha", "order 4x4"),
    ("4", "cho 2 con mực lớn", "order 4x2"),
    ("4", "mực 3 con", "order 4x3"),
    ("4", "3 con", "order 4x3"),
    ("5", "ba khía 2 hũ", "order 5x2"),
    ("5", "ba hũ ba khía", "order 5x3"),
    ("6", "nước mắm 6 chai", "order 6x6"),
    ("6", "mã 6 6 chai", "order 6x6"),
    ("2", "1kg cá lóc", "order 2x1"),
    ("1", "cá lóc gói 1 ký lấy 2", "order 2x2"),
    ("3", "nửa ký tôm", "order 3x2"),
    ("3", "1 ký tôm khô", "order 3x4"),
    ("3", "tom kho 2 lang ruoi", "order 3x1"),
    ("1", "chả cá 2 bịch, nước mắm 1 chai", "order 12x2 6x1"),
    ("1", "em lấy mã 1 2 gói, mã 3 1 hũ", "order 1x2 3x1"),
    ("1", "mã số 3: 2 hũ", "order 3x2"),
    ("1", "3 sl 2", "order 3x2"),
    ("1", "chốt 2 hũ số 5 với 1 chai nước mắm 0905000222", "order 5x2 6x1"),
    ("1", "1 và 3 nha shop", "order 1x1 3x1"),
    ("1", "chốt mã 1 và 3", "order 1x1 3x1"),
    ("1", "chốt mã 1, 3, 5", "order 1x1 3x1 5x1"),
    ("1", "lấy 2 gói cá lóc loại nửa ký", "order 1x2"),
    ("1", "cho 2 gói cá lóc 1 hũ tôm 1 chai mắm nhỉ", "order 1x2 3x1 6x1"),
    ("1", "cá lóc 2 tôm 1", "order 1x2 3x1"),
    ("1", "mã 1: 2, mã 3: 1", "order 1x2 3x1"),
    ("1", "mã 1 2 gói mã 12 1 bịch", "order 1x2 12x1"),
    ("1", "số 1 x 2, số 6 x 3", "order 1x2 6x3"),
    ("1", "1x2", "order 1x2"),
    ("1", "1-2, 3-1, 6-4", "order 1x2 3x1 6x4"),
    ("1", "số 5 2 hũ, số 6 1 chai 0905 000 111", "order 5x2 6x1"),
    ("1", "chốt số 4", "order 4x1"),
    ("1", "chốt mã số 4 ba con", "order 4x3"),
    ("1", "5 con mực", "order 4x5"),
    ("1", "gói lớn 1", "order 2x1"),
    ("2", "1 gói nhỏ nha", "order 1x1"),
    ("3", "cho chị 2 hũ, mai chị ghé lấy", "order 3x2"),
    ("3", "tôm 2 nha", "order 3x2"),
    ("12", "chả cá 2", "order 12x2"),
    ("12", "2 bịch chả cá 1 hũ ba khía", "order 12x2 5x1"),
    (None, "mực 2 con, tôm khô 1 hũ, sđt 0912000666", "order 3x1 4x2"),
    (None, "2 con", "order 4x2"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), FISH_CASES)
def test_the_fish_shop_reads_the_order(pinned, text, means):
    assert short(read_all(FISH, (text, pinned))) == means
