"""Comments that only a person can settle, and why."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import CLOTH, FISH, PLANTS, STILL, read_all, short

CLOTH_CASES = [
    (None, "khăn 2 cái", "review order variant_unclear"),
    ("V7", "lấy 2m5", "review order variant_unclear"),
    ("V7", "2 mét rưỡi", "review order no_multiple"),
    (None, "áo lanh size M", "review order variant_unclear"),
    ("V8", "mỗi màu 1", "review order each_of_what"),
    ("V5", "mỗi thứ 1 nha", "review order each_of_what"),
    ("V1", "áo mỗi loại 1", "review order each_of_what"),
    ("V5", "lấy cả 3 màu", "review order each_of_what"),
    ("V5", "2 cái mỗi màu nha", "review order each_of_what"),
    ("V1", "size L", "review order unsure"),
    ("V1", "lấy màu đen size L", "review order variant_unclear"),
    ("V1", "size XL 1 cái", "review order variant_unclear"),
    (None, "2 áo lanh", "review order variant_unclear"),
    ("V5", "khăn xanh", "review order unsure"),
    ("V7", "3 m", "review order variant_unclear"),
    ("V7", "nửa mét vải", "review order no_multiple"),
]

FISH_CASES = [
    ("1", "chốt 2", "review order number_may_be_code"),
    ("1", "1kg cá lóc", "review order size_or_amount"),
    ("1", "mã 9 2 gói", "review order code_unknown"),
    ("1", "2", "review order number_may_be_code"),
    ("1", "1", "review order number_may_be_code"),
    ("1", "lấy 3", "review order number_may_be_code"),
    ("1", "2 chai nước mắm với 1kg cá lóc loại gói 500", "review order size_or_amount"),
    ("12", "12 nha", "review order number_may_be_code"),
    ("3", "5 nha shop", "review order number_may_be_code"),
    ("3", "e lấy 5", "review order number_may_be_code"),
    ("3", "3 lạng tôm", "review order no_multiple"),
    (None, "cá lóc 2 gói", "review order variant_unclear"),
    (None, "khô cá lóc nha", "review order variant_unclear"),
    ("4", "1kg mực", "review order no_multiple"),
    ("6", "thùng nước mắm", "review order unit_unknown"),
    ("6", "65 nha", "review order number_may_be_price"),
    ("6", "mình lấy số 6, bao ship không", "review order condition"),
    ("6", "đặt mã 6 hôm trước ngon lắm", "review order unsure"),
]

PLANTS_CASES = [
    (None, "sầu riêng 10 cây", "review order variant_unclear"),
    (None, "chanh 2 cây", "review order variant_unclear"),
    (None, "G13 2 cây", "review order code_unknown"),
    ("G5", "lấy 1 thiên tr4", "review order number_unclear"),
    (None, "cà phê 500 bầu", "review order variant_unclear"),
]

STILL_CASES = [
    ("K3", "lấy 300g nghệ nha", "review order no_multiple"),
    ("K3", "nửa ký nghệ", "review order no_multiple"),
    ("K4", "30 túi trà sen", "review order inner_pieces"),
    ("K1", "K7 2 chai", "review order code_unknown"),
    ("K1", "135 nha shop", "review order number_may_be_price"),
    ("A6", "cho a 6 túi nha", "review order vocative_or_code"),
    ("A6", "a 6", "review order vocative_or_code"),
    ("K1", "1 lít mật nhãn", "review order size_or_amount"),
    (None, "mật nhãn 3 chai nha", "review order variant_unclear"),
    (None, "chốt 2", "review order which_item"),
    ("K1", "có tặng hộp thì lấy 2", "review order condition"),
    ("K1", "giảm 10k em lấy 3 chai", "review order condition"),
    ("K1", "nếu ngon thì lấy 2 chai", "review order condition"),
    ("K1", "vợ đồng ý thì lấy 2", "review order condition"),
    ("K1", "lấy giống bạn Lan nha", "review order someone_else"),
    ("K1", "cho 1 đơn như bạn ở trên", "review order someone_else"),
    ("K1", "thêm 1 chai vô đơn của mẹ Bông", "review order someone_else"),
    ("K1", "A1 2 chai nha", "review order code_unknown"),
    ("K1", "2 nha shop", "review order bare_number"),
    ("K1", "2", "review order bare_number"),
    ("K1", "lấy khoảng 2 3 chai gì đó", "review order range"),
    ("K1", "lấy vài chai", "review order how_many"),
    ("K1", "lấy 1 thùng", "review order unit_unknown"),
    ("K1", "k1 k1 k1", "review order code_repeated"),
    ("K1", "em 2 chai, chồng em 1 chai nữa là 3", "review order number_unclear"),
    ("K1", "1.K1 2 chai 2.K3 1 hũ", "review order number_unclear"),
    ("A6", "5kg nếp", "review order no_multiple"),
    ("K1", "K1 loại 1 lít", "review order variant_unclear"),
    ("K1", "giao mai được thì lấy 2 chai", "review order condition"),
    ("K1", "freeship em lấy 3", "review order condition"),
    ("K1", "miễn ship thì chốt 2", "review order condition"),
    ("K1", "bớt 5k lấy 2 chai", "review order condition"),
    ("K1", "lấy 2 chai nếu freeship", "review order condition"),
    ("K1", "có quà thì lấy 2", "review order condition"),
    ("K1", "chồng cho thì lấy 2 chai", "review order condition"),
    ("K1", "hàng mới thì lấy 2 chai nha", "review order condition"),
    ("K1", "không ngọt gắt thì lấy 1 chai", "review order condition"),
    ("K1", "y chang bạn Hoa nha", "review order someone_else"),
    ("K1", "cho em giống đơn trên", "review order someone_else"),
    ("K1", "em lấy như chị Lan", "review order someone_else"),
    ("K1", "như cũ nha shop", "review order someone_else"),
    ("K1", "gộp chung đơn chị Hoa giúp em", "review order someone_else"),
    ("K1", "huỷ đơn của bạn Mai đi", "review cancel someone_else"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), CLOTH_CASES)
def test_the_cloth_shop_sends_it_to_a_person(pinned, text, means):
    assert short(read_all(CLOTH, (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "text", "means"), FISH_CASES)
def test_the_fish_shop_sends_it_to_a_person(pinned, text, means):
    assert short(read_all(FISH, (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "text", "means"), PLANTS_CASES)
def test_the_plants_shop_sends_it_to_a_person(pinned, text, means):
    assert short(read_all(PLANTS, (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "text", "means"), STILL_CASES)
def test_the_still_shop_sends_it_to_a_person(pinned, text, means):
    assert short(read_all(STILL, (text, pinned))) == means
