"""What an author says after an order of theirs."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import CLOTH, FISH, PLANTS, STILL, read_all, short

CLOTH_CASES = [
    ("V5", "khăn đỏ 1", "đổi khăn đỏ qua xanh nha", "change V6x1"),
    ("V1", "V1 1 cái", "đổi size L giúp em", "change V2x1"),
    ("V1", "V1 1", "đổi size L nha", "change V2x1"),
    ("V1", "áo trắng M 1", "cho em đổi qua màu chàm", "change V3x1"),
    ("V1", "V1 1 cái", "đổi size L", "change V2x1"),
    ("V1", "V1 1 cái", "cho em đổi sang màu chàm size L", "change V4x1"),
    ("V1", "V1 1 cái", "lấy L nha em lộn", "change V2x1"),
    ("V1", "áo lanh size M 1 cái", "màu trắng nha", "review order adds_or_changes"),
    (None, "khăn 2 cái", "khăn đỏ nha shop", "change V5x2"),
    (None, "khăn 2 cái", "1 đỏ 1 xanh", "change V5x1 V6x1"),
]

FISH_CASES = [
    ("1", "chốt 2 gói", "thêm 1 gói nữa", "order 1x1"),
    ("1", "chốt 2 gói", "tăng lên 4 gói", "change 1x4"),
    ("1", "chốt 4 gói", "lấy 3 gói thôi", "change 1x3"),
    ("1", "mã 1 2 gói, mã 3 1 hũ", "bỏ mã 3 nha", "cancel 3x1"),
    ("1", "mã 1 2 gói, mã 3 1 hũ", "số 3 đổi qua số 5", "change 1x2 5x1"),
    ("1", "mã 1 2 gói", "mã 1 lấy 3 gói nha, lộn", "change 1x3"),
    ("1", "mã 1 2 gói", "huỷ mã 1", "cancel 1x2"),
    ("1", "mã 1 2 gói, mã 3 2 hũ", "bớt 1 hũ tôm", "change 1x2 3x1"),
    ("1", "mã 1 2 gói, mã 3 2 hũ", "tôm 1 hũ thôi, cá vẫn 2", "change 1x2 3x1"),
    ("6", "mã 6 2 chai", "mã 6 3 chai nha nãy gõ nhầm", "change 6x3"),
    ("6", "mã 6 2 chai", "lên 3 chai", "change 6x3"),
    ("6", "mã 6 2 chai", "còn 1 chai thôi nha", "change 6x1"),
    ("6", "mã 6 2 chai", "đổi sang mã 5", "change 5x2"),
    ("6", "mã 6 2 chai, mã 3 1", "bỏ mã 3 giúp em", "cancel 3x1"),
    ("6", "mã 6 2 chai, mã 3 1", "khỏi lấy tôm nha", "cancel 3x1"),
    ("6", "mã 6 2 chai, mã 3 1", "huỷ mã 3, mã 6 vẫn lấy", "cancel 3x1"),
    ("6", "mã 6 2 chai, mã 3 1", "thêm mã 5 1 hũ", "order 5x1"),
    ("6", "mã 6 2 chai, mã 3 1", "thêm 1 hũ nữa mã 3", "order 3x1"),
    ("6", "mã 6 2 chai", "huỷ nhe", "cancel"),
]

PLANTS_CASES = [
    ("G1", "bơ sáp 20 cây", "tăng lên 30 cây giúp em", "change G1x30"),
    ("G1", "bơ sáp 20 cây, ri6 10 cây", "ri6 giảm còn 5", "change G1x20 G3x5"),
    ("G1", "G1 20 cây", "thêm 10 cây G2", "order G2x10"),
    ("G1", "G1 20 cây", "đổi 10 cây sang bơ 034", "change G1x10 G2x10"),
    ("G1", "G1 20 cây", "huỷ 5 cây nha", "cancel G1x5"),
    ("G1", "G1 20 cây", "bớt 5 cây nha", "change G1x15"),
    ("G1", "G1 20 cây", "lấy 15 cây thôi", "change G1x15"),
]

STILL_CASES = [
    ("K1", "K1 1 chai", "thêm 2 nữa nha", "order K1x2"),
    ("K3", "K1 1 chai", "lấy thêm 1 hũ", "order K3x1"),
    ("K1", "K1 1 chai", "huỷ nha shop", "cancel"),
    ("K1", "K1 1, K3 2", "shop ơi cho em bỏ nghệ nha", "cancel K3x2"),
    ("K1", "K1 1, K3 2", "em không lấy nghệ nữa", "cancel K3x2"),
    ("K1", "K1 1, K3 2", "đừng gửi nghệ nha, còn lại vẫn lấy", "cancel K3x2"),
    ("K1", "K1 1, K3 2", "cho em đổi nghệ sang trà sen", "change K1x1 K4x2"),
    ("K1", "K1 1, K3 2", "đổi K3 lấy K5 nha", "change K1x1 K5x2"),
    ("K1", "K1 1, K3 2", "nghệ lấy 1 thôi", "change K1x1 K3x1"),
    ("K1", "K1 1, K3 2", "sửa lại giúp em K3 3 hũ", "change K1x1 K3x3"),
    ("K1", "2 chai nha", "à lộn, 3 chai", "change K1x3"),
    ("K1", "2 chai nha", "bớt 1 chai nha", "change K1x1"),
    ("K1", "2 chai nha", "2 chai nha", "review order repeat"),
    ("K1", "2 chai nha", "cho em 4 luôn cho đủ, không phải 2", "change K1x4"),
    ("K1", "2 chai nha", "tăng lên 5 chai luôn", "change K1x5"),
    ("K1", "2 chai nha", "thôi em đổi ý, lấy 1 chai lớn thôi", "review change adds_or_changes"),
    ("K5", "2 bánh nha", "giảm xuống 1 bánh nhé", "change K5x1"),
    ("K5", "2 bánh nha", "cho em lấy 3 bánh thôi nha", "change K5x3"),
    ("K5", "k5 2, k3 1", "k3 lên 2 giúp em", "change K3x2 K5x2"),
    ("K5", "k5 2, k3 1", "k3 2 hũ nha, nãy ghi nhầm", "change K3x2 K5x2"),
    ("K5", "k5 2, k3 1", "bỏ k3", "cancel K3x1"),
    ("K5", "k5 2, k3 1", "huỷ k5 giúp em, vẫn lấy k3", "cancel K5x2"),
    ("K5", "k5 2, k3 1", "hủy hết nha", "cancel"),
    ("K5", "k5 2, k3 1", "huỷ 1 bánh xà bông", "cancel K5x1"),
    ("K5", "k5 2, k3 1", "đổi k3 thành 2 hộp trà sen", "change K4x2 K5x2"),
    ("K5", "k5 2, k3 1", "không lấy nghệ nữa, lấy trà sen 1 hộp", "change K4x1 K5x2"),
    ("K5", "k5 2, k3 1", "chốt lại: k5 1, k3 1, k4 1", "change K3x1 K4x1 K5x1"),
    ("K5", "k5 2, k3 1", "thêm k4 1 hộp", "order K4x1"),
    ("K5", "k5 2, k3 1", "lấy thêm 1 bánh nữa", "order K5x1"),
    ("K5", "k5 2", "thôi khỏi nha shop", "cancel"),
    ("K5", "k5 2", "em rút đơn nha", "cancel"),
    ("K5", "k5 2", "xin lỗi shop cho em hủy ạ", "cancel"),
    ("K5", "k5 2", "mình không mua nữa nhé", "cancel"),
    ("K5", "k5 2", "ko lấy nữa đâu, nhà còn", "cancel"),
    ("K5", "k5 2", "đơn em huỷ dùm", "cancel"),
    ("K5", "k5 2", "k3 1 hũ nha", "order K3x1"),
    ("K5", "lấy 2 bánh", "3 bánh nha shop, lộn", "change K5x3"),
    ("K1", "chai lớn 1", "cho em đổi qua chai nhỏ", "change K1x1"),
    ("K1", "chai lớn 1", "đổi lại 2 chai nhỏ nha", "change K1x2"),
    (None, "mật nhãn 2 chai nha", "loại nhỏ nha shop", "change K1x2"),
    (None, "mật nhãn 2 chai nha", "K1 nha", "change K1x2"),
    (None, "mật nhãn 2 chai nha", "chai 500ml ạ", "change K1x2"),
    ("K1", "2 chai nha", "thêm nghệ 1 hũ nữa", "order K3x1"),
    ("K1", "2 chai nha", "cho em thêm k5", "order K5x1"),
    ("K1", "2 chai nha", "lấy thêm 1", "order K1x1"),
    ("K3", "k1 2 chai nha", "thêm 1 hũ nghệ", "order K3x1"),
    ("K3", "k1 2 chai nha", "k1 3 chai nha em lộn", "change K1x3"),
    ("K3", "k1 2 chai nha", "cho em sửa lại 3 chai", "change K1x3"),
    ("K3", "k1 2 chai nha", "chỉ lấy 1 chai thôi", "change K1x1"),
    ("K3", "k1 2 chai nha", "giảm 1 chai nha", "change K1x1"),
    ("K3", "k1 2 chai nha", "đổi thành k2 nha", "change K2x2"),
    ("K3", "k1 2 chai nha", "đổi hết sang chai lớn", "change K2x2"),
    ("K3", "k1 2 chai nha", "đổi k1 thành k3 k4 mỗi thứ 1", "change K3x1 K4x1"),
    ("K3", "k1 2 chai nha", "đổi 1 chai sang nghệ", "change K1x1 K3x1"),
    ("K3", "k1 2, k3 1", "bỏ bớt 1 chai k1", "cancel K1x1"),
    ("K3", "k1 2, k3 1", "huỷ K1 lấy K2 nha", "review change how_many"),
    ("K3", "k1 2, k3 1", "k3 khỏi nha", "cancel K3x1"),
    ("K3", "k1 2, k3 1", "không lấy mật nữa nha", "cancel K1x2"),
    ("K3", "k1 2, k3 1", "thôi lấy k1 thôi, k3 khỏi", "cancel K3x1"),
    ("K3", "k1 2, k3 1", "chỉ lấy k1 thôi nha", "review change which_order"),
    ("K3", "k1 2, k3 1", "hủy đơn", "cancel"),
    ("K3", "k1 2, k3 1", "cho mình cancel đơn nha", "cancel"),
    ("K3", "k1 2, k3 1", "shop ơi huỷ dùm em đơn nãy nha", "cancel"),
    ("K3", "k1 2, k3 1", "em ko lấy nữa", "cancel"),
    ("K3", "k1 2, k3 1", "thôi k lấy đâu", "cancel"),
]


@pytest.mark.parametrize(("pinned", "before", "text", "means"), CLOTH_CASES)
def test_the_cloth_shop_reads_what_follows_an_order(pinned, before, text, means):
    assert short(read_all(CLOTH, (before, pinned), (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "before", "text", "means"), FISH_CASES)
def test_the_fish_shop_reads_what_follows_an_order(pinned, before, text, means):
    assert short(read_all(FISH, (before, pinned), (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "before", "text", "means"), PLANTS_CASES)
def test_the_plants_shop_reads_what_follows_an_order(pinned, before, text, means):
    assert short(read_all(PLANTS, (before, pinned), (text, pinned))) == means


@pytest.mark.parametrize(("pinned", "before", "text", "means"), STILL_CASES)
def test_the_still_shop_reads_what_follows_an_order(pinned, before, text, means):
    assert short(read_all(STILL, (before, pinned), (text, pinned))) == means
