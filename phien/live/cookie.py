"""The buyer's cookie: an id of its own, signed; made by the edge or by Django. No Django here."""

import os
import secrets
from collections.abc import Mapping

from itsdangerous import BadSignature, Signer

NAME = "phien_buyer"
AGE = 60 * 60 * 24 * 400


def _signer() -> Signer:
    return Signer(os.environ.get("BUYER_COOKIE_KEY", "only-for-tests"), salt="phien.buyer")


def read_buyer(cookies: Mapping[str, str]) -> str | None:
    """The buyer key (`b:…`) of a genuine cookie."""
    value = cookies.get(NAME)
    if not value or len(value) > 200:
        return None
    try:
        return "b:" + _signer().unsign(value).decode()
    except (BadSignature, UnicodeDecodeError):
        return None


def new_buyer(first: str = "") -> tuple[str, str]:
    """A new cookie's value, and the buyer key it stands for.

    `first` names what the buyer does first (session and key): where the answer that brings the cookie is
    lost, the same again gets the same cookie, and not somebody else's order. Nobody can guess it.
    """
    name = secrets.token_urlsafe(12)
    if first:
        name = _signer().get_signature(first).decode()[:16]
    return _signer().sign(name).decode(), "b:" + name


def header(value: str) -> str:
    """The Set-Cookie header for a value."""
    secure = "; Secure" if os.environ.get("PUBLIC_URL", "").startswith("https://") else ""
    return f"{NAME}={value}; Path=/; Max-Age={AGE}; HttpOnly; SameSite=Lax{secure}"
