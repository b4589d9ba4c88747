"""Talk and questions that must never become an order."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import CLOTH, FISH, PLANTS, STILL, read_all

CLOTH_CASES = [
    ("V1", "m cao 1m6 nặng 55kg mặc size nào"),
    ("V1", "55kg mặc size M được không"),
    ("V1", "mình 1m58 48kg mặc size gì shop"),
    ("V1", "áo đẹp quá, mặc mát không"),
    ("V1", "áo này giặt máy được hông ta"),
    ("V1", "mình mua 2 cái bữa trước mặc mát lắm"),
    ("V1", "chị mặc đẹp ghê, da trắng mặc màu chàm nổi lắm"),
    ("V5", "khăn đỏ làm quà tặng cô giáo hợp nè"),
    ("V5", "mẹ em có 3 cái khăn giống vầy"),
    ("V7", "dệt 1 mét mất bao lâu vậy chị"),
    ("V7", "vải này may áo dài 3 mét có đủ ko"),
    ("V7", "may 1 bộ đồ hết mấy mét"),
    ("V8", "túi đựng laptop 14 inch vừa không"),
    ("V8", "quai túi dài bao nhiêu cm"),
    ("V1", "size L còn không"),
    ("V1", "mặc size L vừa k"),
    ("V1", "có màu đen không"),
    ("V7", "vải khổ 1m6 hả"),
    ("V7", "may đầm 3m đủ k"),
]

FISH_CASES = [
    ("1", "số 7 Lê Lợi, Huế"),
    ("1", "nhà số 3 ngõ 5"),
    ("1", "số 3 còn không shop"),
    ("1", "số 3 giá nhiêu"),
    ("1", "mã 3 giá bao nhiêu 1 hũ"),
    ("1", "cá lóc này mặn không"),
    ("4", "mực nướng chấm tương ớt thì hết bia luôn"),
    ("4", "tối qua làm 3 con mực nhậu với ông anh"),
    ("1", "cá lóc quê em đầy ruộng luôn nè"),
    ("5", "ba khía trộn me đường ăn với cơm nóng ôi thôi"),
    ("3", "tôm khô củ kiệu là tết tới nơi rồi"),
    ("1", "nhà 4 người ăn 1 gói là vừa"),
    ("1", "coi live 2 tiếng rồi chưa thấy tới số 5"),
    ("1", "shop ơi đọc tên em đi, em đặt nãy giờ"),
    ("1", "em đặt lúc 8h mà chưa thấy gọi"),
    ("1", "mình tên Hoa, sđt 0912 000 333, địa chỉ 12 Nguyễn Trãi"),
    ("1", "địa chỉ: 34/5 Lý Thường Kiệt, P7, Q10"),
    ("1", "ck rồi nha 320k"),
    ("1", "đã chuyển khoản 2 gói cá lóc"),
    ("1", "đẹp người đẹp nết ghê"),
    ("1", "1 tim cho shop"),
    ("1", "chúc shop bán 100 đơn"),
    ("1", "chia sẻ 3 nhóm rồi nha"),
    ("1", "em share live 5 lần rồi đó"),
    ("1", "10 điểm không có nhưng"),
    ("1", "mắc hơn ngoài chợ 20k"),
    ("1", "ngoài chợ có 130k 1 gói à"),
    ("1", "thấy con số 3 bự quá"),
    ("1", "quay số đi shop"),
    ("1", "đang ở Nhật thèm quá trời"),
    ("6", "nước mắm mặn không em"),
    ("6", "65k 1 chai hả"),
    ("6", "chai nào 65k"),
    ("6", "mã 6 còn hông"),
    ("6", "số mấy là tôm vậy"),
    ("6", "sao số 6 mắc vậy"),
]

PLANTS_CASES = [
    ("G1", "trồng 1 sào cần mấy cây"),
    ("G1", "nhà em trồng 50 cây bơ rồi"),
    ("G1", "cây cao bao nhiêu vậy"),
    ("G1", "mấy năm có trái"),
    ("G1", "bơ đang có trái 3 năm tuổi"),
    ("G5", "1000 bầu giá sao"),
    ("G1", "bơ sáp nhà em năm ngoái được 2 tấn"),
    ("G3", "ri6 giá đang 60k 1 kg ngoài vườn"),
    ("G3", "em trồng 100 gốc ri6 chết hết 20 gốc"),
    ("G5", "trồng tr4 xen tiêu được không"),
    ("G11", "tiêu giờ rớt giá thê thảm"),
    ("G8", "chanh dây leo giàn mấy tháng có trái"),
    ("G1", "đất đỏ bazan trồng hợp không shop"),
    ("G12", "trồng na đất đỏ được không"),
    ("G12", "na này mấy năm có trái"),
    ("G1", "1 cây bơ bao nhiêu tiền"),
    ("G1", "bơ sáp với bơ 034 khác nhau sao"),
    ("G1", "vườn em 200 gốc bơ sáp rụng trái quá"),
]

STILL_CASES = [
    ("K10", "combo này gồm mấy món vậy"),
    ("K1", "2 chai 270k hả shop"),
    ("K1", "khỏi lấy đâu shop ơi"),
    ("K1", "hết tiền rồi, tháng sau mua"),
    ("K1", "để mai em lấy"),
    ("K1", "mua 3 tặng 1 hả shop"),
    ("K1", "hôm qua mới lấy 3 chai xong"),
    ("K1", "đợt trước mua 2 chai mà bể 1 chai"),
    ("K1", "ông xã nhà mình uống 2 chai là khỏe hẳn"),
    ("K1", "nhà còn 2 chai nữa"),
    ("K1", "2 chị em mê mật này lắm"),
    ("K1", "3 tháng uống 2 chai"),
    ("K1", "5 sao cho shop"),
    ("K1", "mình ở quận 7 ship nhanh không"),
    ("K1", "live tới mấy giờ vậy"),
    ("K1", "8h tối mai live tiếp hả"),
    ("K1", "Nguyễn Văn A, 12 đường số 3, P.5, Q.8, 0912000111"),
    ("K1", "do you have small bottle?"),
    ("K1", "Mật nhãn nhà này đặc lắm cả nhà ơi"),
    ("K1", "chốt đơn ầm ầm luôn ghê"),
    ("K1", "shop chốt được bao nhiêu đơn rồi"),
    ("K1", "nhận được hàng rồi nha, 2 chai đủ"),
    ("K1", "cho hỏi K1 với K2 khác gì"),
    ("K1", "K1 hay K2 ngon hơn"),
    ("K1", "mật này cho trẻ dưới 1 tuổi không được nha mọi người"),
    ("K1", "uống 1 muỗng mỗi sáng"),
    ("K1", "pha 2 muỗng với nước ấm"),
    ("K3", "nghệ đắp mặt 3 ngày là lặn mụn"),
    ("K5", "xà bông này rửa mặt được luôn hả"),
    ("K5", "xài 2 bánh rồi, thơm lắm"),
    ("K4", "trà sen pha mấy độ vậy"),
    ("A6", "nếp nấu xôi 2kg được mấy phần"),
    ("K1", "chốt kèo nha hẹn gặp lại"),
    ("K1", "hẹn tuần sau em lấy"),
    ("K1", "chưa chốt được, để hỏi ck"),
    ("K1", "cho em hỏi xíu"),
    ("K1", "cho em xin địa chỉ shop"),
    ("K1", "cho xin số điện thoại"),
    ("K1", "cho em 1 slot trò chơi nha"),
    ("K1", "cho c hỏi 1 chai mấy ml"),
    ("K1", "xin giá 1 thùng"),
    ("K1", "lấy số lượng nhiều có giảm ko"),
    ("K1", "lấy 10 chai có bớt không em"),
    ("K1", "mua 2 chai freeship chứ"),
    ("K1", "2 chai bao nhiêu"),
    ("K1", "chốt giá nào cho sỉ vậy"),
    ("K1", "lấy hàng ở đâu vậy shop"),
    ("K1", "ai chốt chưa"),
    ("K1", "sao em đặt 2 chai mà giao có 1 chai vậy"),
    ("K1", "đơn 2 chai của em đi tới đâu rồi"),
    ("K1", "mã vận đơn của em đâu shop"),
    ("K1", "hôm nay em sinh nhật 25 tuổi"),
    ("K1", "bé 2 tuổi uống được chưa"),
    ("K1", "từ 2 chai có ship free không"),
    ("K1", "2 chai hay 3 chai thì được quà"),
    ("K1", "bao nhiêu ml 1 chai"),
    ("K1", "A4 hay A5 vậy"),
    ("K1", "đừng chốt vội nha bà con"),
    ("K1", "mật nhãn với nghệ trộn chung được không"),
    ("K1", "nghệ với mật ong đắp mặt là số dzách"),
    ("K1", "cái combo đẹp ghê"),
    ("K1", "combo này rẻ quá"),
    ("K1", "k1 ngon hơn k2 nha mn"),
    ("K1", "K1 đang sale hả"),
    ("K1", "vitamin K2 tốt cho xương"),
    ("K1", "em bán mật nhãn sỉ ai cần ib em, 0909 111 000"),
    ("K1", "tuyển ctv bán mật nhãn, ib"),
    ("K5", "đơn em tới đâu rồi"),
    ("K5", "huỷ được không shop"),
    ("K5", "đổi sang k3 được không"),
    ("K1", "K1 giá sao, lấy 2 chai có bớt ko"),
    ("K1", "lấy 2 được không shop"),
    ("K3", "khoan đã shop"),
    ("K3", "đơn em giao hôm nào"),
    ("K3", "0912000111"),
    ("K3", "12 Trần Phú, Huế"),
    ("K3", "em ck rồi nha"),
]


@pytest.mark.parametrize(("pinned", "text"), CLOTH_CASES)
def test_the_cloth_shop_takes_no_order_from_talk(pinned, text):
    reading = read_all(CLOTH, (text, pinned))
    assert reading.intent in ("question", "other")
    assert not reading.review


@pytest.mark.parametrize(("pinned", "text"), FISH_CASES)
def test_the_fish_shop_takes_no_order_from_talk(pinned, text):
    reading = read_all(FISH, (text, pinned))
    assert reading.intent in ("question", "other")
    assert not reading.review


@pytest.mark.parametrize(("pinned", "text"), PLANTS_CASES)
def test_the_plants_shop_takes_no_order_from_talk(pinned, text):
    reading = read_all(PLANTS, (text, pinned))
    assert reading.intent in ("question", "other")
    assert not reading.review


@pytest.mark.parametrize(("pinned", "text"), STILL_CASES)
def test_the_still_shop_takes_no_order_from_talk(pinned, text):
    reading = read_all(STILL, (text, pinned))
    assert reading.intent in ("question", "other")
    assert not reading.review
