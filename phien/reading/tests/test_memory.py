"""What was heard before is remembered, and nobody's comment changes what the same words mean for others."""

from __future__ import annotations

import pytest

from phien.reading.contracts import AuthorHistory, Reading
from phien.reading.reader import Reader
from phien.reading.tests.shops import CLOTH, FISH, PLANTS, STILL

SHEETS = {"still": STILL, "fish": FISH, "cloth": CLOTH, "plants": PLANTS}
TEXTS = (
    "2 chai nhỏ",
    "mỗi loại 1",
    "mật nhãn nha, 2 chai",
    "chai lớn",
    "đổi qua chai nhỏ",
    "huỷ 1 chai lấy 2 hũ nghệ",
    "còn thì lấy 1 0912 000 111",
    "khăn đỏ, 2",
)


@pytest.mark.parametrize("shop", SHEETS)
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_words_mean_the_same_however_often_they_were_heard(shop, text):
    sheet = SHEETS[shop]
    pinned = sheet.items[0].code
    others = (AuthorHistory(), _waiting(pinned), AuthorHistory(items={pinned: 3}))
    reader = Reader(sheet)
    for other in others * 2:
        reader.read(text, author="u2", pinned=pinned, history=other)
    again = reader.read(text, author="u1", pinned=pinned, history=AuthorHistory())
    assert again == Reader(sheet).read(text, author="u1", pinned=pinned, history=AuthorHistory())


def test_of_one_s_own_items_those_first_on_the_sheet_are_offered_first():
    mine = AuthorHistory(items={"K5": 1, "K3": 1, "K1": 1})
    reading = Reader(STILL).read("huỷ 1", author="u1", pinned=None, history=mine)
    assert reading.options == ((("K1", 1),), (("K3", 1),), (("K5", 1),))


def _waiting(code: str) -> AuthorHistory:
    unclear = Reading("order", ((code, 1),), None, True, "variant_unclear", (), (((code, 1),),))
    return AuthorHistory(pending=unclear)
