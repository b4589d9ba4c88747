"""What a word can do in a comment, as bits."""

from __future__ import annotations

PERSON = 1 << 0  # em, chị, mình: who speaks or is spoken to
KIN = 1 << 1  # bé, mẹ, vợ chồng: people who are counted or bought for
FILLER = 1 << 2  # nha, ạ, shop ơi, giúp: says nothing about the order
BUY = 1 << 3  # chốt, lấy, đặt
MUA = 1 << 4  # mua: buys, also in talk about buying
GIVE = 1 << 5  # cho, xin, để: asks for something where something follows
ADD = 1 << 6  # thêm, nữa
DROP = 1 << 7  # huỷ, bỏ
NOT = 1 << 8  # không, k, đừng
SPARE = 1 << 9  # khỏi: no need to
KEEP = 1 << 10  # vẫn, giữ nguyên
SWAP = 1 << 11  # đổi, chuyển
INTO = 1 << 12  # thành, sang, qua
SET = 1 << 13  # tăng lên, xuống còn
MINUS = 1 << 14  # bớt, trừ
FIX = 1 << 15  # nhầm, sửa
ONLY = 1 << 16  # thôi
ASK = 1 << 17  # sao, gì, mấy: a question wherever it stands
ASK_END = 1 << 18  # hả, chưa: a question at the end
SURE = 1 << 19  # đúng ko, kịp k: asks for a nod, leaves the order as it is
PRICE = 1 << 20  # giá
PAST = 1 << 21  # hôm trước, mới nhận
LATER = 1 << 22  # mai, lương về
IF = 1 << 23  # nếu
THEN = 1 << 24  # thì
STOCK = 1 << 25  # còn (hàng)
FREE = 1 << 26  # freeship, giảm giá
USE = 1 << 27  # uống, ăn, dùng
PRAISE = 1 << 28  # ngon, thơm
OTHERS = 1 << 29  # như trên
EACH = 1 << 30  # mỗi loại
VAGUE = 1 << 31  # ít, vài
TOTAL = 1 << 32  # tổng, vị chi
ADDRESS = 1 << 33  # giao về, địa chỉ: an address follows
NUMBERED = 1 << 34  # ngõ, thứ, tháng: the number that follows belongs to it
CODE_WORD = 1 << 35  # mã
TIMES = 1 << 36  # x, sl
AND = 1 << 37  # và, với
NOW = 1 << 38  # nay
LAUGH = 1 << 39  # haha
PARCEL = 1 << 40  # đơn
OR = 1 << 41  # hay
SIZE = 1 << 42  # lớn, nhỏ
UNIT = 1 << 43  # chai, gói
MEASURE = 1 << 44  # kg, ml
COUNT = 1 << 45  # hai, chục, cặp
HALF = 1 << 46  # nửa
AND_HALF = 1 << 47  # rưỡi
DONE = 1 << 48  # rồi
FOR = 1 << 49  # biếu, để uống: what it is for
ENGLISH = 1 << 50  # can I get
EVERY = 1 << 51  # hết, tất cả
ANY = 1 << 52  # cũng được: takes back a condition
VARIANT = 1 << 53  # loại, cỡ: a size follows
HAVE = 1 << 54  # còn ở nhà, nhà có
FACE = 1 << 55  # a person named after đơn của
CALL = 1 << 56  # @: speaks to a friend
WRONG = 1 << 57  # ghi nhầm: what follows is the mistake
SMALL = 1 << 58  # nhỏ, bé
LARGE = 1 << 59  # lớn, bự
MIDDLE = 1 << 60  # vừa
COMMON = 1 << 61  # nên, có: words of any talk, listed so that they are not taken for a name
REST = 1 << 62  # mấy cái kia, còn lại: all of the order but what is named
COMPLAINT = 1 << 64  # giao thiếu, chưa thấy giao: what went wrong with an earlier order
ADVERT = 1 << 63  # ai cần, em bán: somebody else's trade

PLAY = 1 << 66  # chơi, trúng: takes part in a game
BEFORE = 1 << 65  # như lần trước: the same as this author had before

# Words that leave a bare order ("2 hộp nha em") what it is.
HARMLESS = (
    PERSON | FILLER | BUY | MUA | GIVE | ADD | ONLY | AND | TIMES | CODE_WORD | EACH | NOW | ADDRESS
    | TOTAL | PARCEL | SIZE | UNIT | MEASURE | COUNT | THEN | KEEP | ENGLISH | FOR | VARIANT | EVERY
    | SET | INTO | FIX | DONE | STOCK | NUMBERED | IF
)  # fmt: skip
