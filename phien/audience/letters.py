"""The letters: please confirm, the live begins soon, the live has moved. Plain, in the follower's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from phien.audience.contracts import Letter
from phien.plumbing.templatetags.phien import clock, weekday

if TYPE_CHECKING:
    from datetime import datetime

    from phien.audience.models import Follower
    from phien.live.models import Session


def to_confirm(follower: Follower) -> Letter:
    """Asks whether it was really this person. Who does nothing hears nothing more."""
    with override(follower.language):
        coop = follower.coop.name
        lines = [
            _("Somebody, we hope you, asked to be reminded of the lives of {coop}.").format(coop=coop),
            _("Press here to say yes:"),
            page_of(follower),
            _("If it was not you, do nothing: nothing more is sent and the address is deleted in 7 days."),
        ]
        return _letter(follower, _("Confirm: reminders of {coop}").format(coop=coop), lines)


def of_live(follower: Follower, session: Session) -> Letter:
    """Tells that a live is about to begin, or has just begun."""
    with override(follower.language):
        coop = follower.coop.short_name or follower.coop.name
        when = _hour(session.scheduled_at)
        begun = session.state == "open"
        subject = _("{coop} is live now: {title}") if begun else _("{coop} goes live at {when}: {title}")
        told = subject.format(coop=coop, when=when, title=session.title)
        return _letter(follower, told, _of_live([told], follower, session))


def of_moved(follower: Follower, session: Session, before: datetime) -> Letter:
    """Tells who was reminded that the live is at another hour now; `before` is what they were told."""
    with override(follower.language):
        coop = follower.coop.short_name or follower.coop.name
        when, was = _hour(session.scheduled_at), _hour(before)
        subject = _("{coop} moved its live to {when}: {title}")
        told = subject.format(coop=coop, when=when, title=session.title)
        lines = [told, _("We told you {was} before; that hour no longer holds.").format(was=was)]
        return _letter(follower, told, _of_live(lines, follower, session))


def page_of(follower: Follower) -> str:
    """Where a follower says yes, or stops."""
    return f"{settings.PUBLIC_URL}/reminders/{follower.token}/"


def _hour(at: datetime) -> str:
    return f"{clock(at)} {weekday(at)}".replace("\u00a0", " ")


def _of_live(told: list[str], follower: Follower, session: Session) -> list[str]:
    coop = follower.coop.short_name or follower.coop.name
    return [
        *told,
        _("Watch and buy here:"),
        f"{settings.PUBLIC_URL}/live/{session.pk}",
        _("You asked {coop} to remind you. To hear nothing more, press here:").format(coop=coop),
        page_of(follower),
    ]


def _letter(follower: Follower, subject: str, lines: list[str]) -> Letter:
    stop = f"{page_of(follower)}ending/"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    # a title with a line break in it must not become a header
    return Letter(follower.address, " ".join(subject.split()), "\n\n".join(lines) + "\n", headers)
