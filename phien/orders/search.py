"""Finding an order by what somebody remembers of it: code, name without marks, digits of the phone."""

import re
import unicodedata

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from phien.kernel.text import fold
from phien.orders.models import Order


def _folding() -> tuple[str, str]:
    """Every small Vietnamese letter with marks, and the plain letter under it."""
    pairs = {"đ": "d"}
    for place in (*range(0x00E0, 0x0180), *range(0x01A0, 0x01B1), *range(0x1EA0, 0x1EFA)):
        letter = chr(place)
        plain = unicodedata.normalize("NFD", letter)[0]
        if letter.islower() and plain.isascii() and plain != letter:
            pairs[letter] = plain
    return "".join(pairs), "".join(pairs.values())


_MARKED, _PLAIN = _folding()


class Translate(Func):
    """PostgreSQL's translate(): no extension is needed to search without marks."""

    function = "translate"
    output_field = TextField()


def matching(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Those whose code, name or phone has `text` in it; all of them where it is empty."""
    text = " ".join(text.split())
    if not text:
        return orders
    name = Translate(Lower(F("buyer_name")), Value(_MARKED), Value(_PLAIN))
    found = Q(code__contains=text.upper().replace(" ", "")) | Q(folded_name__contains=fold(text))
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 3 and not re.search(r"[^\d\s.+()-]", text):
        found |= Q(phone__contains=digits)
        if digits.startswith("0") and len(digits) > 6:
            found |= Q(phone__contains=digits[1:])
    return orders.alias(folded_name=name).filter(found)
