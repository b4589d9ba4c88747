"""Which comments of the shop answer a question, and which only sound like it."""

from __future__ import annotations

import pytest

from phien.reading.answers import tellings
from phien.reading.contracts import AuthorHistory
from phien.reading.questions import asked, askings, same
from phien.reading.reader import HOST, Reader, Stream
from phien.reading.tests.shops import CLOTH, FISH, STILL

READERS = {id(sheet): Reader(sheet) for sheet in (STILL, FISH, CLOTH)}


def answers(sheet, told, pin, question, pin_then):
    groups = {item.code: item.group for item in sheet.items}
    reader = READERS[id(sheet)]
    heard = reader.read(told, author=HOST, pinned=pin, history=AuthorHistory())
    said = [asked(one, pinned=pin, groups=groups) for one in tellings(told, heard.spans)]
    spans = Stream(sheet).read("u1", question, pin_then).spans
    return any(
        same(one, asked(other, pinned=pin_then, groups=groups))
        for one in said
        for other in askings(question, spans)
    )


@pytest.mark.parametrize(
    ("sheet", "told", "pin", "question", "pin_then"),
    [
        (STILL, "K1 135k nha cả nhà", "K3", "mật nhãn giá sao shop", "K1"),
        (STILL, "Dạ 135.000đ một chai ạ", "K1", "bao nhiêu vậy em", "K1"),
        (STILL, "ship 30k toàn quốc nha", "K1", "ship về Cần Thơ bao nhiêu", "K3"),
        (STILL, "từ 3 chai là freeship nha mọi người", None, "phí ship sao shop", "K1"),
        (STILL, "giao 2-3 ngày là tới ạ", "K1", "ship bao lâu tới", "K3"),
        (STILL, "Mật nhãn nhà em đóng đường là mật thật nha", "K1", "K1 có kết tinh không", None),
        (STILL, "bên em có cod ạ, nhận hàng trả tiền", None, "có cod ko shop", "K1"),
        (FISH, "tôm khô để ngăn mát 6 tháng nha", "1", "số 3 bảo quản sao", None),
        (STILL, "bà bầu uống được hết nha chị", "K4", "trà sen bà bầu dùng đc k", None),
        (CLOTH, "khăn đỏ hết hàng rồi nha", "V1", "V5 còn ko", None),
        (STILL, "nguyên chất 100%, giá chỉ 135k", "K1", "K1 nguyên chất không", None),
        (STILL, "nguyên chất 100%, giá chỉ 135k", "K1", "K1 giá sao", None),
    ],
)
def test_the_shop_answers(sheet, told, pin, question, pin_then):
    assert answers(sheet, told, pin, question, pin_then)


@pytest.mark.parametrize(
    ("sheet", "told", "pin", "question", "pin_then"),
    [
        # Another item, or another thing.
        (STILL, "K3 90k nha", "K1", "K1 giá sao", None),
        (STILL, "ship 30k nha", "K1", "giá bao nhiêu", "K1"),
        (STILL, "ship 30k nha", "K1", "ship mấy ngày tới", "K1"),
        (STILL, "giao 2-3 ngày nha", "K1", "ship bao nhiêu", "K1"),
        # The shop asks, or repeats what was asked.
        (STILL, "cả nhà thấy giá 135k rẻ không?", "K1", "giá bao nhiêu", "K1"),
        (STILL, "có bạn hỏi mật có đóng đường không", "K1", "mật có đóng đường không", "K1"),
        (STILL, "ai muốn freeship không", "K1", "có freeship không", "K1"),
        # Talk that names it without saying anything.
        (STILL, "shop giao hàng liền nha", "K1", "có ship Hà Nội không", None),
        (STILL, "cảm ơn cả nhà đã xem live", None, "mai có live không", None),
        (STILL, "còn nhiều lắm nha", "K1", "K1 còn không", None),
        (STILL, "lên đơn cho chị Hà nha", "K1", "shop thấy đơn em chưa", None),
    ],
)
def test_the_shop_does_not_answer(sheet, told, pin, question, pin_then):
    assert not answers(sheet, told, pin, question, pin_then)
