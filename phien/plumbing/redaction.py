"""The last line of defence of the logs: what names a person or opens a door is masked, wherever it stands.

Nothing of the kind is logged on purpose; but a driver's error may quote a row, and a path may hold a token.
"""

import re
from collections.abc import Mapping
from typing import Any

from phien.kernel.phones import find_mobiles

__all__ = ["masked", "redact"]

MASK = "•••"
PRIVATE = re.compile(  # names of fields that are never shown
    r"phone|mobile|^name$|_name$|address|street|commune|province|text|comment|remark|note|body|cookie|token|"
    r"password|secret|authorization|email|headers|query|dsn|url$|_key$|^key$",
    re.IGNORECASE,
)
AS_IT_IS = frozenset({"at", "level", "logger", "process", "pid", "request_id", "_record", "_from_structlog"})
_SPOKEN = (
    "không|khong|một|mot|mốt|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin|"
    "zero|one|two|three|four|five|six|seven|eight|nine"
)
# What people put between digits; nothing at all is the most frequent.
_APART = r"[\s.\-()/_,·•–—‑\u200b\ufe0f\u20e3]{0,3}"
RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # what PostgreSQL quotes: the row that broke a constraint, the parameter that was being read
    (
        re.compile(r"(?:(?<=\\n)|\b)(DETAIL|CONTEXT|QUERY|HINT|STATEMENT):(?:(?!\\n|\n|['\"]\)).)*"),
        rf"\1: {MASK}",
    ),
    (re.compile(r"\b(Key \([^)]*\)=)\((?:[^()]|\([^()]*\))*\)"), rf"\1({MASK})"),
    (re.compile(r"Failing row contains \(.*?\)(?=\.|$)"), f"Failing row contains ({MASK})"),
    (re.compile(r"(invalid input [\w ]+: )(?:\"[^\"]*\"|'[^']*')"), rf"\1{MASK}"),
    # what pydantic quotes
    (re.compile(r"(input_value=).*?(?=, input_type|\]|$)"), rf"\1{MASK}"),
    # doors: addresses with passwords, tokens in paths, query strings, headers
    (re.compile(r"(\w+://)[^\s/@]+@"), rf"\1{MASK}@"),
    (re.compile(r"(/(?:o|invitations|key)/)[\w.~-]+"), rf"\1{MASK}"),
    (re.compile(r"((?:https?://|/)[^\s?'\"<>]*)\?[^\s'\"<>]*"), rf"\1?{MASK}"),
    (re.compile(r"\bphien_[A-Za-z0-9_-]{16,}"), MASK),
    (re.compile(r"(?i)\b(bearer|basic|token)([ =:]+)[\w.~+/=-]{6,}"), rf"\1\2{MASK}"),
    (
        re.compile(
            r"(?i)\b((?:set-)?cookie|authorization|sessionid|csrftoken|csrfmiddlewaretoken|password|buyer)"
            r"(['\"]?\s*[=:]\s*['\"]?)[^\s,;'\"&]+"
        ),
        rf"\1\2{MASK}",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), MASK),
    # phones: any country's with a plus, Vietnam's with any separators, with o for 0, and said in words
    (re.compile(rf"\+\s?\d(?:{_APART}\d){{7,14}}"), MASK),
    (re.compile(rf"(?<![\d.])(?!0\.\d)(?:00)?(?:84{_APART})?[0oO](?:{_APART}[\doO]){{8,10}}(?!\d)"), MASK),
    (re.compile(rf"(?<![\d.])(?:00)?84(?:{_APART}\d){{9}}(?!\d)"), MASK),
    (re.compile(rf"(?i)(?<!\w)(?:(?:{_SPOKEN}|\d)[\s.,\-]+){{7,}}(?:{_SPOKEN}|\d)(?!\w)"), MASK),
)


def masked(text: str) -> str:
    """The text with phones, e-mail addresses, tokens, cookies, query strings and quoted rows masked."""
    if not text.isascii():
        text = re.sub(r"\d", lambda digit: str(int(digit.group())), text)  # full-width, Devanagari
    for pattern, shown in RULES:
        text = pattern.sub(shown, text)
    for _, start, end in reversed(list(find_mobiles(text))):
        text = text[:start] + MASK + text[end:]
    return text


def redact(_logger: Any, _method: str, event: Any) -> Any:
    """A structlog processor: no private field, every text masked, however deep."""
    return {name: value if name in AS_IT_IS else _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: Any) -> Any:
    if PRIVATE.search(name):
        return MASK
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {key: _clean(str(key), kept) for key, kept in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean("", kept) for kept in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return masked(repr(value))
