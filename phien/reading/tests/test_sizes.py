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


TYPED_BARE = [
    (MATS, "B3", "cho 2 nong nho", "order B1x2"),
    (MATS, "B3", "lay 1 nong lon, 1 gio di bien", "order B2x1 B4x1"),
    (MATS, "B1", "DT 2, ship tam ky", "order DTx2"),
    (STILL, "K1", "k1 2 chai, thu 7 tui ghe lay", "order K1x2"),
    (STILL, "K5", "xa bong 1 ta nha", "order K5x12"),
    (STILL, "K1", "doi 2 chai nha shop", "review order nothing_ordered"),
    (FISH, "1", "moi ck roi do em, goi 1 goi nua", "order 1x1"),
    (STILL, "K1", "2 chai k1 giao van phong nha", "order K1x2"),
]


@pytest.mark.parametrize(("sheet", "pinned", "text", "meaning"), TYPED_BARE)
def test_a_word_typed_bare_is_no_part_of_a_name_nor_a_person(sheet, pinned, text, meaning):
    assert short(read_all(sheet, (text, pinned))) == meaning


ASKED = [
    (MATS, "B1", "cái 95k lấy 2", "order B2x2"),
    (MATS, "B1", "95k nha lấy 2 cái", "review order which_item"),
    (STILL, "K1", "2 🍯 nha shop", "order K1x2"),
    (STILL, "K1", "2 😍 nha", "review order bare_number"),
    (STILL, "K3", "cho chị nghệ 2 hũ, gói kỹ như lần trước", "order K3x2"),
    (STILL, "K3", "lấy như lần trước nha", "review order someone_else"),
]


@pytest.mark.parametrize(("sheet", "pinned", "text", "meaning"), ASKED)
def test_prices_pictures_and_last_time(sheet, pinned, text, meaning):
    assert short(read_all(sheet, (text, pinned))) == meaning


OF_AN_ORDER = [
    (STILL, "K1", "K1 2 chai, K3 1 hũ", "nghệ bị trùng rồi, huỷ giúp em", "cancel K3x1"),
    (STILL, "K1", "K1 2 chai, K3 1 hũ", "nghệ bị trùng rồi, huỷ hết đơn giúp em", "cancel"),
    (STILL, "K1", "K1 2 chai", "đừng gửi chai móp nha, thêm 1 hũ nghệ", "order K3x1"),
    (STILL, "K1", "K3 2 hũ", "2 hũ nghệ của em gửi chung với 1 trà sen nha", "order K4x1"),
    (STILL, "K3", "K3 5 hũ", "xuống 3 hũ thôi, nãy gõ nhầm 1kg", "change K3x3"),
    (MATS, "DT", "nong 45 2 cái, chiếu 1", "nong bớt 1, lấy 1 thôi", "change B1x1 DTx1"),
]


@pytest.mark.parametrize(("sheet", "pinned", "first", "text", "meaning"), OF_AN_ORDER)
def test_what_is_said_of_an_order_is_about_what_it_names(sheet, pinned, first, text, meaning):
    assert short(read_all(sheet, (first, pinned), (text, pinned))) == meaning
