"""Orders where variants are sizes and colours."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import CLOTH, read_all, short

CLOTH_CASES = [
    (None, "áo trắng size M 1 cái", "order V1x1"),
    (None, "lấy áo chàm L nha", "order V4x1"),
    ("V1", "lấy 2 cái", "order V1x2"),
    ("V1", "size L 1 cái", "order V2x1"),
    ("V1", "cho em size L nha", "order V2x1"),
    ("V5", "khăn đỏ 1 xanh 2", "order V5x1 V6x2"),
    ("V5", "1 đỏ 1 xanh nha shop", "order V5x1 V6x1"),
    ("V5", "khăn xanh 2 chiếc", "order V6x2"),
    ("V7", "3 mét nha", "order V7x3"),
    ("V7", "3m vải mộc", "order V7x3"),
    ("V8", "túi thêu 1 cái, khăn đỏ 1 cái", "order V5x1 V8x1"),
    ("V8", "1 túi", "order V8x1"),
    (None, "áo trắng M 2 L 1", "order V1x2 V2x1"),
    ("V1", "chốt size M", "order V1x1"),
    ("V1", "cho m 2 cái", "order V1x2"),
    (None, "v1 m 1 cái", "order V1x1"),
    (None, "V5 2 V6 1", "order V5x2 V6x1"),
    ("V9", "bóp 3 cái", "order V9x3"),
    ("V9", "bóp thêu 2", "order V9x2"),
    ("V1", "áo trắng L 2 cái áo chàm M 1 cái", "order V2x2 V3x1"),
    ("V1", "1 trắng M, 1 chàm L", "order V1x1 V4x1"),
    ("V5", "2 khăn xanh 1 khăn đỏ", "order V5x1 V6x2"),
    ("V5", "khăn xanh với đỏ mỗi màu 1", "order V5x1 V6x1"),
    ("V5", "em lấy cái màu xanh", "order V6x1"),
    ("V7", "cắt em 5 mét", "order V7x5"),
    ("V7", "5m nha chị", "order V7x5"),
    ("V7", "vải mộc 4m", "order V7x4"),
    ("V8", "túi thêu 2", "order V8x2"),
    ("V8", "2 cái túi, 1 bóp", "order V8x2 V9x1"),
    ("V1", "chốt áo trắng size L, 0912000777", "order V2x1"),
    ("V1", "lấy M", "order V1x1"),
    ("V2", "V2 1, cao 1m6 nặng 52 ký", "order V2x1"),
    ("V1", "Áo lanh chàm size L 1 cái, 0912000123", "order V4x1"),
    ("V1", "lấy 1 áo trắng L", "order V2x1"),
    ("V1", "chốt áo trắng M", "order V1x1"),
    ("V1", "áo chàm size M x2", "order V3x2"),
    ("V1", "M trắng 1, L chàm 1", "order V1x1 V4x1"),
    ("V1", "1 M 1 L", "order V1x1 V2x1"),
    ("V1", "cho 1 size M 1 size L màu trắng", "order V1x1 V2x1"),
    ("V1", "size L nha shop", "order V2x1"),
    ("V1", "2 áo", "order V1x2"),
    ("V5", "màu xanh 2 cái", "order V6x2"),
    ("V5", "xanh 1 đỏ 1", "order V5x1 V6x1"),
    ("V5", "2 khăn: 1 đỏ 1 xanh", "order V5x1 V6x1"),
    ("V5", "chốt 2 khăn đỏ, 1 túi vải", "order V5x2 V8x1"),
    ("V5", "khan do 2 cai", "order V5x2"),
    ("V5", "khan xanh 1, tui theu 1", "order V6x1 V8x1"),
    ("V5", "V5 V6 mỗi màu 1", "order V5x1 V6x1"),
    ("V7", "cho em 2m vải", "order V7x2"),
    ("V7", "2 mét vải lanh mộc", "order V7x2"),
    ("V7", "V7 4m", "order V7x4"),
    ("V7", "V7 4 mét nha", "order V7x4"),
    ("V7", "v7 x 3", "order V7x3"),
    ("V8", "túi 1", "order V8x1"),
    ("V8", "2 túi vải, 2 bóp", "order V8x2 V9x2"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), CLOTH_CASES)
def test_the_cloth_shop_reads_the_order(pinned, text, means):
    assert short(read_all(CLOTH, (text, pinned))) == means


EACH_VARIANT_CASES = [
    ("V5", "mỗi màu 1", "order V5x1 V6x1"),
    ("V1", "khăn mỗi màu 1 cái", "order V5x1 V6x1"),
    ("V8", "lấy khăn cả hai màu nha", "order V5x1 V6x1"),
    ("V6", "lấy 2 màu luôn em", "order V5x1 V6x1"),
    ("V6", "cho chị mỗi màu 3 cái", "order V5x3 V6x3"),
    ("V1", "mỗi size một cái nhé", "order V1x1 V2x1"),
    ("V4", "mỗi màu 1 cái", "order V2x1 V4x1"),
    ("V1", "mỗi màu 1 cái size L", "order V2x1 V4x1"),
    ("V5", "áo chàm mỗi size 2", "order V3x2 V4x2"),
    ("V1", "2 cái nha, mỗi màu một", "order V1x1 V3x1"),
    ("V5", "2 màu đỏ", "order V5x2"),
    ("V5", "có 2 màu hả shop", "question"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), EACH_VARIANT_CASES)
def test_one_of_each_is_a_line_for_every_variant_that_is_clear(pinned, text, means):
    assert short(read_all(CLOTH, (text, pinned))) == means


SIZE_ALONE_CASES = [
    ("V3", "L 1 cái nha", "order V4x1"),
    ("V4", "trắng L 1", "order V2x1"),
    ("V5", "1 cái size M", "review order variant_unclear"),
    ("V1", "cái chàm nữa", "review order variant_unclear"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), SIZE_ALONE_CASES)
def test_what_is_not_said_of_a_variant_is_as_on_screen(pinned, text, means):
    assert short(read_all(CLOTH, (text, pinned))) == means


def test_a_size_clears_up_which_of_those_asked_about():
    assert short(read_all(CLOTH, ("lấy em 1 áo chàm", None), ("à L nha, em 55 ký", None))) == "change V4x1"


PLACE_CASES = [
    ("V5", "lấy 1, gửi V7/12 Trần Phú", "order V5x1"),
    ("V5", "V7/2 nha", "order V7x2"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), PLACE_CASES)
def test_a_house_number_that_looks_like_a_code_is_no_code(pinned, text, means):
    assert short(read_all(CLOTH, (text, pinned))) == means


def test_a_pack_word_that_is_the_thing_cancels_only_that():
    comments = [("lấy túi thêu 1, khăn đỏ 2", None), ("huỷ túi nha", "V8")]
    assert short(read_all(CLOTH, *comments)) == "cancel V8x1"
