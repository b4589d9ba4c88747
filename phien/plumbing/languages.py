"""The catalogues without Django, for the edge: the same .mo files, the standard library's gettext."""

import functools
import gettext
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWN = ("vi", "en", "hi")
COOKIE = "django_language"


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    chain: gettext.NullTranslations | None = None
    for file in sorted(ROOT.glob(f"**/locale/{language}/LC_MESSAGES/django.mo")):
        with file.open("rb") as stream:
            found = gettext.GNUTranslations(stream)
        if chain is None:
            chain = found
        else:
            chain.add_fallback(found)
    return chain or gettext.NullTranslations()


def translate(language: str, sentence: str, **details: object) -> str:
    """`sentence` in `language` with its placeholders filled."""
    text = sentence if language == "en" else _catalogue(language).gettext(sentence)
    return text.format(**details) if details else text


def chosen(cookies: Mapping[str, str], accept: str) -> str:
    """The reader's language: the cookie's, else the first known one of Accept-Language, else Vietnamese."""
    if cookies.get(COOKIE) in KNOWN:
        return cookies[COOKIE]
    for part in accept.lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in KNOWN:
            return tag
    return "vi"
