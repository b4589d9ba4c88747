"""What a short address, a login name, a role or a bank account must be. Values in, values or refusals out."""

import re
import unicodedata
from collections.abc import Iterable

from phien.coops.banks import BY_BIN
from phien.coops.errors import (
    BadAccount,
    BadLogin,
    BadPhone,
    BadPrefix,
    BadSellerPhone,
    BadTaxCode,
    HalfAccount,
    LastManager,
    NoRole,
    SlugReserved,
    UnknownBank,
    UnknownRole,
)
from phien.kernel.phones import to_e164

ROLES = ("manager", "host", "keeper", "packer", "bookkeeper")
RESERVED_SLUGS = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "assets",
        "health",
        "i18n",
        "invitations",
        "live",
        "media",
        "o",
        "offline",
        "orders",
        "phones",
        "parts",
        "reminders",
        "static",
    }
)
INVITATION_DAYS = 7
PASSWORD_LINK_HOURS = 24
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}")


def slug_of(text: str) -> str:
    """A short address for URLs, or a refusal."""
    slug = text.strip().lower()
    if not _SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise SlugReserved(slug=text.strip() or "“”")
    return slug


def slug_from(name: str) -> str:
    """A short address made of a name: `HTX Nam Yang` becomes `nam-yang`; empty where none can be."""
    words = re.findall(r"[a-z0-9]+", plain_capitals(name).lower())
    while words and words[0] in {"htx", "hop", "tac", "xa"}:
        words = words[1:]
    return "-".join(words)[:40].strip("-")


def prefix_from(name: str) -> str:
    """Two letters for its order codes: `HTX Nam Yang` becomes `NY`; empty where none can."""
    words = slug_from(name).split("-")
    first = "".join(word[0] for word in words if word[:1].isalpha())
    letters = first if len(first) > 1 else "".join(letter for letter in "".join(words) if letter.isalpha())
    return letters[:2].upper()


def prefix_of(text: str) -> str:
    """Two capital letters that begin every order code of the cooperative."""
    prefix = text.strip().upper()
    if not re.fullmatch("[A-Z]{2}", prefix):
        raise BadPrefix
    return prefix


def login_of(text: str) -> str:
    """A login name as it is stored: small letters."""
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise BadLogin
    return login


def phone_of(text: str) -> str | None:
    """E.164, or None where nothing was typed."""
    if not text.strip():
        return None
    phone = to_e164(text)
    if not phone:
        raise BadPhone
    return phone


def roles_of(names: Iterable[str]) -> tuple[str, ...]:
    """Known roles, at least one, in their usual order."""
    wanted = set(names)
    for name in sorted(wanted - set(ROLES)):
        raise UnknownRole(role=name, roles=", ".join(ROLES))
    if not wanted:
        raise NoRole
    return tuple(role for role in ROLES if role in wanted)


def must_keep_a_manager(*, managers: set[int], without: int) -> None:
    """`managers` are the ids of those who are manager now; one of them would stop."""
    if managers == {without}:
        raise LastManager


def bank_of(*, bank_bin: str, account: str, holder: str) -> tuple[str, str, str]:
    """All three parts of a bank account as they are stored, or all empty."""
    digits = re.sub(r"[\s.\-]", "", account)
    name = plain_capitals(holder)
    given = [bool(bank_bin), bool(digits), bool(name)]
    if not any(given):
        return "", "", ""
    if not all(given):
        raise HalfAccount
    if bank_bin not in BY_BIN:
        raise UnknownBank
    if not re.fullmatch(r"[0-9]{6,19}", digits):
        raise BadAccount
    return bank_bin, digits, name


def tax_code_of(text: str) -> str:
    """A tax code as it is stored, digits with the branch after a dash; empty where nothing was typed."""
    typed = re.sub(r"[\s.]", "", text)
    if typed and not re.fullmatch(r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}", typed):
        raise BadTaxCode
    return f"{typed[:10]}-{typed[-3:]}" if len(typed) > 12 else typed


def seller_phone_of(text: str) -> str:
    """The seller's number as people dial it: a mobile as E.164, a landline or hotline as its digits."""
    mobile = to_e164(text)
    digits = re.sub(r"[\s.\-()]", "", text)
    if not mobile and digits and not re.fullmatch(r"\+?[0-9]{8,13}", digits):
        raise BadSellerPhone
    return mobile or digits


def plain_capitals(text: str) -> str:
    """A holder's name as banks write it: capital letters without marks."""
    upper = " ".join(text.split()).upper().replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", upper) if not unicodedata.combining(c))
