"""Whole đồng as people type them: `145.000`, `145000`, `145k`, `145,5k`, `1tr2`, `1.200.000 ₫`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

__all__ = ["MOST", "SMALLEST", "read_dong"]

MOST = 1_000_000_000
SMALLEST = 1_000  # nobody sells for less: 145 was meant to be 145k
_TYPED = re.compile(
    r"(?P<number>\d{1,3}(?:[., \u00a0]\d{3}){1,4}|\d{1,13})(?:[.,](?P<part>\d{1,2}))?\s*"
    r"(?P<times>k|ng|nghìn|ngàn|tr|triệu)?(?P<tail>\d)?\s*(?:đ|₫|đồng|vnd|vnđ)?"
)
_TIMES = {"k": 1_000, "ng": 1_000, "nghìn": 1_000, "ngàn": 1_000, "tr": 1_000_000, "triệu": 1_000_000}


def read_dong(text: str) -> int | None:
    """The amount in đồng, or None where it is not one (or more than a billion).

    Amounts below `SMALLEST` are returned as typed: the caller asks whether thousands were meant.
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFC", text).strip().lower())
    if not found:
        return None
    times = _TIMES.get(found["times"] or "", 1)
    small = found["part"] or found["tail"]
    if small and times == 1:
        return None  # there is no part of a đồng
    whole = int(re.sub(r"\D", "", found["number"]))
    amount = int((whole + Decimal(f"0.{small or 0}")) * times)
    return amount if amount <= MOST else None
