"""The start code: who reads it where Chợ Phiên was started may make the first cooperative in the browser.

It follows from the secret key, so every machine prints the same and nothing is kept. It opens nothing once a
cooperative is there.
"""

import base64
import hashlib
import hmac

LETTERS = 12  # of 32: 60 bits, far more than anybody guesses over the network


def start_code(secret_key: str) -> str:
    """Three groups of four letters and digits, as `QX7M-PL2D-WE4K`."""
    digest = hmac.digest(secret_key.encode(), b"the first cooperative", hashlib.sha256)
    letters = base64.b32encode(digest).decode()[:LETTERS]
    return "-".join(letters[place : place + 4] for place in range(0, LETTERS, 4))


def is_start_code(typed: str, *, secret_key: str) -> bool:
    """True for the code with or without dashes and spaces, in capital or small letters."""
    plain = "".join(typed.replace("-", "").split()).upper().encode()
    return hmac.compare_digest(plain, start_code(secret_key).replace("-", "").encode())
