"""Vietnamese mobile numbers: found in a comment, read from a form field, masked for a screen.

Numbers are kept as E.164 ("+84905123456"). Prefixes follow the plan of 2018: eleven-digit numbers of the old
plan are read as the ten-digit number they became.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find_mobiles", "mask", "national", "read_mobile", "to_e164"]

_RENUMBERED = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
_SEPARATORS = re.compile(r"[\s.\-()/_]")
_OLD = re.compile(r"01[2689][0-9]{8}")

# A look before the search: nine digits (or letters O) with nothing but separators or short words between.
_WORTH_A_LOOK = re.compile(r"[0-9oO](?:[^0-9oO\n]{0,6}[0-9oO]){8}")
_GROUP = re.compile(r"(?<![^\W\d_])[oO]?[0-9][0-9oO]*(?![^\W\d_])|(?<![^\W\d_])[oO]{1,4}(?=[ .\-][0-9])")
_BETWEEN = re.compile(r"[ \t\u00a0.,\-\u2013_/·()]{0,3}(?:(?:chấm|cham|gạch|gach|rồi|roi|tới|toi)\s+)?")
_SPOKEN = {
    "không": "0", "khong": "0", "một": "1", "mot": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4",
    "bon": "4", "tư": "4", "tu": "4", "năm": "5", "nam": "5", "lăm": "5", "sáu": "6", "sau": "6",
    "bảy": "7", "bẩy": "7", "bay": "7", "tám": "8", "tam": "8", "chín": "9", "chin": "9",
}  # fmt: skip
_SPOKEN_RUN = re.compile(
    r"(?<!\w)(?:không|khong)(?:[ .,\-]+(?:" + "|".join(_SPOKEN) + r"|[0-9]{1,4})(?!\w)){5,10}", re.IGNORECASE
)


def read_mobile(text: str) -> tuple[str, int, int] | None:
    """The first valid mobile number in `text` as (E.164, start, end), or None."""
    return next(find_mobiles(text), None)


def find_mobiles(text: str) -> Iterator[tuple[str, int, int]]:
    """Every valid mobile number in `text`, left to right, as (E.164, start, end)."""
    if _WORTH_A_LOOK.search(text) is not None:
        yield from _written(text)
    elif "kh" in text or "Kh" in text or "KH" in text:
        yield from _spoken(text)


def to_e164(text: str) -> str | None:
    """What a form field holds, as E.164; None where it is not exactly one valid mobile number."""
    if text.isascii() and text.isdigit():
        return _e164(text)
    digits = _SEPARATORS.sub("", text.strip()).replace("O", "0").replace("o", "0")
    if digits.startswith("+"):
        digits = digits[1:]
        return _e164(digits) if digits.isascii() and digits.isdigit() and digits.startswith("84") else None
    return _e164(digits) if digits.isascii() and digits.isdigit() else None


def national(e164: str) -> str:
    """The number as people dial it: "+84905123456" -> "0905123456"."""
    return "0" + e164[3:] if e164.startswith("+84") else e164


def mask(e164: str) -> str:
    """The number for a screen that may not show it: "0905 ••• 456"."""
    dialled = national(e164)
    return f"{dialled[:4]} ••• {dialled[-3:]}"


def _e164(digits: str) -> str | None:
    """Digits with 0, 84 or 0084 in front as E.164, where they are a valid mobile number."""
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and len(digits) in (11, 12, 13):
        digits = digits[2:] if digits[2] == "0" else "0" + digits[2:]
    if len(digits) == 11 and _OLD.fullmatch(digits):
        renumbered = _RENUMBERED.get(digits[:4])
        return f"+84{renumbered[1:]}{digits[4:]}" if renumbered else None
    return f"+84{digits[1:]}" if _MOBILE.fullmatch(digits) else None


def _written(text: str) -> Iterator[tuple[str, int, int]]:
    runs: list[list[re.Match[str]]] = []
    for group in _GROUP.finditer(text):
        near = runs and _BETWEEN.fullmatch(text, runs[-1][-1].end(), group.start())
        if near and text[group.start() - 1] != "+":
            runs[-1].append(group)
        else:
            runs.append([group])
    for run in runs:
        at = 0
        while at < len(run):
            found = _number_at(text, run, at)
            if found is None:
                at += 1
                continue
            e164, last = found
            start = run[at].start()
            if start and text[start - 1] == "+":
                start -= 1
            yield e164, start, run[last].end()
            at = last + 1


def _number_at(text: str, run: list[re.Match[str]], at: int) -> tuple[str, int] | None:
    """A number that begins with group `at` of a run and ends where a group ends, as (E.164, last group)."""
    first = run[at].group().replace("o", "0").replace("O", "0")
    if not first.startswith(("0", "84")):
        return None
    start = run[at].start()
    foreign = start > 0 and text[start - 1] == "+" and not first.startswith("84")
    digits = ""
    for last in range(at, min(at + 10, len(run))):
        digits += run[last].group().replace("o", "0").replace("O", "0")
        if len(digits) > 15:
            return None
        if len(digits) < 10 or foreign:
            continue
        e164 = _e164(digits)
        if e164 is not None and not _is_a_count(text, run, at, last):
            return e164, last
    return None


def _is_a_count(text: str, run: list[re.Match[str]], at: int, last: int) -> bool:
    """Whether the last group is rather the count of what follows: "0166 777 888 2 hộp"."""
    if last == at or len(run[last].group()) > 1 or min(len(g.group()) for g in run[at:last]) < 2:
        return False
    after = text[run[last].end() : run[last].end() + 2]
    return len(after) == 2 and after[0] == " " and after[1].isalpha()


def _spoken(text: str) -> Iterator[tuple[str, int, int]]:
    for run in _SPOKEN_RUN.finditer(text):
        words = re.split(r"[ .,\-]+", run.group().lower())
        digits = "".join(_SPOKEN.get(word, word) for word in words)
        e164 = _e164(digits)
        if e164 is not None:
            yield e164, run.start(), run.end()
