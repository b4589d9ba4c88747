"""Text as people type it: one form for keeping, one for searching."""

from __future__ import annotations

import hashlib
import unicodedata

__all__ = ["clean", "fold", "handle"]

_KEPT_CONTROLS = frozenset("\n\t")
_KEPT_JOINERS = frozenset("\u200c\u200d")  # Devanagari and family emoji fall apart without them


def fold(text: str) -> str:
    """The search form: NFC, lower case, đ as d, every mark stripped ("Đắk Lắk" -> "dak lak")."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", text).lower().replace("đ", "d")
    parts = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize("NFC", "".join(c for c in parts if unicodedata.category(c) != "Mn"))


def clean(text: str) -> str:
    """The form that is kept: NFC, without control and bidirectional characters. Line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    if text.isprintable():  # no control, format or surrogate character, no odd line end
        return unicodedata.normalize("NFC", text)
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in composed if not _is_hidden(c))


def handle(author: str) -> str:
    """What somebody without a name is called in public: `u` and four hex digits of who they are."""
    return "u" + hashlib.blake2b(author.encode(), digest_size=2).hexdigest()


def _is_hidden(char: str) -> bool:
    if char in _KEPT_CONTROLS or char in _KEPT_JOINERS:
        return False
    # Cc control, Cf format (bidi marks and overrides, zero width), Cs lone surrogate, Zl/Zp odd line ends.
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
