"""Handing the studio over to another phone: a one-time link signs the same person in there.

Two phones may steer one live: every change is a command of the desk, so there is nothing to take away from
the first (docs/decisions/0020-another-phone.md).
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from phien.activity.actions import record
from phien.live.errors import LinkOver, NotOpen, Unknown
from phien.live.models import Phone, Session

LINK_LASTS = timedelta(minutes=5)
SIGN_IN_LASTS = timedelta(hours=12)  # not the month of a sign-in with a password


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_phone_link(*, coop: Any, session_id: int, by: Any, at: datetime) -> str:
    """A token by which another phone signs in as this person, once, within 5 minutes. Older ones end."""
    session = Session.objects.of(coop).filter(pk=session_id).first()
    if session is None:
        raise Unknown
    if session.state != Session.State.OPEN:
        raise NotOpen
    Phone.objects.of(coop).filter(person=by, used_at=None).delete()
    token = secrets.token_urlsafe(24)
    row = Phone(
        coop_id=session.coop_id,
        session=session,
        person=by,
        digest=digest_of(token),
        made_at=at,
        expires_at=at + LINK_LASTS,
    )
    row.save()
    return token


@transaction.atomic
def use_phone_link(*, token: str, at: datetime) -> Phone:
    """The link is used up; the caller signs its person in and notes which sign-in that was."""
    found = (
        Phone.every_coop.select_for_update(of=("self",))
        .select_related("person", "coop", "session")
        .filter(digest=digest_of(token), used_at=None, expires_at__gt=at, person__is_active=True)
        .first()
    )
    if found is None or not found.person.memberships.filter(coop=found.coop_id).exists():
        raise LinkOver
    found.used_at = at
    found.save(update_fields=["used_at"])
    _record("session.handed_over", found, by=found.person, at=at)
    return found


def note_sign_in(*, phone: Phone, key: str) -> None:
    """Which of Django's sessions the other phone has, so that it can be signed out from here."""
    Phone.every_coop.filter(pk=phone.pk).update(sign_in=key)


@transaction.atomic
def sign_phone_out(*, coop: Any, session_id: int, phone_id: int, by: Any, at: datetime) -> str:
    """The other phone is out; only its own person may. Returns the sign-in that the caller ends."""
    row = (
        Phone.objects.of(coop)
        .select_for_update(of=("self",))
        .select_related("coop")
        .filter(pk=phone_id, session=session_id, person=by, used_at__isnull=False, ended_at=None)
        .first()
    )
    if row is None:
        raise Unknown
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _record("session.hand_over_ended", row, by=by, at=at)
    return str(row.sign_in)


def _record(kind: str, phone: Phone, *, by: Any, at: datetime) -> None:
    record(coop=phone.coop, kind=kind, subject="session", subject_id=phone.session_id, by=by, at=at)
