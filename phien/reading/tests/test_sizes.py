"""Sizes that stand in names, sets told by their pieces, and prices that tell which variant."""

from __future__ import annotations

import pytest

from phien.reading.contracts import RunSheet
from phien.reading.tests.shops import FISH, STILL, read_all, short


def _mat(code, name, aliases, unit, net, price, group):
    value = {"value": net[0], "unit": net[1]} if net else None
    return {
        "code": code,
        "name": name,
        "aliases": aliases,
        "unit": unit,
        "net": value,
        "price": price,
        "group": group,
    }


# Mats and baskets: widths in the names, a set of four, codes of two letters.
MATS = RunSheet.from_json(
    {
        "items": [
            _mat("B1", "Nong tre 45 cm", ["nong 45", "nong nhỏ"], "cái", None, 70_000, "nong tre"),
            _mat("B2", "Nong tre 60 cm", ["nong 60", "nong lớn"], "cái", None, 95_000, "nong tre"),
            _mat("B3", "Giỏ cói bộ 4 chiếc", ["giỏ bộ 4"], "bộ", (4, "chiếc"), 260_000, "giỏ cói"),
            _mat("B4", "Giỏ cói đi biển", ["giỏ đi biển"], "chiếc", None, 110_000, "giỏ cói"),
            _mat("DT", "Chiếu cói Chợ Gạo", ["chiếu"], "tấm", None, 210_000, "chiếu cói"),
        ]
    }
)

NUMBERS_OF_A_SIZE = [
    ("B1", "nong 60 lấy 2", "order B2x2"),
    ("B1", "nong cỡ 60 cho 1 cái", "order B2x1"),
    ("B1", "cho chị nong 60 phân 1 cái", "order B2x1"),
    ("B2", "nong tre 45cm 3 cái nha", "order B1x3"),
    ("B1", "nong 60 cái nghe", "review order size_or_amount"),
    ("B3", "giỏ bộ 4 chiếc lấy 2 bộ", "order B3x2"),
    ("B3", "bo 4 chiec lay 2 bo", "order B3x2"),
    ("B1", "bộ 4 chiếc 1 bộ nha", "order B3x1"),
    ("B1", "nong 95k cho 2 cái", "order B2x2"),
    ("B1", "70k một cái, mua 3 có bớt không", "question "),
    ("B1", "cho 2 giỏ đi biển", "order B4x2"),
    ("B1", "Chán nhựa rồi, cho 3 nong lớn", "order B2x3"),
    ("DT", "DT 2 tấm, dt 0912 000 111", "order DTx2"),
    ("B1", "B1 1, DT 1", "order B1x1 DTx1"),
]


@pytest.mark.parametrize(("pinned", "text", "meaning"), NUMBERS_OF_A_SIZE)
def test_numbers_of_a_size_are_no_counts(pinned, text, meaning):
    assert short(read_all(MATS, (text, pinned))) == meaning.strip()


AFTER_AN_ORDER = [
    (MATS, "B1", "nong 45 1 cái", "nong đổi lên 60 nha", "change B2x1"),
    (MATS, "B1", "DT 1", "cho 1 nong lớn, à nhầm 2 nong lớn", "order B2x2"),
    (MATS, "B1", "DT 1", "thêm 2 nong 60, chiếu vẫn giữ nguyên", "order B2x2"),
    (STILL, "K3", "K1 2 chai", "nghệ 2 hũ ý lộn 3 hũ", "order K3x3"),
    (STILL, "K3", "K1 2 chai", "3 hũ nghệ, mật nhãn vẫn lấy nghe", "order K3x3"),
    (STILL, "K3", "K1 2 chai", "K1 3 chai nha, nãy ghi nhầm", "change K1x3"),
]


@pytest.mark.parametrize(("sheet", "pinned", "first", "text", "meaning"), AFTER_AN_ORDER)
def test_what_one_has_stays_where_something_new_is_ordered(sheet, pinned, first, text, meaning):
    assert short(read_all(sheet, (first, pinned), (text, pinned))) == meaning


COUNTS_NOTHING = [
    (FISH, None, "1 2 3 zô 🍻", "other"),
    (FISH, "1", "đường 1 2 3 dô tới sáng", "other"),
    (FISH, "12", "12 12", "review order code_repeated"),
    (STILL, "K3", "90k 1 hũ, lấy 3 bớt không shop", "question"),
    (STILL, "K3", "nghệ chín 2 hũ nha", "order K3x2"),
    (STILL, "K3", "2kg nghệ kg lấy trà nha", "order K3x10"),
]


@pytest.mark.parametrize(("sheet", "pinned", "text", "meaning"), COUNTS_NOTHING)
def test_numbers_that_count_nothing(sheet, pinned, text, meaning):
    assert short(read_all(sheet, (text, pinned))) == meaning
