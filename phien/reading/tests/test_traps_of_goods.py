"""Traps, each a table named after the sentence it protects: what it means and what only looks like it."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import CLOTH, FISH, PLANTS, STILL, read_all, short

TRAPS = {
    "k 2 chai: a code typed apart, or a count": [
        (STILL, "K1", ("K 1 chai",), "review order number_may_be_code"),
        (STILL, "K1", ("K 2 chai",), "review order number_may_be_code"),
        (STILL, "K1", ("k 2 3 chai",), "order K2x3"),
        (STILL, "K1", ("mã k 3 1 hũ",), "order K3x1"),
        (STILL, "A6", ("a 6 túi nha",), "review order vocative_or_code"),
    ],
    "mật nhãn 1 lít: the size of a variant that is not called so": [
        (STILL, "K1", ("mật nhãn 1 lít 2 chai",), "order K2x2"),
        (STILL, "K2", ("nửa lít mật nhãn",), "order K1x1"),
        (FISH, "1", ("khô lóc 1kg 2 gói",), "order 2x2"),
    ],
    "2 hộp à nhầm 3: put right where it was said": [
        (STILL, "K3", ("K3 2 hũ", "lấy em 2 hộp sen à nhầm 3 hộp"), "order K4x3"),
        (FISH, "3", ("mã 3 1 hũ", "số 5 2 hũ í lộn 3 hũ"), "order 5x3"),
        (STILL, "K3", ("K3 2 hũ", "nhầm, 3 hũ"), "change K3x3"),
    ],
    "còn lại bỏ hết: all but what is named": [
        (STILL, "K1", ("K1 1, K3 2", "lấy trà sen 1 hộp thôi, mấy món kia huỷ hết"), "change K4x1"),
        (STILL, "K1", ("K1 1, K3 2", "giữ K3 thôi, còn lại bỏ hết"), "change K3x2"),
        (STILL, "K1", ("K1 1, K3 2", "bỏ hết lấy 1 combo"), "change K10x1"),
        (FISH, "1", ("mã 1 2 gói", "huỷ nha, lấy mã 3 1 hũ"), "change 3x1"),
        (STILL, "K1", ("K1 1, K3 2", "huỷ đi, lấy 1 combo"), "review change which_order"),
    ],
    "còn 5 chai thì để em 2: how many there are": [
        (STILL, "K1", ("còn 5 chai thì để em 2",), "order K1x2"),
    ],
    "đơn chú Bảy: somebody called by a number": [
        (STILL, "K1", ("bỏ đơn chú Bảy giúp em",), "review cancel someone_else"),
        (STILL, "K1", ("gộp chung đơn cô Năm nha",), "review order someone_else"),
        (STILL, "K1", ("lấy như mợ trên nha",), "review order someone_else"),
    ],
    "bơ 3 cây: short for what is on screen, or the other": [
        (PLANTS, "G2", ("bơ 3 cây",), "review order variant_unclear"),
    ],
    "trà gừng: goods that are not sold": [
        (STILL, "K4", ("trà gừng 2 hộp nha",), "review order which_item"),
        (FISH, "1", ("khô nai 2 gói nha",), "review order which_item"),
        (FISH, "3", ("cho 2 hũ mắm tép",), "review order which_item"),
    ],
    "gạo lếp: spelt by ear": [
        (STILL, "K1", ("mật nhản 2 chai",), "order K1x2"),
        (STILL, "K5", ("sà bông 3 bánh",), "order K5x3"),
        (STILL, "A6", ("gạo lếp 1 túi",), "order A6x1"),
        (STILL, "K4", ("chà sen 2 hộp",), "order K4x2"),
        (FISH, "6", ("nước mấm 2 chai",), "order 6x2"),
        (FISH, "5", ("mắm ba khia 2 hũ",), "order 5x2"),
        (FISH, "12", ("trả cá 2 bịch",), "order 12x2"),
    ],
    "chứ không lấy: no cancellation": [
        (STILL, "K1", ("lấy 2 chai nhỏ chứ không lấy chai lít nha",), "order K1x2"),
        (STILL, "K3", ("nghệ 2 hũ chớ hổng phải 3 nghen",), "order K3x2"),
    ],
    "ai cần ib em: another trade": [
        (STILL, "K1", ("bên em bán mật nhãn 120k/chai ai cần ib em nha 0912000444",), "other"),
        (FISH, "1", ("ai cần khô cá lóc rẻ hơn đây ib",), "other"),
        (STILL, "K1", ("vay tiền nhanh 10 phút, zalo 0912000444",), "other"),
        (STILL, "K1", ("em bán cho chị 2 chai",), "order K1x2"),
        (STILL, "K1", ("nhà em bán quán, lấy 5 chai nha",), "order K1x5"),
    ],
    "2 chai nha, chai lớn: the size behind the count": [
        (STILL, "K1", ("mật nhãn 2 chai nha, chai lớn",), "order K2x2"),
        (FISH, "2", ("khô lóc 2 gói nha em, loại nửa ký",), "order 1x2"),
    ],
    "xin giá: no order": [
        (STILL, "K1", ("xin giá trà sen",), "question"),
        (STILL, "K1", ("cho xin giá 2 chai",), "question"),
    ],
    "chả thấy gì: no question": [
        (STILL, "K1", ("chả thấy gì hết",), "other"),
        (STILL, "K1", ("K1 1", "thôi em hổng lấy nữa đâu"), "cancel"),
    ],
    "giao thiếu 1 gói: a complaint": [
        (STILL, "K1", ("giao thiếu em 1 chai",), "question"),
        (STILL, "K1", ("em đặt 2 chai hôm qua mà chưa thấy giao",), "question"),
        (FISH, "1", ("hôm bữa giao lộn 2 gói kìa shop",), "question"),
    ],
    "loại lớn còn không, còn thì lấy 1: the size is the topic": [
        (STILL, "K1", ("chai lít còn không em, còn thì chốt chị 1",), "order K2x1"),
    ],
    "đổi thành 1 chai lớn: an order that is not known": [
        (STILL, "K1", ("đơn em cho đổi thành 1 chai lớn nha",), "review order nothing_ordered"),
    ],
    "đổi sang chai lít: as many as there were": [
        (STILL, "K1", ("K1 2", "đổi sang chai lít nha"), "change K2x2"),
    ],
    "mật nhãn lài: a short name and a word nobody knows": [
        (FISH, "4", ("mực trứng 2 con",), "review order which_item"),
        (PLANTS, "G12", ("na bở 3 cây",), "review order which_item"),
    ],
    "tổng 3: the sum first": [
        (STILL, "K3", ("tổng 3 hũ: 2 nghệ 1 sen",), "order K3x2 K4x1"),
    ],
    "bạn em mua 2 hũ khen ngon: talk": [
        (STILL, "K3", ("chị em mua 2 hũ uống khen tốt lắm",), "other"),
    ],
    "ngon lấy thêm 5: later": [
        (STILL, "K3", ("lấy 1 hũ uống thử, tốt mua thêm 5",), "order K3x1"),
        (STILL, "K3", ("cho 1 hũ, ngon lấy thêm",), "order K3x1"),
    ],
    "đừng giao hôm nay: no cancellation": [
        (STILL, "K3", ("K3 1", "đừng giao sáng mai nha, chị đi vắng"), "other"),
        (STILL, "K3", ("K3 1", "khoan giao chiều nay nghen"), "other"),
    ],
    "không lấy chai nhỏ, lấy chai lít: another size": [
        (STILL, "K1", ("K1 1", "chị không lấy chai nhỏ, lấy chai lít nha"), "change K2x1"),
    ],
    "chè sen: the words of another region": [
        (STILL, "K4", ("chè sen 2 hộp",), "order K4x2"),
        (FISH, "1", ("khô cá quả 1 gói",), "order 1x1"),
        (PLANTS, "G8", ("chanh leo 5 cây",), "order G8x5"),
        (CLOTH, "V9", ("ví thêu tay 2 cái",), "order V9x2"),
    ],
    "combo thì nhiêu: a name before a question": [
        (STILL, "K10", ("combo mà bỏ sen thì nhiêu",), "question"),
    ],
    "gói qua: with marks a bare word is what it says": [
        (STILL, "K1", ("K1 3", "đổi 1 chai qua nghệ"), "change K1x2 K3x1"),
    ],
    "2 can: cân, without marks": [
        (FISH, "1", ("2 can ca loc",), "order 1x4"),
        (FISH, "1", ("nua can ca loc",), "order 1x1"),
        (STILL, "A6", ("4 can nep nhe",), "order A6x2"),
    ],
    "cho to 2: tớ, without marks": [
        (STILL, "K1", ("cho to 2 chai nhe",), "order K1x2"),
        (STILL, "K3", ("con 5 hu thi de em 2",), "order K3x2"),
    ],
    "bot 1: bớt, though a longer name has such a word": [
        (STILL, "K3", ("K3 3", "bot 1 hu nghen"), "change K3x2"),
    ],
    "3 hu nho: nhỏ": [
        (STILL, "K1", ("2 chai nho 1 chai lon",), "order K1x2 K2x1"),
    ],
    "nua ta banh: half a dozen": [
        (STILL, "K5", ("nua ta xa bong",), "order K5x6"),
    ],
    "so 3 nhieu: how much": [
        (FISH, "1", ("so 3 nhieu em",), "question"),
    ],
    "ngon so 1 luon: praise": [
        (FISH, "5", ("ngon so 1 luon nha shop",), "other"),
    ],
    "11h roi: the hour": [
        (STILL, "K3", ("11h roi di ngu thoi",), "other"),
    ],
    "combo cho 4 ong: people": [
        (STILL, "K10", ("combo cho 4 ong nhau vua du",), "other"),
    ],
    "gao lep: by ear, without marks": [
        (STILL, "A6", ("gao lep 2 tui",), "order A6x2"),
        (STILL, "K5", ("sa bong 2 banh",), "order K5x2"),
    ],
    "anh Huy dặn: a name": [
        (STILL, "K3", ("Anh Huy nha tui dan lay 1 hu",), "order K3x1"),
    ],
    "lấy hết: all there is": [
        (STILL, "K1", ("lấy hết luôn đi",), "review order how_many"),
        (STILL, "K1", ("vài chai nha",), "review order how_many"),
    ],
    "bột nghệ đen: a word nobody knows between a name and its count": [
        (STILL, "K3", ("bột nghệ sâm 2 hũ",), "review order which_item"),
    ],
    "K3 की 2: Hindi": [
        (STILL, "K1", ("K3 के 2 जार चाहिए",), "order K3x2"),
        (STILL, "K1", ("मुझे 2 बोतल चाहिए",), "order K1x2"),
        (STILL, "K1", ("K1 कितने का है",), "question"),
    ],
    "sửa thành: no sữa": [
        (STILL, "K3", ("K3 3", "nghệ sửa thành 5 hũ"), "change K3x5"),
    ],
}


@pytest.mark.parametrize(
    ("sheet", "pinned", "said", "means"),
    [pytest.param(*case, id=f"{title}: {case[2][-1]}") for title, cases in TRAPS.items() for case in cases],
)
def test_a_sentence_means_what_it_says(sheet, pinned, said, means):
    assert short(read_all(sheet, *((text, pinned) for text in said))) == means
