"""Run sheets of made-up shops, each hard in its own way, and what is written in their lives."""

from __future__ import annotations

import random

from phien.config.bench.reading import sheet_of, texts_of
from phien.reading.contracts import RunSheet

__all__ = ["SHEETS", "said_in"]

# code | name | aliases | unit | net | price
_TWO_SIZES = """
K1|Mật hoa nhãn 500 ml|mật nhãn, ong nhãn|chai|500 ml|135000
K2|Mật hoa nhãn 1 lít|mật nhãn 1 lít, chai lớn|chai|1 l|255000
K3|Bột nghệ 200 g|nghệ|hũ|200 g|90000
K4|Trà sen hộp 15 túi lọc|trà sen|hộp|15 túi lọc|70000
A6|Gạo nếp nương 2 kg|nếp, gạo nếp|túi|2 kg|110000
K10|Combo ấm: 1 bột nghệ + 1 trà sen|combo|combo||150000
"""
_PLAIN_NUMBERS = """
1|Khô cá lóc 500 g|cá lóc|gói|500 g|160000
2|Khô cá lóc 1 kg|cá lóc 1kg|gói|1 kg|310000
3|Tôm khô 250 g|tôm khô, tôm|hũ|250 g|240000
4|Mực một nắng|mực, mực 1 nắng|con||85000
12|Chả cá viên 500 g|chả cá|bịch|500 g|95000
034|Nước mắm nhỉ 500 ml|nước mắm|chai|500 ml|65000
"""
_COLOURS = """
V1|Áo lanh trắng size M|áo trắng m|cái||320000
V2|Áo lanh trắng size L|áo trắng l|cái||320000
V3|Áo lanh chàm size M|áo chàm m|cái||350000
V5|Khăn dệt đỏ|khăn đỏ|chiếc||120000
V6|Khăn dệt xanh|khăn xanh|chiếc||120000
V7|Vải lanh mộc|vải lanh|mét|1 m|180000
"""
_NAMES_IN_NAMES = """
G1|Cây bơ sáp|bơ sáp, bơ|cây||45000
G2|Cây bơ 034|bơ 034, 034|cây||60000
G3|Sầu riêng Ri6|ri6, sầu ri6|cây||90000
G5|Cà phê TR4|tr4, cà phê tr4|bầu||8000
G7|Chanh không hạt|chanh không hạt|cây||35000
G8|Chanh dây tím|chanh dây|cây||25000
G12|Na dai|na dai, na|cây||55000
"""
# What nobody should name goods with, and somebody will.
_ODD = """
0|0|0|0||0
Đ-01|Mật ong 🍯 rừng|mật\u0323 ong, 🍯|chai|0.5 l|1000
𝐀𝟏|ﷺ ½ ký|không, hai|½|1.5 kg|99999
X2|Chốt đơn|huỷ, thêm, 2 chai|chốt|2 cái|20000
ẪM|<b>Trà</b> &amp; bánh|mỗi loại|hộp lớn|10 gói|145000
a b|1 2 3|mã số|số|100 g|123456789
"""


def _sheet(lines: str) -> RunSheet:
    items = []
    for line in lines.strip().splitlines():
        code, name, aliases, unit, net, price = line.split("|")
        value, _, measure = net.partition(" ")
        items.append(
            {
                "code": code,
                "name": name,
                "aliases": aliases.split(", "),
                "unit": unit,
                "net": {"value": value, "unit": measure} if net else None,
                "price": price,
            }
        )
    return RunSheet.from_json({"items": items})


SHEETS: dict[str, RunSheet] = {
    "two sizes": _sheet(_TWO_SIZES),
    "plain numbers": _sheet(_PLAIN_NUMBERS),
    "colours": _sheet(_COLOURS),
    "names in names": _sheet(_NAMES_IN_NAMES),
    "odd names": _sheet(_ODD),
    "no items": RunSheet(()),
    "300 items": sheet_of(300),
}

# Sentences of any live; {code}, {name} and {unit} are the sheet's.
_TALK = (
    "{code} x2", "2{code}", "#{code}", "mã {code} lấy 3 {unit}", "{code}-{code}",
    "chốt {code}, {code} mỗi mã 1", "cho em 2 {unit} {name} với 1 {unit} {name}",
    "lấy 1 à nhầm 2 {unit} {name}", "thêm 1 {unit}", "bớt 1 {name}", "đổi {name} sang {name}",
    "huỷ {code} giúp em", "huỷ hết nha", "còn thì lấy 2", "freeship thì chốt 3", "như trên",
    "đơn của chị Hạnh thêm 1", "{name} giá bao nhiêu vậy shop", "{code} còn k", "nửa ký {name}",
    "2 chục {name}", "1kg rưỡi {name}", "cặp {name}", "0905 123 456", "o9o5.123.456 chốt {code}",
    "ck rồi nha", "giao 12/3 hẻm 45 đường số 7 quận 9", "sinh ngày 12/11/1990 cao 1m6 nặng 50kg",
    "{code} {code} {code} {code}", "không chín không năm một hai ba bốn năm sáu",
    "2 bottle {name} please", "दो {name}", "0123.456.789 2 hộp", "20h live nha",
    "chốt {name} hết bao nhiêu tiền", "ko lấy {code} nữa lấy {code}", "a lấy 2 c lấy 3",
    "mật ong https://example.org/?a=1&b=2", "200k 1 {unit} đúng ko", "từ 2 tới 3 {unit}", "+1", "2",
    "chốt", "",
)  # fmt: skip


def said_in(sheet: RunSheet, n: int, dice: random.Random) -> list[str]:
    """`n` comments or so about the goods of a sheet, as people write them."""
    items = sheet.items or SHEETS["two sizes"].items
    made = texts_of(RunSheet(items), n, dice) if all(item.aliases for item in items) else []
    for frame in _TALK:
        item = dice.choice(items)
        made.append(
            frame.format(code=item.code, name=dice.choice((item.name, *item.aliases)), unit=item.unit)
        )
    return made
