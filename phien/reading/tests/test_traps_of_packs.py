"""Traps of codes, packs and sizes, each a table named after the sentence it protects."""

from __future__ import annotations

import pytest

from phien.reading.contracts import RunSheet
from phien.reading.tests.shops import STILL, read_all, short


def _item(code, name, unit, net, price, group):
    return {
        "code": code,
        "name": name,
        "aliases": [],
        "unit": unit,
        "net": {"value": net[0], "unit": net[1]},
        "price": price,
        "group": group,
    }


# Codes that begin with x, three sizes of one product, a room in a name.
LAMPS = RunSheet.from_json(
    {
        "items": [
            _item("X1", "Sáp ong phòng ngủ 40 g", "hũ", (40, "g"), 70_000, "sáp ong"),
            _item("X2", "Sáp ong quế 40 g", "hũ", (40, "g"), 75_000, "sáp ong"),
            _item("D1", "Dầu mù u 20 ml", "chai", (20, "ml"), 55_000, "dầu mù u"),
            _item("D2", "Dầu mù u 60 ml", "chai", (60, "ml"), 140_000, "dầu mù u"),
            _item("D3", "Dầu mù u 250 ml", "chai", (250, "ml"), 480_000, "dầu mù u"),
        ]
    }
)

TRAPS = {
    "x2: a code, or twice": [
        (LAMPS, "X1", ("x2 nha",), "review order number_may_be_code"),
        (LAMPS, "X1", ("D1 x2",), "review order number_unclear"),
        (LAMPS, "X1", ("d1x2",), "order D1x2"),
        (LAMPS, "X1", ("d1 x3",), "order D1x3"),
        (LAMPS, "D1", ("x2 1 hũ",), "order X2x1"),
        (LAMPS, "D1", ("lấy x2 nha",), "order X2x1"),
        (STILL, "K1", ("k1 x2",), "order K1x2"),
    ],
    "Đ2: the letter with a stroke": [
        (LAMPS, "X1", ("Đ2 1 chai",), "order D2x1"),
    ],
    "2 chai 20: a size behind a count": [
        (LAMPS, "D2", ("2 chai 20",), "order D1x2"),
        (LAMPS, "D2", ("1 chai 20, 1 chai 250",), "order D1x1 D3x1"),
        (LAMPS, "X1", ("lấy 2 mù u 20 nghe",), "order D1x2"),
    ],
    "mỗi mùi 1: each variant of one product": [
        (LAMPS, "D1", ("sáp ong mỗi mùi 2 hũ",), "order X1x2 X2x2"),
        (LAMPS, "X1", ("mù u mỗi cỡ 1 chai",), "order D1x1 D2x1 D3x1"),
    ],
    "chai nậy, chai con: sizes of the centre": [
        (LAMPS, "D2", ("lấy chai nậy nghe",), "order D3x1"),
        (LAMPS, "D2", ("chai con 2 chai",), "order D1x2"),
        (LAMPS, "D2", ("chai này con lấy 2",), "order D2x2"),
    ],
    "phòng 305: a room, though goods are called so": [
        (LAMPS, "D1", ("D1 2 chai, phòng 305 nhà C",), "order D1x2"),
    ],
    "2 chãi: a pack with a wrong mark": [
        (STILL, "K1", ("chốt 2 chãi",), "order K1x2"),
        (STILL, "K3", ("3hunghe nha shop",), "order K3x3"),
    ],
    "à mà 2 chai: thinks better of it": [
        (STILL, "K1", ("1 chai, à mà 2 chai",), "order K1x2"),
        (STILL, "K1", ("1 chai, à mà thêm 1 hũ nghệ",), "order K1x1 K3x1"),
    ],
    "vô chốt đi: calls a friend": [
        (STILL, "K1", ("chị Lài đâu rồi, vô chốt đi chị",), "other"),
        (STILL, "K1", ("mới vô, chốt 2 chai",), "order K1x2"),
    ],
    "thì bớt được bao nhiêu: asks for a discount": [
        (STILL, "K1", ("mua 3 chai thì bớt được bao nhiêu",), "question"),
    ],
    "दो साबुन: goods, numbers and digits in Hindi": [
        (STILL, "K1", ("दो साबुन",), "order K5x2"),
        (STILL, "K1", ("३ बोतल K2",), "order K2x3"),
        (STILL, "K1", ("मुझे चाय चाहिए",), "review order unsure"),
        (STILL, "K1", ("K1 2 chai", "ऑर्डर कैंसिल कर दो"), "cancel"),
        (STILL, "K1", ("दाम बताओ",), "question"),
        (STILL, "K1", ("K3 कितने का है",), "question"),
        (STILL, "K1", ("बहुत अच्छा लाइव",), "other"),
    ],
    "đơn em … đúng chưa: only checks": [
        (STILL, "K1", ("K1 2, K3 1", "đơn tui K1 2, K3 1 đúng chưa shop"), "question"),
        (STILL, "K1", ("K1 2, K3 1", "đơn tui K1 3 đúng chưa shop"), "review order adds_or_changes"),
    ],
    "hè: behind what is asked for it asks nothing": [
        (STILL, "K1", ("mần cho tui 2 chai hè",), "order K1x2"),
        (STILL, "K1", ("uống ban đêm được không hè",), "question"),
    ],
}


@pytest.mark.parametrize(
    ("sheet", "pinned", "said", "means"),
    [pytest.param(*case, id=f"{title}: {case[2][-1]}") for title, cases in TRAPS.items() for case in cases],
)
def test_a_sentence_means_what_it_says(sheet, pinned, said, means):
    assert short(read_all(sheet, *((text, pinned) for text in said))) == means
