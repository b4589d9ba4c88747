"""What goods are called in English and in Hindi, where a sheet has them in Vietnamese."""

from __future__ import annotations

__all__ = ["ENGLISH", "HINDI", "is_hindi"]

ENGLISH = {
    "cà phê": "coffee", "mật ong": "honey", "tiêu": "pepper", "tiêu đen": "black pepper", "trà": "tea",
    "gừng": "ginger", "xà bông": "soap", "nến": "candle", "cá": "fish", "khăn": "scarf", "áo": "shirt",
    "mực": "squid", "gạo": "rice", "hạt điều": "cashew", "sầu riêng": "durian", "xoài": "mango",
    "xanh": "blue", "đỏ": "red", "trắng": "white", "đen": "black", "vàng": "yellow", "rượu": "wine",
    "nâu": "brown", "xám": "grey", "ghi": "grey", "hồng": "pink", "tím": "purple", "cam": "orange",
    "be": "beige", "quần": "trousers", "váy": "skirt", "túi": "bag", "giỏ": "basket", "đèn": "lamp",
    "nấm": "mushroom", "trứng": "egg", "gà": "chicken", "vịt": "duck", "mít": "jackfruit", "chuối": "banana",
    "bơ": "avocado", "nước mắm": "fish sauce", "ớt": "chili", "tỏi": "garlic", "muối": "salt",
    "măng": "bamboo shoot", "lạp xưởng": "sausage", "bánh tráng": "rice paper", "ca cao": "cocoa",
    "nghệ": "turmeric", "quế": "cinnamon", "dừa": "coconut", "bưởi": "pomelo", "thanh long": "dragon fruit",
}  # fmt: skip
# The Vietnamese word and a Hindi one; some have several.
HINDI = (
    ("mật ong", "शहद"), ("mật", "शहद"), ("trà", "चाय"), ("cà phê", "कॉफी"), ("cà phê", "कॉफ़ी"),
    ("tiêu", "काली मिर्च"), ("tiêu", "मिर्च"), ("gừng", "अदरक"), ("xà bông", "साबुन"), ("nến", "मोमबत्ती"),
    ("cá", "मछली"), ("khăn", "दुपट्टा"), ("khăn", "स्कार्फ"), ("gạo", "चावल"), ("hạt điều", "काजू"),
    ("xoài", "आम"), ("nghệ", "हल्दी"), ("quế", "दालचीनी"), ("dừa", "नारियल"), ("ớt", "मिर्च"),
    ("tỏi", "लहसुन"), ("muối", "नमक"), ("chuối", "केला"), ("chuối", "केले"), ("trứng", "अंडे"),
    ("trứng", "अंडा"), ("gà", "मुर्गी"), ("gà", "चिकन"), ("vịt", "बत्तख"), ("nấm", "मशरूम"),
    ("dầu gội", "शैम्पू"), ("dầu", "तेल"), ("áo", "कमीज"), ("giỏ", "टोकरी"), ("rượu", "शराब"),
    ("đường", "चीनी"), ("bưởi", "चकोतरा"), ("nhang", "अगरबत्ती"), ("đỏ", "लाल"), ("trắng", "सफेद"),
    ("đen", "काला"), ("đen", "काली"), ("vàng", "पीला"), ("xanh", "नीला"), ("xanh", "हरा"),
)  # fmt: skip
_FIRST, _LAST = "\u0900", "\u097f"


def is_hindi(word: str) -> bool:
    """Whether a word is written in Devanagari."""
    return _FIRST <= word[:1] <= _LAST
