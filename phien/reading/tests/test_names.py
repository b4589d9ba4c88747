"""Orders where names stand inside names."""

from __future__ import annotations

import pytest

from phien.reading.tests.shops import PLANTS, read_all, short

PLANTS_CASES = [
    (None, "bơ 034 2 cây", "order G2x2"),
    (None, "bơ 2 cây", "order G1x2"),
    (None, "bơ sáp 5 cây", "order G1x5"),
    ("G3", "sầu riêng 10 cây", "order G3x10"),
    ("G3", "sầu riêng dona 10 cây", "order G4x10"),
    (None, "ri6 5 cây, dona 5 cây", "order G3x5 G4x5"),
    (None, "ri6 5 dona 5", "order G3x5 G4x5"),
    (None, "200 bầu tr4", "order G5x200"),
    (None, "tr4 200 bầu, trs1 100 bầu giao Đắk Mil 0905000333", "order G5x200 G6x100"),
    (None, "cà phê tr4 50", "order G5x50"),
    (None, "chanh dây 20 cây", "order G8x20"),
    (None, "chanh không hạt 2 cây", "order G7x2"),
    (None, "mít thái siêu sớm 2", "order G9x2"),
    (None, "mít lá bàng 3", "order G10x3"),
    (None, "na dai 2 cây", "order G12x2"),
    (None, "na 2 cây, tiêu 10 bầu", "order G11x10 G12x2"),
    (None, "G1 2, G10 1", "order G1x2 G10x1"),
    (None, "G10", "order G10x1"),
    ("G1", "lấy 10 cây bơ sáp 5 cây bơ 034", "order G1x10 G2x5"),
    ("G1", "bo 034 10 cay", "order G2x10"),
    ("G1", "sau rieng ri6 3 cay", "order G3x3"),
    ("G5", "lấy 1000 bầu tr4", "order G5x1000"),
    ("G1", "cho 20 cây, giao Ea H'leo", "order G1x20"),
    ("G1", "20 bơ sáp 10 bơ 034", "order G1x20 G2x10"),
    ("G3", "50 ri6 50 dona 0912000888", "order G3x50 G4x50"),
    ("G3", "Ri6 x 20", "order G3x20"),
    ("G5", "TR4 500 bầu", "order G5x500"),
    ("G7", "chanh dây 5, chanh không hạt 5", "order G7x5 G8x5"),
    ("G9", "mít 3 cây", "order G9x3"),
    ("G12", "na 5", "order G12x5"),
    ("G12", "3 na 2 mít lá bàng", "order G10x2 G12x3"),
    ("G1", "bơ 034 10, bơ sáp 10", "order G1x10 G2x10"),
    ("G1", "10 bơ 034", "order G2x10"),
    ("G1", "034 5 cây", "order G2x5"),
    ("G1", "cho em 5 cây 034", "order G2x5"),
    ("G1", "5 cây bơ", "order G1x5"),
    ("G3", "sầu riêng ri 6 20 cây", "order G3x20"),
    ("G3", "RI6 20 CÂY", "order G3x20"),
    ("G3", "20 cây nha", "order G3x20"),
    ("G3", "dona 20", "order G4x20"),
    ("G3", "20 dona với 10 ri6", "order G3x10 G4x20"),
    ("G5", "tr4 1000 bầu giao Krông Pắc", "order G5x1000"),
    ("G5", "500 tr4", "order G5x500"),
    ("G5", "TRS1 300", "order G6x300"),
    ("G5", "cà phê 500 bầu", "order G5x500"),
    ("G7", "chanh 10 cây", "order G7x10"),
    ("G8", "chanh dây 10", "order G8x10"),
    ("G8", "chanh leo 10 cây", "order G8x10"),
    ("G9", "mít thái siêu sớm 5, mít thái lá bàng 5", "order G10x5 G9x5"),
    ("G11", "tiêu 50 bầu", "order G11x50"),
    ("G12", "na 10 cây", "order G12x10"),
    ("G12", "na dai 10", "order G12x10"),
    ("G1", "G2 5 cây G3 5 cây", "order G2x5 G3x5"),
    ("G1", "g2,g3,g4 mỗi loại 5", "order G2x5 G3x5 G4x5"),
]


@pytest.mark.parametrize(("pinned", "text", "means"), PLANTS_CASES)
def test_the_plants_shop_reads_the_order(pinned, text, means):
    assert short(read_all(PLANTS, (text, pinned))) == means
