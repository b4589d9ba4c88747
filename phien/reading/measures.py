"""Number words, pack words, weights and volumes."""

from __future__ import annotations

__all__ = ["MEASURES", "NUMBERS", "UNITS"]

NUMBERS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "cặp": 2, "đôi": 2, "chục": 10, "tá": 12, "trăm": 100, "mươi": 10,
    "mốt": 1, "tư": 4, "lăm": 5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10,
    "dozen": 12, "couple": 2, "pair": 2,
}  # fmt: skip

# The pack words, each with the family it is mixed up with in speech; "any" fits every item.
UNITS = {
    "bag": "túi gói bịch bịt bao bì bag bags packet packets pack packs pouch phong",
    "bottle": "chai lọ bình bottle bottles can tuýp ống",
    "jar": "hũ lọ keo jar jars hủ liễn thố",
    "box": "hộp box boxes hôp",
    "any": "cái chiếc phần suất món sp sản_phẩm piece pieces pcs pc loại",
    "case": "thùng két lốc kiện carton case bao_tải sọt tải",
    "stick": "cây thanh stick sticks que",
    "cake": "bánh miếng viên lát cục khoanh tảng",
    "bunch": "bó nải chùm mớ nhánh cành bụi",
    "animal": "con",
    "tin": "lon",
    "set": "combo set bộ sét",
    "sheet": "tấm tờ cuộn mét_vải xấp khổ vỉ",
    "fruit": "trái quả củ buồng",
    "pot": "chậu bầu khay bịch_bầu",
}

MEASURES = {
    "g": ("g", 1_000), "gr": ("g", 1_000), "gram": ("g", 1_000), "gam": ("g", 1_000), "kg": ("g", 1_000_000),
    "ký": ("g", 1_000_000), "kí": ("g", 1_000_000), "ki": ("g", 1_000_000), "ky": ("g", 1_000_000),
    "kilo": ("g", 1_000_000), "kgs": ("g", 1_000_000), "cân": ("g", 1_000_000), "kilogam": ("g", 1_000_000),
    "lạng": ("g", 100_000), "yến": ("g", 10_000_000), "tạ": ("g", 100_000_000), "tấn": ("g", 1_000_000_000),
    "ml": ("ml", 1_000), "cc": ("ml", 1_000), "l": ("ml", 1_000_000), "lít": ("ml", 1_000_000),
    "lit": ("ml", 1_000_000), "lt": ("ml", 1_000_000), "xị": ("ml", 250_000), "litre": ("ml", 1_000_000),
    "mét": ("m", 1_000), "m": ("m", 1_000), "cm": ("m", 10), "tấc": ("m", 100), "phân": ("m", 10),
}  # fmt: skip
