"""Comments mutated: what phones, pasted text, jokers and attackers make of what people write."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence

__all__ = ["LONG", "blown_up", "mutated"]

LONG = 10_000  # characters
_MOST = 20_000  # a mutated text is cut here
_MOST_TIMES = 4  # mutations of one comment
_RARELY = 0.005  # of all comments are blown up to LONG

# Zero width, soft hyphens, fillers; then the marks of right-to-left writing.
_UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u115f\u3164"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Control characters, line ends of all kinds, lone surrogates, private and unassigned ones, tags.
_CONTROL = (
    "\x00\x01\x02\x03\x07\x08\x0b\x0c\x1b\x7f\x80\x85\x9f\r\n\t\u2028\u2029\ufff9\ufffb"
    "\ud800\udfff\ue000\uffff\U000e0041"
)
_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0327\u0338\u0489\u20dd\u0e49\u094d"
_PIECES = (
    "🤣", "❤️", "👨‍👩‍👧‍👦", "🇻🇳", "1️⃣", "👍🏽", "🅰️", "½", "²", "①", "⑳", "Ⅷ", "ﷺ", "ﬁ", "ǆ", "İ",
    "ß", "ẞ", "ŉ", "ͅ", "１２", "Ａ１", "𝟐", "𝐀𝟏", "٢", "२", "๒", "〇", "二", "௧", "𐒠", "㎏", "㏄", "℃",
    "№", "×", "✖", "–", "—", "…", "“", "<b>", "</script>", "<img src=x onerror=alert(1)>", "&nbsp;",
    "&#8203;", "'; DROP TABLE", "%s%n", "{0}", "\\u0000", "$(ls)", "../..", "https://example.org/",
    "@all", "#", "a@example.org", "ا", "שלום", "दो", "สอง", "ສອງ", "ជា", "二瓶", " x2", "2", "0", "00",
    "-1", "1.5", "1,000", "1e9", "99999999999999999999", "0905123456", "+84 905.123.456", "1/2", "/", "-",
    "+", "x", "*", "(", ")", "?", "!", ",", ".", "..", ":", "=", "\n", "  ", "\u00a0", "\u3000", "\t",
    "|", "_", "chai", "hũ", "ký", "rưỡi", "nửa", "chục", "mỗi loại", "chốt", "lấy", "huỷ", "đổi", "sang",
    "thêm", "bớt", "thôi", "ko", "nếu", "thì", "hết", "size", "mã", "số", "a", "c", "e", "như trên",
    "nhầm", "với", "còn", "giá", "ib", "ck rồi",
)  # fmt: skip
_OFTEN = " \n\t.,-/+0o1xa?\u200b\u0301ạ"
# Telex and VNI as they are typed where the keyboard does not join them.
_LEFT_OVERS = {
    "á": "as", "à": "a2", "ả": "ar", "ạ": "aj", "â": "aa", "ă": "aw", "đ": "dd", "ê": "ee", "ế": "ees",
    "ô": "oo", "ơ": "ow", "ư": "uw", "ố": "oos", "ợ": "owj", "ứ": "u71",
}  # fmt: skip

Mutation = Callable[[str, Sequence[str], random.Random], str]


def mutated(text: str, others: Sequence[str], dice: random.Random) -> str:
    """`text` after one to four mutations, some with a part of another comment; at most 20,000 characters."""
    for _ in range(dice.randint(1, _MOST_TIMES)):
        text = dice.choice(_MUTATIONS)(text, others, dice)
    return (blown_up(text, dice) if dice.random() < _RARELY else text)[:_MOST]


def blown_up(text: str, dice: random.Random) -> str:
    """`text` with one thing in it so often that it has 10,000 characters: itself, a letter, a piece."""
    way = dice.randrange(4)
    often = text
    if way:
        often = dice.choice((dice.choice(text + _OFTEN), dice.choice(_OFTEN), dice.choice(_PIECES)))
    if way > 1:
        often += dice.choice(_OFTEN)
    at = dice.choice((0, len(text), _place(text, dice)))
    return (text[:at] + (often or " ") * LONG)[: max(0, LONG - len(text) + at)] + text[at:LONG]


def _place(text: str, dice: random.Random) -> int:
    return dice.randint(0, len(text))


def _part(text: str, dice: random.Random) -> tuple[int, int]:
    start = _place(text, dice)
    return start, min(len(text), start + dice.randint(1, 12))


def _insert(piece: str, text: str, dice: random.Random) -> str:
    at = _place(text, dice)
    return text[:at] + piece + text[at:]


def _with_piece(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return _insert(dice.choice(_PIECES), text, dice)


def _with_unseen(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return _insert("".join(dice.choices(_UNSEEN, k=dice.randint(1, 3))), text, dice)


def _with_control(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return _insert(dice.choice(_CONTROL), text, dice)


def _with_marks(text: str, _others: Sequence[str], dice: random.Random) -> str:
    times = dice.choice((1, 1, 2, 3, 60))
    return _insert("".join(dice.choices(_MARKS, k=times)), text, dice)


def _with_any_letter(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return _insert(chr(dice.randint(0, dice.choice((0x7F, 0x24F, 0xFFFF, 0x10FFFF)))), text, dice)


def _between_letters(text: str, _others: Sequence[str], dice: random.Random) -> str:
    start, end = _part(text, dice)
    return text[:start] + dice.choice(_UNSEEN + " .-\u0323").join(text[start:end]) + text[end:]


def _without_part(text: str, _others: Sequence[str], dice: random.Random) -> str:
    start, end = _part(text, dice)
    return text[:start] + text[end:]


def _part_twice(text: str, _others: Sequence[str], dice: random.Random) -> str:
    start, end = _part(text, dice)
    return text[:end] + text[start:end] * dice.choice((1, 1, 2, 30)) + text[end:]


def _letter_often(text: str, _others: Sequence[str], dice: random.Random) -> str:
    at = _place(text, dice)
    return text[:at] + text[at : at + 1] * dice.choice((2, 5, 200)) + text[at:]


def _words_shuffled(text: str, _others: Sequence[str], dice: random.Random) -> str:
    words = text.split(" ")
    dice.shuffle(words)
    return " ".join(words)


def _glued(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return text.replace(" ", dice.choice(("", "\u200b", ".", "-", "\n")))


def _joined(text: str, others: Sequence[str], dice: random.Random) -> str:
    return text + dice.choice((" ", ", ", "\n", ". ", "", " với ")) + dice.choice(others)


def _crossed(text: str, others: Sequence[str], dice: random.Random) -> str:
    other = dice.choice(others)
    return text[: _place(text, dice)] + other[_place(other, dice) :]


def _in_form(text: str, _others: Sequence[str], dice: random.Random) -> str:
    form = dice.choice(("NFD", "NFD", "NFC", "NFKD", "NFKC"))
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


def _bare(text: str, _others: Sequence[str], _dice: random.Random) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _left_overs(text: str, _others: Sequence[str], _dice: random.Random) -> str:
    return "".join(_LEFT_OVERS.get(char, char) for char in text)


def _cased(text: str, _others: Sequence[str], dice: random.Random) -> str:
    return dice.choice((str.upper, str.title, str.swapcase, str.capitalize))(text)


def _backwards(text: str, _others: Sequence[str], _dice: random.Random) -> str:
    return text[::-1]


_MUTATIONS: tuple[Mutation, ...] = (
    _with_piece, _with_piece, _with_piece, _with_unseen, _with_control, _with_marks, _with_any_letter,
    _between_letters, _without_part, _without_part, _part_twice, _letter_often, _words_shuffled, _glued,
    _joined, _joined, _crossed, _in_form, _in_form, _bare, _bare, _left_overs, _cased, _backwards,
)  # fmt: skip
