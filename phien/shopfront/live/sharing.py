"""How a live is passed on: its address, words, square and picture for other people's previews."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from phien.plumbing.templatetags.phien import clock, weekday
from phien.shipping.queries import printable, typeset_picture

if TYPE_CHECKING:
    from phien.coops.models import Coop
    from phien.live.doors import PublicSession

CARD = Path(__file__).parent / "documents" / "card.typ"


@dataclass(frozen=True, slots=True)
class Shared:
    """What is passed on. `link` and `picture` are whole addresses."""

    link: str
    title: str
    words: str
    picture: str

    @property
    def facebook(self) -> str:
        """Facebook's page that asks what to write, as a plain link."""
        return f"https://www.facebook.com/sharer/sharer.php?u={quote(self.link, safe='')}"

    @property
    def square(self) -> SafeString:
        """The address as a QR code, to be photographed off the screen."""
        out = io.BytesIO()
        segno.make(self.link, error="m", micro=False).save(
            out, kind="svg", border=4, xmldecl=False, omitsize=True, dark="#17161F", light="#fff"
        )
        return mark_safe(out.getvalue().decode())  # noqa: S308 - drawn here from our own address


def live_shared(session: PublicSession) -> Shared:
    """One live."""
    return Shared(
        link=f"{settings.PUBLIC_URL}/live/{session.id}",
        title=session.title,
        words=f"{session.coop.name} · {_when(session)}",
        picture=f"{settings.PUBLIC_URL}/live/{session.id}/card.png",
    )


def plan_shared(coop: Coop) -> Shared:
    """A cooperative's plan."""
    return Shared(
        link=f"{settings.PUBLIC_URL}/live/{coop.slug}/",
        title=_("Lives of {coop}").format(coop=coop.short_name or coop.name),
        words=coop.story or coop.name,
        picture=f"{settings.PUBLIC_URL}/live/{coop.slug}/card.png",
    )


def live_card(session: PublicSession) -> bytes:
    """The picture of a preview, 1200 × 630: what, who, when. In Vietnamese, whoever asks: robots do."""
    with override("vi"):
        return _card(session.title, session.coop.name, _when(session))


def plan_card(coop: Coop) -> bytes:
    """The same of a cooperative."""
    with override("vi"):
        return _card(coop.short_name or coop.name, coop.name, _("Live sales"))


@lru_cache(maxsize=128)
def _card(title: str, coop: str, when: str) -> bytes:
    words = {"title": title, "coop": coop, "when": when}
    return typeset_picture(CARD, {name: printable(text) for name, text in words.items()})


def _when(session: PublicSession) -> str:
    if session.state == "open":
        return _("Live now")
    if session.state == "closed":
        return _("This live has ended")
    return f"{clock(session.scheduled_at)} {weekday(session.scheduled_at)}"
