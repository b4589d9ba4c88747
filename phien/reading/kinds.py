"""The kinds of parts a comment is made of."""

from __future__ import annotations

(WORDS, CODE, NAME, NUM, UNITED, AMOUNT, SIZED, PRICE, IGNORED, PHONE, STOP, BAD_CODE) = range(12)
