"""Order codes: prefix, permuted sequence, check character; upper-case ASCII, also the transfer reference.

`PD7K2M9Q` is `PD` (the cooperative's prefix), five characters of a permuted counter, one check
character. The alphabet leaves out 0, 1, I, L, O and U, which people and banks confuse.
"""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ@"[:-1]
BASE = len(ALPHABET)  # 30
_PRIME = 31  # the check works modulo a prime just above the base
_CHECKS = ALPHABET + "U"
_SHORT = BASE**5
_LONG = BASE**7
_STEP = 10_000_019  # odd, no factor 2, 3 or 5: coprime to every power of 30, so no two numbers meet


def _check(body: str) -> str:
    total = sum((ALPHABET.index(char) + 1) * (place + 2) for place, char in enumerate(body))
    return _CHECKS[total % _PRIME]


def order_code(*, prefix: str, number: int) -> str:
    """The code of order `number` (the table's own sequence) under a two-letter `prefix`."""
    space, width = (_SHORT, 5) if number < _SHORT else (_LONG, 7)
    rest = (number * _STEP + 7_654_321) % space
    body = ""
    for _ in range(width):
        rest, digit = divmod(rest, BASE)
        body = ALPHABET[digit] + body
    return f"{prefix}{body}{_check(body)}"


def is_order_code(text: str) -> bool:
    """True where `text` has the form and the check character of an order code."""
    body, check = text[2:-1], text[-1:]
    return (
        len(body) in (5, 7)
        and text[:2].isascii()
        and text[:2].isalpha()
        and text[:2].isupper()
        and all(char in ALPHABET for char in body)
        and _check(body) == check
    )
